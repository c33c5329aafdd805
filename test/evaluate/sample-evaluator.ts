import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { containers } from '../../src/model/evaluate/containers.ts';
import { Evaluator } from '../../src/model/evaluate/evaluator.ts';
import { Program } from '../../src/model/evaluate/program.ts';
import { describe as described } from '../../src/model/evaluate/values.ts';
import { generatedClients } from '../../src/model/linking/generated-clients.ts';
import { linkModules } from '../../src/model/linking/linked-modules.ts';
import type { Package } from '../../src/model/repo-model.ts';
import { parseCode } from '../../src/parse/typescript/index.ts';

const owner: Package = {
  name: 'sample',
  path: '',
  dependencies: {},
  installed: () => undefined,
  scripts: {},
  type: 'commonjs',
  entries: [],
};

/** What the arguments of every call of `ask(…)` evaluate to, in order of modules and positions; a list of values in one line each. */
export function asked(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'lintel-evaluate-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const nodes = Object.entries(files)
      .filter(([path]) => /\.[cm]?[jt]s$/.test(path))
      .map(([path, text]) => ({
        path,
        package: owner,
        role: 'source' as const,
        facts: parseCode(parseSync as unknown as Parameters<typeof parseCode>[0], path, text).facts,
      }));
    const clients = generatedClients(Object.entries(files).map(([path, text]) => ({ path, text })));
    const evaluator = new Evaluator(new Program(linkModules(root, nodes, [owner], clients)));
    evaluator.resultProviders.push(containers(evaluator));
    return answers(evaluator);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function answers(evaluator: Evaluator): string[] {
  return [...evaluator.program.calls()].flatMap(({ module, call }) => {
    const { callee, args } = call.expr;
    const [argument] = args;
    if (callee.kind !== 'reference' || callee.name !== 'ask' || !argument) return [];
    const values = evaluator.evaluate(argument, { module: module.path });
    return [values.map((value) => described(value)).join(' | ')];
  });
}
