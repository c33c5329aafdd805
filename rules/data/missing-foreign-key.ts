import {
  type Column,
  type Database,
  databasesOf,
  lineOf,
  quoteName,
  type RepoModel,
  type Subject,
  schemaRule,
  singular,
  type Table,
  tableName,
  type Violation,
  wordsOf,
} from '#rule';

/** A column that by its name and type refers to a table of the same database. */
interface Reference {
  table: Table;
  column: Column;
  parent: Table;
}
/** One reference, or all of a database that has not a single foreign key. */
interface Referring extends Subject {
  references: Reference[];
}

const USERS = 'CREATE TABLE users (id serial PRIMARY KEY);\n';
const POSTS = 'CREATE TABLE posts (id serial PRIMARY KEY, user_id int REFERENCES users (id) ON DELETE CASCADE);\n';

/** Columns named after another table without a foreign key to it. */
export const missingForeignKey = schemaRule({
  id: 'missing-foreign-key',
  summary: 'A column refers to another table without a foreign key',
  why: 'Nothing stops the code from storing a reference to a row that does not exist, or from deleting a row that others still refer to; the orphans are found months later, by users.',
  fix: 'Add a foreign key with the delete rule the domain asks for.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'references whose column is not named after the table',
    'columns that hold the key of another system by the same name',
  ],
  examples: {
    good: [
      { title: 'a declared reference', files: { 'schema.sql': `${USERS}${POSTS}` } },
      {
        title: 'a reference to rows of any table, one to another system, and one of another type',
        files: {
          'schema.sql': `${USERS}${POSTS}CREATE TABLE notes (id serial PRIMARY KEY, user_type text, user_id int, stripe_user_id int);\nCREATE TABLE visits (id serial PRIMARY KEY, user_id text);\n`,
        },
      },
      {
        title: 'a partitioned table whose parts have the key',
        files: {
          'schema.sql': `${USERS}CREATE TABLE visits (user_id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');\nALTER TABLE visits_1 ADD FOREIGN KEY (user_id) REFERENCES users (id);\n`,
        },
      },
      {
        title: 'an engine that keeps none, and a table that inherits the key',
        files: {
          'old.sql':
            'CREATE TABLE payment (payment_id serial PRIMARY KEY);\nCREATE TABLE payment_2007 () INHERITS (payment);\n',
          'schema.sql':
            'CREATE TABLE users (id int PRIMARY KEY) ENGINE=MyISAM;\nCREATE TABLE posts (id int PRIMARY KEY, user_id int) ENGINE=MyISAM;\n',
        },
      },
    ],
    bad: [
      {
        title: 'a reference in name only, where others are enforced',
        files: {
          'schema.sql': `${USERS}${POSTS}CREATE TABLE orders (id serial PRIMARY KEY, user_id int NOT NULL);\n`,
        },
        keys: ['orders.user_id'],
      },
      {
        title: 'many references to one table, none of them enforced, once',
        files: {
          'schema.sql': `${USERS}${POSTS}CREATE TABLE tenants (id serial PRIMARY KEY);\n${['a', 'b', 'c', 'd', 'e'].map((name) => `CREATE TABLE ${name} (id serial PRIMARY KEY, tenant_id int);\n`).join('')}`,
        },
        keys: ['references to tenants'],
      },
      {
        title: 'a database that enforces nothing, once',
        files: {
          'schema.sql': `${USERS}CREATE TABLE posts (id serial PRIMARY KEY, user_id int);\nCREATE TABLE notes (id serial PRIMARY KEY, user_id int, post_id int);\n`,
        },
        keys: ['postgresql'],
      },
    ],
  },
  *subjects(model): Iterable<Referring> {
    for (const database of databasesOf(model)) {
      const references = database.tables.filter(keepsForeignKeys).flatMap((table) => referencesOf(database, table));
      const [first] = references;
      const enforced = database.tables.some(({ foreignKeys }) => foreignKeys.some((key) => key.enforced !== false));
      if (first && !enforced) yield { key: database.name, at: lineOf(first.column), references };
      if (!enforced) continue;
      const apart = new Set(freeParents(references));
      for (const parent of apart) {
        const own = references.filter((reference) => reference.parent === parent) as [Reference, ...Reference[]];
        yield { key: `references to ${tableName(parent)}`, at: lineOf(own[0].column), references: own };
      }
      for (const reference of references.filter(({ parent }) => !apart.has(parent))) {
        const { table, column } = reference;
        yield { key: `${tableName(table)}.${column.name}`, at: lineOf(column), references: [reference] };
      }
    }
  },
  check({ references }, _params, model): Violation | undefined {
    const [{ table, column, parent }, ...others] = references as [Reference, ...Reference[]];
    if (others.length > 0) return unenforced(references);
    if (isEnforced({ table, column, parent }) || isEnforcedByParts(model, table, column)) return undefined;
    const base = `${tableName(table)}.${column.name} is named after ${tableName(parent)} and is no foreign key`;
    const kept = isRecord(table);
    return {
      message: kept ? `${base}; if its rows must outlive the ones they name, write that down` : base,
      fix: addStatement(table, column, parent),
      ...(kept && { severity: 'info' as const }),
      related: [{ at: lineOf(parent), message: `table ${tableName(parent)}` }],
    };
  },
});

