import { type Column, columnRule, quoteName, type Table, type Violation, wordsOf } from '#rule';

/** Amounts of money in binary floating point. */
export const moneyInFloat = columnRule({
  id: 'money-in-float',
  summary: 'An amount of money is stored as a floating-point number',
  why: 'Binary floating point cannot hold most decimal fractions: sums drift by cents, comparisons fail, and the books do not balance.',
  fix: 'Use numeric(p, s), or an integer of the smallest unit.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: ['amounts whose column is named otherwise', 'amounts inside JSON columns'],
  examples: {
    good: [
      {
        title: 'exact types; ratios and measures in floats',
        files: {
          'schema.sql':
            'CREATE TABLE orders (id serial PRIMARY KEY, price numeric(12, 2), fee_cents bigint, payout_fee double precision DEFAULT 0.05, tax_rate double precision, discount_percent real, cost_ms double precision, weight real);\n',
        },
      },
    ],
    bad: [
      {
        title: 'prices in floats',
        files: {
          'schema.sql':
            'CREATE TABLE orders (id serial PRIMARY KEY, "unitPrice" double precision, shipping_cost real, balance float);\n',
        },
        keys: ['orders.unitPrice', 'orders.shipping_cost', 'orders.balance'],
      },
    ],
  },
  judges: isAmount,
  check({ table, column, key }): Violation | undefined {
    if (!/^(?:float\d?|real|double|double precision|binary_(?:float|double))\b/i.test(column.type)) return undefined;
    return {
      message: `${key} holds money as ${column.type}`,
      fix: advice(table, column),
    };
  },
});

const AMOUNT = new Set(
  'price prices amount cost fee fees balance salary wage revenue subtotal refund deposit payout budget earnings income'.split(
    ' ',
  ),
);

/** Named for money in its last word, and not for a share, a count or a duration. */
function isAmount({ name, default: value }: Column): boolean {
  const words = wordsOf(name);
  return (
    !isShare(value) &&
    AMOUNT.has(words.at(-1) ?? '') &&
    !words.some((word) => /^(?:rate|ratio|percent|percentage|pct|time|token|cpu|memory|path|edge|load)$/.test(word))
  );
}

/** A default between nothing and one: a part of some amount. */
const isShare = (value: string | undefined): boolean => /^['(]*0?\.\d*[1-9]/.test(value ?? '');

function advice(table: Table, column: Column): string {
  const [owner, name] = [quoteName(table.name, table.dialect), quoteName(column.name, table.dialect)];
  if (table.dialect === 'postgresql')
    return `ALTER TABLE ${owner} ALTER COLUMN ${name} TYPE numeric(19, 4); this rewrites the table.`;
  if (table.dialect === 'mysql') return `ALTER TABLE ${owner} MODIFY ${name} decimal(19, 4); this rewrites the table.`;
  return 'Store the amount as an integer of the smallest unit, or in an exact decimal type.';
}
