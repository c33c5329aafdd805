import type { Evaluator } from '../evaluate/evaluator.ts';
import { classesWith, type DecoratedClass, lineage } from '../frameworks/decorated-classes.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import { CodeReader } from './code-values.ts';
import type { DeclaredDialect, DeclaredSchema } from './declared-schema.ts';
import { driverDialect } from './driver-dialect.ts';
import type { Naming } from './entity-draft.ts';
import { linkEntities } from './link-entities.ts';
import { entityOptions, isMikroOrm, readEntity } from './mikro-orm-classes.ts';
import { indexesKeys } from './mikro-orm-properties.ts';
import { mikroSchemas } from './mikro-orm-schemas.ts';
import { snakeCase } from './naming.ts';

/** The databases that MikroORM entities declare, one for each package: decorated classes and entity schemas. */
export function mikroOrmSchemas(evaluator: Evaluator, modules: LinkedModule[], packages: Package[]): DeclaredSchema[] {
  if (!modules.some(usesMikroOrm)) return [];
  const reader = new CodeReader(evaluator);
  const classes = [...classesWith(evaluator, modules, (item) => isMikroOrm(item) && item.name === 'Entity').values()];
  const schemas = mikroSchemas(reader, modules);
  const homes = new Set([...classes, ...schemas].map(({ module }) => packageOf(packages, module)));
  return [...homes].map((home): DeclaredSchema => {
    const dialect = dialectOf(home);
    const isOwn = ({ module }: { module: string }): boolean => packageOf(packages, module) === home;
    const drafts = [
      ...classes
        .filter((cls) => isOwn(cls) && parentTable(reader, cls, classes) === undefined)
        .flatMap((cls) => readEntity(reader, cls, dialect, childrenOf(reader, cls, classes)) ?? []),
      ...schemas.filter(isOwn).map((schema) => schema.read(dialect)),
    ];
    const tables = linkEntities(drafts, namingFor(dialect));
    return { library: 'mikro-orm', package: home.path, dialect, synchronized: false, tables };
  });
}

/** The class in whose table the rows of another are: one that it extends and that tells its children apart. */
function parentTable(reader: CodeReader, cls: DecoratedClass, classes: DecoratedClass[]): DecoratedClass | undefined {
  const [, ...ancestors] = lineage(reader.evaluator, cls);
  return classes.find((one) => ancestors.some(({ key }) => key === one.key) && hasChildren(reader, one));
}

const childrenOf = (reader: CodeReader, cls: DecoratedClass, classes: DecoratedClass[]): DecoratedClass[] =>
  classes.filter((one) => parentTable(reader, one, classes)?.key === cls.key);

function hasChildren(reader: CodeReader, cls: DecoratedClass): boolean {
  const options = entityOptions(cls);
  return (
    options !== undefined &&
    ['discriminatorColumn', 'discriminatorMap'].some((name) => reader.option(options, name) !== undefined)
  );
}

const usesMikroOrm = (module: LinkedModule): boolean =>
  [...module.links.values()].some((link) => link.kind === 'package' && link.name.startsWith('@mikro-orm/'));

const dialectOf = (home: Package): DeclaredDialect =>
  home.dependencies['@mikro-orm/mongodb'] === undefined ? driverDialect(home) : 'mongodb';

/** MikroORM's `UnderscoreNamingStrategy`. */
const namingFor = (dialect: DeclaredDialect): Naming => ({
  joinColumn: (relation, referenced) => `${snakeCase(relation)}_${snakeCase(referenced)}`,
  joinTable: (owner, relation) => `${owner}_${snakeCase(relation)}`,
  joinTableColumn: (_table, entity, referenced) => `${snakeCase(entity)}_${snakeCase(referenced)}`,
  joinTableIndexes: indexesKeys(dialect),
  joinTableSelf: (entity, referenced, side) => `${snakeCase(entity)}_${side}_${snakeCase(referenced)}`,
  compositeColumn: (relation, column) => `${snakeCase(relation)}_${column}`,
});
