import type { AnyRule, Parameters } from '../rule/rule.ts';
import { proposal } from './closest-name.ts';
import type { ResolvedConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

/**
 * Holds the settings of rules against the rules that exist, which the shape of the file alone cannot tell.
 *
 * @param builtIn ids beside those of `rules` that take a severity and no parameters
 * @throws {ConfigError} for unknown rules, unknown parameters and parameters of another type than their default
 */
export function validateRuleSettings(config: ResolvedConfig, rules: AnyRule[], builtIn: string[]): void {
  const parameters = new Map<string, Parameters>(rules.map((rule) => [rule.id, rule.params]));
  for (const id of builtIn) parameters.set(id, {});
  const problems = Object.entries(config.rules).flatMap(([id, setting]) => {
    const known = parameters.get(id);
    if (!known) return [`rules.${id}: there is no such rule. ${proposal(id, parameters.keys())}`];
    return Object.entries(setting.params).flatMap(([name, value]) => parameterProblem(id, name, value, known));
  });
  if (problems.length > 0) throw new ConfigError(fileOf(config), problems);
}

const fileOf = (config: ResolvedConfig): string =>
  Object.entries(config.origins).find(([key]) => key.startsWith('rules.'))?.[1] ?? 'configuration';

function parameterProblem(rule: string, name: string, value: unknown, known: Parameters): string[] {
  const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!parameter) {
    return [`rules.${rule}.${name}: the rule has no such parameter. ${proposal(name, Object.keys(known))}`];
  }
  const wanted = typeName(parameter.default);
  if (parameter.default === undefined || parameter.default === null || typeName(value) === wanted) return [];
  return [`rules.${rule}.${name} must be ${wanted}, like its default ${JSON.stringify(parameter.default)}.`];
}

function typeName(value: unknown): string {
  if (value instanceof RegExp) return 'a regular expression';
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
