import type { Finding, RuleResult } from '../../src/check/finding.ts';
import { fingerprintAll } from '../../src/check/fingerprint.ts';
import type { CheckReport, ReportedRule } from '../../src/report/check-report.ts';

/** Path to text of the files that the findings point into. */
export const sampleFiles: Record<string, string> = {
  'src/controllers/user.controller.ts': `import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export class UserController {
\tconstructor(private readonly source: DataSource) {}

\tlist() {
\t\treturn this.source.query('select * from users');
\t}
}
`,
  'src/config/[env].ts': `export const databaseUrl = 'postgres://admin:secret@db.internal:5432/app?sslmode=require&application_name=accounting&connect_timeout=10'; // production
`,
};

const place = (path: string, line: number, column = 1, endLine = line) => ({ path, line, column, endLine });

const finding = (parts: Omit<Finding, 'fingerprint'>): Finding => fingerprintAll([parts])[0]!;

const layerFix = 'Move the access into a repository and let the controller call a service.';

export const layerFindings: Finding[] = [
  finding({
    rule: 'layer-violation',
    key: 'src/controllers/user.controller.ts -> typeorm',
    severity: 'error',
    message:
      'The controller UserController reaches the database driver `typeorm` directly, past the services and repositories.',
    controls: ['ARC-02', 'ARC-05'],
    at: place('src/controllers/user.controller.ts', 2),
    fix: layerFix,
    related: [
      { at: place('src/controllers/user.controller.ts', 5, 2), message: 'injected here' },
      { at: place('src/controllers/user.controller.ts', 8, 10), message: 'queried here: this.source.query' },
    ],
  }),
  finding({
    rule: 'layer-violation',
    key: 'UserController.list -> users',
    severity: 'warning',
    message: 'UserController.list queries the table users.',
    controls: ['ARC-02'],
    at: place('src/controllers/user.controller.ts', 8, 3),
    fix: 'Call UserRepository.list, which runs the same query.',
    related: [],
  }),
];

export const secretFinding: Finding = finding({
  rule: 'hardcoded-config',
  key: 'src/config/[env].ts databaseUrl',
  severity: 'info',
  message: 'The address of a database is written in the code.\u001b[31m',
  controls: [],
  at: place('src/config/[env].ts', 1, 28),
  fix: 'Read it from the environment.',
  related: [],
});

const description = (
  id: string,
  severity: ReportedRule['severity'],
  fix: string,
  controls: string[] = [],
): ReportedRule => ({
  id,
  summary: `Summary of ${id}`,
  why: `Why ${id} matters, in a sentence that is long enough to be broken into two lines of a narrow terminal.`,
  fix,
  severity,
  precision: 'high',
  cannotDetect: ['what is computed'],
  controls,
});

const result = (rule: string, examined: number, parts: Partial<RuleResult> = {}): RuleResult => ({
  rule,
  examined,
  findings: [],
  suppressed: [],
  blind: [],
  ...parts,
});

export const sampleReport: CheckReport = {
  version: '1.2.3',
  prefix: '',
  files: 1214,
  results: [
    result('layer-violation', 1204, { findings: layerFindings }),
    result('hardcoded-config', 31, {
      findings: [secretFinding],
      suppressed: [{ finding: { ...secretFinding, at: place('src/config/old.ts', 3) }, reason: 'leaves in May' }],
    }),
    result('circular-dependency', 88),
    result('missing-index', 0),
    result('unversioned-route', 4, { blind: ['1 router is mounted on a computed path'] }),
  ],
  rules: new Map(
    [
      description('layer-violation', 'error', layerFix, ['ARC-02', 'ARC-05']),
      description('hardcoded-config', 'warning', 'Read it from the environment.'),
      description('circular-dependency', 'error', 'Cut the edge.'),
      description('missing-index', 'warning', 'Create the index.'),
      description('unversioned-route', 'warning', 'Add a version.'),
    ].map((rule) => [rule.id, rule]),
  ),
  skipped: [
    { path: 'node_modules', reason: 'ignored' },
    { path: 'dist', reason: 'ignored' },
    { path: 'a.min.js', reason: 'minified' },
  ],
  unknowns: [
    ...['a', 'b', 'c', 'd'].map((name) => ({
      path: `src/${name}.ts`,
      line: 3,
      subject: 'import' as const,
      reason: `cannot resolve './${name}'`,
    })),
    { path: 'db/schema.sql', line: 40, subject: 'statement', reason: 'not understood: CREATE OPERATOR' },
  ],
  notes: [
    { kind: 'configuration', level: 'warning', message: 'ignore: the pattern legacy/** matches nothing.' },
    { kind: 'internal-error', level: 'error', message: 'The rule x failed.', at: place('src/a.ts', 1) },
  ],
};

/** A report in which nothing was found, and one in which nothing was even looked at. */
export const cleanReport: CheckReport = {
  ...sampleReport,
  results: [result('circular-dependency', 88)],
  unknowns: [],
  skipped: [],
  notes: [],
};
export const emptyReport: CheckReport = { ...cleanReport, files: 0, results: [result('circular-dependency', 0)] };

export const readSampleLines = (path: string): string[] | undefined => sampleFiles[path]?.split('\n');
