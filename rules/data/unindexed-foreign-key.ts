import {
  columnOf,
  type ForeignKey,
  indexAdvice,
  isLeading,
  lineOf,
  type RepoModel,
  runTimeQueries,
  type Subject,
  sameColumnName,
  schemaRule,
  type Table,
  type TableUse,
  tableName,
  tableOf,
  usesOf,
  type Violation,
  within,
} from '#rule';

interface Key extends Subject {
  table: Table;
  foreignKey: ForeignKey;
}
type Related = NonNullable<Violation['related']>;

const USERS = 'CREATE TABLE users (id serial PRIMARY KEY);\n';

/** Foreign keys that no index leads with, on the schema after all migrations. */
export const unindexedForeignKey = schemaRule({
  id: 'unindexed-foreign-key',
  summary: 'A foreign key has no index',
  why: 'Joins from the parent, and every delete or key change of a parent row, read the whole child table while holding locks. PostgreSQL, SQLite and SQL Server do not index foreign keys by themselves.',
  fix: 'Create an index that leads with the foreign key’s columns.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['indexes created outside the repository', 'tables so small that no index helps'],
  params: {
    leadingColumns: {
      description:
        'Columns that every query gives, such as `tenant_id`: an index may begin with them before the foreign key.',
      default: [] as string[],
    },
  },
  examples: {
    good: [
      {
        title: 'a composite index leads with it',
        files: {
          'schema.sql': `${USERS}CREATE TABLE orders (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users (id), at timestamptz);\nCREATE INDEX ON orders (user_id, at);\n`,
        },
      },
      {
        title: 'a partial index that leaves out only rows without a parent',
        files: {
          'schema.sql': `${USERS}CREATE TABLE orders (id serial PRIMARY KEY, user_id int REFERENCES users (id));\nCREATE INDEX ON orders (user_id) WHERE user_id IS NOT NULL;\n`,
        },
      },
      {
        title: 'InnoDB indexes it itself',
        files: {
          'schema.sql':
            'CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id)) ENGINE=InnoDB;\n',
        },
      },
    ],
    bad: [
      {
        title: 'one reference under two names, once',
        files: {
          'schema.sql':
            'CREATE TABLE users (id bigserial PRIMARY KEY);\nCREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint REFERENCES users (id));\nALTER TABLE orders ADD CONSTRAINT again FOREIGN KEY (user_id) REFERENCES users (id);\n',
        },
        keys: ['orders.user_id'],
      },
      {
        title: 'a reference of documents that the code looks them up by',
        files: {
          'package.json': '{"dependencies":{"mongoose":"^8.0.0"}}',
          'src/token.js':
            "const mongoose = require('mongoose');\nconst schema = new mongoose.Schema({ value: { type: String, unique: true }, user: { type: mongoose.Schema.Types.ObjectId, ref: 'User' } });\nconst Token = mongoose.model('Token', schema);\nexports.revoke = (user) => Token.deleteMany({ user });\n",
        },
        keys: ['tokens.user'],
      },
      {
        title: 'no index',
        files: {
          'schema.sql': `${USERS}CREATE TABLE orders (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users (id));\n`,
        },
        keys: ['orders.user_id'],
      },
      {
        title: 'an index of the rows not marked as deleted, which is only worth a note',
        files: {
          'schema.sql': `${USERS}CREATE TABLE orders (id serial PRIMARY KEY, deleted_at timestamptz, user_id int REFERENCES users (id) ON DELETE CASCADE);\nCREATE INDEX ON orders (user_id) WHERE deleted_at IS NULL AND user_id IS NOT NULL;\n`,
        },
        keys: ['orders.user_id'],
      },
      {
        title: 'a partial index, one of another method, and the key in second place',
        files: {
          'schema.sql': `${USERS}CREATE TABLE a (id serial PRIMARY KEY, open boolean, user_id int REFERENCES users (id));\nCREATE INDEX ON a (user_id) WHERE open;\nCREATE TABLE b (id serial PRIMARY KEY, user_id int REFERENCES users (id));\nCREATE INDEX ON b USING brin (user_id);\nCREATE TABLE c (tenant_id int, user_id int REFERENCES users (id), PRIMARY KEY (tenant_id, user_id));\n`,
        },
        keys: ['a.user_id', 'b.user_id', 'c.user_id'],
      },
    ],
  },
  *subjects(model): Iterable<Key> {
    for (const table of model.tables) {
      const seen = new Set<string>();
      for (const foreignKey of table.foreignKeys) {
        const key = `${tableName(table)}.${foreignKey.columns.join(',')}`;
        // The same reference made under two names needs one index.
        if (seen.has(key)) continue;
        seen.add(key);
        yield { key, at: lineOf(foreignKey.field ?? foreignKey), table, foreignKey };
      }
    }
  },
  check({ table, foreignKey }, { leadingColumns }, model) {
    if (foreignKey.indexed || leadsAfter(table, foreignKey, leadingColumns)) return undefined;
    const evidence = evidenceOf(model, table, foreignKey);
    const narrowed = narrowing(table, foreignKey) ?? softDeleting(table, foreignKey);
    const minor = narrowed !== undefined || (evidence.length === 0 && isMinor(model, table, foreignKey));
    return {
      message: `${tableName(table)} (${foreignKey.columns.join(', ')}) references ${foreignKey.references.table} and ${foreignKey.because}${narrowed ?? consequence(foreignKey)}`,
      fix: indexAdvice(
        table,
        foreignKey.columns.map((name) => ({ name })),
      ),
      ...(minor && { severity: 'info' as const }),
      related: [...declarations(table, foreignKey), ...evidence],
    };
  },
});

