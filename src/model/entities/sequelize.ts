import type { Evaluator } from '../evaluate/evaluator.ts';
import { classesWith } from '../frameworks/decorated-classes.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import { CodeReader, type Placed } from './code-values.ts';
import type { DeclaredDialect, DeclaredSchema, DeclaredTable } from './declared-schema.ts';
import { dialectNamed, driverDialect } from './driver-dialect.ts';
import { associationsIn, ModelIndex, removeAttributes } from './sequelize-associations.ts';
import { definedModels, SEQUELIZE } from './sequelize-calls.ts';
import { decoratedAssociations, decoratedModel, isSequelizeTable } from './sequelize-decorators.ts';
import { applyAssociations } from './sequelize-link.ts';
import { complete, DEFAULT_OPTIONS, type ModelOptions, modelOptions, type SequelizeModel } from './sequelize-model.ts';

/** The databases that Sequelize models declare, one for each package: defined, initialised and decorated ones. */
export function sequelizeSchemas(evaluator: Evaluator, modules: LinkedModule[], packages: Package[]): DeclaredSchema[] {
  const reader = new CodeReader(evaluator);
  const homes = packages.filter((home) => [...SEQUELIZE].some((name) => home.dependencies[name] !== undefined));
  return homes.map((home): DeclaredSchema => {
    const own = modules.filter((module) => packageOf(packages, module.path) === home);
    const { dialect, defaults, synchronized } = configOf(reader, own, home);
    const tables = tablesOf(reader, own, defaults, dialect);
    return { library: 'sequelize', package: home.path, dialect, synchronized, tables };
  });
}

function tablesOf(
  reader: CodeReader,
  modules: LinkedModule[],
  defaults: ModelOptions,
  dialect: DeclaredDialect,
): DeclaredTable[] {
  const classes = [...classesWith(reader.evaluator, modules, isSequelizeTable).values()];
  const models = [
    ...modules.flatMap((module) => definedModels(reader, module, defaults, dialect)),
    ...classes.map((cls) => decoratedModel(reader, cls, defaults, dialect)),
  ];
  for (const model of models) complete(model, dialect);
  const index = new ModelIndex(models);
  for (const module of modules) removeAttributes(reader, module, index);
  const associations = [
    ...modules.flatMap((module) => associationsIn(reader, module, index, defaults)),
    ...classes.flatMap((cls) => decoratedAssociations(reader, cls, index, defaults)),
  ];
  const joined = applyAssociations(associations);
  return [...models.map((model) => tableOf(model, index)), ...joined];
}

function tableOf(model: SequelizeModel, index: ModelIndex): DeclaredTable {
  const { name: entity, table, at, columns, constraints, indexes, primaryKey, partial } = model;
  const place = columns.find((column) => column.name === primaryKey[0])?.at ?? at;
  return {
    ...{ entity, table, at, columns, indexes, partial },
    constraints: [
      ...(primaryKey.length > 0 ? [{ kind: 'primary-key' as const, columns: primaryKey, at: place }] : []),
      ...constraints.map((constraint) => {
        const { references } = constraint;
        const target = references && index.named(references.table.name);
        // `references: { model: User }` names the model instead of its table.
        return references && target
          ? { ...constraint, references: { ...references, table: target.table } }
          : constraint;
      }),
    ],
  };
}

interface Config {
  dialect: DeclaredDialect;
  defaults: ModelOptions;
  synchronized: boolean;
}

/** What `new Sequelize(…)` says of the database, and of all models. */
function configOf(reader: CodeReader, modules: LinkedModule[], home: Package): Config {
  const config: Config = { dialect: driverDialect(home), defaults: DEFAULT_OPTIONS, synchronized: false };
  for (const module of modules) {
    const frame = { module: module.path };
    for (const { expr } of module.facts.calls) {
      if (expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.property === 'sync')
        config.synchronized ||= reader.optionFlag({ expr: expr.args[0], frame }, 'alter') === true;
      if (expr.kind !== 'new') continue;
      const path = reader.exportPath(expr.callee, frame, SEQUELIZE)?.join('.') ?? '';
      if (!/(?:^|\.)Sequelize$|^$/.test(path) || reader.exportPath(expr.callee, frame, SEQUELIZE) === undefined)
        continue;
      for (const arg of expr.args) readOptions(reader, config, { expr: arg, frame });
    }
  }
  return config;
}

function readOptions(reader: CodeReader, config: Config, place: Placed): void {
  const url = reader.text(place);
  const scheme = /^(\w+):/.exec(url ?? '')?.[1];
  const named = reader.optionText(place, 'dialect') ?? scheme;
  config.dialect = (named === undefined ? undefined : dialectNamed(named)) ?? config.dialect;
  const define = reader.option(place, 'define');
  if (define) config.defaults = modelOptions(reader, define, config.defaults);
}
