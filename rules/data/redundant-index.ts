import {
  lineOf,
  quoteName,
  relationalTables,
  type Subject,
  schemaRule,
  type Table,
  type TableIndex,
  tableName,
  type Violation,
} from '#rule';

interface Judged extends Subject {
  table: Table;
  index: TableIndex;
}

/** A key or index as something that can be searched. */
interface Searchable {
  label: string;
  columns: string[];
  options: string[];
  include: string[];
  at?: TableIndex;
}

const TABLE = 'CREATE TABLE orders (id serial PRIMARY KEY, user_id int, at timestamptz, note text);\n';

/** Indexes that another index or key of the table makes superfluous. */
export const redundantIndex = schemaRule({
  id: 'redundant-index',
  summary: 'An index repeats another one, or its beginning',
  why: 'Every insert and most updates maintain each index, and each takes room in memory. An index whose columns are the first ones of another serves no search that the other does not.',
  fix: 'Drop the shorter index.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'indexes made outside the repository',
    'how much smaller, and so quicker, a short index is than the long one that covers it',
  ],
  params: {
    maxExtraColumns: {
      description:
        'An index that goes on for more columns than this after the covered ones is so much larger that the finding is only information.',
      default: 2,
    },
  },
  examples: {
    good: [
      {
        title: 'unique, partial, expression and other kinds of index serve a purpose of their own',
        files: {
          'schema.sql': `${TABLE}CREATE INDEX a ON orders (user_id, at);\nCREATE UNIQUE INDEX b ON orders (user_id);\nCREATE INDEX c ON orders (user_id) WHERE note IS NOT NULL;\nCREATE INDEX d ON orders USING hash (user_id);\nCREATE INDEX e ON orders (note);\nCREATE INDEX f ON orders (note text_pattern_ops);\nCREATE INDEX g ON orders (note COLLATE "C");\nCREATE INDEX h ON orders (lower(note));\n`,
        },
      },
      {
        title: 'the covering index is partial, or begins with another column',
        files: {
          'schema.sql': `${TABLE}CREATE INDEX a ON orders (user_id);\nCREATE INDEX b ON orders (user_id, at) WHERE note IS NULL;\nCREATE INDEX c ON orders (at, user_id);\n`,
        },
      },
      {
        title: 'the short index carries columns that the long one lacks',
        files: {
          'schema.sql': `${TABLE}CREATE INDEX a ON orders (user_id) INCLUDE (note);\nCREATE INDEX b ON orders (user_id, at);\n`,
        },
      },
    ],
    bad: [
      {
        title: 'a prefix, a duplicate, and a copy of the primary key',
        files: {
          'schema.sql': `${TABLE}CREATE INDEX a ON orders (user_id);\nCREATE INDEX b ON orders (user_id, at);\nCREATE INDEX c ON orders (at);\nCREATE INDEX d ON orders (at);\nCREATE INDEX e ON orders (id);\n`,
        },
        keys: ['orders.a', 'orders.d', 'orders.e'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const table of relationalTables(model).filter((item) => !isMadeByMapper(item))) {
      for (const index of table.indexes) {
        const name = index.name ?? `(${index.columns.join(', ')})`;
        yield { key: `${tableName(table)}.${name}`, at: lineOf(index), table, index };
      }
    }
  },
  check({ table, index }, { maxExtraColumns }): Violation | undefined {
    if (index.unique || !isPlain(index)) return undefined;
    const own = searchable(index);
    const covering = others(table, index).find((other) => covers(other, own, isLater(table, index, other.at)));
    if (covering === undefined) return undefined;
    const extra = covering.columns.length - own.columns.length;
    const what = extra === 0 ? 'has the same columns as' : 'is the beginning of';
    const columns = covering.columns.join(', ');
    return {
      message: `index ${own.label} (${own.columns.join(', ')}) of ${tableName(table)} ${what} ${covering.label} (${columns})`,
      ...(index.name !== undefined && { fix: dropStatement(table, index.name) }),
      ...(extra > maxExtraColumns && { severity: 'info' as const }),
      ...(covering.at && { related: [{ at: lineOf(covering.at), message: covering.label }] }),
    };
  },
});

/** A join table that an object mapper makes of two relations, with the indexes that it sees fit. */
const isMadeByMapper = ({ source, columns, primaryKey }: Table): boolean =>
  source !== 'ddl' && columns.every(({ name }) => primaryKey.includes(name));

/** Searched in order, over all rows; the clustered index of SQL Server is the table itself. */
const isPlain = ({ where, method }: TableIndex): boolean =>
  where === undefined && /^(?:btree|nonclustered)$/i.test(method ?? 'btree');

const searchable = (index: TableIndex): Searchable => ({
  label: index.name ?? 'without a name',
  columns: index.columns,
  options: index.columns.map((_, at) => index.options?.[at] ?? ''),
  include: index.include ?? [],
  at: index,
});

/** What else of the table can be searched. */
function others(table: Table, index: TableIndex): Searchable[] {
  const key = (label: string, columns: string[]): Searchable => ({
    ...{ label, columns, include: [] },
    options: columns.map(() => ''),
  });
  return [
    ...(table.primaryKey.length > 0 ? [key('the primary key', table.primaryKey)] : []),
    ...table.uniques.map(({ name, columns }) => key(name ?? 'the unique constraint', columns)),
    ...table.indexes.filter((other) => other !== index && isPlain(other)).map(searchable),
  ];
}

/** Of two equal indexes the later one goes; a key or unique index always stays. */
const isLater = (table: Table, index: TableIndex, other: TableIndex | undefined): boolean =>
  other === undefined || other.unique || table.indexes.indexOf(index) > table.indexes.indexOf(other);

function covers(long: Searchable, short: Searchable, mayBeEqual: boolean): boolean {
  if (long.columns.length < short.columns.length) return false;
  const equal = long.columns.length === short.columns.length;
  if (equal && !mayBeEqual && long.include.length <= short.include.length) return false;
  const carried = [...long.columns, ...long.include];
  return (
    short.columns.every((name, at) => name === long.columns[at] && sameOrder(long, short, at)) &&
    short.include.every((name) => carried.includes(name))
  );
}

/** One column is read backwards as well as forwards; of several, each must have the same order. */
const sameOrder = (long: Searchable, short: Searchable, at: number): boolean =>
  long.options[at] === short.options[at] ||
  (short.columns.length === 1 && withoutOrder(long.options[at]) === withoutOrder(short.options[at]));

const withoutOrder = (options: string | undefined): string => (options ?? '').replace(/\s*\b(?:ASC|DESC)$/, '');

function dropStatement(table: Table, name: string): string {
  const index = quoteName(name, table.dialect);
  const on = /^(?:mysql|sqlserver)$/.test(table.dialect) ? ` ON ${quoteName(table.name, table.dialect)}` : '';
  const schema =
    on === '' && table.schema && table.schema !== 'public' ? `${quoteName(table.schema, table.dialect)}.` : '';
  return `DROP INDEX ${schema}${index}${on};`;
}
