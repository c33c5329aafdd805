import type { TypeRef } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from './evaluator.ts';
import { returnedExpressions } from './returns.ts';
import type { Value } from './values.ts';

/** Types that stand for their argument as far as members go. */
const TRANSPARENT = new Set([
  'Promise',
  'Awaited',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
  'Ref',
  'Relation',
  'WrapperType',
]);

/** Values known only by a declared type: instances of classes here, implementations of interfaces, package types. */
export function typeValues(evaluator: Evaluator, type: TypeRef, module: string, depth = 0): Value[] {
  if (depth > 8) return [];
  const again = (inner: TypeRef): Value[] => typeValues(evaluator, inner, module, depth + 1);
  if (type.name === '|' || type.name === '&') return type.args.flatMap(again);
  if (TRANSPARENT.has(type.name) && type.args[0]) return again(type.args[0]);
  if (type.name === 'ReturnType' || type.name === 'InstanceType')
    return type.args.flatMap((arg) => resultOfType(evaluator, arg, module));
  if (type.name.startsWith('typeof ')) return typeofValues(evaluator, type, module);
  if (type.binding === undefined) return [];
  const binding = evaluator.program.binding(module, type.binding);
  const members = type.name.split('.').slice(1);
  if (binding.import) return importedType(evaluator, binding.import, members, module, depth);
  return declaredType(evaluator, module, type.binding, depth);
}

function importedType(
  evaluator: Evaluator,
  wanted: { specifier: string | undefined; imported: string },
  members: string[],
  module: string,
  depth: number,
): Value[] {
  const link =
    wanted.specifier === undefined ? undefined : evaluator.program.module(module).links.get(wanted.specifier);
  const whole = ['*', 'default', 'module.exports'].includes(wanted.imported);
  const name = members[members.length - 1] ?? (whole ? 'default' : wanted.imported);
  if (link?.kind === 'package') return [{ kind: 'typed', package: link.name, name }];
  if (link?.kind !== 'module') return [];
  return exportedType(evaluator, link.path, wanted.imported === '*' ? name : wanted.imported, depth + 1);
}

function exportedType(evaluator: Evaluator, path: string, name: string, depth: number): Value[] {
  const module = evaluator.program.modules.get(path);
  if (!module || depth > 12) return [];
  const own = module.facts.exports.find((item) => item.name === name);
  if (own?.binding !== undefined) {
    const binding = evaluator.program.binding(path, own.binding);
    if (binding.import) return importedType(evaluator, binding.import, [], path, depth);
    return declaredType(evaluator, path, own.binding, depth);
  }
  if (own?.from) return importedType(evaluator, own.from, [], path, depth);
  if (own?.value) return instances(evaluator.evaluate(own.value, { module: path }));
  const stars = module.facts.exports.filter((item) => item.name === '*' && item.from);
  for (const star of stars) {
    const link = star.from && module.links.get(star.from.specifier);
    const found = link?.kind === 'module' ? exportedType(evaluator, link.path, name, depth + 1) : [];
    if (found.length > 0) return found;
  }
  return instances(evaluator.exported(path, name));
}

const instances = (values: Value[]): Value[] =>
  values.flatMap((value): Value[] =>
    value.kind === 'class' ? [{ kind: 'instance', module: value.module, cls: value.cls }] : [],
  );

function declaredType(evaluator: Evaluator, module: string, id: number, depth: number): Value[] {
  const binding = evaluator.program.binding(module, id);
  if (binding.declares && 'cls' in binding.declares) return classInstances(evaluator, module, binding.declares.cls);
  const declaration = evaluator.program.module(module).facts.types.find((item) => item.binding === id);
  if (!declaration) return [];
  const implementing = declaration.kind === 'interface' ? implementationsOf(evaluator, module, id) : [];
  if (implementing.length > 0) return implementing;
  return declaration.extends.flatMap((parent) => typeValues(evaluator, parent, module, depth + 1));
}

/** An abstract class stands for the classes that extend it. */
function classInstances(evaluator: Evaluator, module: string, cls: number): Value[] {
  const fact = evaluator.program.cls(module, cls);
  const own: Value = { kind: 'instance', module, cls };
  if (!fact.abstract || fact.binding === undefined) return [own];
  const extending = implementationsOf(evaluator, module, fact.binding);
  return extending.length > 0 ? extending : [own];
}

const implementations = new WeakMap<object, Map<string, Value[]>>();

