import type { CallExpr, Expr, NewExpr, TypeRef } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import type { QueryTable } from '../repo-model.ts';
import { property } from './conditions.ts';
import type { ValuePath } from './value-path.ts';

/** A table by a name and the forms that a library's naming rules may give it. */
export const tableNamed = (name: string): QueryTable => {
  const lower = name.toLowerCase();
  const snake = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  const forms = new Set([lower, snake, plural(lower), plural(snake)]);
  forms.delete(name);
  return { name, otherNames: [...forms] };
};

const plural = (word: string): string => {
  if (/person$/.test(word)) return word.replace(/person$/, 'people');
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return `${word}s`;
};

/** The table of an entity class: `@Entity('users')`, `@Table({ tableName })`, `User.init({}, { tableName })`, or its name. */
export function tableOfClass(evaluator: Evaluator, entity: { module: string; cls: number }): QueryTable | undefined {
  const fact = evaluator.program.cls(entity.module, entity.cls);
  for (const { expr } of fact.decorators) {
    if (expr.kind !== 'call' || expr.callee.kind !== 'reference') continue;
    if (!/^(Entity|Table|Schema|ViewEntity|EntityRepository)$/.test(expr.callee.name)) continue;
    const [first] = expr.args;
    if (expr.callee.name === 'EntityRepository') return first && tableOfReference(evaluator, entity.module, first);
    const named = first?.kind === 'object' ? nameIn(first) : first;
    const text = named && evaluator.texts(named, { module: entity.module })?.[0];
    if (text) return { name: text, otherNames: [] };
  }
  const own = staticTable(evaluator, entity);
  if (own) return { name: own, otherNames: [] };
  const initialised = fact.binding === undefined ? undefined : initOptions(evaluator, entity.module, fact.binding);
  const table = initialised && property(initialised, 'tableName');
  const text = table && evaluator.texts(table, { module: entity.module })?.[0];
  if (text) return { name: text, otherNames: [] };
  return fact.name && !GENERIC.test(fact.name) ? tableNamed(fact.name.replace(/(Entity|Model)$/, '')) : undefined;
}

/** `static tableName = 'users'`, or the getter of that name. */
function staticTable(evaluator: Evaluator, { module, cls }: { module: string; cls: number }): string | undefined {
  const { fields, methods } = evaluator.program.cls(module, cls);
  const field = fields.find((item) => item.static && item.name === 'tableName');
  const getter = methods.find((item) => item.static && item.kind === 'get' && item.name === 'tableName')?.fn;
  const [returned] = getter === undefined ? [] : evaluator.program.fn({ module, fn: getter }).steps;
  const expr = field?.init ?? (returned?.kind === 'return' ? returned.value : undefined);
  return expr && evaluator.texts(expr, { module })?.[0];
}

/** Base classes and repositories stand for no table of their own. */
const GENERIC = /^(Abstract|Generic|Base)|^(Model|Entity)$|(Repository|Service|BaseModel|BaseEntity|Client)$/;

const nameIn = (options: Expr): Expr | undefined =>
  property(options, 'name') ?? property(options, 'tableName') ?? property(options, 'collection');

/** Second argument of `User.init(attributes, options)`. */
function initOptions(evaluator: Evaluator, module: string, binding: number): Expr | undefined {
  const { calls } = evaluator.program.module(module).facts;
  const call = calls.find(
    ({ expr }) =>
      expr.callee.kind === 'member' &&
      expr.callee.property === 'init' &&
      expr.callee.object.kind === 'reference' &&
      expr.callee.object.binding === binding,
  );
  return call?.expr.args[1];
}

/** The table of a model made by a call: `mongoose.model('User')`, `sequelize.define('user', …)`, `getRepository(User)`. */
export function tableOfCall(evaluator: Evaluator, module: string, expr: CallExpr | NewExpr): QueryTable | undefined {
  const [first, , options] = expr.args;
  const table = options?.kind === 'object' ? nameIn(options) : options?.kind === 'literal' ? options : undefined;
  const named = table && evaluator.texts(table, { module })?.[0];
  if (named) return { name: named, otherNames: [] };
  return first && tableOfReference(evaluator, module, first);
}

/** The table that an expression for a model stands for: a class, its name, or an entity schema. */
export function tableOfReference(evaluator: Evaluator, module: string, expr: Expr): QueryTable | undefined {
  for (const value of evaluator.evaluate(expr, { module })) {
    const table = tableOfValue(evaluator, value);
    if (table) return table;
  }
  return undefined;
}

function tableOfValue(evaluator: Evaluator, value: Value): QueryTable | undefined {
  if (value.kind === 'text') return tableNamed(value.text);
  if (value.kind === 'class' || value.kind === 'instance') return tableOfClass(evaluator, value);
  return undefined;
}

/** The table of the model that a path leads through: its entity class, or the call that made the model. */
export function tableOnPath(
  evaluator: Evaluator,
  path: ValuePath,
  makers: RegExp,
  end: number,
): QueryTable | undefined {
  for (let index = end - 1; index > 0; index -= 1) {
    const step = path.steps[index];
    if (step?.name !== '()' || !step.site || step.site.call < 0) continue;
    if (!makers.test(path.steps[index - 1]?.name ?? '')) continue;
    const { expr } = evaluator.program.call(step.site.module, step.site.call);
    const table = tableOfCall(evaluator, step.site.module, expr);
    if (table) return table;
  }
  return path.entity && tableOfClass(evaluator, path.entity);
}

/** The entity in the declared type of a receiver: `users: Repository<User>`, `userModel: Model<UserDocument>`. */
export function tableOfDeclaredType(evaluator: Evaluator, module: string, receiver: Expr): QueryTable | undefined {
  const declared = declaredTypeOf(evaluator, module, receiver);
  for (const { expr } of declared?.decorators ?? []) {
    const injected = expr.kind === 'call' ? expr.args[0] : undefined;
    const target = injected?.kind === 'member' && injected.property === 'name' ? injected.object : injected;
    const table = target && tableOfReference(evaluator, module, target);
    if (table) return table;
  }
  const [inner] = declared?.type?.args ?? [];
  if (!inner || inner.binding === undefined) return undefined;
  const reference: Expr = { kind: 'reference', name: inner.name, binding: inner.binding, at: inner.at };
  return tableOfReference(evaluator, module, reference);
}

interface Declared {
  type?: TypeRef;
  decorators: { expr: Expr }[];
}

function declaredTypeOf(evaluator: Evaluator, module: string, receiver: Expr): Declared | undefined {
  const { program } = evaluator;
  if (receiver.kind === 'reference' && receiver.binding !== undefined) {
    const { type } = program.binding(module, receiver.binding);
    return type && { type, decorators: [] };
  }
  if (receiver.kind !== 'member' || receiver.object.kind !== 'this' || receiver.object.cls === undefined)
    return undefined;
  const cls = program.cls(module, receiver.object.cls);
  const field = cls.fields.find((item) => item.name === receiver.property);
  if (field) return { ...(field.type && { type: field.type }), decorators: field.decorators };
  const creator = cls.methods.find((item) => item.kind === 'constructor')?.fn;
  const params = creator === undefined ? [] : program.fn({ module, fn: creator }).params;
  const param = params.find((item) => item.property === receiver.property);
  return param && { ...(param.type && { type: param.type }), decorators: param.decorators };
}
