import { ConfigError } from './config-error.ts';
import { defineConfig } from './define-config.ts';

/**
 * Runs a configuration written in TypeScript or JavaScript and returns its default export.
 *
 * `import { defineConfig } from 'lintel'` works whether or not the repository has Lintel installed.
 *
 * @throws {ConfigError} when it does not load or exports nothing
 */
export async function importConfig(file: string, shown: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { lintel: { defineConfig } },
  });
  const loaded = await jiti.import<Record<string, unknown>>(file).catch((error: unknown) => {
    throw new ConfigError(shown, [`could not be loaded: ${reason(error)}`], { cause: error });
  });
  const value = loaded.default;
  if (value === null || typeof value !== 'object') {
    throw new ConfigError(shown, [
      'has no configuration as its default export; write `export default defineConfig({ … })`.',
    ]);
  }
  return value;
}

/** The message and, of a syntax error, the place (the parser counts columns from 0); without the code frame and module stack that loaders append. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const place = /^.*ParseError[^\n]*\n\s*\S+?:(\d+):(\d+)/.exec(text);
  const message = text
    .split('\n', 1)[0]!
    .replace(/^.*ParseError:\s*/, '')
    .trim();
  return place ? `${message} at line ${place[1]}, column ${Number(place[2]) + 1}` : message;
}
