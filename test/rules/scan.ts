import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../src/check/check.ts';
import type { RuleResult } from '../../src/check/finding.ts';
import { defaultConfig } from '../../src/config/config.ts';
import type { Changes } from '../../src/discover/changed-files.ts';
import { discover } from '../../src/discover/index.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { RepoModel } from '../../src/model/repo-model.ts';
import { parseFiles } from '../../src/parse/index.ts';
import type { AnyRule } from '../../src/rule/rule.ts';

/** The model of a directory, by the product's own stages. */
export async function modelOf(root: string, changes?: Changes): Promise<RepoModel> {
  const discovery = await discover(root);
  return buildModel(discovery, await parseFiles(discovery), defaultConfig(), changes);
}

/** Results of rules, in their default settings, on a directory. */
export async function scan(root: string, rules: AnyRule[], changes?: Changes): Promise<RuleResult[]> {
  return check(await modelOf(root, changes), rules, { rules: {}, bindings: {} });
}

/** Runs `work` on a small repository written to a temporary directory. */
export async function withFiles<T>(files: Record<string, string>, work: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'lintel-rules-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
