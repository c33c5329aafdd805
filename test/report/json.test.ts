import { expect, it } from 'vitest';
import { checkJson } from '../../src/report/json.ts';
import { sampleReport } from './sample-report.ts';

it('carries findings, silenced findings, unknowns and counts', () => {
  expect(checkJson(sampleReport)).toMatchSnapshot();
});

it('gives each finding the fields that programs rely on', () => {
  const { findings } = JSON.parse(checkJson(sampleReport));
  expect(findings[1]).toMatchObject({
    rule: 'layer-violation',
    key: 'src/controllers/user.controller.ts -> typeorm',
    severity: 'error',
    controls: ['ARC-02', 'ARC-05'],
    path: 'src/controllers/user.controller.ts',
    line: 2,
    column: 1,
    endLine: 2,
    fix: 'Move the access into a repository and let the controller call a service.',
    related: [
      { path: 'src/controllers/user.controller.ts', line: 5, message: 'injected here' },
      { path: 'src/controllers/user.controller.ts', line: 8, message: 'queried here: this.source.query' },
    ],
  });
});