const cascades = (action: string | undefined): boolean => /^cascade$/i.test(action ?? '');

const consequence = ({ onDelete, references }: ForeignKey): string =>
  cascades(onDelete)
    ? `; each delete in ${references.table} reads the whole table to find the rows that go with it`
    : '';

/** Indexes and keys with a column list, which can be searched by their first columns. */
const searchable = (table: Table): { name: string; columns: string[] }[] => [
  { name: 'the primary key', columns: table.primaryKey },
  ...table.uniques.map(({ name, columns }) => ({ name: name ?? 'a unique constraint', columns })),
  ...table.indexes
    .filter(({ where, method }) => where === undefined && /^(?:btree|(?:non)?clustered)$/.test(method ?? 'btree'))
    .map(({ name, columns }) => ({ name: name ?? 'an index', columns })),
];

/** Whether an index holds the key behind columns that every query is declared to give. */
function leadsAfter(table: Table, { columns }: ForeignKey, leading: string[]): boolean {
  const given = (name: string) => leading.some((other) => sameColumnName(other, name));
  return (
    leading.length > 0 &&
    searchable(table).some((index) => {
      const rest = index.columns.slice(index.columns.findIndex((name) => !given(name)));
      return columns.every((name) => given(name) || rest.slice(0, columns.length).includes(name));
    })
  );
}

/** What of a composite key an index finds already. */
function narrowing(table: Table, { columns }: ForeignKey): string | undefined {
  if (columns.length < 2) return undefined;
  const found = searchable(table).find(({ columns: [first] }) => first !== undefined && columns.includes(first));
  return (
    found && `; ${found.name} leads with ${found.columns[0]} alone, so the rows of one ${found.columns[0]} are read`
  );
}

