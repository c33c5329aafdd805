import { type Column, columnRule, type Violation, wordsOf } from '#rule';

/** Text of varying length in columns of fixed length. */
export const paddedTextColumn = columnRule({
  id: 'padded-text-column',
  summary: 'A text of varying length is stored as char(n)',
  why: 'The engine fills each value up with blanks to the full length: they take room, come back in some drivers and not in others, and make comparisons differ between char and text.',
  fix: 'Use varchar(n), or text with a check of its length.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: ['char columns whose values happen to have one length'],
  examples: {
    good: [
      {
        title: 'codes and digests of one length, and text that varies',
        files: {
          'schema.sql':
            'CREATE TABLE a (id char(36) PRIMARY KEY, country_code char(2), digest char(64), gender char(1), name varchar(80), phone_hash char(40), cache_name char(40));\n',
        },
      },
    ],
    bad: [
      {
        title: 'names and addresses',
        files: {
          'schema.sql':
            'CREATE TABLE people (id serial PRIMARY KEY, last_name char(80), email character(120), city nchar(50));\n',
        },
        keys: ['people.last_name', 'people.email', 'people.city'],
      },
    ],
  },
  judges: (column) => isFixed(column),
  check({ column, key }): Violation | undefined {
    if (!VARIES.test(wordsOf(column.name).at(-1) ?? '')) return undefined;
    return { message: `${key} is ${column.type}, and what it holds varies in length` };
  },
});

/** Letters of a code: of a country, a language, a currency. */
const LONGEST_CODE = 4;
/** Digits of a digest or a UUID, whatever its column is called. */
const DIGESTS = new Set([32, 36, 40, 56, 64, 96, 128]);

const isFixed = ({ type }: Column): boolean => {
  const length = /^(?:n?char|character|bpchar)\s*\((\d+)\)/i.exec(type)?.[1];
  return length !== undefined && Number(length) > LONGEST_CODE && !DIGESTS.has(Number(length));
};

const VARIES =
  /^(?:name|firstname|lastname|surname|nickname|username|login|title|description|comment|comments|note|notes|text|label|subject|message|email|mail|address|street|city|town|province|company|url|uri|path|filename|value)$/;
