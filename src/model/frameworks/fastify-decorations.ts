import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator, MemberProvider } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import { chainStart, isApplication } from './fastify-instances.ts';
import { pluginTargets } from './fastify-plugins.ts';
import { optionOf, resolved } from './options.ts';
import { methodCalls } from './recogniser.ts';

interface Decoration {
  module: string;
  owner: Package;
  /** What is decorated: `FastifyInstance`, `FastifyRequest`, `FastifyReply`. */
  type: string;
  value: Expr;
}

const TYPES: Record<string, string> = {
  decorate: 'FastifyInstance',
  decorateRequest: 'FastifyRequest',
  decorateReply: 'FastifyReply',
};

/**
 * What `fastify.decorate('name', value)` and its kin add to instances, requests and replies, and what plugins find in the options
 * they are registered with. Decorations hold in their own package; by name only, since scopes rarely give one name twice.
 */
export function fastifyDecorations(evaluator: Evaluator, modules: LinkedModule[]): MemberProvider {
  const decorations = indexDecorations(modules);
  const registers = [...methodCalls(modules.filter(usesFastify), new Set(['register']))];
  return (of, name) => {
    const decorated = (decorations.get(name) ?? []).filter((item) => suits(evaluator, of, item));
    if (decorated.length > 0) return decorated.flatMap((item) => decorationValues(evaluator, item));
    const fn = optionsOwner(of);
    if (!fn) return [];
    return registers.flatMap(({ module, call }) => {
      const [plugin, options] = call.expr.args;
      if (!plugin || !options) return [];
      const frame = { module: module.path };
      const { functions } = pluginTargets(evaluator, evaluator.evaluate(plugin, frame));
      if (!functions.some(({ ref }) => ref.module === fn.module && ref.fn === fn.fn)) return [];
      return optionOf(evaluator, evaluator.evaluate(options, frame), name)?.values ?? [];
    });
  };
}

const usesFastify = ({ links }: LinkedModule): boolean =>
  [...links.values()].some((link) => link.kind === 'package' && /^(fastify$|fastify-|@fastify\/)/.test(link.name));

function indexDecorations(modules: LinkedModule[]): Map<string, Decoration[]> {
  const index = new Map<string, Decoration[]>();
  for (const { module, call, method } of methodCalls(modules, new Set(Object.keys(TYPES)))) {
    const [name, value] = call.expr.args;
    const type = TYPES[method];
    if (name?.kind !== 'literal' || typeof name.value !== 'string' || !value || !type) continue;
    const decoration: Decoration = { module: module.path, owner: module.package, type, value };
    const list = index.get(name.value);
    if (list) list.push(decoration);
    else index.set(name.value, [decoration]);
  }
  return index;
}

function suits(evaluator: Evaluator, of: Value, { type, owner }: Decoration): boolean {
  const start = chainStart(of);
  const module = moduleOf(start);
  if (module !== undefined && evaluator.program.module(module).package !== owner) return false;
  if (start.kind === 'typed') return start.name === type;
  if (start.kind === 'parameter') return start.index === (type === 'FastifyReply' ? 1 : 0);
  return type === 'FastifyInstance' && isApplication(start);
}

function moduleOf(value: Value): string | undefined {
  if (value.kind === 'parameter') return value.fn.module;
  if (value.kind === 'typed') return value.from?.fn.module;
  return value.kind === 'result' ? value.site.module : undefined;
}

/** A value of its own, or what `{ getter() { … } }` returns; `null` only reserves the name. */
function decorationValues(evaluator: Evaluator, { module, value }: Decoration): Value[] {
  const values = evaluator.evaluate(value, { module }).flatMap((item) => {
    const getter = optionOf(evaluator, [item], 'getter');
    return getter ? resolved(evaluator, getter.values) : [item];
  });
  return values.filter((item) => item.kind !== 'constant' && item.kind !== 'unknown');
}

/** The plugin function whose options a value is. */
function optionsOwner(of: Value): { module: string; fn: number } | undefined {
  if (of.kind === 'parameter' && of.index === 1) return of.fn;
  return of.kind === 'typed' && of.from?.index === 1 ? of.from.fn : undefined;
}
