import { expect, it } from 'vitest';
import { unboundedListQuery } from '../../rules/data/unbounded-list-query.ts';
import { unindexedFilter } from '../../rules/data/unindexed-filter.ts';
import { scan, withFiles } from './scan.ts';

const APP = (filter: string): Record<string, string> => ({
  'package.json': '{"dependencies":{"express":"^4.18.0","knex":"^3.0.0"}}',
  'schema.sql': 'CREATE TABLE jobs (id serial PRIMARY KEY, state text, built_in integer, owner text);\n',
  'src/app.js': `const express = require('express');\nconst knex = require('knex');\nconst db = knex({ client: 'pg' });\nconst app = express();\napp.get('/v1/jobs', async (req, res) => {\n  res.json(await db('jobs').select('id')${filter});\n});\n`,
});

const severities = (rule: Parameters<typeof scan>[1][number], filter: string): Promise<string[]> =>
  withFiles(APP(filter), async (root) =>
    ((await scan(root, [rule]))[0]?.findings ?? []).map(({ severity }) => severity),
  );

it('weighs less when a state is left out that most rows may have', async () => {
  expect(await severities(unboundedListQuery, ".whereNotIn('state', ['done', 'cancelled'])")).toEqual(['info']);
  expect(await severities(unboundedListQuery, ".whereNot('owner', 'x')")).toEqual(['warning']);
});

it('weighs less when the column only tells what is built in', async () => {
  expect(await severities(unindexedFilter, ".where('built_in', 0)")).toEqual(['info']);
  expect(await severities(unindexedFilter, ".where('owner', req.query.owner)")).toEqual(['warning']);
});
