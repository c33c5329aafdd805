import type { FileRole } from '../discover/source-file.ts';
import type { Severity } from '../rule/rule.ts';
import type { SqlDialectSetting } from './define-config.ts';

export type FailOn = Severity | 'never';

/** What the configuration says of one rule. */
export interface RuleSetting {
  /** `undefined`: as the rule itself says. */
  severity: Severity | 'off' | undefined;
  /** Parameters that replace the rule's defaults. */
  params: Record<string, unknown>;
}

export interface DeclaredLayer {
  name: string;
  /** Globs relative to the root. */
  modules: string[];
  /** Names of declared layers; `undefined` when the configuration does not limit them. */
  mayDependOn: string[] | undefined;
}

/** The configuration of one run: validated, with every key present. */
export interface ResolvedConfig {
  /** Absolute path of the file it came from; `undefined` when every value is a default. */
  file: string | undefined;
  /** Patterns in the syntax of `.gitignore`, relative to the root. */
  ignore: string[];
  rules: Record<string, RuleSetting>;
  /** In written order. Empty: layers are inferred. */
  layers: DeclaredLayer[];
  /** In written order; of several patterns that match a file the last holds. */
  roles: { pattern: string; role: FileRole }[];
  /** In written order; of several patterns that match a file the last holds. */
  sqlDialects: { pattern: string; dialect: SqlDialectSetting }[];
  failOn: FailOn;
  /** Who set a key (`rules.circular-dependency`, `failOn`): a file's path or a flag. A key not in it has its default. */
  origins: Record<string, string>;
}

/** What holds where no configuration file says otherwise. */
export const defaultConfig = (): ResolvedConfig => ({
  file: undefined,
  ignore: [],
  rules: {},
  layers: [],
  roles: [],
  sqlDialects: [],
  failOn: 'error',
  origins: {},
});
