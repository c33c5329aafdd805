import { secondParser } from '../expressions.ts';
import type { Dialect } from '../sql-facts.ts';
import { type Claims, ClaimWriter } from './claims.ts';

/** What node-sql-parser reads in one statement; the first line of its complaint when it refuses. Never rejects. */
export async function secondClaims(statement: string, dialect: Dialect): Promise<Claims | { refused: string }> {
  const parser = await secondParser(dialect);
  try {
    const tree = parser.astify(statement);
    const writer = new ClaimWriter();
    for (const part of Array.isArray(tree) ? tree.map(node) : [node(tree)]) write(writer, part);
    return writer.claims;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { refused: message.split('\n')[0]!.slice(0, 100) };
  }
}

/** Parts of the tree, as far as they are looked at; its dialect builds disagree on much of it. */
interface Node {
  [member: string]: unknown;
}

const node = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {});
const list = (value: unknown): Node[] => (Array.isArray(value) ? value.map(node) : []);
const has = (value: unknown): boolean => value !== undefined && value !== null;
const tableOf = (value: unknown): string => String((Array.isArray(value) ? node(value[0]) : node(value)).table ?? '');

/** A name is a string, or an object around one. Undefined for an expression. */
function columnOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { type, column, expr, value: inner } = node(value);
  if (type === 'function' || type === 'binary_expr' || type === 'cast') return undefined;
  if (type === 'column_ref' || has(column)) return columnOf(column);
  return typeof inner === 'string' ? inner : has(expr) ? columnOf(node(expr).value) : undefined;
}

const columnsOf = (value: unknown): string[] => list(value).map((item) => columnOf(item) ?? '(expression)');

function write(writer: ClaimWriter, statement: Node): void {
  const { type, keyword, table, name } = statement;
  if (type === 'create' && keyword === 'table') createTable(writer, statement);
  else if (type === 'create' && keyword === 'index') {
    const unique = /unique/i.test(String(statement.index_type ?? ''));
    const columns = list(statement.index_columns).map(columnOf);
    writer.index(tableOf(table), columns, { unique, where: has(statement.where) });
  } else if (type === 'alter') for (const change of list(statement.expr)) alter(writer, tableOf(table), change);
  else if (type === 'drop' && keyword === 'table')
    for (const item of list(name)) writer.say('drop table', String(item.table));
  else if (type === 'drop' && keyword === 'index') writer.say('drop index', columnOf(name) ?? '');
}

function createTable(writer: ClaimWriter, { table, create_definitions: definitions }: Node): void {
  const name = tableOf(table);
  writer.say('table', name);
  for (const definition of list(definitions)) define(writer, name, definition);
}

function define(writer: ClaimWriter, table: string, definition: Node): void {
  if (definition.resource === 'column') column(writer, table, definition);
  else if (definition.resource === 'index') index(writer, table, definition);
  else constraint(writer, table, definition);
}

function column(writer: ClaimWriter, table: string, definition: Node): void {
  const name = columnOf(definition.column) ?? '';
  writer.say(`column ${table}.${name}`);
  const { dataType } = node(definition.definition);
  const isSerial = /^(?:big|small)?serial/i.test(String(dataType ?? ''));
  const identity = has(definition.auto_increment) || /identity/i.test(JSON.stringify(definition.generated ?? ''));
  if (isSerial || identity || node(definition.nullable).type === 'not null') writer.say(`not null ${table}.${name}`);
  if (has(definition.default_val)) writer.say(`default ${table}.${name}`);
  if (has(definition.primary_key)) writer.key('key', table, [name]);
  if (has(definition.unique)) writer.key('unique', table, [name]);
  if (has(definition.check)) writer.say('check', table);
  if (has(definition.reference_definition))
    writer.foreign(table, [name], tableOf(node(definition.reference_definition).table));
}

function constraint(writer: ClaimWriter, table: string, definition: Node): void {
  const kind = String(definition.constraint_type ?? '').toLowerCase();
  const columns = columnsOf(definition.definition);
  if (kind.startsWith('primary')) writer.key('key', table, columns);
  else if (kind.startsWith('unique')) writer.key('unique', table, columns);
  else if (kind.startsWith('foreign'))
    writer.foreign(table, columns, tableOf(node(definition.reference_definition).table));
  else if (kind.startsWith('check')) writer.say('check', table);
}

function index(writer: ClaimWriter, table: string, { definition, keyword }: Node): void {
  const unique = /unique/i.test(String(keyword ?? ''));
  writer.index(table, list(definition).map(columnOf), { unique, where: false });
}

function alter(writer: ClaimWriter, table: string, change: Node): void {
  const { action, resource } = change;
  const name = columnOf(change.column) ?? '';
  if (action === 'add' && resource === 'constraint') constraint(writer, table, node(change.create_definitions));
  else if (action === 'add') define(writer, table, change);
  else if (action === 'drop' && resource === 'column') writer.say(`drop column ${table}.${name}`);
  else if (action === 'drop' && resource === 'constraint')
    writer.say(`drop constraint ${table} ${String(change.constraint)}`);
  else if (action === 'rename' && resource === 'table') writer.say(`rename table ${table} to ${String(change.table)}`);
  else if (action === 'rename' && resource === 'column')
    writer.say(`rename column ${table}.${columnOf(change.old_column) ?? ''} to ${name}`);
  else if (action === 'modify' || action === 'change')
    writer.say(`redefine ${table}.${columnOf(change.old_column) ?? name}`);
  else if (action === 'alter') alterColumn(writer, `${table}.${name}`, change);
}

function alterColumn(writer: ClaimWriter, column: string, change: Node): void {
  const { nullable, default_val: value, definition } = change;
  if (has(nullable)) writer.say(node(nullable).action === 'drop' ? 'nullable' : 'not null', column);
  if (has(value)) writer.say(/drop/i.test(JSON.stringify(value)) ? 'no default' : 'default', column);
  if (has(definition) && has(node(definition).dataType)) writer.say('type', column);
}
