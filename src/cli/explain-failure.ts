/** Errors whose message was written for the user; every other one is a defect of Lintel. */
const expected = new Set(['UsageError', 'ConfigError', 'DiscoveryError', 'GuidelinePackError']);

/** What to tell of an error on stderr: one paragraph, and the stack only when it is asked for. */
export function explainFailure(error: unknown, debug: boolean): string {
  const failure = error instanceof Error ? error : new Error(String(error));
  const stack = debug ? `\n${failure.stack ?? ''}` : '';
  if (expected.has(failure.name)) return `lintel: ${failure.message}${stack}\n`;
  const hint = debug ? '' : ' Run it again with --debug to see where.';
  return `lintel: internal error: ${failure.message}. This is a defect of Lintel, not of the repository.${hint}${stack}\n`;
}
