import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/config.ts';
import { configFileNames, loadConfig } from '../../src/config/load-config.ts';
import { inDirectory } from './in-directory.ts';

const load = (files: Record<string, string>, explicit?: string) =>
  inDirectory(files, (root) => loadConfig(root, explicit && path.join(root, explicit)));
const problem = (files: Record<string, string>, explicit?: string): Promise<string> =>
  load(files, explicit).then(
    () => 'no problem',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('where the configuration comes from', () => {
  it('is nowhere at first', async () => expect(await load({})).toEqual(defaultConfig()));

  const exported: Record<string, string> = {
    'lintel.config.ts': `import { defineConfig } from 'lintel'; export default defineConfig({ failOn: 'info' satisfies string });`,
    'lintel.config.mts': `export default { failOn: 'info' as const };`,
    'lintel.config.js': `module.exports = { failOn: 'info' };`,
    'lintel.config.mjs': `import { defineConfig } from 'lintel'; export default defineConfig({ failOn: 'info' });`,
    'lintel.config.cjs': `module.exports = { failOn: 'info' };`,
    'lintel.config.json': `\uFEFF{ "$schema": "x", "failOn": "info" }`,
  };
  it.each(configFileNames)('reads %s', async (name) => {
    const config = await load({ [name]: exported[name] ?? '' });
    expect(config).toMatchObject({ failOn: 'info', origins: { failOn: name } });
    expect(path.basename(config.file ?? '')).toBe(name);
  });

  it('takes the file that is named over the one that is found', async () => {
    const files = { 'lintel.config.json': '{ "failOn": "info" }', 'strict.json': '{ "failOn": "never" }' };
    expect((await load(files, 'strict.json')).failOn).toBe('never');
  });

  it('is not looked for in forms that are not read, but does not pass them over either', async () => {
    expect(await problem({ 'lintel.config.yaml': 'failOn: never\n' })).toContain('in this form is not read');
  });

  it('does not choose between two files', async () => {
    const files = { 'lintel.config.json': '{}', 'lintel.config.ts': 'export default {}' };
    expect(await problem(files)).toContain('lintel.config.ts and lintel.config.json are both present');
  });
});

describe('what the configuration says', () => {
  it('is resolved with every key, and with who set it', async () => {
    const config = await load({
      'lintel.config.json': JSON.stringify({
        ignore: ['legacy/'],
        rules: { a: 'off', b: { severity: 'info', max: 3 }, c: { max: 4 } },
        layers: { web: { modules: ['src/web/**'], mayDependOn: ['core'] }, core: { modules: ['src/core/**'] } },
        roles: { 'tools/**': 'script' },
      }),
    });
    expect(config).toMatchObject({
      ignore: ['legacy/'],
      rules: {
        a: { severity: 'off', params: {} },
        b: { severity: 'info', params: { max: 3 } },
        c: { severity: undefined, params: { max: 4 } },
      },
      layers: [
        { name: 'web', modules: ['src/web/**'], mayDependOn: ['core'] },
        { name: 'core', modules: ['src/core/**'], mayDependOn: undefined },
      ],
      roles: [{ pattern: 'tools/**', role: 'script' }],
      failOn: 'error',
    });
    expect(Object.keys(config.origins)).toEqual([
      'ignore',
      'rules.a',
      'rules.b',
      'rules.c',
      'layers.web',
      'layers.core',
      'roles.tools/**',
    ]);
  });
});

describe('a configuration that cannot be used', () => {
  const json = (value: unknown) => problem({ 'lintel.config.json': JSON.stringify(value) });

  it.each([
    [{ rulez: {} }, 'rulez is not a key that Lintel knows. Did you mean rules?'],
    [{ ignore: ['a', 3] }, 'ignore[1] must be a string; it is 3.'],
    [{ ignore: 'a' }, 'ignore must be a list; it is "a".'],
    [{ rules: { a: 'fatal' } }, 'rules.a must be one of off, info, warning, error; it is "fatal".'],
    [{ rules: { a: { severity: 1 } } }, 'rules.a.severity must be one of off, info, warning, error; it is 1.'],
    [{ rules: { a: 4 } }, 'rules.a must be an object; it is 4.'],
    [{ layers: { web: { modules: [] } } }, 'layers.web.modules: a layer needs at least one pattern.'],
    [
      { layers: { web: { module: ['a'], modules: ['a'] } } },
      'layers.web.module is not a key that Lintel knows. Did you mean modules?',
    ],
    [
      { layers: { web: { modules: ['a'], mayDependOn: ['cor'] }, core: { modules: ['b'] } } },
      'layers.web.mayDependOn names cor, which is not declared. Did you mean core?',
    ],
    [{ roles: { a: 'tests' } }, 'roles.a must be one of source, config, test'],
    [{ failOn: 'fatal' }, 'failOn must be one of error, warning, info, never; it is "fatal".'],
    [[], 'The configuration must be an object; it is [].'],
  ])('%j is refused with the path of the key', async (value, message) => {
    expect(await json(value)).toContain(`ConfigError: lintel.config.json: ${message}`);
  });

  it('is told all its problems at once', async () => {
    expect(await json({ failOn: 1, ignore: 2 })).toBe(
      'ConfigError: lintel.config.json has 2 problems:\n' +
        '  ignore must be a list; it is 2.\n' +
        '  failOn must be one of error, warning, info, never; it is 1.',
    );
  });

  it.each([
    ['lintel.config.json', '{ "a": 1,\n}', 'is not valid JSON at line 2, column 1.'],
    ['lintel.config.json', '', 'is not valid JSON (the file is empty).'],
    [
      'lintel.config.ts',
      'export default {\n  ignore: ,\n};',
      'could not be loaded: Unexpected token at line 2, column 11',
    ],
    ['lintel.config.ts', 'throw new Error("no network");', 'could not be loaded: no network'],
    [
      'lintel.config.ts',
      'import "nowhere-to-be-found";',
      "could not be loaded: Cannot find module 'nowhere-to-be-found'",
    ],
    ['lintel.config.ts', 'export const config = {};', 'has no configuration as its default export'],
  ])('%s %j is refused with the place or the reason', async (name, text, message) => {
    expect(await problem({ [name]: text })).toContain(`ConfigError: ${name}: ${message}`);
  });

  it('is one that is named and does not exist, or is a directory', async () => {
    expect(await problem({}, 'nope.json')).toMatch(/nope\.json: there is no such configuration file\.$/);
    const directory = inDirectory({}, async (root) => {
      await mkdir(path.join(root, 'lintel.config.ts'));
      return loadConfig(root);
    });
    await expect(directory).rejects.toThrow('this is a directory');
  });
});
