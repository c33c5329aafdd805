import type { Location } from '../../parse/position.ts';
import type { Expr } from '../../parse/typescript/code-facts.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import type { Value } from '../evaluate/values.ts';
import { resolved } from '../frameworks/options.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { CodeReader, Placed } from './code-values.ts';
import { type ColumnTarget, columnTarget } from './drizzle-columns.ts';
import { type ChainLink, chainOfValue } from './result-chain.ts';

/** A key or index of a Drizzle table, by members of the table. An undefined field is an expression. */
export interface DrizzleKey {
  kind: 'index' | 'uniqueIndex' | 'unique' | 'primaryKey' | 'foreignKey';
  fields: (string | undefined)[];
  name?: string;
  method?: string;
  /** The predicate, once the columns of members are known. */
  where?: (columnOf: (field: string) => string) => string;
  foreign?: ColumnTarget[];
  onDelete?: string;
  at: Location;
}

const KINDS = new Set<string>(['index', 'uniqueIndex', 'unique', 'primaryKey', 'foreignKey']);

/** What the third argument of a table says: a list or an object of keys, or a function that gives one. */
export function readKeys(reader: CodeReader, place: Placed): { keys: DrizzleKey[]; partial: boolean } {
  const given = resolved(reader.evaluator, reader.values(place));
  const parts = given.flatMap((value): Value[] => {
    if (value.kind === 'array') return elementsOfValue(reader.evaluator, value);
    if (value.kind !== 'object') return [value];
    const frame = { module: value.module, ...(value.env && { env: value.env }) };
    return value.expr.properties.flatMap(({ value: expr }) => reader.values({ expr, frame }));
  });
  const keys = parts.map((value) => keyOf(reader, value));
  const known = keys.filter((key) => key !== undefined);
  return { keys: known, partial: place.expr !== undefined && (given.length === 0 || known.length < parts.length) };
}

function keyOf(reader: CodeReader, value: Value): DrizzleKey | undefined {
  const chain = chainOfValue(reader.evaluator, value);
  const [maker, ...calls] = chain?.links ?? [];
  if (value.kind !== 'result' || !maker || !KINDS.has(maker.name)) return undefined;
  const kind = maker.name as DrizzleKey['kind'];
  const { module, call } = value.site;
  const at = locationIn(module, reader.evaluator.program.call(module, call).expr.at);
  const first: Placed = { expr: maker.args[0], frame: maker.frame };
  const name = reader.text(first) ?? reader.optionText(first, 'name');
  const key: DrizzleKey = { kind, fields: [], ...(name !== undefined && { name }), at };
  if (kind === 'primaryKey' || kind === 'foreignKey') return tableKey(reader, key, first, maker, calls);
  for (const link of calls) addCall(reader, key, link);
  return key;
}

/** `.on(t.a, t.b.desc())`, `.using('gin', t.a)`, `.where(sql`…`)`. */
function addCall(reader: CodeReader, key: DrizzleKey, { name, args, frame }: ChainLink): void {
  if (name === 'on' || name === 'onOnly') key.fields = args.map(fieldOf);
  if (name === 'using') {
    const method = args[0] && reader.text({ expr: args[0], frame });
    if (method !== undefined) key.method = method;
    key.fields = args.slice(1).map(fieldOf);
  }
  if (name === 'where') key.where = (columnOf) => predicate(args[0], columnOf);
}

/** The text of `sql`…``, with columns in place of members. */
function predicate(expr: Expr | undefined, columnOf: (field: string) => string): string {
  if (expr?.kind !== 'template') return '…';
  const parts = expr.parts.map((part) => {
    const field = fieldOf(part);
    return field === undefined ? '?' : columnOf(field);
  });
  return expr.texts
    .map((text, index) => text + (parts[index] ?? ''))
    .join('')
    .trim();
}

/** `primaryKey({ columns: [t.a, t.b] })`, `foreignKey({ columns, foreignColumns })`. */
function tableKey(
  reader: CodeReader,
  key: DrizzleKey,
  options: Placed,
  maker: ChainLink,
  calls: ChainLink[],
): DrizzleKey {
  const columns = reader.option(options, 'columns');
  const foreign = reader.option(options, 'foreignColumns');
  const onDelete = calls.find((link) => link.name === 'onDelete');
  const action = onDelete?.args[0] && reader.text({ expr: onDelete.args[0], frame: onDelete.frame });
  const elements = (list: Placed | undefined): Expr[] => (list?.expr?.kind === 'array' ? list.expr.elements : []);
  return {
    ...key,
    fields: (columns ? elements(columns) : maker.args).map(fieldOf),
    ...(foreign && {
      foreign: elements(foreign).flatMap((expr) => columnTarget(reader, { expr, frame: foreign.frame }) ?? []),
    }),
    ...(action !== undefined && { onDelete: action.toUpperCase() }),
  };
}

/** The member in `t.a`, `t.a.desc().nullsLast()`; undefined for an expression. */
function fieldOf(expr: Expr): string | undefined {
  if (expr.kind === 'call') return expr.callee.kind === 'member' ? fieldOf(expr.callee.object) : undefined;
  return expr.kind === 'member' && typeof expr.property === 'string' ? expr.property : undefined;
}
