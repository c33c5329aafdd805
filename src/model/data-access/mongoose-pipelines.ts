import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { QueryColumn, QueryTable } from '../repo-model.ts';
import { ConditionReader, property } from './conditions.ts';
import { tableNamed } from './model-definitions.ts';
import type { Link, Tools } from './query-library.ts';

/** What a query of documents does with other collections and with its own before it groups them. */
export interface Pipeline {
  tables: QueryTable[];
  columns: QueryColumn[];
}

const textOf = (expr: Expr | undefined): string | undefined =>
  expr?.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined;

/**
 * The stages of `aggregate([…])`: conditions and order before anything else changes the documents, and the fields by which
 * `$lookup` finds those of other collections.
 */
export function pipelineOf(tools: Tools, module: string, stages: Expr | undefined): Pipeline {
  const found: Pipeline = { tables: [], columns: [] };
  if (stages?.kind !== 'array') return found;
  let untouched = true;
  for (const stage of stages.elements) {
    const match = property(stage, '$match');
    const sort = property(stage, '$sort');
    if (match && untouched) found.columns.push(...new ConditionReader(tools).read(module, match).columns);
    else if (sort && untouched) found.columns.push(...sortsOf(module, sort));
    else lookup(found, module, property(stage, '$lookup'));
    untouched &&= match !== undefined || sort !== undefined;
  }
  return found;
}

const sortsOf = (module: string, sort: Expr): QueryColumn[] =>
  sort.kind === 'object'
    ? sort.properties
        .slice(0, 1)
        .flatMap(({ key, at }) =>
          typeof key === 'string' ? [{ name: key, role: 'sort' as const, optional: false, module, at }] : [],
        )
    : [];

/** `{ from: 'comments', foreignField: 'post' }` looks up comments by their post, once for each document. */
function lookup({ tables, columns }: Pipeline, module: string, options: Expr | undefined): void {
  const from = textOf(property(options, 'from'));
  const field = textOf(property(options, 'foreignField'));
  if (!options || from === undefined || field === undefined) return;
  tables.push({ name: from, otherNames: [] });
  columns.push({ name: field, table: from, role: 'equality', optional: false, module, at: options.at });
}

/** `.populate('comments')` of a virtual field, which looks up the documents of another collection by a field of theirs. */
export function populated(evaluator: Evaluator, { name, module, call }: Link): Pipeline {
  const [path] = call.expr.args;
  const named = textOf(path) ?? textOf(property(path, 'path'));
  if (name !== 'populate' || named === undefined) return { tables: [], columns: [] };
  const virtuals = named.split(/\s+/).flatMap((part) => virtualsOf(evaluator).get(part) ?? []);
  return {
    tables: virtuals.map(({ ref }) => tableNamed(ref)),
    columns: virtuals.map(({ ref, field }): QueryColumn => {
      return { name: field, table: ref, role: 'equality', optional: false, module, at: call.expr.at };
    }),
  };
}

interface Virtual {
  ref: string;
  field: string;
}
const known = new WeakMap<Evaluator, ReadonlyMap<string, Virtual>>();

/** `schema.virtual('comments', { ref: 'Comment', foreignField: 'post' })` by its name; none of a name that two schemas use. */
function virtualsOf(evaluator: Evaluator): ReadonlyMap<string, Virtual> {
  const built = known.get(evaluator);
  if (built) return built;
  const found = new Map<string, Virtual>();
  const twice = new Set<string>();
  for (const { call } of evaluator.program.calls()) {
    const virtual = virtualIn(call);
    if (!virtual) continue;
    if (found.has(virtual.name)) twice.add(virtual.name);
    found.set(virtual.name, virtual);
  }
  for (const name of twice) found.delete(name);
  known.set(evaluator, found);
  return found;
}

function virtualIn({ expr: { callee, args } }: CallFact): (Virtual & { name: string }) | undefined {
  if (callee.kind !== 'member' || callee.property !== 'virtual') return undefined;
  const [first, options] = args;
  const name = textOf(first);
  const ref = textOf(property(options, 'ref'));
  const field = textOf(property(options, 'foreignField'));
  return name && ref && field ? { name, ref, field } : undefined;
}
