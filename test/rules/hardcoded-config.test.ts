import { describe, expect, it } from 'vitest';
import { hardcodedConfig } from '../../rules/config/hardcoded-config.ts';
import type { Finding } from '../../src/check/finding.ts';
import { scan, withFiles } from './scan.ts';

const findingsOf = (files: Record<string, string>): Promise<Finding[]> =>
  withFiles({ 'package.json': '{"name":"@parkhaus/server"}', ...files }, async (root) => {
    const [result] = await scan(root, [hardcodedConfig]);
    return result?.findings ?? [];
  });

const MAIL = "export const settings = 'https://app.parkhaus.dev/settings';\n";

describe('a host of the maker’s own domain', () => {
  it('may be one service for all installations', async () => {
    expect(await findingsOf({ 'src/mail.ts': MAIL })).toMatchObject([{ severity: 'info' }]);
  });

  it('runs this code where a choice by the environment leads to it', async () => {
    const link =
      "export const base = () => (process.env.NODE_ENV === 'production' ? 'https://app.parkhaus.dev' : 'http://localhost:3000');\n";
    const found = await findingsOf({ 'src/mail.ts': MAIL, 'src/link.ts': link });
    expect(found.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });
});

describe('one host several times in a module', () => {
  it('is one finding, with the others as places', async () => {
    const found = await findingsOf({
      'src/checker.ts':
        "export const http = () => fetch('https://checks.fly.dev/http');\nexport const tcp = () => fetch('https://checks.fly.dev/tcp');\n",
    });
    expect(found).toMatchObject([{ at: { line: 1 }, related: [{ at: { line: 2 } }] }]);
  });
});
