import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discover } from '../../src/discover/index.ts';
import { findPackages, packageOf } from '../../src/model/packages.ts';
import { temporaryTree } from './temporary-tree.ts';

async function packagesOf(files: Record<string, string | object>) {
  const texts = Object.entries(files).map(([path, content]) => [
    path,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const { root, files: found } = await discover(temporaryTree(Object.fromEntries(texts)));
  return { root, ...findPackages(root, found) };
}

describe('findPackages', () => {
  it('makes one of a root without a manifest', async () => {
    const { packages, root, unknowns } = await packagesOf({ 'a.js': '' });
    expect(packages).toMatchObject([
      { name: basename(root), path: '', dependencies: {}, scripts: {}, type: 'commonjs', entries: [] },
    ]);
    expect(unknowns).toEqual([]);
  });

  it('finds the packages of a monorepo, the root first', async () => {
    const { packages } = await packagesOf({
      'package.json': { name: 'root', private: true, workspaces: ['packages/*'] },
      'packages/b/package.json': { type: 'module' },
      'packages/a/package.json': { name: '@x/a', scripts: { start: 'node .' } },
    });
    expect(packages.map(({ name, path, type }) => [name, path, type])).toEqual([
      ['root', '', 'commonjs'],
      ['@x/a', 'packages/a', 'commonjs'],
      ['b', 'packages/b', 'module'],
    ]);
    expect(packageOf(packages, 'packages/a/src/x.ts').name).toBe('@x/a');
    expect(packageOf(packages, 'packages/ab/x.ts').name).toBe('root');
    expect(packageOf(packages, 'x.ts').name).toBe('root');
  });

  it('merges dependencies, what runs in production winning', async () => {
    const { packages } = await packagesOf({
      'package.json': {
        dependencies: { express: '^5.0.0' },
        devDependencies: { express: '^4.0.0', jest: '^29.0.0', react: '18' },
        peerDependencies: { react: '>=16' },
        optionalDependencies: { fsevents: '*' },
      },
    });
    expect(packages[0]?.dependencies).toEqual({ express: '^5.0.0', jest: '^29.0.0', react: '18', fsevents: '*' });
  });

  it('reads installed versions from the package outwards', async () => {
    const { packages } = await packagesOf({
      'package.json': {},
      'node_modules/express/package.json': { version: '4.18.2' },
      'node_modules/@scope/x/package.json': { version: '1.0.0' },
      'apps/api/package.json': {},
      'apps/api/node_modules/express/package.json': { version: '5.1.0' },
    });
    const api = packages.find((one) => one.path === 'apps/api');
    expect(packages[0]?.installed('express')).toBe('4.18.2');
    expect(api?.installed('express')).toBe('5.1.0');
    expect(api?.installed('@scope/x')).toBe('1.0.0');
    expect(api?.installed('koa')).toBeUndefined();
  });

  it('says which manifests it cannot read, and where they break', async () => {
    const { packages, unknowns } = await packagesOf({
      'package.json': '{\n  "name": "x",\n  "scripts": {,}\n}\n',
      'list/package.json': '[]',
      'odd/package.json': { name: 5, scripts: { ok: 'node a', bad: 1 }, dependencies: ['x'] },
    });
    expect(packages.map(({ path, scripts }) => [path, scripts])).toEqual([
      ['', {}],
      ['list', {}],
      ['odd', { ok: 'node a' }],
    ]);
    expect(unknowns.map(({ path, line, subject }) => [path, line, subject])).toEqual([
      ['list/package.json', 1, 'configuration'],
      ['package.json', 3, 'configuration'],
    ]);
  });
});

describe('entries', () => {
  it.each([
    ['main as written', { main: 'lib/index.js' }, ['lib/index.js'], ['lib/index.js']],
    ['main without extension', { main: './server' }, ['server.ts'], ['server.ts']],
    ['no main', {}, ['index.js', 'other.js'], ['index.js']],
    ['a folder', { main: 'app' }, ['app/index.js'], ['app/index.js']],
    ['a build mapped to its source', { main: 'dist/main.js' }, ['src/main.ts'], ['src/main.ts']],
    ['a build by module format', { module: './dist/esm/index.mjs' }, ['src/index.ts'], ['src/index.ts']],
    ['a build that keeps src', { main: 'build/src/main.js' }, ['src/main.ts'], ['src/main.ts']],
    [
      'several commands',
      { bin: { a: './bin/a.js', b: 'bin/b.js' } },
      ['bin/a.js', 'bin/b.js'],
      ['bin/a.js', 'bin/b.js'],
    ],
    [
      'exports under conditions, not their types',
      { exports: { '.': { import: { types: './dist/i.d.ts', default: './dist/i.js' } }, './x/*': './dist/x/*.js' } },
      ['src/i.ts', 'dist.d.ts'],
      ['src/i.ts'],
    ],
    [
      'node',
      { scripts: { start: 'NODE_ENV=production node -r dotenv/config src/app.js --port 1' } },
      ['src/app.js'],
      ['src/app.js'],
    ],
    [
      'a pipeline',
      { scripts: { dev: 'tsc && cross-env A=1 ts-node-dev --respawn src/main.ts | pino-pretty' } },
      ['src/main.ts'],
      ['src/main.ts'],
    ],
    [
      'watchers',
      { scripts: { dev: 'tsx watch src/a.ts', d: 'nodemon --exec "ts-node src/b.ts"' } },
      ['src/a.ts', 'src/b.ts'],
      ['src/a.ts', 'src/b.ts'],
    ],
    ['Nest', { scripts: { start: 'nest start --watch' } }, ['src/main.ts'], ['src/main.ts']],
    [
      'Nest in a workspace',
      { scripts: { start: 'nest start api' } },
      ['apps/api/src/main.ts'],
      ['apps/api/src/main.ts'],
    ],
    ['nodemon on its own', { scripts: { dev: 'nodemon' } }, ['server.js'], ['server.js']],
    ['a file that is not there', { main: 'gone.js', scripts: { x: 'node gone.js' } }, ['a.js'], []],
    ['a path outside', { main: '../other/index.js' }, ['a.js'], []],
    ['other commands', { scripts: { test: 'jest src/a.ts', lint: 'eslint src/a.ts' } }, ['src/a.ts'], []],
  ])('%s', async (_, manifest, present, entries) => {
    const sources = Object.fromEntries(present.map((path) => [path, '']));
    const { packages } = await packagesOf({ 'package.json': manifest, ...sources });
    expect(packages[0]?.entries).toEqual(entries);
  });

  it('come from process managers, too, and are relative to the root', async () => {
    const { packages } = await packagesOf({
      'apps/api/package.json': { scripts: { start: 'pm2 start ecosystem.config.js', dev: 'nodemon' } },
      'apps/api/ecosystem.config.js': "module.exports = { apps: [{ script: './dist/worker.js' }] };\n",
      'apps/api/nodemon.json': { exec: 'ts-node ./src/main.ts' },
      'apps/api/src/worker.ts': '',
      'apps/api/src/main.ts': '',
    });
    const api = packages.find((one) => one.path === 'apps/api');
    expect(api?.entries.sort()).toEqual([
      'apps/api/ecosystem.config.js',
      'apps/api/src/main.ts',
      'apps/api/src/worker.ts',
    ]);
  });
});