const keepsForeignKeys = ({ engine, dialect }: Table): boolean =>
  dialect !== 'mysql' || !/^(?:myisam|aria|memory|csv|archive|merge)$/i.test(engine ?? '');

const isEnforced = ({ table, column }: Reference): boolean =>
  table.foreignKeys.some(({ columns }) => columns.includes(column.name));

/** Each part of a partitioned table may have the key itself. */
function isEnforcedByParts(model: RepoModel, { name, schema }: Table, { name: column }: Column): boolean {
  const parts = model.tables.filter((table) => table.partitionOf === name && table.schema === schema);
  return (
    parts.length > 0 &&
    parts.every(({ foreignKeys }) => foreignKeys.some(({ columns }) => columns.length === 1 && columns[0] === column))
  );
}

/** References to one table from which on, and share of enforced ones up to which, it is no oversight that the rest is not. */
const MANY = 5;
const HARDLY_ANY = 0.2;

/** Tables to which many columns refer and hardly one as a foreign key: a choice about that table. */
function freeParents(references: Reference[]): Table[] {
  const parents = [...new Set(references.map(({ parent }) => parent))];
  return parents.filter((parent) => {
    const own = references.filter((reference) => reference.parent === parent);
    return own.length >= MANY && own.filter(isEnforced).length <= own.length * HARDLY_ANY;
  });
}

/** Tables that record what happened, whose rows are often kept when what they name goes. */
const isRecord = ({ name }: Table): boolean =>
  wordsOf(name).some((word) =>
    /^(?:logs?|audits?|histor(?:y|ies)|archives?|archived|events?|backups?|snapshots?|activit(?:y|ies)|runs?|deliver(?:y|ies))$/.test(
      word,
    ),
  );

/** A database without any foreign key, or with hardly any to one table, was made so on purpose: that is said once. */
function unenforced(all: Reference[]): Violation {
  const open = all.filter((reference) => !isEnforced(reference));
  const [first, ...others] = [...new Set(all.map(({ parent }) => tableName(parent)))];
  const named = others.length === 0 ? first : 'another table';
  const places = open.map(({ table, column, parent }) => ({
    at: lineOf(column),
    message: `${tableName(table)}.${column.name} is named after ${tableName(parent)}`,
  }));
  const count = open.length === all.length ? 'none' : `only ${all.length - open.length}`;
  return {
    message: `${count} of the ${all.length} columns that are named after ${named} is a foreign key`,
    fix: 'Add foreign keys, or write down why the database goes without and what removes orphans.',
    severity: 'info',
    related: places.slice(1),
  };
}

