import { calleeName, chainOf } from '../model/flow/expression-search.ts';
import type { ModuleNode } from '../model/repo-model.ts';
import type { CallFact, Expr, FunctionFact } from '../parse/typescript/code-facts.ts';

const IGNORES_RESULT =
  /^(forEach|setInterval|setTimeout|setImmediate|nextTick|on|once|addListener|addEventListener|readFile|writeFile|readdir|mkdir|unlink|mv)$/;

/** Functions written as callbacks of timers, listeners, `forEach` and Node's callback interfaces, which ignore promises. */
export function ignoredCallbacks(module: ModuleNode, call: CallFact): FunctionFact[] {
  const name = calleeName(call.expr.callee) ?? '';
  if (!IGNORES_RESULT.test(name) && !(name === 'map' && call.use === 'discarded')) return [];
  return call.expr.args.flatMap((arg) => {
    const fn = arg.kind === 'function' ? module.facts.functions[arg.fn] : undefined;
    return fn && (fn.async || fn.expressionBody) ? [fn] : [];
  });
}

/** Whether the result of a call is dropped, or kept in a name that nothing reads and nobody imports. */
export function isDropped(module: ModuleNode, call: CallFact): boolean {
  if (call.use === 'discarded' || call.use === 'void') return true;
  if (call.use !== 'assigned' || !chainOf(call.expr).thenable) return false;
  const holder = module.facts.bindings.find((binding) => binding.init === call.expr);
  const exported = module.facts.exports.some((item) => item.binding === holder?.id);
  return holder !== undefined && holder.valueUses === 0 && !exported;
}

/** Whether a function stands inside another of the same module, or is it. */
export function encloses(module: ModuleNode, fn: number, outer: number): boolean {
  for (let at: number | undefined = fn; at !== undefined; at = module.facts.functions[at]?.parent)
    if (at === outer) return true;
  return false;
}

/** What is called at the beginning of a chain, as written and without brackets: `this.users.save`. */
export function calledAs(call: CallFact): string {
  const { base } = chainOf(call.expr);
  return written(base.kind === 'call' || base.kind === 'new' ? base.callee : base);
}

/** `calledAs` for messages; a function called where it stands has no name. */
export const calledText = (call: CallFact): string => {
  const name = calledAs(call);
  return name === 'function' ? 'the function called here' : `${name}()`;
};

function written(expr: Expr): string {
  if (expr.kind === 'reference') return expr.name;
  if (expr.kind === 'this') return expr.super ? 'super' : 'this';
  if (expr.kind === 'call' || expr.kind === 'new') return written(expr.callee);
  if (expr.kind === 'await') return written(expr.value);
  if (expr.kind === 'member')
    return `${written(expr.object)}.${typeof expr.property === 'string' ? expr.property : '…'}`;
  return expr.kind;
}
