import type { Argument } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';

/** A call in a chain: its name, and what it is given. */
export interface ChainLink {
  name: string;
  args: Argument[];
  frame: Frame;
}

export interface ResultChain {
  /** What the first call is made on: a package's function, a parameter, another result. */
  base: Value;
  links: ChainLink[];
}

/** Takes the value of `integer('id').primaryKey().notNull()` apart, first call first, wherever its parts are written. */
export function chainOfValue(evaluator: Evaluator, value: Value): ResultChain | undefined {
  const links: ChainLink[] = [];
  let current = value;
  while (current.kind === 'result' && current.site.call >= 0) {
    const { module, call } = current.site;
    const { expr } = evaluator.program.call(module, call);
    const { of } = current;
    const isMethod = of.kind === 'member';
    links.unshift({ name: isMethod ? of.name : lastName(of), args: expr.args, frame: { module } });
    if (!isMethod) return { base: of, links };
    current = of.of;
  }
  return links.length > 0 ? { base: current, links } : undefined;
}

const lastName = (value: Value): string =>
  value.kind === 'package' ? (value.path.filter((part) => part !== 'default').at(-1) ?? '') : '';