const referencesOf = (database: Database, table: Table): Reference[] =>
  table.columns.flatMap((column) => {
    const parent = parentOf(database, table, column);
    return parent ? [{ table, column, parent }] : [];
  });

/** The table that a column `user_id` is named after. */
function parentOf(database: Database, table: Table, column: Column): Table | undefined {
  const words = wordsOf(column.name);
  if (words.length < 2 || words.at(-1) !== 'id') return undefined;
  const wanted = nameKey(words.slice(0, -1));
  const named = tablesByName(database).get(wanted) ?? [];
  const [parent] = named;
  if (named.length !== 1 || parent === undefined || parent === table || parent.schema !== table.schema)
    return undefined;
  const key = parent.columns.find(({ name }) => parent.primaryKey.length === 1 && name === parent.primaryKey[0]);
  if (key === undefined || baseType(key.type) !== baseType(column.type)) return undefined;
  return isOfAnyTable(table, words) || isOwnKey(table, column) || isInherited(parent, column) ? undefined : parent;
}

const byName = new WeakMap<Database, Map<string, Table[]>>();

/** Tables by the words of their names: a dump of a thousand tables has some ten thousand columns to look up. */
function tablesByName(database: Database): ReadonlyMap<string, Table[]> {
  const known = byName.get(database);
  if (known) return known;
  const index = new Map<string, Table[]>();
  for (const table of database.tables) {
    const key = nameKey(wordsOf(table.name));
    index.set(key, [...(index.get(key) ?? []), table]);
  }
  byName.set(database, index);
  return index;
}

const nameKey = (words: string[]): string => [...words.slice(0, -1), singular(words.at(-1) ?? '')].join('');

/** `owner_type` beside `owner_id`: the row may be of several tables. */
const isOfAnyTable = (table: Table, words: string[]): boolean =>
  table.columns.some(({ name }) => {
    const other = wordsOf(name);
    return /^(?:type|kind|class)$/.test(other.at(-1) ?? '') && other.slice(0, -1).join() === words.slice(0, -1).join();
  });

/** The key of the table itself, generated or given from outside. */
const isOwnKey = (table: Table, column: Column): boolean =>
  table.primaryKey.length === 1 && table.primaryKey[0] === column.name && column.default !== undefined;

/** A table that inherits from the other has that one's own key. */
const isInherited = (parent: Table, { path, line }: Column): boolean =>
  parent.columns.some((column) => column.path === path && column.line === line);

/** Types that a foreign key may join are of one family and, for numbers, of one width. */
function baseType(type: string): string {
  const word = type
    .toLowerCase()
    .replace(/\s*unsigned|\s*\(.*\)/g, '')
    .trim();
  if (/^(?:bigserial|serial8|int8|bigint)$/.test(word)) return 'bigint';
  if (/^(?:serial|serial4|int|int4|integer|mediumint)$/.test(word)) return 'integer';
  if (/^(?:smallserial|smallint|int2|tinyint)$/.test(word)) return 'smallint';
  if (/^(?:text|varchar|character varying|nvarchar|char|character|bpchar|citext)$/.test(word)) return 'text';
  return word;
}

function addStatement(table: Table, column: Column, parent: Table): string {
  const quote = (name: string): string => quoteName(name, table.dialect);
  if (table.dialect === 'sqlite')
    return `Recreate ${table.name} with ${quote(column.name)} REFERENCES ${quote(parent.name)} (${parent.primaryKey.map(quote).join()}).`;
  const name = quote(`${table.name}_${column.name}_fkey`.slice(0, 60));
  return `ALTER TABLE ${tableName({ schema: table.schema, name: quote(table.name) })} ADD CONSTRAINT ${name} FOREIGN KEY (${quote(column.name)}) REFERENCES ${tableName({ schema: parent.schema, name: quote(parent.name) })} (${parent.primaryKey.map(quote).join()});`;
}
