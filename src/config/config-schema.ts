import * as z from 'zod';
import type { FileRole } from '../discover/source-file.ts';
import type { FailOnSetting, LintelConfig, RoleSetting } from './define-config.ts';

const severity = z.enum(['off', 'info', 'warning', 'error']);
const globs = z.array(z.string().min(1, 'an empty pattern matches nothing'));
/** Keyed by name, so that it lacks none and has none too many. */
const roles: { [Role in FileRole]: Role } = {
  source: 'source',
  config: 'config',
  test: 'test',
  example: 'example',
  script: 'script',
  seed: 'seed',
  migration: 'migration',
  documentation: 'documentation',
  declaration: 'declaration',
  tooling: 'tooling',
  client: 'client',
};

/** `rules: { x: 'off' }` is short for `{ x: { severity: 'off' } }`. */
const ruleSetting = z.preprocess(
  (value) => (typeof value === 'string' ? { severity: value } : value),
  z.looseObject({ severity: severity.optional() }),
);

const layer = z.strictObject({
  modules: globs.min(1, 'a layer needs at least one pattern'),
  mayDependOn: z.array(z.string()).optional(),
});

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  ignore: globs.optional(),
  rules: z.record(z.string(), ruleSetting).optional(),
  layers: z.record(z.string(), layer).optional(),
  roles: z.record(z.string().min(1), z.enum(roles)).optional(),
  sql: z
    .strictObject({
      dialects: z
        .record(z.string().min(1), z.enum(['postgresql', 'mysql', 'sqlite', 'sqlserver', 'oracle']))
        .optional(),
    })
    .optional(),
  failOn: z.enum(['error', 'warning', 'info', 'never']).optional(),
});

export type ValidConfig = z.infer<typeof configSchema>;

type Same<A, B> = [A, B] extends [B, A] ? true : never;
type Written = z.input<typeof configSchema>;
/** Compile only while the public types and the schema allow the same. */
export const sameKeys: Same<keyof LintelConfig, Exclude<keyof Written, '$schema'>> = true;
export const sameRoles: Same<RoleSetting, FileRole> = true;
export const sameFailOn: Same<FailOnSetting, NonNullable<Written['failOn']>> = true;
export const everyConfigIsValid: LintelConfig extends Written ? true : never = true;
