import type { Naming } from './entity-draft.ts';
import { camelCase, snakeCase, titleCase } from './naming.ts';

/** How TypeORM names tables and columns, by its own or another naming strategy. */
export interface TypeormNaming extends Naming {
  table(entity: string): string;
  /** `prefixes`: those of the embedded objects around it, outermost first. */
  column(property: string, given: string | undefined, prefixes: string[]): string;
}

/** TypeORM's `DefaultNamingStrategy`. */
export const DEFAULT_NAMING: TypeormNaming = {
  table: snakeCase,
  column(property, given, prefixes) {
    const name = given ?? property;
    return prefixes.length > 0 ? camelCase(prefixes.join('_')) + titleCase(name) : name;
  },
  joinColumn: (relation, referenced) => camelCase(`${relation}_${referenced}`),
  joinTable: (owner, relation, target) => snakeCase(`${owner}_${relation.replaceAll('.', '_')}_${target}`),
  joinTableColumn: (table, _entity, referenced) => camelCase(`${table}_${referenced}`),
  joinTableIndexes: true,
};

/** `SnakeNamingStrategy` of `typeorm-naming-strategies`, and those that projects write after it. */
export const SNAKE_NAMING: TypeormNaming = {
  ...DEFAULT_NAMING,
  column: (property, given, prefixes) => snakeCase([...prefixes, ''].join('_')) + (given ?? snakeCase(property)),
  joinColumn: (relation, referenced) => snakeCase(`${relation}_${referenced}`),
  joinTableColumn: (table, _entity, referenced) => snakeCase(`${table}_${referenced}`),
};
