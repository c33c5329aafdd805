import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DeclaredDialect } from './declared-schema.ts';
import { objectEntries } from './object-entries.ts';
import { addAttributes, addIndexes, splitAttribute } from './sequelize-attributes.ts';
import { type ModelOptions, modelOptions, type SequelizeModel, tableFor } from './sequelize-model.ts';
import { dataType } from './sequelize-types.ts';

export const SEQUELIZE = new Set(['sequelize', 'sequelize-typescript', '@sequelize/core']);

interface Definition {
  /** Identities of what stands for the model. */
  keys: string[];
  name: string;
  attributes: Placed;
  options: Placed;
}

/** The models that `sequelize.define('user', …)` and `User.init(…)` make in a module. */
export function definedModels(
  reader: CodeReader,
  module: LinkedModule,
  defaults: ModelOptions,
  dialect: DeclaredDialect,
): SequelizeModel[] {
  return module.facts.calls.flatMap((call): SequelizeModel[] => {
    const definition = definitionOf(reader, module, call);
    if (!definition) return [];
    const options = modelOptions(reader, definition.options, defaults);
    const { keys, name } = definition;
    const model: SequelizeModel = {
      ...{ keys, name, options, table: tableFor(name, options), module: module.path },
      ...{ columns: [], primaryKey: [], constraints: [], indexes: [], partial: false },
      at: locationIn(module.path, call.expr.at),
    };
    addAttributes(reader, model, definition.attributes, dialect);
    addIndexes(reader, model, definition.options);
    return [model];
  });
}

function definitionOf(reader: CodeReader, module: LinkedModule, { expr }: CallFact): Definition | undefined {
  const { callee, args } = expr;
  const frame = { module: module.path };
  if (expr.kind !== 'call' || callee.kind !== 'member') return undefined;
  if (callee.property === 'define') {
    const name = args[0] && reader.text({ expr: args[0], frame });
    const attributes: Placed = { expr: args[1], frame };
    if (name === undefined || !isModel(reader, callee.object, frame.module, attributes)) return undefined;
    return { keys: [`${module.path}#${expr.id}`], name, attributes, options: { expr: args[2], frame } };
  }
  if (callee.property !== 'init' || args.length < 2) return undefined;
  const cls = classOf(reader.values({ expr: callee.object, frame }));
  const attributes: Placed = { expr: args[0], frame };
  const options: Placed = { expr: args[1], frame };
  if (!cls || !(isModelClass(reader, cls) || hasDataTypes(reader, attributes))) return undefined;
  const fact = reader.evaluator.program.cls(cls.module, cls.cls);
  const name = reader.optionText(options, 'modelName') ?? fact.name ?? '';
  return { keys: [`${cls.module}#c${cls.cls}`], name, attributes, options };
}

type ClassValue = { module: string; cls: number };

/** `this.init` in a static method is the class itself. */
const classOf = (values: Value[]): ClassValue | undefined => {
  const found = values.find((value) => value.kind === 'class' || value.kind === 'instance');
  return found?.kind === 'class' || found?.kind === 'instance' ? found : undefined;
};

function isModelClass(reader: CodeReader, { module, cls }: ClassValue, depth = 0): boolean {
  const { superClass } = reader.evaluator.program.cls(module, cls);
  const parents = superClass ? reader.values({ expr: superClass, frame: { module } }) : [];
  return parents.some((parent) => {
    const origin = originOf(parent);
    if (origin) return SEQUELIZE.has(origin.package);
    return parent.kind === 'class' && depth < 5 && isModelClass(reader, parent, depth + 1);
  });
}

/** A receiver that Sequelize made; one that nobody supplies counts when the attributes have its data types. */
function isModel(reader: CodeReader, receiver: Expr, module: string, attributes: Placed): boolean {
  const origins = reader.values({ expr: receiver, frame: { module } }).map((value) => originOf(value)?.package);
  if (origins.some((origin) => origin !== undefined && SEQUELIZE.has(origin))) return true;
  return origins.every((origin) => origin === undefined) && hasDataTypes(reader, attributes);
}

const hasDataTypes = (reader: CodeReader, attributes: Placed): boolean =>
  objectEntries(reader, attributes).some((entry) => dataType(splitAttribute(reader, entry).type?.expr) !== undefined);
