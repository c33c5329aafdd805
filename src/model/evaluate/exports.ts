import type { Evaluator } from './evaluator.ts';
import { unknown, type Value } from './values.ts';

/** What a local import stands for. */
export function importedValues(
  evaluator: Evaluator,
  module: string,
  wanted: { specifier: string | undefined; imported: string },
): Value[] {
  if (wanted.specifier === undefined) return [unknown('import of a computed path')];
  const link = evaluator.program.module(module).links.get(wanted.specifier);
  if (!link || link.kind === 'unresolved') return [unknown(`import of ${wanted.specifier}, which does not resolve`)];
  if (link.kind === 'asset') return [unknown(`import of ${link.path}`)];
  if (link.kind === 'package') {
    const whole = wanted.imported === '*' || wanted.imported === 'default' || wanted.imported === 'module.exports';
    return [{ kind: 'package', package: link.name, path: whole ? [] : [wanted.imported] }];
  }
  if (wanted.imported === '*') return [{ kind: 'module', path: link.path }];
  return evaluator.exported(link.path, wanted.imported);
}

/** The values of a module's export, through re-exports, with CommonJS and default interop. */
export function exportedValues(evaluator: Evaluator, path: string, name: string, seen = new Set<string>()): Value[] {
  const module = evaluator.program.modules.get(path);
  if (!module || seen.has(`${path}#${name}`)) return [];
  seen.add(`${path}#${name}`);
  if (name === 'module.exports') return commonJsValues(evaluator, path, name);
  const own = module.facts.exports.filter((item) => item.name === name);
  const direct = own.flatMap((item): Value[] => {
    if (item.value) return evaluator.evaluate(item.value, { module: path });
    if (item.binding !== undefined)
      return evaluator.bindingValues(evaluator.program.binding(path, item.binding), { module: path });
    if (item.from)
      return importedValues(evaluator, path, { specifier: item.from.specifier, imported: item.from.imported });
    return [];
  });
  if (own.length > 0) return direct;
  const through = module.facts.exports
    .filter((item) => item.name === '*' && item.from)
    .flatMap((item) => throughStar(evaluator, path, item.from?.specifier, name, seen));
  if (through.length > 0) return through;
  return commonJsValues(evaluator, path, name);
}

function throughStar(
  evaluator: Evaluator,
  path: string,
  specifier: string | undefined,
  name: string,
  seen: Set<string>,
): Value[] {
  const link = specifier === undefined ? undefined : evaluator.program.module(path).links.get(specifier);
  if (link?.kind === 'module') return name === 'default' ? [] : exportedValues(evaluator, link.path, name, seen);
  return link?.kind === 'package' && evaluator.program.module(path).facts.exports.length === 1
    ? [{ kind: 'package', package: link.name, path: [name] }]
    : [];
}

/** `module.exports` as the default or whole, and its members as named imports. */
function commonJsValues(evaluator: Evaluator, path: string, name: string): Value[] {
  const { facts } = evaluator.program.module(path);
  const whole = facts.exports.filter((item) => item.name === 'module.exports' && item.value);
  if (whole.length === 0) return name === 'default' || name === 'module.exports' ? [{ kind: 'module', path }] : [];
  const values = whole.flatMap((item) => (item.value ? evaluator.evaluate(item.value, { module: path }) : []));
  if (name !== 'default' && name !== 'module.exports') return values.flatMap((value) => evaluator.member(value, name));
  // `module.exports = config; module.exports.connection = …`: the module has the members of both.
  if (facts.exports.length === whole.length) return values;
  return [...values.filter((value) => value.kind !== 'object'), { kind: 'module', path }];
}
