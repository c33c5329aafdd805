import { describe, expect, it } from 'vitest';
import { exitStatus } from '../../src/cli/exit-status.ts';
import { explainFailure } from '../../src/cli/explain-failure.ts';
import { colourLevel } from '../../src/cli/page.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { DiscoveryError } from '../../src/discover/index.ts';

describe('the exit status', () => {
  it.each([
    [['error'], 'error', 1],
    [['warning', 'info'], 'error', 0],
    [['warning', 'info'], 'warning', 1],
    [['info'], 'warning', 0],
    [['info'], 'info', 1],
    [['error'], 'never', 0],
    [[], 'info', 0],
  ] as const)('of %j with --fail-on %s is %i', (found, failOn, status) => {
    expect(exitStatus(found, failOn, false)).toBe(status);
  });
  it('is 2 when a rule failed, whatever was found', () => expect(exitStatus(['error'], 'never', true)).toBe(2));
});

describe('colour', () => {
  const terminal = { isTTY: true };
  const pipe = { isTTY: false };
  it.each([
    [pipe, true, {}, 0],
    [pipe, true, { FORCE_COLOR: '1' }, 1],
    [pipe, true, { FORCE_COLOR: '' }, 1],
    [pipe, true, { FORCE_COLOR: '3' }, 3],
    [terminal, true, { FORCE_COLOR: '0' }, 0],
    [terminal, true, { NO_COLOR: '1' }, 0],
    [pipe, true, { NO_COLOR: '1', FORCE_COLOR: '2' }, 2],
    [terminal, false, { FORCE_COLOR: '1' }, 0],
  ])('%j with colour %s in %j has level %i', async (stream, colour, env, level) => {
    expect(await colourLevel(stream, colour, env)).toBe(level);
  });
});

describe('a failure', () => {
  it.each([new UsageError('no'), new ConfigError('x.json', ['no']), new DiscoveryError('no')])(
    'that was foreseen (%s) is told in its own words',
    (error) => expect(explainFailure(error, false)).toBe(`lintel: ${error.message}\n`),
  );
  it('that was not is called a defect, without its stack', () => {
    expect(explainFailure(new TypeError('x is undefined'), false)).toBe(
      'lintel: internal error: x is undefined. This is a defect of Lintel, not of the repository. Run it again with --debug to see where.\n',
    );
  });
  it('shows its stack on request', () =>
    expect(explainFailure(new Error('x'), true)).toContain('command-line.test.ts'));
});
