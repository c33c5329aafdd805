import { describe, expect, it } from 'vitest';
import { discover } from '../../src/discover/index.ts';
import { temporaryTree } from './temporary-tree.ts';

async function rolesOf(files: Record<string, string>): Promise<Record<string, string>> {
  const found = await discover(temporaryTree(files));
  return Object.fromEntries(found.files.map(({ path, role }) => [path, role]));
}

const SERVER = 'app.listen(3000);\n';

describe('roles of code', () => {
  it.each([
    ['src/users.ts', '', 'source'],
    ['src/users.d.ts', '', 'declaration'],
    ['src/users.spec.ts', '', 'test'],
    ['src/users.e2e-spec.ts', '', 'test'],
    ['test/helper.ts', '', 'test'],
    ['apps/web/vitestSetup.ts', '', 'test'],
    ['src/test-preload.ts', '', 'test'],
    ['src/testCredentials.ts', '', 'test'],
    ['src/example-data.ts', '', 'example'],
    ['src/create.e2e-ee.ts', '', 'test'],
    ['config/env/test.js', 'module.exports = {};\n', 'test'],
    ['src/database/Migration20240102030405.ts', '', 'migration'],
    ['src/database/2024.01.02T03.04.05.users.ts', '', 'migration'],
    ['src/init/templates/app.ts', '', 'example'],
    ['packages/create-shop/templates/src/app.ts', '', 'example'],
    ['src/templates/mail.ts', '', 'source'],
    ['tests/fixtures/user.fixture.js', '', 'test'],
    ['src/__mocks__/db.ts', '', 'test'],
    ['apps/api-e2e/src/api.ts', '', 'test'],
    ['packages/test-utils/src/server.ts', '', 'test'],
    ['src/load-test.js', "import http from 'k6/http';\nimport { check } from 'k6';\nexpect(1);\n", 'test'],
    ['src/commands/test.ts', 'export const test = () => runCollection();\n', 'source'],
    ['scripts/release.ts', '', 'script'],
    ['tools/convert.ts', '', 'script'],
    ['src/tools/weather.ts', '', 'source'],
    ['tasks/clean.js', '', 'script'],
    ['src/tasks/tasks.controller.ts', '', 'source'],
    ['gulpfile.js', '', 'script'],
    ['bin/www', `#!/usr/bin/env node\n${SERVER}`, 'source'],
    ['bin/create.js', '', 'script'],
    ['src/bin/server.js', '', 'source'],
    ['extra/reset.js', '#!/usr/bin/env node\n', 'script'],
    ['src/db/seeds/users.ts', '', 'seed'],
    ['prisma/seed.ts', '', 'seed'],
    ['src/migrations/1590521920166-CreateUsers.ts', '', 'migration'],
    ['db/2024-01-init.ts', '', 'source'],
    ['docs/site.ts', '', 'documentation'],
    ['src/docs/swaggerDef.js', '', 'documentation'],
    ['src/swagger.ts', 'export const options = new DocumentBuilder();\n', 'documentation'],
    ['src/swagger.ts', 'SwaggerModule.setup("docs", app, new DocumentBuilder().build());\n', 'source'],
    ['src/import/openapi.ts', 'export function importDocument() {}\n', 'source'],
    ['src/config/database.ts', 'export default { url: process.env.DATABASE_URL };\n', 'config'],
    ['src/config/passport.js', 'passport.use(new LocalStrategy());\n', 'source'],
    ['src/config/express.js', 'module.exports = (req, res, next) => next();\n', 'source'],
    ['src/orm/config/ormconfig.ts', 'export = { namingStrategy: new SnakeNamingStrategy() };\n', 'config'],
    ['src/mail/mail.config.ts', '', 'config'],
    ['src/env.ts', '', 'config'],
    ['src/settings/settings.service.ts', '', 'source'],
    ['src/theme-config.ts', 'export const colour = 1;\n', 'source'],
    ['src/redis-config.ts', 'export const url = process.env.REDIS;\n', 'config'],
    ['src/DarkSettings.tsx', 'process.env.X', 'source'],
    ['jest.config.js', '', 'tooling'],
    ['webpack.prod.config.js', '', 'tooling'],
    ['.eslintrc.js', '', 'tooling'],
    ['vite.config.ts', '', 'tooling'],
    ['knexfile.js', '', 'config'],
    ['app/api/scripts/route.ts', '', 'source'],
    ['app/api/exams/test/route.ts', '', 'source'],
    ['public/scripts/menu.js', '', 'source'],
    ['src/ui/button.stories.tsx', '', 'example'],
  ])('%s', async (path, text, role) => {
    expect((await rolesOf({ [path]: text, 'src/main.ts': '' }))[path]).toBe(role);
  });

  it('knows a feature named like a folder of tests by its files', async () => {
    const roles = await rolesOf({ 'src/test/test.controller.ts': '', 'src/test/dto/answer.ts': '', 'test/app.ts': '' });
    expect(roles).toEqual({
      'src/test/test.controller.ts': 'source',
      'src/test/dto/answer.ts': 'source',
      'test/app.ts': 'test',
    });
  });

  it('takes a controller that plants seeds for source, and its seeds for seeds', async () => {
    expect(await rolesOf({ 'src/seed/seed.controller.ts': '', 'src/seed/data.ts': '' })).toEqual({
      'src/seed/seed.controller.ts': 'source',
      'src/seed/data.ts': 'seed',
    });
  });

  it('takes examples for source where there is nothing else', async () => {
    expect(await rolesOf({ 'examples/a.ts': '', 'src/a.ts': '' })).toMatchObject({ 'examples/a.ts': 'example' });
    expect(await rolesOf({ 'examples/a.ts': '', 'examples/a.test.ts': '' })).toEqual({
      'examples/a.ts': 'source',
      'examples/a.test.ts': 'test',
    });
  });

  it('judges folders from the innermost package on', async () => {
    const roles = await rolesOf({
      'apps/api/package.json': '{}',
      'apps/api/tools/a.ts': '',
      'apps/api/src/tools/b.ts': '',
    });
    expect(roles).toMatchObject({ 'apps/api/tools/a.ts': 'script', 'apps/api/src/tools/b.ts': 'source' });
  });
});

