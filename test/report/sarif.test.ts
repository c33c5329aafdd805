import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { checkSarif } from '../../src/report/sarif.ts';
import { cleanReport, emptyReport, sampleReport } from './sample-report.ts';

/** The schema is of draft 4, of which it uses nothing that later drafts read differently save its own `id`. */
function sarifValidator() {
  const file = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema, id, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

describe('the SARIF log', () => {
  const validate = sarifValidator();
  it.each(Object.entries({ sampleReport, cleanReport, emptyReport }))(
    'of %s is valid against the schema',
    (_, report) => {
      validate(JSON.parse(checkSarif(report)));
      expect(validate.errors ?? []).toEqual([]);
    },
  );
  it('would be refused otherwise', () => {
    const log = JSON.parse(checkSarif(sampleReport));
    log.runs[0].results[0].level = 'fatal';
    expect(validate(log)).toBe(false);
  });

  it('has rules with help, results with evidence, suppressions and notifications', () => {
    expect(checkSarif(sampleReport)).toMatchSnapshot();
  });

  const [run] = JSON.parse(checkSarif(sampleReport)).runs;

  it('names files relative to the root, escaped as URIs', () => {
    const uris = run.results.map(
      (result: { locations: [{ physicalLocation: { artifactLocation: unknown } }] }) =>
        result.locations[0].physicalLocation.artifactLocation,
    );
    expect(uris[0]).toEqual({ uri: 'src/config/%5Benv%5D.ts', uriBaseId: '%SRCROOT%' });
    expect(JSON.stringify(run)).not.toContain('file:');
  });

  it('points each result at its rule', () => {
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('tells silenced findings, what could not be determined, idle settings and failed rules apart', () => {
    expect(run.results.map(({ suppressions }: { suppressions: unknown[] }) => suppressions.length)).toEqual([
      0, 0, 0, 1,
    ]);
    const [invocation] = run.invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications).toHaveLength(6);
    expect(invocation.toolConfigurationNotifications).toHaveLength(1);
  });

  it('gives paths from the top of the repository when a folder of it was scanned', () => {
    const uris = (prefix: string): string[] =>
      [...checkSarif({ ...sampleReport, prefix }).matchAll(/"uri": "([^"]+)"/g)].map(([, uri = '']) => uri);
    expect(uris('packages/api x')).toEqual(uris('').map((uri) => `packages/api%20x/${uri}`));
    expect(uris('').length).toBeGreaterThan(0);
  });
});
