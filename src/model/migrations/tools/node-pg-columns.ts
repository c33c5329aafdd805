import type { Position } from '../../../parse/position.ts';
import type { ConstraintFact } from '../../../parse/sql/sql-facts.ts';
import { defaultOf } from '../default-values.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isList, isRecord, member, type Plain, type PlainRecord, textOf, textsOf } from '../plain-data.ts';
import { type ColumnDraft, defined, qualified, qualifiedBy } from '../table-draft.ts';

/** Short names that node-pg-migrate knows for types. */
const ALIASES: Record<string, string> = {
  int: 'integer',
  string: 'text',
  float: 'real',
  double: 'double precision',
  datetime: 'timestamp',
  bool: 'boolean',
};

/** Reads one column: a type alone, `'id'`, or `{ type, notNull, references, … }`. */
export function readPgColumn(run: MigrationRun, name: string, plain: Plain, at: Position): ColumnDraft {
  const options = isRecord(plain) ? plain : undefined;
  const written = textOf(options === undefined ? plain : member(options, 'type')) ?? '';
  const short = written === 'id';
  const type = short ? 'serial' : (ALIASES[written] ?? written);
  if (written === '') run.unknown(at, `the type of ${name} is not constant`);
  const is = (option: string): boolean => options !== undefined && member(options, option) === true;
  const isKey = short || is('primaryKey');
  const value = options && member(options, 'default');
  const generated = /serial$/.test(type) || (options?.entries.has('sequenceGenerated') ?? false);
  const draft: ColumnDraft = {
    column: {
      name,
      type,
      notNull: isKey || is('notNull'),
      generated,
      ...(value === undefined ? {} : defaultOf(value)),
      at,
    },
    constraints: [],
    indexes: [],
  };
  if (isKey) draft.constraints.push({ kind: 'primary-key', columns: [name], at });
  if (is('unique')) draft.constraints.push({ kind: 'unique', columns: [name], at });
  const foreign = options?.entries.has('references') ? references([name], options, at) : undefined;
  if (foreign !== undefined) {
    const named = textOf(member(options!, 'referencesConstraintName'));
    draft.constraints.push(named === undefined ? foreign : { ...foreign, name: named });
  } else if (options?.entries.has('references') && member(options, 'references') !== null)
    run.unknown(at, `what ${name} refers to is not constant`);
  return draft;
}

/** `references: 'users'`, `'users(id)'`, `'"users" ("id")'` or `{ schema, name }`. */
function references(columns: string[], options: PlainRecord, at: Position): ConstraintFact | undefined {
  const plain = member(options, 'references');
  const [, table, key] = typeof plain === 'string' ? (/^\s*([^(]+?)\s*(?:\(([^)]*)\))?\s*$/.exec(plain) ?? []) : [];
  const target = table === undefined ? qualifiedBy(plain) : qualified(table);
  if (target === undefined) return undefined;
  return defined<ConstraintFact>({
    kind: 'foreign-key',
    columns,
    references: {
      table: target,
      columns: key === undefined ? [] : key.split(',').map((one) => qualified(one.trim()).name),
    },
    onDelete: textOf(member(options, 'onDelete'))?.toUpperCase(),
    onUpdate: textOf(member(options, 'onUpdate'))?.toUpperCase(),
    at,
  });
}

/** `{ primaryKey, unique, foreignKeys, check }`. */
export function readConstraints(options: PlainRecord, call: Position): ConstraintFact[] {
  const found: ConstraintFact[] = [];
  const at = (key: string): Position => options.entries.get(key)?.at ?? call;
  const key = textsOf(member(options, 'primaryKey'));
  if (key !== undefined) found.push({ kind: 'primary-key', columns: key, at: at('primaryKey') });
  for (const columns of columnSets(member(options, 'unique')))
    found.push({ kind: 'unique', columns, at: at('unique') });
  const foreign = member(options, 'foreignKeys');
  for (const one of isList(foreign) ? foreign.items.map((item) => item.value) : [foreign]) {
    const columns = isRecord(one) ? textsOf(member(one, 'columns')) : undefined;
    const constraint = isRecord(one) && columns !== undefined ? references(columns, one, at('foreignKeys')) : undefined;
    if (constraint !== undefined) found.push(constraint);
  }
  return found;
}

/** `'a'`, `['a', 'b']`, or several such lists. */
function columnSets(plain: Plain): string[][] {
  const one = textsOf(plain);
  if (one !== undefined) return [one];
  return isList(plain) ? plain.items.flatMap(({ value }) => columnSets(value)) : [];
}
