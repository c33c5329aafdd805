import { expect, it } from 'vitest';
import { unresolvedReason } from '../../src/model/linking/unresolved-reason.ts';

const reason = unresolvedReason(['src/HttpException.ts', 'src/Users/index.js', 'src/app.ts']);

it.each([
  ['./httpexception', './httpexception does not resolve; it differs only in case from src/HttpException.ts'],
  ['./users', './users does not resolve; it differs only in case from src/Users/index.js'],
  ['./absent', './absent does not resolve'],
  ['@/httpexception', '@/httpexception does not resolve'],
])('tells a wrong case of letters: %s', (specifier, expected) =>
  expect(reason('src/app.ts', specifier)).toBe(expected),
);
