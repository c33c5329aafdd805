import type { Control, GuidelinePack } from '../../src/assess/checklist.ts';
import type { Finding, RuleResult } from '../../src/check/finding.ts';
import type { RepoModel } from '../../src/model/repo-model.ts';
import type { Severity } from '../../src/rule/rule.ts';

/** A control checked in full by `rule-a`, unless told otherwise. */
export const control = (fields: Partial<Control> = {}): Control => ({
  id: 'C-01',
  title: 'Orders are kept',
  area: 'one',
  level: 'must',
  statement: 'Every order is kept.',
  sources: [{ document: '000', section: 'Orders' }],
  verify: 'static',
  look: ['code'],
  checkedBy: [{ rule: 'rule-a' }],
  coverage: 'full',
  ...fields,
});

export const packOf = (...controls: Control[]): GuidelinePack => ({
  documents: [
    { id: '000', title: 'First document' },
    { id: '001', title: 'Second document' },
  ],
  areas: [
    { id: 'one', title: 'Area one' },
    { id: 'two', title: 'Area two' },
  ],
  controls,
});

export const finding = (key: string, severity: Severity = 'error', rule = 'rule-a'): Finding => ({
  rule,
  key,
  severity,
  message: `${key} is not kept`,
  controls: ['C-01'],
  at: { path: 'src/orders.ts', line: 7, column: 3, endLine: 7 },
  fix: 'Keep it.',
  related: [{ at: { path: 'src/store.ts', line: 2, column: 1, endLine: 2 }, message: 'dropped here' }],
  fingerprint: `${rule}-${key}`,
});

export const result = (fields: Partial<RuleResult> = {}): RuleResult => ({
  rule: 'rule-a',
  examined: 1,
  findings: [],
  suppressed: [],
  blind: [],
  ...fields,
});

/** An empty repository, with what a test adds to it. */
export const model = (fields: Partial<RepoModel> = {}): RepoModel => ({
  packages: [],
  modules: [],
  // No status rests on the code itself.
  code: undefined as unknown as RepoModel['code'],
  graph: { edges: [], external: [], unresolved: [], cycles: [] },
  layers: [],
  routes: [],
  handlers: [],
  frameworks: [],
  processHandlers: [],
  tables: [],
  schemaComparisons: [],
  databases: [],
  queries: [],
  contracts: [],
  artefacts: [],
  skipped: [],
  unknowns: [],
  ...fields,
});

export const packageWith = (...dependencies: string[]): RepoModel['packages'][number] => ({
  name: 'shop',
  path: '',
  dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])),
  installed: () => undefined,
  scripts: {},
  type: 'module',
  entries: [],
});

export const route: RepoModel['routes'][number] = {
  method: 'GET',
  path: '/orders',
  framework: 'express',
  file: 'src/orders.ts',
  line: 1,
  column: 1,
  endLine: 1,
  middleware: [],
  mounts: [],
  prefix: { known: true },
};
