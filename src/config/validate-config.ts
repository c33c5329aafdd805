import type * as z from 'zod';
import { proposal } from './closest-name.ts';
import { ConfigError } from './config-error.ts';
import { configSchema, type ValidConfig } from './config-schema.ts';

/** @throws {ConfigError} naming every key that is unknown or has a wrong value */
export function validate(raw: unknown, file: string): ValidConfig {
  const parsed = configSchema.safeParse(raw, { reportInput: true });
  if (!parsed.success)
    throw new ConfigError(
      file,
      parsed.error.issues.flatMap((issue) => describe(issue, raw)),
    );
  const problems = unknownLayers(parsed.data);
  if (problems.length > 0) throw new ConfigError(file, problems);
  return parsed.data;
}

function describe(issue: z.core.$ZodIssue, raw: unknown): string[] {
  const key = keyPath(issue.path, raw);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => unknownKey(name, issue.path));
    case 'invalid_value':
      return [`${key} must be one of ${issue.values.map(String).join(', ')}; it is ${shown(issue.input)}.`];
    case 'invalid_type':
      return [`${key} must be ${withArticle(issue.expected)}; it is ${shown(issue.input)}.`];
    default:
      return [`${key}: ${issue.message}.`];
  }
}

const keysAt = (path: PropertyKey[]): string[] =>
  path.length === 0 ? Object.keys(configSchema.shape).filter((key) => key !== '$schema') : ['modules', 'mayDependOn'];

const unknownKey = (name: string, path: PropertyKey[]): string =>
  `${keyPath([...path, name], undefined)} is not a key that Lintel knows. ${proposal(name, keysAt(path))}`;

/** `rules.x` where the short form was written, although the schema looked at `rules.x.severity`. */
function keyPath(path: PropertyKey[], raw: unknown): string {
  const short = path[0] === 'rules' && path[2] === 'severity' && typeof at(raw, path.slice(0, 2)) === 'string';
  const kept = short ? path.slice(0, 2) : path;
  if (kept.length === 0) return 'The configuration';
  return kept
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
}

const at = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

const names: Record<string, string> = { record: 'an object', object: 'an object', array: 'a list' };
const withArticle = (type: string): string => names[type] ?? `a ${type}`;

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function unknownLayers(config: ValidConfig): string[] {
  const layers = config.layers ?? {};
  return Object.entries(layers).flatMap(([name, layer]) =>
    (layer.mayDependOn ?? [])
      .filter((target) => !Object.hasOwn(layers, target))
      .map(
        (target) =>
          `layers.${name}.mayDependOn names ${target}, which is not declared. ${proposal(target, Object.keys(layers))}`,
      ),
  );
}
