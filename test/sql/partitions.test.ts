import { expect, it } from 'vitest';
import { foldSchema } from '../../src/model/schema/index.ts';
import { parseSql } from '../../src/parse/sql/index.ts';

it('tells what divides the rows of a table, and takes what says so for understood', async () => {
  const text = `
    CREATE TABLE p (a int, b date) PARTITION BY RANGE (b);
    CREATE TABLE p1 PARTITION OF p (PRIMARY KEY (a)) FOR VALUES FROM ('2020-01-01') TO (MAXVALUE) PARTITION BY LIST (a);
    CREATE TABLE p2 PARTITION OF p DEFAULT;
    CREATE TABLE p3 PARTITION OF p1 FOR VALUES IN (1, 2) TABLESPACE x;
    CREATE TABLE h PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 0) USING heap;
    CREATE TABLE m (at timestamptz);
    SELECT create_hypertable('public.m', 'at');
  `;
  const { tables, unknowns } = await foldSchema([
    { path: 'schema.sql', facts: parseSql({ path: 'schema.sql', text }), role: 'source' },
  ]);
  expect(unknowns).toEqual([]);
  expect(tables.map(({ name, partitionBy, partitionOf }) => [name, partitionBy, partitionOf])).toEqual([
    ['p', 'RANGE (b)', undefined],
    ['p1', 'LIST (a)', 'p'],
    ['p2', undefined, 'p'],
    ['p3', undefined, 'p1'],
    ['h', undefined, 'p'],
    ['m', 'create_hypertable', undefined],
  ]);
});
