import type { CallFact, CodeFacts, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { calleeName } from '../flow/expression-search.ts';
import { property } from './conditions.ts';
import type { Draft } from './query-library.ts';

const CALLBACK = /^(\$?transaction|withTransaction|runInTransaction|transactional|begin|tx|task)$/;
const LIST = /^(\$?transaction|batch)$/;
const OPENS = /^(beginTransaction|startTransaction)$/;

/**
 * Whether a query is part of a transaction: by the client it uses, a transaction's callback around it, the option that names one,
 * a list that is run as one, or `BEGIN` sent by the same function.
 */
export function inTransaction(evaluator: Evaluator, { path, module, call, links }: Draft): boolean {
  if (path.transaction || links.some((link) => link.name === 'transacting' || link.name === 'session')) return true;
  const { facts } = evaluator.program.module(module);
  const named = call.expr.args.some(
    (arg) => isGiven(property(arg, 'transaction')) || isGiven(property(arg, 'session')),
  );
  return (
    named ||
    inCallback(facts, call) ||
    inList(facts, call, links) ||
    facts.calls.some((other) => other.fn === call.fn && opens(other))
  );
}

const isGiven = (value: Expr | undefined): boolean => value !== undefined && value.kind !== 'literal';

function inCallback({ functions, calls }: CodeFacts, call: CallFact): boolean {
  for (let fn = functions[call.fn]; fn?.callback; fn = fn.parent === undefined ? undefined : functions[fn.parent]) {
    const { callee } = (calls[fn.callback.call] as CallFact).expr;
    if (callee.kind === 'member' && CALLBACK.test(String(callee.property))) return true;
    if (callee.kind === 'member' && callee.property === 'execute' && isTransactionCall(callee.object)) return true;
  }
  return false;
}

const isTransactionCall = (expr: Expr): boolean => expr.kind === 'call' && calleeName(expr.callee) === 'transaction';

/** `prisma.$transaction([a, b])`, `db.batch([a, b])`, `prisma.$transaction(operations)` for queries that are put into a list. */
const inList = ({ calls, bindings }: CodeFacts, call: CallFact, links: Draft['links']): boolean =>
  calls.some(({ expr, fn }) => {
    const [list] = expr.args;
    if (fn !== call.fn || !LIST.test(calleeName(expr.callee) ?? '')) return false;
    if (list?.kind === 'reference') return call.use === 'element' || call.use === 'argument';
    if (list?.kind !== 'array') return false;
    return list.elements.some(
      (item) =>
        item === call.expr ||
        links.some((link) => link.call.expr === item) ||
        item.spread ||
        (item.kind === 'reference' && item.binding !== undefined && bindings[item.binding]?.init === call.expr),
    );
  });

/** `connection.beginTransaction()`, `client.query('BEGIN')`. */
function opens({ expr }: CallFact): boolean {
  const [text] = expr.args;
  if (OPENS.test(calleeName(expr.callee) ?? '')) return true;
  return text?.kind === 'literal' && /^\s*(BEGIN|START TRANSACTION)\b/i.test(String(text.value));
}
