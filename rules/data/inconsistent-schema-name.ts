import {
  type Column,
  type Database,
  databasesOf,
  isPlural,
  lineOf,
  type Subject,
  schemaRule,
  type Table,
  tableName,
  type Violation,
  wordsOf,
} from '#rule';

interface Judged extends Subject {
  table: Table;
  habits: Habits;
}
/** What the names of a database have in common; undefined where no habit prevails. */
interface Habits {
  tableCase: string | undefined;
  columnCase: string | undefined;
  /** Of columns that hold foreign keys. */
  referenceCase: string | undefined;
  plural: boolean | undefined;
}

/** Names fewer than this show no habit. */
const FEWEST = 5;
/** Share of names that makes a habit. */
const SHARE = 0.8;

const FIVE =
  'CREATE TABLE users (id serial PRIMARY KEY, first_name text, last_name text);\nCREATE TABLE orders (id serial PRIMARY KEY, placed_at date);\nCREATE TABLE items (id serial PRIMARY KEY, unit_price int);\nCREATE TABLE order_lines (id serial PRIMARY KEY, line_total int);\nCREATE TABLE order_events (id serial PRIMARY KEY, paid_at date);\n';

/** Names of tables and columns against the habit of most others in their database. */
export const inconsistentSchemaName = schemaRule({
  id: 'inconsistent-schema-name',
  summary: 'A name of the schema is not built like the others',
  why: 'Names that follow one habit need not be looked up. Each exception costs a failed query, and mixed case must be quoted for ever after.',
  fix: 'Rename it like the others, or map it in the object mapper.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['whether a name says what is inside', 'habits of a schema with only a handful of tables'],
  examples: {
    good: [
      { title: 'one habit', files: { 'schema.sql': FIVE } },
      {
        title: 'references that are all written in a way of their own',
        files: {
          'schema.sql': `${FIVE}${['a', 'b', 'c', 'd', 'e'].map((name) => `CREATE TABLE ${name}_notes (id serial PRIMARY KEY, "OrderId" int REFERENCES orders (id));\n`).join('')}`,
        },
      },
      {
        title: 'words that have no plural, and a plural of an unusual word',
        files: {
          'schema.sql': `${FIVE}CREATE TABLE captchas (id serial PRIMARY KEY);\nCREATE TABLE metadata (id serial PRIMARY KEY);\n`,
        },
      },
      {
        title: 'too few names to show a habit',
        files: {
          'schema.sql': 'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE "Post" (id serial PRIMARY KEY);\n',
        },
      },
    ],
    bad: [
      {
        title: 'another case, a singular, and columns of another case',
        files: {
          'schema.sql': `${FIVE}CREATE TABLE "userRoles" (id serial PRIMARY KEY);\nCREATE TABLE product (id serial PRIMARY KEY, "unitSize" int);\n`,
        },
        keys: ['userRoles case', 'product number', 'product columns'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const database of databasesOf(model)) {
      const own = { ...database, tables: database.tables.filter(isNamedHere) };
      const habits = habitsOf(own);
      for (const table of own.tables) yield { key: tableName(table), at: lineOf(table), table, habits };
    }
  },
  check({ key, table, habits }): Violation[] {
    const violations: Violation[] = [];
    const add = (what: string, message: string) => violations.push({ key: `${key} ${what}`, message });
    const style = caseOf(table.name);
    if (habits.tableCase !== undefined && style !== undefined && style !== habits.tableCase)
      add('case', `table ${key} is written in ${style}, most others in ${habits.tableCase}`);
    const plural = numberOf(table);
    if (habits.plural !== undefined && plural !== undefined && plural !== habits.plural)
      add(
        'number',
        `table ${key} is ${plural ? 'plural' : 'singular'}, most others are ${plural ? 'singular' : 'plural'}`,
      );
    const odd = oddColumns(table, habits);
    const [first] = odd;
    if (first !== undefined) {
      const names = odd.map(({ name }) => name).join(', ');
      const message = `columns of ${key} are not written as most others are (${isReference(table, first) ? habits.referenceCase : habits.columnCase}): ${names}`;
      violations.push({ key: `${key} columns`, at: lineOf(first), message });
    }
    return violations;
  },
});

const oddColumns = (table: Table, habits: Habits) =>
  table.columns.filter((column) => {
    const habit = isReference(table, column) ? habits.referenceCase : habits.columnCase;
    return habit !== undefined && isNamedAfresh(column.name) && ![undefined, habit].includes(caseOf(column.name));
  });

/** Object mappers name the columns of references in their own way. */
const isReference = ({ foreignKeys }: Table, { name }: Column): boolean =>
  foreignKeys.some(({ columns }) => columns.includes(name));

/** An object mapper names some join tables itself. */
const isNamedHere = ({ name }: Table): boolean => !name.startsWith('_');
const isNamedAfresh = (name: string): boolean => !/^_/.test(name);

/** Whether a table is named in the plural; undefined where two names are joined by a word: `users_to_groups`. */
function numberOf({ name }: Table): boolean | undefined {
  const words = wordsOf(name);
  return words.some((word) => /^(?:to|on|in|of|has)$/.test(word)) ? undefined : isPlural(words.at(-1) ?? '');
}

function habitsOf({ tables }: Database): Habits {
  const columnHabit = (wanted: (table: Table, column: Column) => boolean) =>
    caseHabit(
      tables.flatMap((table) =>
        table.columns.filter((column) => wanted(table, column)).map(({ name }) => caseOf(name)),
      ),
    );
  return {
    tableCase: caseHabit(tables.map(({ name }) => caseOf(name))),
    columnCase: columnHabit((table, column) => !isReference(table, column)),
    referenceCase: columnHabit(isReference),
    plural: prevailing(tables.map(numberOf)),
  };
}

/** The case of most names; single words in lower case go with those that begin so. */
function caseHabit(cases: (string | undefined)[]): string | undefined {
  const telling = cases.filter((style) => style !== undefined);
  const style = ['snake_case', 'camelCase'].find((lower) => telling.filter((other) => other === lower).length > 1);
  return prevailing(cases.map((other) => other ?? style));
}

/** What most of the values are, of those that tell anything. */
function prevailing<T>(values: (T | undefined)[]): T | undefined {
  const telling = values.filter((value) => value !== undefined);
  const counts = new Map<T, number>();
  for (const value of telling) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most && telling.length >= FEWEST && most[1] >= telling.length * SHARE ? most[0] : undefined;
}

/** How a name joins its words; undefined for one word in lower case, which fits every habit but capitals. */
function caseOf(name: string): string | undefined {
  if (/^[a-z][a-z\d]*(?:_[a-z\d]+)+$/.test(name)) return 'snake_case';
  if (/^[a-z][a-z\d]*(?:[A-Z][A-Za-z\d]*)+$/.test(name)) return 'camelCase';
  if (/^[A-Z][a-z\d]+(?:[A-Z][A-Za-z\d]*)*$/.test(name)) return 'PascalCase';
  if (/^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name)) return 'UPPER_CASE';
  return undefined;
}
