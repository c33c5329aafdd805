import { type Column, columnRule, type Table, type Violation, wordsOf } from '#rule';

/** Instants, yes-or-no answers and amounts that are stored as text. */
export const columnTypeUnlikeName = columnRule({
  id: 'column-type-unlike-name',
  summary: 'A column holds an instant, a flag or an amount as text',
  why: 'Text takes “tomorrow” and “12,50 €” without an error, sorts the 10th before the 9th, and has to be converted for every comparison, which no index then serves.',
  fix: 'Use the type of what it is: a time stamp or date, a boolean, an exact decimal.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: ['columns whose name does not say what they hold', 'text that is shown as it is and never compared'],
  examples: {
    good: [
      {
        title: 'types that fit, names that only look so, and SQLite, which has no type for instants',
        files: {
          'schema.sql':
            'CREATE TABLE orders (id serial PRIMARY KEY, created_at timestamptz, due_date date, is_paid boolean NOT NULL, total_amount numeric(12, 2), date_format varchar(20), price_list text, looking_at text);\n',
          'lite/schema.sqlite.sql': 'CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, created_at TEXT);\n',
        },
      },
    ],
    bad: [
      {
        title: 'each of them as text',
        files: {
          'schema.sql':
            'CREATE TABLE orders (id serial PRIMARY KEY, created_at varchar(30), "dueDate" text, is_paid varchar(5), total_amount text);\n',
        },
        keys: ['orders.created_at', 'orders.dueDate', 'orders.is_paid', 'orders.total_amount'],
      },
    ],
  },
  judges: (column, table) => kindOf(column, table) !== undefined,
  check({ table, column, key }): Violation | undefined {
    if (!TEXT.test(column.type)) return undefined;
    return { message: `${key} is ${kindOf(column, table)} by its name, and ${column.type} by its type` };
  },
});

const TEXT = /^(?:text|n?varchar2?|character varying|n?char|character|string|(?:tiny|medium|long)text|clob)\b(?!.*\[)/i;
const INSTANT_WORD =
  /^(?:created|updated|deleted|modified|started|ended|finished|expires|expired|published|sent|received|paid|ordered|shipped|delivered|cancelled|canceled|closed|opened|signed|joined|logged|login|seen|read|due|birth|start|end|expiry|expiration|order|payment|invoice|delivery|registration|hire|release)$/;
const AMOUNT = /^(?:price|amount|cost|fee|balance|salary|subtotal|quantity|qty)$/;

/** Engines that have a type for yes and no. */
const BOOLEAN_ENGINE = /^(?:postgresql|mysql|sqlserver)$/;

/** What a column is by its name; undefined for names that tell nothing certain. */
function kindOf({ name }: Column, { dialect }: Table): string | undefined {
  const words = wordsOf(name);
  const [last = '', before = ''] = words.toReversed();
  const isInstant = /^(?:at|date|on|datetime|timestamp)$/.test(last) && INSTANT_WORD.test(before);
  if (dialect !== 'sqlite' && (isInstant || /^(?:birthday|birthdate|dob)$/.test(words.join('')))) return 'an instant';
  if (BOOLEAN_ENGINE.test(dialect) && /^(?:is|has|can)$/.test(words[0] ?? '') && words.length > 1) return 'a yes or no';
  return AMOUNT.test(last) ? 'a number' : undefined;
}
