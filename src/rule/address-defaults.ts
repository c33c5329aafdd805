import { calleeName, partsOf } from '../model/flow/expression-search.ts';
import type { CodeFacts, Expr, LiteralFact } from '../parse/typescript/code-facts.ts';

/**
 * Whether a literal only stands in where something else is not given, through a constant of its module: `DEFAULT_PORT` in
 * `env.PORT ? Number(env.PORT) : DEFAULT_PORT`. Constants that other modules see count when their name says it.
 */
export function standsInOnly(facts: CodeFacts, literal: LiteralFact): boolean {
  const [name] = literal.names;
  if (name === undefined) return false;
  if (literal.names.length > 1) return /^_?default/i.test(name);
  const binding = facts.bindings.find(
    ({ init }) => init?.kind === 'literal' && init.at.line === literal.at.line && init.at.column === literal.at.column,
  );
  if (!binding || binding.valueUses === 0) return /^_?default/i.test(name);
  if (facts.exports.some((item) => item.binding === binding.id)) return /^_?default/i.test(name);
  const found = new Set<string>();
  for (const expr of expressionsOf(facts)) collect(expr, binding.id, found);
  // What is called a default and is one somewhere may also be handed to a function that takes one.
  return found.size >= (/^_?default/i.test(name) ? 1 : binding.valueUses);
}

function* expressionsOf(facts: CodeFacts): Iterable<Expr> {
  for (const { init, assigned } of facts.bindings) yield* init ? [init, ...assigned] : assigned;
  for (const { expr } of facts.calls) yield expr;
  for (const fn of facts.functions) {
    for (const step of fn.steps) if ('value' in step && step.value) yield step.value;
    for (const param of fn.params)
      if (param.default)
        yield { kind: 'conditional', operator: '??', options: [param.default, param.default], at: fn.at };
  }
  for (const cls of facts.classes) for (const field of cls.fields) if (field.init) yield field.init;
}

/** Positions at which a binding is what stands in for something else. */
function collect(expr: Expr, binding: number, found: Set<string>): void {
  for (const part of defaultsIn(expr))
    if (part.kind === 'reference' && part.binding === binding) found.add(`${part.at.line}:${part.at.column}`);
  for (const part of partsOf(expr)) collect(part, binding, found);
}

function defaultsIn(expr: Expr): Expr[] {
  if (expr.kind === 'call') return isLookup(expr) ? expr.args.slice(1) : [];
  if (expr.kind !== 'conditional' || expr.operator === '&&') return [];
  if (expr.operator !== '?:') return expr.options.slice(1);
  return expr.options.filter((_, index) => isGiven(expr.options[1 - index]));
}

/** `get('PORT', 80)`, `Object.assign({}, defaults, given)`. */
const isLookup = ({ callee }: { callee: Expr }): boolean => /^(get\w*|env\w*|assign)$/.test(calleeName(callee) ?? '');

const isGiven = (other: Expr | undefined): boolean => other?.kind === 'call' || other?.kind === 'member';
