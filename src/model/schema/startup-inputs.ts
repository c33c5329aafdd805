import type { QualifiedName, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import type { SchemaInput } from './schema-input.ts';

/** Roles whose statements build the database of the system. */
const ELSEWHERE = new Set<string>(['test', 'example', 'documentation']);

/**
 * What start-up code does to tables that nothing else makes: SQL files and migrations tell better what becomes of theirs, and of
 * several modules that make one table the first does. A table that is dropped and not made again is dropped by other code than
 * what starts the service.
 */
export function withoutKnown(startup: readonly SchemaInput[], others: readonly SchemaInput[]): SchemaInput[] {
  const taken = new Set(
    others.filter(({ role }) => !ELSEWHERE.has(role)).flatMap(({ facts }) => madeBy(facts.operations)),
  );
  const ranked = startup.toSorted((one, other) => Number(other.role === 'source') - Number(one.role === 'source'));
  return ranked.flatMap((input): SchemaInput[] => {
    const { operations } = input.facts;
    const kept = operations
      .filter((operation) => !namesOf(operation).some((name) => taken.has(name)))
      .filter(
        (operation, index) =>
          operation.op !== 'drop-table' || isMadeAgain(operation.tables, operations.slice(index + 1)),
      );
    for (const name of madeBy(kept)) taken.add(name);
    return kept.length + input.facts.unknowns.length === 0
      ? []
      : [{ ...input, facts: { ...input.facts, operations: kept } }];
  });
}

/** Modules of one package build one database together: they count as being in the folder that all of them are in. */
export function inOneFolder(startup: readonly SchemaInput[], packages: readonly Package[]): SchemaInput[] {
  return packages.flatMap((home) => {
    const own = startup.filter(({ path }) => packageOf([...packages], path) === home);
    const folder = commonFolder(own.map(({ path }) => path.split('/').slice(0, -1)));
    return own.map((input) => ({ ...input, startup: { folder } }));
  });
}

function commonFolder([first = [], ...others]: string[][]): string {
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return first.slice(0, end < 0 ? undefined : end).join('/');
}

const keyOf = ({ name }: QualifiedName): string => name.toLowerCase();

const madeBy = (operations: readonly SchemaOperation[]): string[] =>
  operations.flatMap((operation) => {
    if (operation.op === 'create-table') return [keyOf(operation.table)];
    return operation.op === 'rename-table' ? [keyOf(operation.to)] : [];
  });

const isMadeAgain = (tables: readonly QualifiedName[], later: readonly SchemaOperation[]): boolean => {
  const made = new Set(madeBy(later));
  return tables.every((table) => made.has(keyOf(table)));
};

function namesOf(operation: SchemaOperation): string[] {
  if (operation.op === 'drop-table') return operation.tables.map(keyOf);
  return 'table' in operation && operation.table !== undefined ? [keyOf(operation.table)] : [];
}