const DELETED =
  /^[("\s]*(?:["`\w]+\.)?["`]?(?:is_?)?(?:deleted|removed)(?:_?(?:at|on|date|time))?["`]?\s+is\s+null[)\s]*$/i;

/** An index of the rows that are not marked as deleted, which those searches use that ask for no others. */
function softDeleting(table: Table, { columns, references }: ForeignKey): string | undefined {
  const leaves = (part: string): boolean =>
    DELETED.test(part) ||
    columns.some((name) => new RegExp(`^[("\\s]*${name}["\\s]+is\\s+not\\s+null[)\\s]*$`, 'i').test(part));
  const found = table.indexes.find(
    ({ where, columns: own }) =>
      where?.split(/\s+and\s+/i).every(leaves) === true &&
      columns.every((name) => own.slice(0, columns.length).includes(name)),
  );
  return (
    found && `, which serves searches among rows not marked as deleted, but not a real delete in ${references.table}`
  );
}

/** Who wrote or checked a row: hardly ever searched by, and users are hardly ever deleted for real. */
const AUDIT_COLUMN = /^(?!owned|used|assigned|managed)\w+ed_?by(?:_?(?:user_?)?id)?$/i;
const LOOKUP_NAME =
  /(?:countr(?:y|ies)|currenc(?:y|ies)|languages?|locales?|status(?:es)?|types?|kinds?|genders?|units?|time_?zones?|priorit(?:y|ies)|severit(?:y|ies)|levels?|colou?rs?)$/i;
/** More columns than a list of choices has. */
const LOOKUP_COLUMNS = 5;

/** Nothing in the repository suggests that the missing index will ever be noticed. */
function isMinor(model: RepoModel, table: Table, foreignKey: ForeignKey): boolean {
  // Nothing but the code's own queries looks for documents by a reference; and a part that was not told may be the index.
  if (table.dialect === 'mongodb' || table.partial) return true;
  if (cascades(foreignKey.onDelete)) return false;
  if (foreignKey.columns.length === 1 && AUDIT_COLUMN.test(foreignKey.columns[0] ?? '')) return true;
  const parent = parentOf(model, table, foreignKey);
  return parent !== undefined && LOOKUP_NAME.test(parent.name) && parent.columns.length <= LOOKUP_COLUMNS;
}

const parentOf = (model: RepoModel, table: Table, { references }: ForeignKey): Table | undefined =>
  model.tables.find(
    (other) => other.name === references.table && other.schema === references.schema && other.dialect === table.dialect,
  );

function declarations(table: Table, { columns }: ForeignKey): Related {
  const found = columns.map((name) => columnOf(table, name)).filter((column) => column !== undefined);
  return [
    ...found.map((column) => ({ at: lineOf(column), message: `column ${column.name}` })),
    { at: lineOf(table), message: `table ${tableName(table)}` },
    ...(table.entity ? [{ at: lineOf(table.entity), message: `${table.entity.name} stands for it in the code` }] : []),
  ];
}

/** Queries that delete parent rows, load rows with their parent, or find, order or join rows by the key. */
function evidenceOf(model: RepoModel, table: Table, foreignKey: ForeignKey): Related {
  const parent = parentOf(model, table, foreignKey);
  return runTimeQueries(model).flatMap((query): Related => {
    const first = query.tables[0] && tableOf(model.tables, query.tables[0], query.library);
    const at = within(query.module, query.at);
    if (parent !== undefined && first === parent && table.dialect !== 'mongodb') {
      if (query.operation === 'delete')
        return [{ at, message: `${query.method} on ${parent.name} looks for its rows in ${table.name}` }];
      const loads = query.relations.find((relation) => sameColumnName(relation.table, table.name));
      if (loads) return [{ at, message: `${query.method} on ${parent.name} loads ${loads.path}` }];
    }
    const use = usesOf(model.tables, query).find((item) => item.table === table);
    return use ? usedBy(use, foreignKey, query.method) : [];
  });
}

function usedBy(use: TableUse, { columns }: ForeignKey, method: string): Related {
  const all = [...use.equality, ...use.optional, ...use.range, ...use.sort, ...use.join];
  const used = all.find(({ column }) => columns.includes(column.name));
  const others = use.equality.filter(({ column }) => !columns.includes(column.name));
  // Another condition finds the few rows that are left to look at.
  if (!used || (used.use.role !== 'join' && others.some(({ column }) => isLeading(use.table, column)))) return [];
  const message = `${method} finds rows of ${use.table.name} by ${used.column.name}`;
  return [{ at: within(used.use.module, used.use.at), message }];
}
