import type { ClassFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from './evaluator.ts';
import { loadedByName } from './required-modules.ts';
import { returnedExpressions } from './returns.ts';
import { augmentedMember, typeValues } from './types.ts';
import { directoryOf, unknown, type Value } from './values.ts';

/** The values of `of.name`. */
export function memberOf(evaluator: Evaluator, of: Value, name: string): Value[] {
  switch (of.kind) {
    case 'package':
      return name === 'default' && of.path.length === 0 ? [of] : [{ ...of, path: [...of.path, name] }];
    case 'global':
      return globalMember(of, name);
    case 'meta':
      return metaMember(of.module, name);
    case 'module': {
      const values = evaluator.exported(of.path, name);
      const found = values.length > 0 ? values : loadedByName(evaluator, of.path, name);
      return found.length > 0 ? found : [{ kind: 'member', of, name }];
    }
    case 'object':
      return objectMember(evaluator, of, name);
    case 'array': {
      const element = of.expr.elements[Number(name)];
      return element ? evaluator.evaluate(element, frameOf(of)) : [{ kind: 'member', of, name }];
    }
    case 'instance':
    case 'class':
      return classMember(evaluator, of, name);
    case 'enum': {
      const declared = evaluator.program.binding(of.module, of.binding).declares;
      const member = declared && 'enum' in declared ? declared.enum[name] : undefined;
      return member ? evaluator.evaluate(member, { module: of.module }) : [unknown(`enum member ${name}`)];
    }
    case 'function':
      return functionMember(evaluator, of, name);
    case 'result':
    case 'member':
    case 'typed':
    case 'parameter':
      return provided(evaluator, of, name);
    default:
      return [{ kind: 'member', of, name }];
  }
}

const frameOf = (of: Extract<Value, { kind: 'object' | 'array' }>) => ({
  module: of.module,
  ...(of.env && { env: of.env }),
});

function globalMember(of: Extract<Value, { kind: 'global' }>, name: string): Value[] {
  if (of.path[0] === 'globalThis' && of.path.length === 1) return [{ kind: 'global', path: [name] }];
  return [{ kind: 'global', path: [...of.path, name] }];
}

/** Members that frameworks or type augmentations add come first; a plain member value otherwise. */
function provided(evaluator: Evaluator, of: Value, name: string): Value[] {
  for (const provider of evaluator.providers) {
    const values = provider(of, name);
    if (values.length > 0) return values;
  }
  const augmented = augmentedMember(evaluator, of, name);
  return augmented.length > 0 ? augmented : [{ kind: 'member', of, name }];
}

/** Module paths stand for file URLs too: nothing here needs the difference. */
function metaMember(module: string, name: string): Value[] {
  if (name === 'dirname') return [{ kind: 'text', text: directoryOf(module) }];
  if (name === 'url' || name === 'filename') return [{ kind: 'text', text: `/${module}` }];
  return [unknown(`import.meta.${name}`)];
}

function objectMember(evaluator: Evaluator, of: Extract<Value, { kind: 'object' }>, name: string): Value[] {
  const frame = frameOf(of);
  const holder = evaluator.program.holderOf(of.module, of.expr);
  const late = holder === undefined ? [] : evaluator.program.assignedToBinding(of.module, holder, name);
  if (late.length > 0) return late.flatMap((value) => evaluator.evaluate(value, { module: of.module }));
  for (let index = of.expr.properties.length - 1; index >= 0; index -= 1) {
    const property = of.expr.properties[index];
    if (!property) continue;
    if (property.key === name) return evaluator.evaluate(property.value, frame);
    if (property.key === undefined) {
      const spread = evaluator.evaluate(property.value, frame).flatMap((value) => evaluator.member(value, name));
      const found = spread.filter((value) => value.kind !== 'member' && value.kind !== 'unknown');
      if (found.length > 0) return found;
    } else if (typeof property.key !== 'string' && evaluator.texts(property.key, frame)?.includes(name)) {
      return evaluator.evaluate(property.value, frame);
    }
  }
  const loaded = holder === undefined ? [] : loadedByName(evaluator, of.module, name);
  return loaded.length > 0 ? loaded : [{ kind: 'member', of, name }];
}

/** Properties hung on a function (`handler.schema = …`), and `bind`, `call`, `apply`, which lead back to it. */
function functionMember(evaluator: Evaluator, of: Extract<Value, { kind: 'function' }>, name: string): Value[] {
  const { module, fn } = of.ref;
  const holder = evaluator.program
    .module(module)
    .facts.bindings.find(
      ({ declares, init, path }) =>
        (declares && 'fn' in declares && declares.fn === fn) || (init?.kind === 'function' && init.fn === fn && !path),
    );
  const late = holder ? evaluator.program.assignedToBinding(module, holder.id, name) : [];
  if (late.length > 0) return late.flatMap((value) => evaluator.evaluate(value, { module }));
  return [{ kind: 'member', of, name }];
}

type ClassLike = Extract<Value, { kind: 'instance' | 'class' }>;

function classMember(evaluator: Evaluator, of: ClassLike, name: string, depth = 0): Value[] {
  const cls = evaluator.program.cls(of.module, of.cls);
  const isStatic = of.kind === 'class';
  const method = cls.methods.find(
    (item) => item.name === name && item.fn !== undefined && (item.static === isStatic || !isStatic),
  );
  if (method?.fn !== undefined) {
    const ref = { module: of.module, fn: method.fn };
    return method.kind === 'get' ? returned(evaluator, ref) : [{ kind: 'function', ref }];
  }
  const own = fieldValues(evaluator, of, cls, name);
  if (own.length > 0) return own;
  const parents = cls.superClass && depth < 8 ? evaluator.evaluate(cls.superClass, { module: of.module }) : [];
  const inherited = parents.flatMap((parent): Value[] => {
    if (parent.kind === 'class') {
      const found = classMember(evaluator, { ...parent, kind: of.kind }, name, depth + 1);
      return found.map((value) => inheritedBy(value, of));
    }
    const site = { module: of.module, call: -1 - of.cls, via: [] };
    const instance: Value = { kind: 'result', of: parent, construct: true, site };
    return parent.kind === 'unknown' ? [] : [{ kind: 'member', of: isStatic ? parent : instance, name }];
  });
  return inherited.length > 0 ? inherited : [{ kind: 'member', of, name }];
}

/** What a base class makes for itself is another thing in each class that extends it. */
const inheritedBy = (value: Value, of: ClassLike): Value =>
  value.kind === 'result' && value.site.via.length < 6
    ? { ...value, site: { ...value.site, via: [...value.site.via, `${of.module}#c${of.cls}`] } }
    : value;

const returned = (evaluator: Evaluator, ref: { module: string; fn: number }): Value[] =>
  evaluator.inquiry.intoCall(() =>
    returnedExpressions(evaluator.program, ref).flatMap((value) => evaluator.evaluate(value, { module: ref.module })),
  );

/** A field by its initial value, what the class assigns to it, or its declared type. */
function fieldValues(evaluator: Evaluator, of: ClassLike, cls: ClassFact, name: string): Value[] {
  const frame = { module: of.module };
  const field = cls.fields.find((item) => item.name === name);
  const assigned = evaluator.program.assignedToThis(of.module, of.cls, name);
  const values = [...(field?.init ? [field.init] : []), ...assigned].flatMap((value) =>
    evaluator.evaluate(value, frame),
  );
  const known = values.filter(
    (value) => value.kind !== 'unknown' && value.kind !== 'constant' && value.kind !== 'parameter',
  );
  if (known.length > 0) return values;
  const injected = parameterProperty(evaluator, of, cls, name);
  const typed = field?.type ? typeValues(evaluator, field.type, of.module) : [];
  return injected.length > 0 ? injected : typed.length > 0 ? typed : values;
}

/** `constructor(private readonly users: UserService)` makes a field of that type. */
function parameterProperty(evaluator: Evaluator, of: ClassLike, cls: ClassFact, name: string): Value[] {
  const creator = cls.methods.find((item) => item.kind === 'constructor' && item.fn !== undefined);
  if (creator?.fn === undefined) return [];
  const params = evaluator.program.fn({ module: of.module, fn: creator.fn }).params;
  const param = params.find((item) => item.property === name);
  if (!param) return [];
  const byType = param.type ? typeValues(evaluator, param.type, of.module) : [];
  if (byType.length > 0 || param.binding === undefined) return byType;
  return evaluator.bindingValues(evaluator.program.binding(of.module, param.binding), { module: of.module });
}
