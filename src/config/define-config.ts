/** The configuration a project writes: `export default defineConfig({ … })` in `lintel.config.ts`. */

/** How much a finding weighs; `off` disables the rule. */
export type RuleSeverity = 'off' | 'info' | 'warning' | 'error';

/** The lowest severity that makes `lintel check` exit with 1. */
export type FailOnSetting = 'error' | 'warning' | 'info' | 'never';

/** What files are for; only `source` is held to run-time rules. */
export type RoleSetting =
  | 'source'
  | 'config'
  | 'test'
  | 'example'
  | 'script'
  | 'seed'
  | 'migration'
  | 'documentation'
  | 'declaration'
  | 'tooling'
  | 'client';

/** Dialects of SQL that are read as what they are. */
export type SqlDialectSetting = 'postgresql' | 'mysql' | 'sqlite' | 'sqlserver' | 'oracle';

/** A rule's severity and its parameters, the latter as `lintel explain RULE` lists them. */
export interface RuleOptions {
  severity?: RuleSeverity;
  [parameter: string]: unknown;
}

/** A layer as the project declares it. A declared layer fails where an inferred one only warns. */
export interface LayerSetting {
  /** Globs of the modules in it, relative to the root. */
  modules: string[];
  /** Names of the layers it may depend on; every declared layer when absent, none when empty. */
  mayDependOn?: string[];
}

export interface LintelConfig {
  /** Files to leave out beside what `.gitignore` names, in the same syntax, relative to the root. */
  ignore?: string[];
  /** Severity or options by rule id. */
  rules?: Record<string, RuleSeverity | RuleOptions>;
  /**
   * Layers by name, in place of the inferred ones. Rules that know what a layer is for (what a controller or a service may do) go by the
   * names that Lintel infers (`lintel map` lists them); layers of other names are judged by `mayDependOn` alone.
   */
  layers?: Record<string, LayerSetting>;
  /** What the files of a glob are for, where Lintel tells it wrongly; of several globs that match, the last holds. */
  roles?: Record<string, RoleSetting>;
  /** What Lintel cannot tell of SQL by itself, or tells wrongly. */
  sql?: {
    /** Dialect of the SQL files, and of the migrations in code, of a glob; of several globs that match, the last holds. */
    dialects?: Record<string, SqlDialectSetting>;
  };
  /** The lowest severity that fails a check; `error` by default. `--fail-on` overrides it. */
  failOn?: FailOnSetting;
}

/** Returns the configuration unchanged; there for completion and type checks in an editor. */
export const defineConfig = (config: LintelConfig): LintelConfig => config;
