import { parse } from '@typescript-eslint/parser';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { LineTable } from '../../src/parse/line-table.ts';
import type { CodeFacts } from '../../src/parse/typescript/code-facts.ts';
import { parseCode, reduceProgram } from '../../src/parse/typescript/index.ts';

/** typescript-eslint keeps offsets in `range`; the reducers read `start` and `end`. */
function withOffsets(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) withOffsets(item);
    return;
  }
  const record = node as Record<string, unknown> & { range?: [number, number] };
  if (Array.isArray(record.range)) [record.start, record.end] = record.range;
  for (const [key, value] of Object.entries(record))
    if (key !== 'parent' && key !== 'range' && key !== 'loc') withOffsets(value);
}

function byTypescriptEslint(text: string): CodeFacts {
  const program = parse(text, { range: true, loc: true, sourceType: 'module', ecmaVersion: 'latest' });
  withOffsets(program);
  return reduceProgram(program as never, text, new LineTable(text), []);
}

/** What rules rest on; comments are left out, both parsers hand them over in forms of their own. */
const essence = (facts: CodeFacts) => ({
  imports: facts.imports.map(({ specifier, form, typeOnly, lazy, names }) => ({
    specifier,
    form,
    typeOnly,
    lazy,
    names: names.map((name) => name.imported),
  })),
  exports: facts.exports.map(({ name, typeOnly }) => ({ name, typeOnly })),
  bindings: facts.bindings.map(({ name, kind, valueUses, typeUses, deferredUses, metadataUses }) => ({
    name,
    kind,
    valueUses,
    typeUses,
    deferredUses,
    metadataUses,
  })),
  functions: facts.functions.map(({ name, async, arrow, steps, at }) => ({
    name,
    async,
    arrow,
    steps: steps.map((step) => step.kind),
    line: at.line,
  })),
  calls: facts.calls.map(({ use, fn, expr }) => ({ use, fn, at: expr.at })),
  classes: facts.classes.map(({ name, methods, fields }) => ({
    name,
    methods: methods.map((item) => item.name),
    fields: fields.map((item) => item.name),
  })),
  literals: facts.literals.map(({ value, names, at }) => ({ value, names, at })),
});

const SOURCES: Record<string, string> = {
  modules:
    "import a, { b as c, type D } from './x';\nimport * as n from 'n';\nimport './effect';\nexport * from './y';\nexport { b } from './z';\nexport type { T } from './t';\nexport default class {}\nexport const { p, q: [r] } = a;\nconst lazy = () => import('./lazy');\nimport legacy = require('./legacy');\nconsole.log(c, n, legacy, lazy);\nlet d: D;\n",
  classes:
    "@Injectable()\nexport class Service<T> extends Base implements Port {\n  private cache = new Map<string, T>();\n  static one = 1;\n  constructor(private readonly users: Users, @Inject('x') other: Other) { super(); this.other = other; }\n  @Get(':id') async find(@Param('id') id: string): Promise<T | undefined> { return this.users.find(id)?.catch((error) => { throw error; }); }\n  get size() { return this.cache.size; }\n  #secret() {}\n}\nabstract class A { abstract run(): void; }\nenum Colour { Red = 'red', Blue = 'blue' }\n",
  flow: "async function run(list: string[]) {\n  for (const item of list) {\n    try { await save(item); } catch (error) { if (error instanceof Known) continue; log(error); throw error; } finally { close(); }\n  }\n  switch (list.length) { case 0: return null; default: break; }\n  list.forEach(async (x) => void save(x));\n  const url = `http://host/${list[0] ?? 'none'}` + '/tail';\n  return url || process.env.URL;\n}\nlet later; later = run; later?.(['a']);\nlabel: while (true) { break label; }\n",
};

describe('facts, reduced from the trees of two parsers', () => {
  it.each(Object.entries(SOURCES))('%s', (_name, text) => {
    const { facts, unknowns } = parseCode(parseSync, 'a.ts', text);
    expect(unknowns).toEqual([]);
    expect(essence(facts)).toEqual(essence(byTypescriptEslint(text)));
  });
});

describe('facts', () => {
  const factsOf = (text: string, path = 'a.ts'): CodeFacts => parseCode(parseSync, path, text).facts;
  const binding = (facts: CodeFacts, name: string) => facts.bindings.find((item) => item.name === name);

  it('tell uses as a value, as a type, in a thunk and in emitted metadata apart', () => {
    const facts = factsOf(
      "import { V, T, L, M } from './x';\nnew V();\nlet t: T;\nclass C { @Rel(() => L) a!: unknown; @Col() m!: M; }\n",
    );
    expect(binding(facts, 'V')).toMatchObject({ valueUses: 1, typeUses: 0 });
    expect(binding(facts, 'T')).toMatchObject({ valueUses: 0, typeUses: 1, metadataUses: 0 });
    expect(binding(facts, 'L')).toMatchObject({ valueUses: 1, thunkUses: 1 });
    expect(binding(facts, 'M')).toMatchObject({ valueUses: 0, metadataUses: 1 });
  });

  it('know CommonJS exports and requires', () => {
    const facts = factsOf(
      "const a = require('./a');\nexports.b = a;\nmodule.exports = { c: 1 };\nfunction f() { return require('./lazy'); }\n",
      'a.js',
    );
    expect(facts.exports.map((item) => item.name)).toEqual(['b', 'module.exports']);
    expect(facts.imports.map(({ specifier, lazy }) => [specifier, lazy])).toEqual([
      ['./a', false],
      ['./lazy', true],
    ]);
  });

  it('carry what a literal is the fallback of, and the names that lead to it', () => {
    const facts = factsOf("const config = { db: { password: process.env.PASSWORD || 'x1' } };\n");
    expect(facts.literals.find((item) => item.value === 'x1')).toMatchObject({
      names: ['config', 'db', 'password'],
      fallbackOf: { kind: 'member' },
    });
  });

  it('read suppression comments with their reason', () => {
    const { directives } = factsOf(
      '// lintel-disable-next-line floating-promise -- a warm cache is optional\nwarm();\n',
    );
    expect(directives).toMatchObject([
      { scope: 'next-line', rules: ['floating-promise'], reason: 'a warm cache is optional' },
    ]);
  });
});
