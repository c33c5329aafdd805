import { describe, expect, it } from 'vitest';
import { applyRoles } from '../../src/config/apply-roles.ts';
import { defaultConfig } from '../../src/config/config.ts';
import { sqlDialects } from '../../src/config/sql-dialects.ts';
import { discover } from '../../src/discover/index.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { parseFiles } from '../../src/parse/index.ts';
import { modelOf, withFiles } from '../rules/scan.ts';

const MIGRATION = "exports.up = (knex) => knex.schema.createTable('a', (t) => { t.increments(); });";
const SQL = 'CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a (id));';

describe('the dialect of a database', () => {
  it('is told by the options of the connection, then by the only driver', async () => {
    const files = {
      'package.json': '{"name":"sample","dependencies":{"knex":"3","pg":"8","sqlite3":"5"}}',
      'knexfile.js': "module.exports = { development: { client: 'sqlite3' }, production: { client: 'pg' } };",
      'migrations/1_a.js': MIGRATION,
      'other/package.json': '{"name":"other","dependencies":{"mysql2":"3"}}',
      'other/schema.sql': SQL,
    };
    const { databases } = await withFiles(files, modelOf);
    expect(databases.map(({ folder, dialect, because, tools }) => ({ folder, dialect, because, tools }))).toEqual([
      { folder: 'other', dialect: 'mysql', because: 'depends on mysql2', tools: [] },
      { folder: 'migrations', dialect: 'postgresql', because: "client: 'pg' (knexfile.js:1)", tools: ['Knex'] },
    ]);
  });

  it('is what the configuration says for a path', async () => {
    const files = {
      'package.json': '{"name":"sample","dependencies":{"knex":"3","pg":"8"}}',
      'migrations/1_a.js': MIGRATION,
      'db/schema.sql': SQL,
    };
    const config = { ...defaultConfig(), sqlDialects: [{ pattern: '{db,migrations}/**', dialect: 'mysql' as const }] };
    const { databases, tables } = await withFiles(files, async (root) => {
      const discovery = applyRoles(await discover(root), config);
      return buildModel(discovery, await parseFiles(discovery, sqlDialects(config)), config);
    });
    expect(databases.map(({ dialect, because }) => [dialect, because])).toEqual([
      ['mysql', 'the configuration'],
      ['mysql', 'the configuration'],
    ]);
    expect(tables.find((table) => table.name === 'b')?.foreignKeys[0]?.indexed).toBe(true);
  });

  it('stays open where several drivers are depended on and nothing tells', async () => {
    const files = {
      'package.json': '{"name":"sample","dependencies":{"knex":"3","pg":"8","mysql2":"3"}}',
      'migrations/1_a.js': MIGRATION,
    };
    const { databases } = await withFiles(files, modelOf);
    expect(databases.map(({ dialect }) => dialect)).toEqual(['generic']);
  });
});