/** Classes that name an interface or abstract class in `implements` or `extends`, by the binding they resolve to. */
function implementationsOf(evaluator: Evaluator, module: string, binding: number): Value[] {
  let index = implementations.get(evaluator.program);
  if (!index) {
    index = indexImplementations(evaluator);
    implementations.set(evaluator.program, index);
  }
  return index.get(`${module}#${binding}`) ?? [];
}

function indexImplementations(evaluator: Evaluator): Map<string, Value[]> {
  const index = new Map<string, Value[]>();
  for (const module of evaluator.program.modules.values()) {
    for (const cls of module.facts.classes) {
      const parents = cls.implements.map((item) => item.binding);
      if (cls.superClass?.kind === 'reference') parents.push(cls.superClass.binding);
      for (const parent of parents) {
        const key = parent === undefined ? undefined : declarationKey(evaluator, module.path, parent);
        if (key) index.set(key, [...(index.get(key) ?? []), { kind: 'instance', module: module.path, cls: cls.id }]);
      }
    }
  }
  return index;
}

/** The declaring module and binding behind a local name of a type, through imports and re-exports. */
function declarationKey(evaluator: Evaluator, module: string, id: number, depth = 0): string | undefined {
  const wanted = evaluator.program.binding(module, id).import;
  if (!wanted) return `${module}#${id}`;
  const link =
    wanted.specifier === undefined ? undefined : evaluator.program.module(module).links.get(wanted.specifier);
  return link?.kind === 'module' ? exportKey(evaluator, link.path, wanted.imported, depth) : undefined;
}

function exportKey(evaluator: Evaluator, path: string, name: string, depth: number): string | undefined {
  const module = evaluator.program.modules.get(path);
  if (!module || depth > 8) return undefined;
  const own = module.facts.exports.find((item) => item.name === name);
  if (own?.binding !== undefined) return declarationKey(evaluator, path, own.binding, depth + 1);
  const through = own?.from ? [own] : module.facts.exports.filter((item) => item.name === '*');
  for (const item of through) {
    const link = item.from && module.links.get(item.from.specifier);
    const key =
      link?.kind === 'module'
        ? exportKey(evaluator, link.path, own ? (item.from?.imported ?? name) : name, depth + 1)
        : undefined;
    if (key) return key;
  }
  return undefined;
}

function typeofValues(evaluator: Evaluator, type: TypeRef, module: string): Value[] {
  if (type.binding === undefined) return [];
  const path = type.name.slice('typeof '.length).split('.').slice(1);
  return evaluator.along(evaluator.bindingValues(evaluator.program.binding(module, type.binding), { module }), path);
}

/** `ReturnType<typeof create>`: what `create` returns. */
function resultOfType(evaluator: Evaluator, type: TypeRef, module: string): Value[] {
  return typeValues(evaluator, type, module).flatMap((value): Value[] => {
    if (value.kind === 'class') return instances([value]);
    if (value.kind !== 'function') return [];
    const { ref } = value;
    return evaluator.inquiry.intoCall(() =>
      returnedExpressions(evaluator.program, ref).flatMap((item) => evaluator.evaluate(item, { module: ref.module })),
    );
  });
}

/** Members that `declare module 'fastify' { interface FastifyInstance { knex: Knex } }` adds to a package's type. */
export function augmentedMember(evaluator: Evaluator, of: Value, name: string): Value[] {
  const owner = packageBehind(of);
  if (owner === undefined) return [];
  return augmentations(evaluator)
    .filter((item) => item.name === name && (item.augments === owner || item.augments === 'global'))
    .flatMap((item) => typeValues(evaluator, item.type, item.module));
}

function packageBehind(of: Value): string | undefined {
  if (of.kind === 'typed' || of.kind === 'package') return of.package;
  return of.kind === 'result' ? packageBehind(of.of) : undefined;
}

interface Augmentation {
  augments: string;
  name: string;
  type: TypeRef;
  module: string;
}
const known = new WeakMap<object, Augmentation[]>();

function augmentations(evaluator: Evaluator): Augmentation[] {
  const cached = known.get(evaluator.program);
  if (cached) return cached;
  const all = [...evaluator.program.modules.values()].flatMap((module) =>
    module.facts.types.flatMap((item) =>
      item.augments === undefined
        ? []
        : Object.entries(item.members).map(([name, type]) => ({
            augments: item.augments as string,
            name,
            type,
            module: module.path,
          })),
    ),
  );
  known.set(evaluator.program, all);
  return all;
}
