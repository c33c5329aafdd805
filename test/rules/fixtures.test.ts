import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { scan } from './scan.ts';

const folder = fileURLToPath(new URL('../../fixtures', import.meta.url));
const EXPECT = /(?:\/\/|--|#)\s*expect:\s*([a-z-]+(?:\s*,\s*[a-z-]+)*)\s*$/;

/** `path:line rule` of every annotation, and of files that cannot carry one (`expected.txt`). */
function expectedIn(root: string): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(root, path)).isFile(),
  );
  return files.flatMap((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    if (path === 'expected.txt') return lines.filter(Boolean);
    return lines.flatMap((text, index) => {
      const names = EXPECT.exec(text)?.[1]?.split(/\s*,\s*/) ?? [];
      return names.map((name) => `${relative(root, join(root, path))}:${index + 1} ${name}`);
    });
  });
}

describe('annotated repositories', () => {
  it.each(readdirSync(folder))('%s: every annotated finding and no other', async (name) => {
    const root = join(folder, name);
    const results = await scan(root, rules);
    const found = results.flatMap((result) =>
      result.findings.map((finding) => `${finding.at.path}:${finding.at.line} ${finding.rule}`),
    );
    expect(found.sort()).toEqual(expectedIn(root).sort());
  });
});
