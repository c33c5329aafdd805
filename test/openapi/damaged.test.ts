import { describe, expect, it } from 'vitest';
import { operationsAt, parse } from './parse.ts';

const INFO = 'info: { title: t, version: "1" }\n';
const OK = '{ responses: { "200": { description: ok } } }';

describe('damaged documents', () => {
  it.each([
    ['an open bracket', `openapi: 3.0.0\n${INFO}paths:\n  /a:\n    get: ${OK}\n  /b: [\n`, 6],
    ['a tab for indentation', `openapi: 3.0.0\n${INFO}paths:\n\t/a: {}\n`, 4],
    ['an unknown alias', `openapi: 3.0.0\n${INFO}paths:\n  /a: *gone\n`, 4],
    ['bad indentation', `openapi: 3.0.0\n${INFO}paths:\n    /a:\n      get: {}\n  /b:\n      get: {}\n`, 6],
  ])('%s is an unknown with its line, never a throw', async (_, text, line) => {
    const facts = await parse({ 'a.yaml': text });
    expect(facts.version).toBe('3.0');
    expect(facts.unknowns[0]).toMatchObject({ path: 'a.yaml', subject: 'contract' });
    expect(facts.unknowns[0]?.reason).toMatch(/^The file is not valid JSON or YAML: /);
    expect(Math.abs((facts.unknowns[0]?.line ?? 0) - line)).toBeLessThanOrEqual(1);
  });

  it('keep what stands before the fault', async () => {
    const yaml = await parse({ 'a.yaml': `openapi: 3.0.0\n${INFO}paths:\n  /a:\n    get: ${OK}\n  /b: [\n` });
    expect(operationsAt(yaml)).toEqual(['GET /a a.yaml:5:5']);
    const json = await parse({ 'a.json': '{"openapi": "3.0.0", "paths": {"/a": {"get": {}, "post": {,}}}}' });
    expect(operationsAt(json)).toEqual(['GET /a a.json:1:39', 'POST /a a.json:1:50']);
    expect(json.unknowns).toMatchObject([
      { line: 1, reason: expect.stringContaining('A key in double quotes is expected') },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a scalar', 'openapi'],
    ['a list', '- openapi\n'],
    ['binary noise', '\u0000\u0001{['],
    ['deep nesting', `openapi: 3.0.0\npaths: ${'['.repeat(5000)}`],
  ])('%s is no contract', async (_, text) => {
    const facts = await parse({ 'a.yaml': text });
    expect(facts.operations).toEqual([]);
    expect(facts.unknowns.length).toBeGreaterThan(0);
  });

  it('of an unknown version are read and said to be so', async () => {
    const facts = await parse({ 'a.yaml': `openapi: 4.0.0\npaths:\n  /a:\n    get: ${OK}\n` });
    expect(operationsAt(facts)).toEqual(['GET /a a.yaml:4:5']);
    expect(facts.unknowns).toMatchObject([{ reason: 'Version 4.0.0 of the specification is not understood.' }]);
  });
});

describe('unusual but valid texts', () => {
  it('anchors, aliases and merge keys are followed', async () => {
    const facts = await parse({
      'a.yaml': `openapi: 3.0.0
${INFO}x-common: &common
  tags: [shared]
  responses: &responses
    "200": { description: ok }
paths:
  /a:
    get:
      <<: *common
      tags: [own]
  /b:
    post: { responses: *responses }
`,
    });
    expect(operationsAt(facts)).toEqual(['GET /a a.yaml:9:5', 'POST /b a.yaml:13:5']);
    expect(facts.operations.map(({ tags, responses }) => [tags, responses.map((one) => one.status)])).toEqual([
      [['own'], ['200']],
      [[], ['200']],
    ]);
    expect([...facts.problems, ...facts.unknowns]).toEqual([]);
  });

  it('keys given twice are a problem, and the last holds', async () => {
    const facts = await parse({
      'a.yaml': `openapi: 3.0.0\n${INFO}paths:\n  /a:\n    get: ${OK}\n  /a:\n    put: ${OK}\n`,
    });
    expect(operationsAt(facts)).toEqual(['PUT /a a.yaml:7:5']);
    expect(facts.problems).toMatchObject([{ message: 'The key "/a" is there twice', at: { line: 6, column: 3 } }]);
  });

  it('a byte order mark and windows line ends do not move positions', async () => {
    const text = `\uFEFFopenapi: 3.0.0\n${INFO}paths:\n  /a:\n    get: ${OK}\n`.replaceAll('\n', '\r\n');
    const facts = await parse({ 'a.yaml': text });
    expect(facts.at).toEqual({ line: 1, column: 1, endLine: 1 });
    expect(operationsAt(facts)).toEqual(['GET /a a.yaml:5:5']);
    expect([...facts.problems, ...facts.unknowns]).toEqual([]);
  });

  it('the contract is found among several documents; a second one is not passed over in silence', async () => {
    const contract = `openapi: 3.0.0\n${INFO}paths: {}\n`;
    expect(await parse({ 'a.yaml': `kind: x\n---\n${contract}` })).toMatchObject({
      title: 't',
      at: { line: 3 },
      unknowns: [],
    });
    expect((await parse({ 'a.yaml': `${contract}---\n${contract}` })).unknowns).toMatchObject([
      { reason: 'Only the first of 2 contracts in this file is read.' },
    ]);
  });

  it('aliases that grow without end do not take the validator down', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `  l${n + 1}: &l${n + 1} [${Array(12).fill(`*l${n}`).join(', ')}]`,
    );
    const facts = await parse({
      'a.yaml': `openapi: 3.0.0\n${INFO}paths: {}\nx:\n  l0: &l0 [a]\n${levels.join('\n')}\n`,
    });
    expect(facts.unknowns).toMatchObject([
      { reason: expect.stringContaining('with its aliases expanded it is too large') },
    ]);
  });
});