describe('roles of other artefacts', () => {
  const CONTRACT = 'openapi: 3.0.0\npaths: {}\n';
  it.each([
    ['.env', 'A=1', 'config'],
    ['.env.example', 'A=1', 'example'],
    ['.env.template', 'A=1', 'example'],
    ['.env.test', 'A=1', 'test'],
    ['config/test.yml', 'a: 1', 'test'],
    ['docker-compose.yml', 'services: {}', 'config'],
    ['docker-compose.test.yml', 'services: {}', 'test'],
    ['.github/workflows/e2e.yml', 'on: push', 'config'],
    ['README.md', '', 'documentation'],
    ['docs/openapi.yaml', CONTRACT, 'source'],
    ['spec/openapi.yaml', CONTRACT, 'source'],
    ['test/fixtures/openapi.yaml', CONTRACT, 'test'],
    ['db/schema.sql', '', 'source'],
    ['prisma/migrations/20240101_init/migration.sql', '', 'migration'],
    ['prisma/migrations/20240227144742_run_is_test/migration.sql', '', 'migration'],
    ['sql/V2__users.sql', '', 'migration'],
    ['drizzle/0001_users.sql', '', 'migration'],
    ['db/seeds/users.sql', '', 'seed'],
    ['package.json', '{}', 'config'],
  ])('%s', async (path, text, role) => {
    expect((await rolesOf({ [path]: text }))[path]).toBe(role);
  });

  it('come from what loads a file, too', async () => {
    const roles = await rolesOf({
      'vitest.config.ts': "export default { test: { setupFiles: ['./src/before.ts'] } };\n",
      'package.json': '{"jest":{"globalSetup":"<rootDir>/src/start"}}',
      'docker-compose.yml':
        'services:\n  db:\n    image: mongo\n    volumes:\n      - ./docker/mongo.js:/docker-entrypoint-initdb.d/mongo.js:ro\n',
      'src/before.ts': '',
      'src/start.ts': '',
      'src/after.ts': '',
      'docker/mongo.js': '',
    });
    expect(roles).toMatchObject({
      'src/before.ts': 'test',
      'src/start.ts': 'test',
      'src/after.ts': 'source',
      'docker/mongo.js': 'seed',
    });
  });
});
