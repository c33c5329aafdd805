import type { CallExpr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import type { Value } from '../evaluate/values.ts';
import { originOf } from '../evaluate/values.ts';
import { resolved } from '../frameworks/options.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import { CodeReader, type Placed } from './code-values.ts';
import type { DeclaredConstraint, DeclaredDialect, DeclaredSchema, DeclaredTable } from './declared-schema.ts';
import { plainIndex } from './declared-schema.ts';
import { type ColumnTarget, type DrizzleColumn, readColumn } from './drizzle-columns.ts';
import { type DrizzleKey, readKeys } from './drizzle-keys.ts';
import { hasHiddenEntries, objectEntries } from './object-entries.ts';
import { chainOfValue } from './result-chain.ts';

interface DrizzleTable {
  key: string;
  module: string;
  dialect: DeclaredDialect;
  table: DeclaredTable;
  columns: DrizzleColumn[];
  keys: DrizzleKey[];
}

const DIALECTS: [RegExp, DeclaredDialect][] = [
  [/^(?:pg|cockroach)/, 'postgresql'],
  [/^(?:mysql|singlestore)/, 'mysql'],
  [/^sqlite/, 'sqlite'],
  [/^mssql/, 'sqlserver'],
];

/** The databases that Drizzle tables declare, one for each package and dialect. */
export function drizzleSchemas(evaluator: Evaluator, modules: LinkedModule[], packages: Package[]): DeclaredSchema[] {
  const using = modules.filter(usesDrizzle);
  if (using.length === 0) return [];
  const reader = new CodeReader(evaluator);
  const naming = casingOf(reader, modules);
  const tables = modules.flatMap((module) =>
    module.facts.calls.flatMap(({ expr }) => tableOf(reader, module, expr, naming) ?? []),
  );
  const byKey = new Map(tables.map((table) => [table.key, table]));
  for (const table of tables) finish(table, byKey);
  const groups = new Map<string, DeclaredSchema>();
  for (const { module, dialect, table } of tables) {
    const home = packageOf(packages, module).path;
    const schema: DeclaredSchema = { library: 'drizzle', package: home, dialect, synchronized: false, tables: [] };
    const group = groups.get(`${home} ${dialect}`) ?? schema;
    group.tables.push(table);
    groups.set(`${home} ${dialect}`, group);
  }
  return [...groups.values()];
}

const usesDrizzle = (module: LinkedModule): boolean =>
  [...module.links.values()].some((link) => link.kind === 'package' && link.name === 'drizzle-orm');

/** `drizzle({ casing: 'snake_case' })`: columns without a name of their own are named after their member. */
function casingOf(reader: CodeReader, modules: LinkedModule[]): (field: string) => string {
  const snake = modules.some((module) =>
    module.facts.calls.some(({ expr: { callee, args } }) => {
      if (callee.kind !== 'reference' || !/^(?:drizzle|defineConfig)$/.test(callee.name)) return false;
      return args.some(
        (expr) => reader.optionText({ expr, frame: { module: module.path } }, 'casing') === 'snake_case',
      );
    }),
  );
  return snake ? (field) => field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase() : (field) => field;
}

/** `pgTable('users', { … }, (t) => […])`, by a creator that adds a prefix, or in a schema. */
function tableOf(
  reader: CodeReader,
  module: LinkedModule,
  expr: CallExpr | NewExpr,
  naming: (field: string) => string,
): DrizzleTable | undefined {
  const frame = { module: module.path };
  if (expr.args.length < 2 || !mayMakeTable(expr)) return undefined;
  const made = makerOf(reader, expr, module.path);
  const given = reader.text({ expr: expr.args[0], frame });
  if (!made || given === undefined) return undefined;
  const at = locationIn(module.path, expr.at);
  const definition: Placed = { expr: expr.args[1], frame };
  const place = columnsPlace(reader, definition);
  const { keys, partial } = readKeys(reader, { expr: expr.args[2], frame });
  const columns = objectEntries(reader, place).flatMap((entry) => readColumn(reader, entry, naming) ?? []);
  const schema = made.schema === undefined ? {} : { schema: made.schema };
  const table: DeclaredTable = {
    entity: variableOf(module, expr) ?? given,
    table: { ...schema, name: made.name(given) },
    ...{ at, columns: columns.map(({ column }) => column), constraints: [], indexes: [] },
    partial: partial || hasHiddenEntries(reader, place),
  };
  return { key: `${module.path}#${expr.id}`, module: module.path, dialect: made.dialect, table, columns, keys };
}

/** A quick look before anything is evaluated: the second argument of a table is an object, or a function that gives one. */
const mayMakeTable = ({ args, kind }: CallExpr | NewExpr): boolean =>
  kind === 'call' && (args[1]?.kind === 'object' || args[1]?.kind === 'function' || args[1]?.kind === 'reference');

/** `(t) => ({ id: t.integer() })` gives the columns. */
function columnsPlace(reader: CodeReader, place: Placed): Placed {
  const [value] = resolved(reader.evaluator, reader.values(place));
  return value?.kind === 'object'
    ? { expr: value.expr, frame: { module: value.module, ...(value.env && { env: value.env }) } }
    : place;
}

interface Maker {
  dialect: DeclaredDialect;
  schema?: string;
  name(given: string): string;
}

const dialectOf = (name: string): DeclaredDialect => DIALECTS.find(([pattern]) => pattern.test(name))?.[1] ?? 'generic';

function makerOf(reader: CodeReader, { callee }: CallExpr | NewExpr, module: string): Maker | undefined {
  for (const value of reader.values({ expr: callee, frame: { module } })) {
    const origin = originOf(value);
    if (origin?.package !== 'drizzle-orm') continue;
    const path = origin.path.filter((part) => part !== '()').join('.');
    if (/^\w+Table$/.test(path) && origin.path.length === 1)
      return { dialect: dialectOf(path), name: (given) => given };
    if (/^\w+TableCreator$/.test(path)) return { dialect: dialectOf(path), name: creatorOf(reader, value) };
    if (/^\w+Schema\.table$/.test(path))
      return { dialect: dialectOf(path), ...schemaOf(reader, value), name: (given) => given };
  }
  return undefined;
}

/** `pgTableCreator((name) => `app_${name}`)`. */
function creatorOf(reader: CodeReader, value: Value): (given: string) => string {
  const link = chainOfValue(reader.evaluator, value)?.links[0];
  const [made] = link?.args[0] ? reader.values({ expr: link.args[0], frame: link.frame }) : [];
  if (made?.kind !== 'function') return (given) => given;
  const { ref } = made;
  const [param] = reader.evaluator.program.fn(ref).params;
  return (given) => {
    const env = new Map<string, Value[]>();
    if (param?.binding !== undefined) env.set(`${ref.module}#${param.binding}`, [{ kind: 'text', text: given }]);
    const [body] = returnedExpressions(reader.evaluator.program, ref);
    return (body && reader.text({ expr: body, frame: { module: ref.module, env } })) ?? given;
  };
}

/** `pgSchema('auth').table(…)`. */
function schemaOf(reader: CodeReader, value: Value): { schema?: string } {
  const owner = value.kind === 'member' ? value.of : value;
  const link = chainOfValue(reader.evaluator, owner)?.links[0];
  const schema = link?.args[0] && reader.text({ expr: link.args[0], frame: link.frame });
  return schema === undefined ? {} : { schema };
}

const variableOf = ({ facts }: LinkedModule, expr: CallExpr | NewExpr): string | undefined =>
  facts.bindings.find(({ init, path }) => init === expr && !path)?.name;

/** Adds the keys, now that all tables are known. */
function finish({ table, columns, keys }: DrizzleTable, byKey: Map<string, DrizzleTable>): void {
  const { constraints } = table;
  const primary = columns.filter((column) => column.primary);
  const [first] = primary;
  if (first) constraints.push({ kind: 'primary-key', columns: primary.map(({ column }) => column.name), at: first.at });
  for (const { column, unique, references, at } of columns) {
    if (unique) constraints.push({ kind: 'unique', columns: [column.name], at });
    if (references) addForeignKey(table, [column.name], [references], { at, onDelete: references.onDelete }, byKey);
  }
  for (const key of keys) addKey(table, columns, key, byKey);
}

function addKey(
  table: DeclaredTable,
  columns: DrizzleColumn[],
  key: DrizzleKey,
  byKey: Map<string, DrizzleTable>,
): void {
  const columnOf = (field: string): string | undefined =>
    columns.find(({ column }) => column.fields.includes(field))?.column.name;
  const names = key.fields.map((field) => (field === undefined ? undefined : columnOf(field)));
  const plain = names.filter((name) => name !== undefined);
  const { kind, name, at, method, where, foreign = [] } = key;
  const named = name === undefined ? {} : { name };
  if (kind === 'foreignKey') addForeignKey(table, plain, foreign, { at, onDelete: key.onDelete, ...named }, byKey);
  else if (kind === 'primaryKey') table.constraints.push({ kind: 'primary-key', columns: plain, ...named, at });
  else if (kind === 'unique') table.constraints.push({ kind: 'unique', columns: plain, ...named, at });
  else
    table.indexes.push({
      ...plainIndex([], at, kind === 'uniqueIndex'),
      keys: names.map((column) => (column === undefined ? { expression: '…' } : { column })),
      ...named,
      ...(method !== undefined && { method }),
      ...(where !== undefined && { where: where((field) => columnOf(field) ?? field) }),
    });
}

function addForeignKey(
  table: DeclaredTable,
  columns: string[],
  targets: ColumnTarget[],
  { at, onDelete, name }: Pick<DeclaredConstraint, 'at' | 'name'> & { onDelete: string | undefined },
  byKey: Map<string, DrizzleTable>,
): void {
  const target = byKey.get(targets[0]?.table ?? '');
  if (!target || columns.length === 0) {
    table.partial = true;
    return;
  }
  const referenced = targets.flatMap(
    ({ field }) => target.columns.find(({ column }) => column.fields.includes(field))?.column.name ?? [],
  );
  table.constraints.push({
    kind: 'foreign-key',
    columns,
    references: { table: target.table.table, columns: referenced },
    ...(name !== undefined && { name }),
    ...(onDelete !== undefined && { onDelete }),
    at,
  });
}
