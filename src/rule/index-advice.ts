import { indexStatement } from '../model/data-access/index-statement.ts';
import type { Column, Entity, Table } from '../model/repo-model.ts';

type Named = Pick<Column, 'name'>;

/** How to make an index, in the words of whatever defines the table. An applied migration is never edited. */
export function indexAdvice(table: Table, columns: readonly Named[]): string {
  const statement = indexStatement(table, columns);
  if (!table.entity) return isMigration(table.path) ? `In a new migration: ${statement}` : statement;
  const declaration = WORDS[table.entity.library](table, [...new Set(columns.map(({ name }) => name))], table.entity);
  return table.source === 'ddl' ? `${declaration}, and let a new migration make it: ${statement}` : declaration;
}

const WORDS: Record<Entity['library'], (table: Table, columns: string[], entity: Entity) => string> = {
  prisma: (table, columns, { name, path }) => {
    // Prisma's own join tables have no model to add to.
    if (name.includes('.')) return `Replace the implicit relation ${name} in ${path} by a model that has the index`;
    return `Add @@index([${fieldsOf(table, columns).join(', ')}]) to model ${name} in ${path}`;
  },
  typeorm: (table, columns, entity) => byDecorator(fieldsOf(table, columns), entity),
  'mikro-orm': (table, columns, { name, path }) => {
    const fields = fieldsOf(table, columns);
    if (fields.length === 1) return `Add @Index() to ${name}.${fields[0]} in ${path}`;
    return `Add @Index({ properties: [${quoted(fields)}] }) to class ${name} in ${path}`;
  },
  sequelize: (_table, columns, { name, path }) =>
    `Add { fields: [${quoted(columns)}] } to the indexes option of model ${name} in ${path}`,
  drizzle: (table, columns, { name, path }) => {
    const members = fieldsOf(table, columns).map((field) => `table.${field}`);
    return `Add index().on(${members.join(', ')}) to the table ${name} in ${path}`;
  },
  mongoose: (_table, columns, { name, path }) => {
    const keys = columns.map((column) => (/^\w+$/.test(column) ? `${column}: 1` : `'${column}': 1`));
    return `Add schema.index({ ${keys.join(', ')} }) to the schema of ${name} in ${path}`;
  },
};

function byDecorator(fields: string[], { name, path }: Entity): string {
  if (fields.length === 1) return `Add @Index() to ${name}.${fields[0]} in ${path}`;
  return `Add @Index([${quoted(fields)}]) to class ${name} in ${path}`;
}

/** Members of the entity that stand for columns. */
const fieldsOf = (table: Table, columns: string[]): string[] =>
  columns.map((name) => table.columns.find((column) => column.name === name)?.field?.names[0] ?? name);

const quoted = (names: string[]): string => names.map((name) => `'${name}'`).join(', ');

/** Files that a tool runs once, each after the one before. */
const isMigration = (path: string): boolean =>
  /(?:^|\/)(?:migrations?|migrate|drizzle|versioned|changelogs?)\//i.test(path) ||
  /(?:^|\/)[VR]?\d[\w.-]*\.sql$/.test(path);
