import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compilerConfigUnknowns } from '../../src/model/linking/tsconfig-unknowns.ts';
import { temporaryTree } from '../discover/temporary-tree.ts';

function unknownsOf(files: Record<string, string>): string[] {
  const root = temporaryTree(files);
  return compilerConfigUnknowns(root, [join(root, 'tsconfig.json')]).map(
    ({ path, line, reason }) => `${path}:${line} ${reason}`,
  );
}

describe('configurations of the compiler that cannot be read whole', () => {
  it('tells where the text stops being JSON, in bases too', () => {
    expect(
      unknownsOf({
        'tsconfig.json': '{\n  // comments and trailing commas are allowed\n  "extends": "./config/base.json",\n}',
        'config/base.json': '{\n  "compilerOptions": { "baseUrl" "." }\n}',
      }),
    ).toEqual(['config/base.json:2 not JSON here: colon expected']);
  });

  it('tells a base that is not there, but not one of a package that is not installed', () => {
    expect(
      unknownsOf({ 'tsconfig.json': '{\n  "extends": ["@tsconfig/node20/tsconfig.json",\n    "../base.json"]\n}' }),
    ).toEqual(['tsconfig.json:3 extends ../base.json, which is not there']);
  });
});
