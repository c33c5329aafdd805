import { stat } from 'node:fs/promises';
import path from 'node:path';
import { rules } from '../rules/index.ts';
import type { GuidelinePack } from './assess/checklist.ts';
import { builtInGuidelines } from './built-in-guidelines.ts';
import type { CheckSettings } from './check/check.ts';
import { suppressionRules } from './check/suppression-rules.ts';
import type { ResolvedConfig } from './config/config.ts';
import { loadConfig } from './config/load-config.ts';
import { validateRuleSettings } from './config/validate-rule-settings.ts';
import type { AnyRule } from './rule/rule.ts';

export interface SetupRequest {
  /** The directory or file to scan, as the user named it. */
  path: string;
  /** A configuration file in place of the one in the root. */
  configFile?: string | undefined;
  /** Run these rules only; they are known to exist. */
  only?: readonly string[] | undefined;
  /** `map` describes a repository without judging it. */
  judge: boolean;
}

/** What a run goes by before it has read anything. */
export interface Setup {
  config: ResolvedConfig;
  rules: AnyRule[];
  pack: GuidelinePack;
  settings: CheckSettings;
}

/** @throws {ConfigError} and {GuidelinePackError}, before anything is scanned */
export async function prepare({ path: named, configFile, only, judge }: SetupRequest): Promise<Setup> {
  const config = await loadConfig(await directoryOf(named), configFile);
  const builtIn = suppressionRules.map(({ id }) => id);
  validateRuleSettings(config, rules, builtIn);
  const pack = judge ? await builtInGuidelines() : { documents: [], areas: [], controls: [] };
  const settings = { rules: config.rules, bindings: bindingsOf(pack), ...(only && { only }) };
  return { config, rules: judge ? rules : [], pack, settings };
}

/** The directory whose configuration holds. A path that does not exist is discovery's to complain about. */
async function directoryOf(named: string): Promise<string> {
  const absolute = path.resolve(named);
  const entry = await stat(absolute).catch(() => undefined);
  return entry?.isFile() ? path.dirname(absolute) : absolute;
}

function bindingsOf({ controls }: GuidelinePack): CheckSettings['bindings'] {
  const bindings: CheckSettings['bindings'] = {};
  for (const control of controls) {
    for (const { rule, params } of control.checkedBy) {
      const known = bindings[rule] ?? { controls: [], params: {} };
      bindings[rule] = { controls: [...known.controls, control.id], params: { ...known.params, ...params } };
    }
  }
  return bindings;
}
