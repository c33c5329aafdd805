import type { Column, ForeignKey, RepoModel, Table } from '../model/repo-model.ts';

/** The final schema as a Mermaid entity diagram. */
export function mapMermaid({ tables }: RepoModel): string {
  const names = entityNames(tables);
  const entities = tables.flatMap((table) => entity(table, names.get(table)!));
  const relations = tables.flatMap((table) =>
    table.foreignKeys.map((key) => relation(table, key, names.get(table)!, targetOf(tables, names, table, key))),
  );
  return `${['erDiagram', ...entities, ...relations].join('\n')}\n`;
}

const MARGIN = '    ';

/** Mermaid takes any text in quotes as a name, save quotes, per cents, backslashes and line breaks. */
const quoted = (text: string): string => `"${text.replace(/["%\\\s]+/g, ' ').trim() || '-'}"`;

/** A name for each table, unlike all others also where several databases or schemas have one of the same name. */
function entityNames(tables: Table[]): Map<Table, string> {
  const taken = new Set<string>();
  const names = new Map<Table, string>();
  for (const table of tables) {
    const whole = table.schema === undefined ? table.name : `${table.schema}.${table.name}`;
    let name = quoted(whole);
    for (let number = 2; taken.has(name); number += 1) name = quoted(`${whole} (${number})`);
    taken.add(name);
    names.set(table, name);
  }
  return names;
}

/** The referenced table: the one with a key on it that is nearest; its bare name when the schema has none. */
function targetOf(tables: Table[], names: Map<Table, string>, from: Table, { references }: ForeignKey): string {
  const same = tables.filter(({ name, schema }) => name === references.table && schema === references.schema);
  const nearest =
    same.find((table) => table.path === from.path) ?? same.find((table) => table.dialect === from.dialect);
  const target = nearest ?? same[0];
  return target ? names.get(target)! : quoted(references.table);
}

function entity(table: Table, name: string): string[] {
  if (table.columns.length === 0) return [`${MARGIN}${name}`];
  const lines = table.columns.map((column) => `${MARGIN}${MARGIN}${attribute(table, column)}`);
  return [`${MARGIN}${name} {`, ...lines, `${MARGIN}}`];
}

function attribute(table: Table, column: Column): string {
  const keys = [
    table.primaryKey.includes(column.name) ? 'PK' : '',
    table.foreignKeys.some((key) => key.columns.includes(column.name)) ? 'FK' : '',
    isUnique(table, [column.name]) && !table.primaryKey.includes(column.name) ? 'UK' : '',
  ].filter(Boolean);
  const word = asWord(column.name);
  const remarks = [word === column.name ? '' : column.name, column.notNull ? 'not null' : ''].filter(Boolean);
  const comment = remarks.length > 0 ? ` ${quoted(remarks.join(', '))}` : '';
  return `${asWord(column.type)} ${word}${keys.length > 0 ? ` ${keys.join(', ')}` : ''}${comment}`;
}

/** What Mermaid takes for a type or a column: a letter, then letters, digits, `_`, `-`, brackets and parentheses. */
function asWord(text: string): string {
  const word = text
    .replace(/\([^)]*['"][^)]*\)/g, '')
    .replace(/,\s*/g, '-')
    .replace(/[^\w\-()[\]]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .replace(/_+$/, '');
  if (word === '') return 'unnamed';
  return /^[pfu]k$/i.test(word) ? `${word}_` : word;
}

function relation(table: Table, key: ForeignKey, from: string, to: string): string {
  const optional = key.columns.some((name) => table.columns.some((column) => column.name === name && !column.notNull));
  const many = isUnique(table, key.columns) ? 'o|' : 'o{';
  return `${MARGIN}${to} ${optional ? '|o' : '||'}--${many} ${from} : ${quoted(key.columns.join(', '))}`;
}

/** At most one row for each value of the columns. */
function isUnique(table: Table, columns: string[]): boolean {
  const within = (names: string[]) => names.length > 0 && names.every((name) => columns.includes(name));
  return (
    within(table.primaryKey) ||
    table.uniques.some((unique) => within(unique.columns)) ||
    table.indexes.some((index) => index.unique && index.where === undefined && within(index.columns))
  );
}
