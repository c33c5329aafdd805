import type { QualifiedName } from '../../parse/sql/sql-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { classesWith, type DecoratedClass, lineage } from '../frameworks/decorated-classes.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import { CodeReader } from './code-values.ts';
import type { DeclaredSchema, DeclaredTable } from './declared-schema.ts';
import { linkEntities } from './link-entities.ts';
import { TypeormClasses } from './typeorm-classes.ts';
import { typeormConfig } from './typeorm-config.ts';
import { entitySchemas } from './typeorm-entity-schemas.ts';

/** The databases that TypeORM entities declare, one for each package: decorated classes and entity schemas. */
export function typeormSchemas(evaluator: Evaluator, modules: LinkedModule[], packages: Package[]): DeclaredSchema[] {
  if (!modules.some(usesTypeorm)) return [];
  const reader = new CodeReader(evaluator);
  const classes = classesWith(evaluator, modules, isEntity);
  const schemas = entitySchemas(reader, modules);
  const homes = new Set([...classes.values(), ...schemas].map(({ module }) => packageOf(packages, module)));
  return [...homes].map((home): DeclaredSchema => {
    const config = typeormConfig(reader, modules, home, packages);
    const isOwn = ({ module }: { module: string }): boolean => packageOf(packages, module) === home;
    const own = [...classes.values()].filter(isOwn);
    const drafts = [
      ...own
        .filter(hasTable)
        .map((cls) => new TypeormClasses(reader, config).read(cls, childrenOf(evaluator, cls, own))),
      ...schemas.filter(isOwn).map(({ read }) => read(config)),
    ];
    const { dialect, synchronized, naming, prefix } = config;
    const tables = linkEntities(drafts, naming).map((table) => withPrefix(table, prefix));
    return { library: 'typeorm', package: home.path, dialect, synchronized, tables };
  });
}

/** Every table has it, those of relations too. */
const withPrefix = (table: DeclaredTable, prefix: string): DeclaredTable => ({
  ...table,
  table: prefixed(table.table, prefix),
  constraints: table.constraints.map((constraint) =>
    constraint.references === undefined
      ? constraint
      : {
          ...constraint,
          references: { ...constraint.references, table: prefixed(constraint.references.table, prefix) },
        },
  ),
});

const prefixed = (table: QualifiedName, prefix: string): QualifiedName => ({ ...table, name: prefix + table.name });

const usesTypeorm = (module: LinkedModule): boolean =>
  [...module.links.values()].some((link) => link.kind === 'package' && link.name === 'typeorm');

const isEntity = ({ package: home, name }: { package: string; name: string }): boolean =>
  home === 'typeorm' && (name === 'Entity' || name === 'ChildEntity');

const hasTable = (cls: DecoratedClass): boolean => cls.decorators.some(({ name }) => name === 'Entity');

/** Classes whose rows are in the table of the class that they extend. */
function childrenOf(evaluator: Evaluator, parent: DecoratedClass, classes: DecoratedClass[]): DecoratedClass[] {
  if (!parent.decorators.some(({ name }) => name === 'TableInheritance')) return [];
  return classes.filter(
    (cls) => !hasTable(cls) && lineage(evaluator, cls).some((ancestor) => ancestor.key === parent.key),
  );
}
