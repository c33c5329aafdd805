import type { CallFact, Context, Expr, TemplateExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { some } from '../flow/expression-search.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Draft, QueryLibrary } from './query-library.ts';
import { pathOf } from './value-path.ts';

const STATEMENT = /^\s*(select|insert|update|delete|with)\b/i;
const NOWHERE: Context = { tries: [], catches: [], finals: [], loops: [], branches: 0 };
/** Packages whose client is itself the tag, and members of other clients that are. */
const TAG_CLIENTS = new Set(['postgres', '@vercel/postgres', '@neondatabase/serverless']);
const TAG_MEMBERS = /^\$(queryRaw|executeRaw)$/;

/** Queries that are written as tagged templates, where the tag is the client: `sql`SELECT …``, `prisma.$queryRaw`…``. */
export function taggedQueries(
  evaluator: Evaluator,
  module: LinkedModule,
  libraryOf: (name: string) => QueryLibrary | undefined,
): { library: QueryLibrary; draft: Draft }[] {
  if (!module.facts.literals.some(({ template, value }) => template && STATEMENT.test(String(value)))) return [];
  return [...templatesOf(module)].flatMap(([template, place]) => {
    for (const value of evaluator.evaluate(template.tag as Expr, { module: module.path })) {
      const path = pathOf(evaluator, value);
      const library = path && libraryOf(path.package);
      const last = path?.steps[path.steps.length - 1]?.name ?? '';
      if (!path || !library || !(TAG_CLIENTS.has(path.package) || TAG_MEMBERS.test(last))) continue;
      const call = callOf(template, place);
      const steps = [...path.steps, { name: '()' }];
      return [
        { library, draft: { path: { ...path, steps }, start: steps.length - 1, module: module.path, call, links: [] } },
      ];
    }
    return [];
  });
}

type Place = Pick<CallFact, 'fn' | 'context'>;

const callOf = (template: TemplateExpr, place: Place): CallFact => ({
  ...place,
  expr: { kind: 'call', id: -1, callee: template.tag as Expr, args: [template], at: template.at },
  use: 'other',
});

/** Tagged templates of a module that hold a statement, each with the function that it stands in. */
function templatesOf({ facts }: LinkedModule): Map<TemplateExpr, Place> {
  const found = new Map<TemplateExpr, Place>();
  const search = (expr: Expr | undefined, place: Place): void => {
    if (!expr) return;
    some(expr, (part) => {
      if (part.kind === 'template' && part.tag && STATEMENT.test(part.texts[0] ?? '') && !found.has(part))
        found.set(part, place);
      return false;
    });
  };
  for (const { id, steps } of facts.functions)
    for (const step of steps) if (step.kind !== 'call') search(step.value, { fn: id, context: step.context });
  for (const { expr, fn, context } of facts.calls) for (const arg of expr.args) search(arg, { fn, context });
  for (const { init, fn } of facts.bindings) search(init, { fn, context: NOWHERE });
  return found;
}
