import { describe, expect, it } from 'vitest';
import { modelOf, withFiles } from '../rules/scan.ts';

const rolesOf = (files: Record<string, string>): Promise<Record<string, string>> =>
  withFiles(files, async (root) => {
    const model = await modelOf(root);
    return Object.fromEntries(model.modules.map(({ path, role }) => [path, role]));
  });

describe('roles that use tells', () => {
  it('helpers that only tests import are of the tests', async () => {
    const roles = await rolesOf({
      'src/user-factory.ts': 'export const user = 1;\n',
      'src/database.ts': "import { GenericContainer } from 'testcontainers';\nexport const db = GenericContainer;\n",
      'src/users.ts': 'export const users = 1;\n',
      'src/users.test.ts': "import './user-factory.ts';\nimport './database.ts';\nimport './users.ts';\n",
    });
    expect(roles).toMatchObject({ 'src/user-factory.ts': 'test', 'src/database.ts': 'test', 'src/users.ts': 'source' });
  });

  it('what only a command runs once is a script', async () => {
    const roles = await rolesOf({
      'package.json':
        '{"scripts":{"start":"node src/index.js","create-admin":"node src/create-admin.js","worker":"node src/mails.js","bundle":"esbuild src/page.js"}}',
      'src/index.js': "require('./users');\n",
      'src/users.js': '',
      'src/create-admin.js': "require('./users');\n",
      'src/mails.js': '',
      'src/page.js': '',
    });
    expect(roles).toMatchObject({
      'src/index.js': 'source',
      'src/users.js': 'source',
      'src/create-admin.js': 'script',
      'src/mails.js': 'source',
      'src/page.js': 'source',
    });
  });

  it('what creates projects runs once', async () => {
    const roles = await rolesOf({
      'packages/a/package.json': '{"name":"create-shop","bin":"start.js"}',
      'packages/a/start.js': "require('./prepare');\n",
      'packages/a/prepare.js': '',
      'packages/b/package.json': '{"name":"create-order","main":"index.js"}',
      'packages/b/index.js': 'require("./app").listen(80);\n',
      'packages/b/app.js': 'module.exports = require("express")();\n',
    });
    expect(roles).toMatchObject({
      'packages/a/start.js': 'script',
      'packages/a/prepare.js': 'script',
      'packages/b/index.js': 'source',
      'packages/b/app.js': 'source',
    });
  });

  it('what is neither compiled nor imported is an example, and its syntax blinds nothing', async () => {
    const files = {
      'tsconfig.json': '{"exclude":["data/fixes/**"]}',
      'src/main.ts': "import '../data/fixes/used.ts';\n",
      'data/fixes/used.ts': 'export const used = 1;\n',
      'data/fixes/first.ts': 'const = 1;\n',
      'data/fixes/second.ts': 'if (\n',
    };
    expect(await rolesOf(files)).toMatchObject({ 'data/fixes/used.ts': 'source', 'data/fixes/first.ts': 'example' });
    const unknowns = await withFiles(files, async (root) => (await modelOf(root)).unknowns);
    expect(unknowns).toEqual([
      {
        path: 'data/fixes/first.ts',
        line: 1,
        subject: 'file',
        reason:
          '2 files that no configuration compiles and nothing imports, this one first, do not parse; taken for examples',
      },
    ]);
  });

  it('what another configuration beside it takes in is compiled', async () => {
    const roles = await rolesOf({
      'tsconfig.json': '{"exclude":["server"]}',
      'tsconfig.server.json': '{"include":["server"]}',
      'server/users.ts': 'export const users = 1;\n',
    });
    expect(roles).toMatchObject({ 'server/users.ts': 'source' });
  });
});
