import { type Column, columnRule, type Table, type Violation, wordsOf } from '#rule';

/** Columns of states and kinds that take any text. */
export const freeTextEnumeration = columnRule({
  id: 'free-text-enumeration',
  summary: 'A column with a closed set of values takes any text',
  why: 'A misspelt or forgotten state goes in without an error, and every query that compares with the right spelling passes the row over.',
  fix: 'Add a CHECK over the values, use an enumeration type, or refer to a table of them.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['sets that are open on purpose', 'values that only the code checks'],
  examples: {
    good: [
      {
        title: 'checked, enumerated, referring; open by nature',
        files: {
          'schema.sql':
            "CREATE TYPE mood AS ENUM ('good', 'bad');\nCREATE TABLE kinds (name text PRIMARY KEY);\nCREATE TABLE a (id serial PRIMARY KEY, status text CHECK (status IN ('on', 'off')), role mood, type text REFERENCES kinds (name), mime_type text, city text, state text, record_id int, record_type text);\nCREATE TABLE attachments (id serial PRIMARY KEY, type text);\nCREATE TABLE bills (id serial PRIMARY KEY, bill_city text, bill_state text);\n",
        },
      },
    ],
    bad: [
      {
        title: 'any text is a status',
        files: {
          'schema.sql':
            'CREATE TABLE orders (id serial PRIMARY KEY, status varchar(20) NOT NULL, payment_status text);\n',
        },
        keys: ['orders.status', 'orders.payment_status'],
      },
    ],
  },
  judges: isClosedSet,
  check({ table, column, key }): Violation | undefined {
    if (!/^(?:text|n?varchar|character varying|citext|string)\b/i.test(column.type)) return undefined;
    const word = new RegExp(`(?:^|\\W)${column.name.replace(/\W/g, '\\$&')}(?:\\W|$)`, 'i');
    const held = table.foreignKeys.some(({ columns }) => columns.includes(column.name));
    if (held || table.checks?.some((condition) => word.test(condition))) return undefined;
    return { message: `${key} is ${column.type} and takes any value` };
  },
});

const OPEN =
  /^(?:mime|content|media|file|event|http|entity|subject|object|target|resource|model|job|grant|response|token|session)$/;

const FILES = /^(?:files?|attachments?|uploads?|media|assets?|documents?|images?|blobs?)$/;

/** `record_type` beside `record_id`. */
const isOfReference = (words: string[], { columns }: Table): boolean =>
  words.length > 1 &&
  columns.some(({ name }) => {
    const other = wordsOf(name);
    return /^(?:id|uuid|key)$/.test(other.at(-1) ?? '') && other.slice(0, -1).join() === words.slice(0, -1).join();
  });

/** Named for a state or kind, of which there are a few. */
function isClosedSet({ name }: Column, table: Table): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (words.length > 1 && OPEN.test(words.at(-2) ?? '')) return false;
  const beside = (pattern: RegExp) =>
    table.columns.some((other) => wordsOf(other.name).some((word) => pattern.test(word)));
  if (last === 'state' && beside(/^(?:city|zip|postal|postcode|country)$/)) return false;
  // Names of tables or classes, or of media types: as many as there are.
  if (last === 'type' && (isOfReference(words, table) || wordsOf(table.name).some((word) => FILES.test(word))))
    return false;
  return (
    /^(?:status|state|role|gender|severity|priority|visibility|kind)$/.test(last) ||
    (last === 'type' && words.length <= 2)
  );
}
