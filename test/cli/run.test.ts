import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, repository } from './built-command.ts';

type Built = Awaited<ReturnType<typeof buildCommand>>;
let built: Built;
let clean: string;
let flawed: string;

/** Holds one finding whatever rules there are: a warning about the comment itself. */
const flaw = '// lintel-disable-next-line no-such-rule -- agreed\nexport const one = 1;\n';

beforeAll(async () => {
  built = await buildCommand();
  clean = await repository({ 'package.json': '{ "name": "clean" }', 'src/one.ts': 'export const one = 1;\n' });
  flawed = await repository({ 'package.json': '{ "name": "flawed" }', 'src/one.ts': flaw });
}, 120_000);

afterAll(async () => {
  await built.remove();
  for (const root of [clean, flawed]) await rm(root, { recursive: true, force: true });
});

const packageVersion = async (): Promise<string> => JSON.parse(await readFile('package.json', 'utf8')).version;

describe('lintel', () => {
  it('tells its version', async () => {
    for (const flag of ['--version', '-v']) {
      expect(await built.lintel(clean, [flag])).toEqual({
        status: 0,
        stdout: `${await packageVersion()}\n`,
        stderr: '',
      });
    }
  });

  it('loads nothing but its entry for the version, and no engine for help', async () => {
    const loads = async (args: string[]) => (await built.lintel(clean, args, { NODE_DEBUG: 'esm' })).stderr;
    expect(await loads(['--version'])).toContain('lintel.js');
    expect(await loads(['--version'])).not.toMatch(/chunks\/(?!chunk-)|node_modules\/commander/);
    expect(await loads(['--help'])).not.toMatch(/node_modules\/(oxc-|yaml|zod|typescript|jiti|chalk)/);
  });

  it('lists its commands and exit status', async () => {
    const { status, stdout } = await built.lintel(clean, ['--help']);
    expect(status).toBe(0);
    for (const word of ['check', 'audit', 'map', 'explain', 'rules', 'Exit status']) expect(stdout).toContain(word);
  });

  it.each([
    [['chek'], "unknown command 'chek'"],
    [['check', '--format', 'xml'], "argument 'xml' is invalid. Allowed choices are text, json, sarif."],
    [['check', '--fail-on', 'fatal'], 'Allowed choices are error, warning, info, never.'],
    [['check', '--colour'], "unknown option '--colour'"],
    [['check', 'a', 'b'], 'too many arguments'],
    [['explain'], "missing required argument 'rule-or-control'"],
    [['check', '--rule', 'unused-supression'], 'there is no such rule. Did you mean unused-suppression?'],
    [['explain', 'ARC-999'], 'there is no rule or control ARC-999.'],
    [['check', 'nowhere'], 'There is no file or directory at nowhere'],
    [['check', '--config', 'nowhere.json'], 'nowhere.json: there is no such configuration file.'],
    [['check', '--output', 'nowhere/report.txt'], 'its directory does not exist'],
  ])('%j is refused with status 2, a message and no stack', async (args, message) => {
    const { status, stdout, stderr } = await built.lintel(clean, args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('shows the stack of an error on request', async () => {
    expect((await built.lintel(clean, ['check', 'nowhere', '--debug'])).stderr).toMatch(/^\s+at /m);
  });
});

describe('lintel check', () => {
  it('is clean, with status 0', async () => {
    const { status, stderr } = await built.lintel(clean, ['check']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    [[], 0],
    [['--fail-on', 'warning'], 1],
    [['--fail-on', 'info'], 1],
    [['--fail-on', 'never'], 0],
  ])('with %j has status %i on a repository with one warning', async (args, expected) => {
    const { status, stdout } = await built.lintel(flawed, ['check', ...args]);
    expect(status).toBe(expected);
    expect(stdout).toContain('src/one.ts\n\n  1:1  warning  invalid-suppression');
    expect(stdout).toContain('1 warning in 1 of');
  });

  it('writes JSON that names the file relative to the root, from wherever it is run', async () => {
    const { stdout } = await built.lintel(path.dirname(flawed), ['check', path.basename(flawed), '--format', 'json']);
    const { findings, summary } = JSON.parse(stdout);
    expect(findings).toMatchObject([{ rule: 'invalid-suppression', path: 'src/one.ts', line: 1, severity: 'warning' }]);
    expect(summary).toMatchObject({ findings: 1, error: 0, warning: 1, info: 0 });
  });

  it('writes SARIF to a file and nothing to its output', async () => {
    const { status, stdout } = await built.lintel(flawed, [
      'check',
      '--format',
      'sarif',
      '--output',
      '../report.sarif',
      '--fail-on',
      'warning',
    ]);
    const file = path.join(flawed, '../report.sarif');
    const [run] = JSON.parse(await readFile(file, 'utf8')).runs;
    await rm(file);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['invalid-suppression']);
  });

  it('runs the named rules only', async () => {
    expect((await built.lintel(flawed, ['check', '--rule', 'unused-suppression'])).stdout).not.toContain(
      'invalid-suppression',
    );
  });

  it('has colour only where it is wanted', async () => {
    const coloured = async (args: string[], env: Record<string, string>) =>
      (await built.lintel(flawed, ['check', ...args], env)).stdout.includes('\u001b[');
    expect(await coloured([], {})).toBe(false);
    expect(await coloured([], { FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
  });

  it('ends quietly, with its status, when its reader has seen enough', async () => {
    const root = await repository({ 'src/many.ts': flaw.repeat(2000) });
    const args = ['check', '--fail-on', 'warning', '--format', 'json'];
    expect(await built.lintelUntilFirstOutput(root, args)).toEqual({ status: 1, stdout: '', stderr: '' });
    await rm(root, { recursive: true, force: true });
  });
});

describe('a configuration', () => {
  const withConfig = async (config: object, args: string[] = ['check']) => {
    const root = await repository({ 'src/one.ts': flaw, 'lintel.config.json': JSON.stringify(config) });
    return built.lintel(root, args).finally(() => rm(root, { recursive: true, force: true }));
  };

  it('decides how much a rule weighs', async () => {
    const { status, stdout } = await withConfig({ rules: { 'invalid-suppression': 'error' } });
    expect(status).toBe(1);
    expect(stdout).toContain('1:1  error  invalid-suppression');
  });

  it('turns a rule off, and sets what fails', async () => {
    expect((await withConfig({ rules: { 'invalid-suppression': 'off' } })).stdout).not.toContain('invalid-suppression');
    expect((await withConfig({ failOn: 'warning' })).status).toBe(1);
    expect((await withConfig({ failOn: 'warning' }, ['check', '--fail-on', 'error'])).status).toBe(0);
  });

  it('that names an unknown rule is refused', async () => {
    const { status, stderr } = await withConfig({ rules: { 'no-such-rule': 'off' } });
    expect(status).toBe(2);
    expect(stderr).toContain('lintel.config.json: rules.no-such-rule: there is no such rule.');
  });

  it('with a pattern that matches nothing is reported and does no harm', async () => {
    const { status, stderr } = await withConfig({ ignore: ['lagacy/'] });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'lintel: warning: lintel.config.json: ignore: the pattern lagacy/ matches nothing.\n',
    });
  });
});

describe('the other commands', () => {
  it('lintel map describes the repository', async () => {
    const { status, stdout } = await built.lintel(clean, ['map', '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      packages: [{ name: 'clean' }],
      modules: [{ path: 'src/one.ts' }],
      cycles: [],
    });
    expect((await built.lintel(clean, ['map'])).stdout).toContain('1 package');
  });

  it('lintel audit prints the checklist in each of its formats', async () => {
    expect((await built.lintel(clean, ['audit'])).stdout).toContain('ARC-02');
    expect((await built.lintel(clean, ['audit', '--format', 'markdown'])).stdout).toMatch(/^# /);
    expect(
      JSON.parse((await built.lintel(clean, ['audit', '--format', 'json'])).stdout).controls.length,
    ).toBeGreaterThan(100);
  });

  it('lintel explain knows rules and controls, in any case', async () => {
    expect((await built.lintel(clean, ['explain', 'unused-suppression'])).stdout).toContain('unused-suppression');
    expect((await built.lintel(clean, ['explain', 'arc-06'])).stdout).toContain('ARC-06');
  });

  it('lintel rules lists them', async () => {
    expect((await built.lintel(clean, ['rules'])).stdout).toContain('unused-suppression');
    const rules = JSON.parse((await built.lintel(clean, ['rules', '--format', 'json'])).stdout);
    expect(rules).toContainEqual(expect.objectContaining({ id: 'unused-suppression', severity: 'warning' }));
  });
});

describe('bad input', () => {
  it('becomes an unknown of the report, not an error', async () => {
    const root = await repository({
      'package.json': '{ broken',
      'src/bad.ts': 'export const = ;\n',
      'src/latin.ts': 'export const one = 1;\n',
      'openapi.yaml': 'openapi: 3.0.0\ninfo: [\n',
    });
    const { status, stdout, stderr } = await built.lintel(root, ['check', '--format', 'json']);
    await rm(root, { recursive: true, force: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const paths = JSON.parse(stdout).unknowns.map(({ path: name }: { path: string }) => name);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'src/bad.ts', 'openapi.yaml']));
  });

  it('may be nothing at all', async () => {
    const root = await repository({});
    const { status, stdout } = await built.lintel(root, ['check']);
    await rm(root, { recursive: true, force: true });
    expect(status).toBe(0);
    expect(stdout).toContain('Nothing was examined, so nothing is claimed (0 files read).');
  });
});
