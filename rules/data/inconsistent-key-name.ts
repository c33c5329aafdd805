import { databasesOf, lineOf, type Subject, schemaRule, type Table, tableName, type Violation } from '#rule';

/** The name of an index, unique key or foreign key. */
interface NamedKey {
  kind: 'index' | 'unique key' | 'foreign key';
  name: string;
  columns: string[];
  table: Table;
  at: { path: string; line: number };
}
interface Judged extends Subject {
  table: Table;
  odd: (NamedKey & { habit: string })[];
}

/** Names fewer than this show no habit. */
const FEWEST = 6;
/** Share of names that makes a habit. */
const SHARE = 0.8;

const TABLES = ['a', 'b', 'c', 'd', 'e', 'f']
  .map(
    (name) =>
      `CREATE TABLE ${name} (id serial PRIMARY KEY, x int, y int);\nCREATE INDEX idx_${name}_x ON ${name} (x);\n`,
  )
  .join('');

/** Names of indexes and keys against the habit of most others in their database. */
export const inconsistentKeyName = schemaRule({
  id: 'inconsistent-key-name',
  summary: 'An index or key is not named like the others',
  why: 'Errors, lock reports and query plans show nothing but these names. Where all are built alike, the table and the columns can be read from them.',
  fix: 'Rename it like the others, in a new migration.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: [
    'whether the words between prefix and suffix name the right columns',
    'names that the engine or a tool chose',
  ],
  examples: {
    good: [
      { title: 'one habit', files: { 'schema.sql': TABLES } },
      {
        title: 'no habit, and names by default',
        files: {
          'schema.sql':
            'CREATE TABLE a (id serial PRIMARY KEY, x int UNIQUE, y int);\nCREATE INDEX ON a (y);\nCREATE INDEX by_x ON a (x, y);\nCREATE INDEX a_yx ON a (y, x);\n',
        },
      },
    ],
    bad: [
      {
        title: 'another prefix',
        files: { 'schema.sql': `${TABLES}CREATE INDEX a_y_index ON a (y);\n` },
        keys: ['a'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const database of databasesOf(model)) {
      const keys = database.tables.flatMap(keysOf);
      const odd = oddOnes(keys);
      for (const table of database.tables) {
        const own = odd.filter((key) => key.table === table);
        if (keys.some((key) => key.table === table))
          yield { key: tableName(table), at: lineOf(own[0]?.at ?? table), table, odd: own };
      }
    }
  },
  check({ odd }): Violation | undefined {
    const [first] = odd;
    if (!first) return undefined;
    const names = odd.map(({ name }) => name).join(', ');
    return {
      message: `${names}: most names of this kind (${first.kind}) are built like ${first.habit}`,
      related: odd.slice(1).map(({ at, kind, name }) => ({ at: lineOf(at), message: `${kind} ${name}` })),
    };
  },
});

function keysOf(table: Table): NamedKey[] {
  const own = table.source === 'ddl' ? table.indexes : [];
  return [
    ...own.map((index) => ({
      kind: index.unique ? ('unique key' as const) : ('index' as const),
      name: index.name,
      columns: index.columns,
      at: index,
    })),
    ...table.foreignKeys.map((key) => ({
      kind: 'foreign key' as const,
      name: key.name,
      columns: key.columns,
      at: key,
    })),
  ].flatMap(({ name, ...rest }) => (name === undefined || table.source !== 'ddl' ? [] : { ...rest, name, table }));
}

const AFFIX = '(?:idx|ix|index|i|uq|ux|uk|uidx|unique|key|fk|fkey|foreign|ukey)';

/** How a name is marked: by what it begins or ends with, and its case; undefined where nothing marks it. */
function styleOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  const before = new RegExp(`^${AFFIX}_`).exec(lower)?.[0];
  const after = new RegExp(`_${AFFIX}$`).exec(lower)?.[0];
  return before ? `${before}…` : after ? `…${after}` : undefined;
}

/** What PostgreSQL calls a key or index that is given no name shows no habit of the project. */
const isByDefault = ({ name, table, columns }: NamedKey): boolean =>
  ['fkey', 'key', 'idx'].some(
    (end) => name.toLowerCase() === `${table.name}_${columns.join('_')}_${end}`.toLowerCase(),
  );

function oddOnes(keys: NamedKey[]): Judged['odd'] {
  return (['index', 'unique key', 'foreign key'] as const).flatMap((kind) => {
    const own = keys.filter((key) => key.kind === kind && !isByDefault(key));
    const counts = new Map<string, number>();
    for (const { name } of own) counts.set(styleOf(name) ?? '', (counts.get(styleOf(name) ?? '') ?? 0) + 1);
    const [habit, times] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? ['', 0];
    if (habit === '' || own.length < FEWEST || times < own.length * SHARE) return [];
    return own.filter(({ name }) => styleOf(name) !== habit).map((key) => ({ ...key, habit }));
  });
}
