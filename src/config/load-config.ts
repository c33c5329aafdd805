import { access, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type DeclaredLayer, defaultConfig, type ResolvedConfig, type RuleSetting } from './config.ts';
import { ConfigError } from './config-error.ts';
import type { ValidConfig } from './config-schema.ts';
import { importConfig } from './import-config.ts';
import { parseJsonConfig } from './parse-json-config.ts';

/** Names looked for in the root, the first being the usual one. */
export const configFileNames = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((end) => `lintel.config.${end}`);

/**
 * Loads and validates the configuration of a repository.
 *
 * @param root absolute path of the repository
 * @param explicitPath a file given on the command line, absolute or relative to the working directory
 * @throws {ConfigError} when the file is absent, cannot be run, or holds what Lintel does not know
 */
export async function loadConfig(root: string, explicitPath?: string): Promise<ResolvedConfig> {
  const file = explicitPath === undefined ? await findConfig(root) : path.resolve(explicitPath);
  if (file === undefined) return defaultConfig();
  const shown = explicitPath ?? path.basename(file);
  await mustBeFile(file, shown);
  const raw = file.endsWith('.json')
    ? parseJsonConfig(await readFile(file, 'utf8'), shown)
    : await importConfig(file, shown);
  const { validate } = await import('./validate-config.ts');
  return resolve(validate(raw, shown), file, shown);
}

async function findConfig(root: string): Promise<string | undefined> {
  const present: string[] = [];
  for (const name of configFileNames) {
    const file = path.join(root, name);
    if (await exists(file)) present.push(file);
  }
  const [other] = present.length > 0 ? [] : await otherForms(root);
  if (other !== undefined) {
    throw new ConfigError(other, [
      `configuration in this form is not read; write it as ${configFileNames.join(', ')}.`,
    ]);
  }
  if (present.length > 1) {
    const names = present.map((file) => path.basename(file)).join(' and ');
    throw new ConfigError(path.basename(present[0]!), [
      `${names} are both present; keep one, so that none is ignored.`,
    ]);
  }
  return present[0];
}

/** Names that people expect to hold configuration and that would be ignored in silence. */
const otherForms = async (root: string): Promise<string[]> =>
  (await readdir(root).catch(() => [])).filter((name) =>
    /^(?:lintel\.config\.(?:ya?ml|toml|json5|jsonc|cts)|\.lintelrc(?:\..+)?)$/.test(name),
  );

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function mustBeFile(file: string, shown: string): Promise<void> {
  const entry = await stat(file).catch(() => undefined);
  if (!entry) throw new ConfigError(shown, ['there is no such configuration file.']);
  if (!entry.isFile()) throw new ConfigError(shown, ['this is a directory; a configuration file is expected.']);
}

function resolve(valid: ValidConfig, file: string, origin: string): ResolvedConfig {
  const defaults = defaultConfig();
  return {
    file,
    ignore: valid.ignore ?? defaults.ignore,
    rules: Object.fromEntries(Object.entries(valid.rules ?? {}).map(([id, setting]) => [id, ruleSetting(setting)])),
    layers: Object.entries(valid.layers ?? {}).map(
      ([name, layer]): DeclaredLayer => ({
        name,
        modules: layer.modules,
        mayDependOn: layer.mayDependOn,
      }),
    ),
    roles: Object.entries(valid.roles ?? {}).map(([pattern, role]) => ({ pattern, role })),
    sqlDialects: Object.entries(valid.sql?.dialects ?? {}).map(([pattern, dialect]) => ({ pattern, dialect })),
    failOn: valid.failOn ?? defaults.failOn,
    origins: originsOf(valid, origin),
  };
}

function ruleSetting({ severity, ...params }: NonNullable<ValidConfig['rules']>[string]): RuleSetting {
  return { severity, params };
}

function originsOf(valid: ValidConfig, origin: string): Record<string, string> {
  const origins: Record<string, string> = {};
  for (const [key, value] of Object.entries(valid)) {
    if (key === '$schema') continue;
    const nested = value !== null && typeof value === 'object' && !Array.isArray(value);
    for (const name of nested ? Object.keys(value) : []) origins[`${key}.${name}`] = origin;
    if (!nested) origins[key] = origin;
  }
  return origins;
}
