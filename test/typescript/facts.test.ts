import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import type { CodeFacts } from '../../src/parse/typescript/code-facts.ts';
import { parseCode } from '../../src/parse/typescript/index.ts';

const parsed = (path: string, text: string) =>
  parseCode(parseSync as unknown as Parameters<typeof parseCode>[0], path, text);
const factsOf = (text: string, path = 'a.ts'): CodeFacts => parsed(path, text).facts;

describe('a CommonJS script', () => {
  it('may return from its top level', () => {
    const { facts, unknowns } = parsed('a.js', "if (process.argv[2]) return;\nrequire('./b').run();");
    expect(unknowns).toEqual([]);
    expect(facts.imports.map(({ specifier }) => specifier)).toEqual(['./b']);
  });

  it('that is broken is still unknown', () => {
    expect(parsed('a.js', 'return (').unknowns).toHaveLength(1);
  });
});

describe('a literal', () => {
  it.each([
    ["process.env.HOST ??= 'localhost'", 'localhost'],
    ["const host = process.env.HOST ? process.env.HOST : 'localhost'", 'localhost'],
    ["function f(o) { if (!o.secret) { o.secret = 'standing' } }", 'standing'],
    ['const port = (port: string) => (port ? Number(port) : 80)', 80],
  ])('is a fallback in %s', (text, value) => {
    const literal = factsOf(text).literals.find((item) => item.value === value);
    expect(literal?.fallbackOf).toMatchObject({ kind: expect.stringMatching(/member|reference/) });
  });

  it('is a fallback before what a parameter spreads, not after it or before a constant', () => {
    const { literals } = factsOf(
      "const base = {};\nconst f = (o) => [{ a: 'before', ...o.a }, { ...o, a: 'after' }, { a: 'constant', ...base }];",
    );
    expect(literals.map(({ fallbackOf }) => fallbackOf)).toEqual(['parameter', undefined, undefined]);
  });

  it('is none where the test is of something else', () => {
    const { literals } = factsOf("const host = isProduction ? 'https://a.example' : 'http://b.example';");
    expect(literals.map(({ fallbackOf }) => fallbackOf)).toEqual([undefined, undefined]);
  });
});

describe('a name that only relations need', () => {
  const thunkUses = (text: string): boolean => {
    const binding = factsOf(text).bindings.find(({ name }) => name === 'users');
    return binding !== undefined && binding.valueUses > 0 && binding.thunkUses === binding.valueUses;
  };

  it.each([
    "import { users } from './users';\nexport const orders = t({ user: int().references(() => users.id) });",
    "import { users } from './users';\nexport const Order = model.define('order', { user: model.belongsTo(() => users) });",
    "import { relations } from 'drizzle-orm';\nimport { users } from './users';\nrelations(orders, ({ one }) => ({ user: one(users) }));",
  ])('is not needed at load: %s', (text) => {
    expect(thunkUses(text)).toBe(true);
  });

  it.each([
    "import { users } from './users';\nrelations(users, ({ one }) => ({}));",
    "import { relations } from './mine';\nimport { users } from './users';\nrelations(orders, ({ one }) => ({ user: one(users) }));",
    "import { users } from './users';\nexport const list = orders.references(() => users.all());",
  ])('is needed here: %s', (text) => {
    expect(thunkUses(text)).toBe(false);
  });
});
