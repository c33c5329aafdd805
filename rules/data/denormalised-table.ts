import { type Column, lineOf, singular, type Table, tableRule, type Violation, wordsOf } from '#rule';

/** Shapes of tables that store a fact twice, or several facts in one value. */
export const denormalisedTable = tableRule({
  id: 'denormalised-table',
  summary: 'A table looks as if it was not normalised',
  why: 'Numbered columns, lists in a text, generic key-value rows and references to rows of any table take from the database what it is good at: it can neither check, nor join, nor index what they hold.',
  fix: 'Give what repeats a table of its own, or write down why it is kept this way.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['facts that are stored twice under different names', 'lists and objects inside JSON columns'],
  params: { maxColumns: { description: 'Columns that a table may have.', default: 40 } },
  examples: {
    good: [
      {
        title: 'lines of an address, percentiles and digests are no repeating group; settings have no owner',
        files: {
          'schema.sql':
            'CREATE TABLE places (id serial PRIMARY KEY, address_line1 text, address_line2 text, sha1 text, sha256 text, p50 int, p95 int);\nCREATE TABLE settings (key text PRIMARY KEY, value text);\nCREATE TABLE labels (id serial PRIMARY KEY, tags text[], token_type text, token text);\nCREATE TABLE apps (id serial PRIMARY KEY, client_id text, client_type text);\n',
        },
      },
    ],
    bad: [
      {
        title: 'a repeating group, a list in a text, key-value rows, and a reference to any table',
        files: {
          'schema.sql':
            'CREATE TABLE people (id serial PRIMARY KEY, phone1 text, phone2 text, phone3 text, tag_ids text);\nCREATE TABLE attributes (person_id int REFERENCES people (id), name text, value text, PRIMARY KEY (person_id, name));\nCREATE TABLE comments (id serial PRIMARY KEY, subject_type text, subject_id int);\n',
        },
        keys: ['people phone', 'people tag_ids', 'attributes name, value', 'comments subject_id'],
      },
    ],
  },
  check({ table, key }, { maxColumns }): Violation[] {
    const found = [...repeatedGroups(table), ...packedLists(table), ...attributeRows(table), ...anyReferences(table)];
    const violations = found.map(({ name, columns, message }): Violation => {
      const [first, ...others] = columns as [Column, ...Column[]];
      const related = others.map((column) => ({ at: lineOf(column), message: `column ${column.name}` }));
      return { key: `${key} ${name}`, at: lineOf(first), message: `${key}: ${message}`, related };
    });
    if (table.columns.length > maxColumns) {
      const message = `${key} has ${table.columns.length} columns: it may hold several things at once`;
      violations.push({ key: `${key} width`, message });
    }
    return violations;
  },
});

interface Smell {
  name: string;
  columns: Column[];
  message: string;
}

/** Numbers in these belong to the thing that they name. */
const NUMBERED_NAME =
  /(?:line|address|street|addr|sha|md|oauth|base|utf|ipv|h|p|int|float|layer|step|level|l|s|ec|v)_?$/i;

/** `phone1`, `phone2`: numbers that count from one, or the bare name and `2`. */
function repeatedGroups(table: Table): Smell[] {
  const stems = new Map<string, { column: Column; number: number }[]>();
  for (const column of table.columns) {
    const [, stem, number] = /^(.*?[A-Za-z])_?(\d{1,2})$/.exec(column.name) ?? [];
    if (stem === undefined || NUMBERED_NAME.test(stem)) continue;
    stems.set(stem, [...(stems.get(stem) ?? []), { column, number: Number(number) }]);
  }
  return [...stems].flatMap(([stem, members]) => {
    const numbers = members.map(({ number }) => number).sort((one, other) => one - other);
    const counted =
      numbers.length > 1 && (numbers[0] ?? 9) <= 1 && numbers.every((n, at) => n === (numbers[0] ?? 0) + at);
    if (!counted) return [];
    const columns = members.map(({ column }) => column);
    return {
      name: stem,
      columns,
      message: `${columns.map(({ name }) => name).join(', ')} are one thing, counted in columns`,
    };
  });
}

const isText = ({ type }: Column): boolean =>
  /^(?:text|varchar|character varying|nvarchar|(?:medium|long)text|clob)\b(?!.*\[)/i.test(type);
const LIST_NAME = /(?:_ids|Ids|_list|List|_csv|_urls|_emails)$|^(?:tags|keywords|roles|permissions|emails|recipients)$/;

/** Columns of text whose name is a list. */
const packedLists = (table: Table): Smell[] =>
  table.columns
    .filter((column) => isText(column) && LIST_NAME.test(column.name))
    .map((column) => ({
      name: column.name,
      columns: [column],
      message: `${column.name} is a text that by its name holds a list`,
    }));

const ATTRIBUTE_NAME =
  /^(?:attr(?:ibute)?|prop(?:erty)?|meta|data|field|setting|option|param(?:eter)?)?_?(?:name|key)$|^(?:attribute|property|field)$/i;
const ATTRIBUTE_VALUE =
  /^(?:attr(?:ibute)?|prop(?:erty)?|meta|data|field|setting|option|param(?:eter)?|string|text)?_?(?:value|val)$/i;
const MOST_COLUMNS = 12;

/** Rows of an owner, a name and a value: the columns of another table, turned into rows. */
function attributeRows(table: Table): Smell[] {
  const [name] = table.columns.filter((column) => isText(column) && ATTRIBUTE_NAME.test(column.name));
  const [value] = table.columns.filter((column) => ATTRIBUTE_VALUE.test(column.name));
  const owned =
    table.foreignKeys.length > 0 ||
    table.columns.some(
      (column) => column !== name && wordsOf(column.name).length > 1 && wordsOf(column.name).at(-1) === 'id',
    );
  if (!name || !value || !owned || table.columns.length > MOST_COLUMNS) return [];
  const message = `${name.name} and ${value.name} store attributes as rows, whose values the database can neither type nor require`;
  return [{ name: `${name.name}, ${value.name}`, columns: [name, value], message }];
}

/** Words for a row of whichever table; a `client_type` beside a `client_id` only tells clients apart. */
const ANYTHING =
  /^(?:subject|object|target|entity|item|resource|owner|record|parent|source|ref|reference|related|actor|principal|scope|context|callback|content|recipient|holder|model|destination|origin|linked|foreign|associated|association|member|grantee|workspace|participant|assignee|\w{3,}able)$/;

/** `subject_type` and `subject_id`: which table is meant stands in the row. */
function anyReferences(table: Table): Smell[] {
  return table.columns.flatMap((column) => {
    const words = wordsOf(column.name);
    const stem = words.slice(0, -1).join();
    const isKey =
      table.primaryKey.includes(column.name) || table.foreignKeys.some((key) => key.columns.includes(column.name));
    if (words.at(-1) !== 'id' || !ANYTHING.test(words.at(-2) ?? '') || isKey || isOfItself(table, words)) return [];
    const type = table.columns.find(
      ({ name }) => wordsOf(name).at(-1) === 'type' && wordsOf(name).slice(0, -1).join() === stem,
    );
    if (type === undefined) return [];
    const message = `what ${column.name} refers to depends on ${type.name}, so that no foreign key can check it`;
    return { name: column.name, columns: [column, type], message };
  });
}

/** `event_id` of `events`: an identity from outside, not a reference. */
const isOfItself = (table: Table, words: string[]): boolean =>
  words.slice(0, -1).join('') === wordsOf(table.name).map(singular).join('');
