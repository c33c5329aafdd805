import type { SchemaOperation } from '../../parse/sql/sql-facts.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';

/** What makes a client write every name in snake case: Kysely's plugin, Objection's mappers for Knex. */
const MAPPER = /^(?:CamelCasePlugin|knexSnakeCaseMappers)$/;

/** What runs migrations, and may have a client of its own for that. */
const MIGRATOR = /^Migrator$/;

const CLIENT = /^(?:Kysely|knex)$/;

/** Roles of modules that make the clients of the system. */
const OWN = /^(?:source|config|script|tooling)$/;

/** Answers for each package of the modules, found once. */
export function snakeCasePackages(modules: readonly LinkedModule[]): (own: Package) => boolean {
  const known = new Map<Package, boolean>();
  return (own) => {
    const answer = known.get(own) ?? mapsToSnakeCase(modules, own);
    known.set(own, answer);
    return answer;
  };
}

/** Whether the client that runs the migrations of a package writes names in snake case, whatever case they have in the code. */
function mapsToSnakeCase(modules: readonly LinkedModule[], { path }: Package): boolean {
  const own = modules.filter((module) => module.package.path === path && OWN.test(module.role));
  const runners = own.filter((module) => calls(module, MIGRATOR) && calls(module, CLIENT));
  return (runners.length > 0 ? runners : own).some((module) => calls(module, MAPPER));
}

const calls = ({ facts }: LinkedModule, pattern: RegExp): boolean =>
  facts.calls.some(({ expr: { callee } }) => callee.kind === 'reference' && pattern.test(callee.name));

/** Members of operations that hold names of tables, columns, keys and schemas. */
const NAMES = new Set(['name', 'schema', 'column', 'to', 'columns', 'include']);

/** The same operation with its names in snake case. */
export const inSnakeCase = (operation: SchemaOperation): SchemaOperation => renamed(operation) as SchemaOperation;

function renamed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(renamed);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, NAMES.has(key) ? renamedText(value) : renamed(value)]),
  );
}

const renamedText = (value: unknown): unknown => {
  if (typeof value === 'string') return snakeCase(value);
  return Array.isArray(value)
    ? value.map((item) => (typeof item === 'string' ? snakeCase(item) : renamed(item)))
    : renamed(value);
};

const snakeCase = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
