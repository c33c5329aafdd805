import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import { some } from '../flow/expression-search.ts';

const CHECK =
  /^(?:has(?:Table|Column|Index|View|Database|Schema)|(?:table|column|index|constraint)s?Exists?|(?:is|does).*Exists?|exists|describeTable|show(?:AllTables|Index|Constraint)|getTables?|findColumnByName|getForeignKeyReferencesForTable|columnInfo)$/i;

/** Names of variables that hold the answer of such a check. */
const ANSWER = /exist|already|^has[A-Z]|missing|^found|(?:table|column|index)(?:es|s|Info|Definition|Description)?$/i;

const DEEPEST = 4;

/** What callbacks get when something failed. */
const ERROR = /^(?:e|err|error)$/;

/**
 * Whether a condition asks if something failed, or asks the database what it has. Migrations run on a database that has what those before them made, so
 * such conditions only guard against doing something twice.
 */
export function isGuard(evaluator: Evaluator, test: Expr, frame: Frame, depth = 0): boolean {
  return some(test, (part) => {
    if (part.kind === 'member' && typeof part.property === 'string') return CHECK.test(part.property);
    if (part.kind !== 'reference') return false;
    if (ERROR.test(part.name) || CHECK.test(part.name) || ANSWER.test(part.name)) return true;
    if (part.binding === undefined || depth >= DEEPEST) return false;
    const { init } = evaluator.program.binding(frame.module, part.binding);
    return init !== undefined && isGuard(evaluator, init, frame, depth + 1);
  });
}
