import type { ModuleNode, RepoModel } from '../model/repo-model.ts';
import type { CallFact, Expr } from '../parse/typescript/code-facts.ts';
import { runTimeModules, within } from './places.ts';
import type { Rule, Subject } from './rule.ts';

/** How a library makes a client of a database, and what its options are called. */
export interface ClientLibrary {
  name: string;
  packages: RegExp;
  /** Last name of what is called or constructed; the package itself for `''`. */
  made: RegExp;
  /** Options that set what is asked for. */
  option: RegExp;
  advice: string;
}

export interface DatabaseClient<L extends ClientLibrary> {
  module: ModuleNode;
  call: CallFact;
  library: L;
  /** `src/db.ts pg 1`: its module, its library and its place among those. */
  key: string;
}

/** Calls of run-time code that make a client with one of the libraries. */
export function* databaseClients<L extends ClientLibrary>(
  model: RepoModel,
  libraries: readonly L[],
): Generator<DatabaseClient<L>> {
  for (const module of runTimeModules(model)) {
    const counts = new Map<L, number>();
    for (const call of module.facts.calls) {
      const library = libraryOf(model, module, call, libraries);
      if (library === undefined) continue;
      const count = (counts.get(library) ?? 0) + 1;
      counts.set(library, count);
      yield { module, call, library, key: `${module.path} ${library.name} ${count}` };
    }
  }
}

function libraryOf<L extends ClientLibrary>(
  model: RepoModel,
  module: ModuleNode,
  { expr }: CallFact,
  libraries: readonly L[],
): L | undefined {
  for (const { package: name, path } of model.code.origins(module.path, expr.callee)) {
    const found = libraries.find(({ packages, made }) => packages.test(name) && made.test(path.at(-1) ?? ''));
    if (found) return found;
  }
  return undefined;
}

export type Told = 'set' | 'absent' | 'unknown';

/** Whether the options of a client set what its library calls so; unknown where some of them are not written out. */
export const optionTold = <L extends ClientLibrary>(
  model: RepoModel,
  { module, call, library }: DatabaseClient<L>,
): Told => gravest(call.expr.args.map((argument) => optionsTold(model, module.path, argument, library.option)));

/** Options that hold what is passed on to the connection. */
const NESTED = /^(?:connection|extra|dialectOptions|options|pool|replication)$/;

function optionsTold(model: RepoModel, module: string, expr: Expr, option: RegExp): Told {
  if (expr.kind !== 'object') {
    const values = model.code.values(module, expr);
    const told = values.map((value): Told => {
      if (value.kind === 'object') return optionsTold(model, value.module, value.expr, option);
      if (value.kind === 'text') return isNamedIn(value.text, option) ? 'set' : 'absent';
      return isSetting(model.code.describe(value)) || value.kind === 'constant' ? 'absent' : 'unknown';
    });
    return gravest(told.length > 0 ? told : ['unknown']);
  }
  return gravest(
    expr.properties.map((property): Told => {
      if (typeof property.key !== 'string') return 'unknown';
      if (option.test(property.key)) return 'set';
      return NESTED.test(property.key) ? optionsTold(model, module, property.value, option) : 'absent';
    }),
  );
}

/** A connection string may hold options: `?statement_timeout=5000`. */
const isNamedIn = (text: string, option: RegExp): boolean =>
  text.split(/[^A-Za-z_]+/).some((word) => option.test(word));

const gravest = (told: Told[]): Told =>
  told.includes('set') ? 'set' : told.includes('unknown') ? 'unknown' : 'absent';

/** Read from the environment: a connection string. */
const isSetting = (described: string): boolean => /^process\.env\b|^Deno\.env|^Bun\.env/.test(described);

/** The text of an option of a client, followed to where it is written. */
export function optionText(model: RepoModel, module: string, expr: Expr, name: string): string | undefined {
  for (const value of expr.kind === 'object' ? [] : model.code.values(module, expr))
    if (value.kind === 'object') return optionText(model, value.module, value.expr, name);
  if (expr.kind !== 'object') return undefined;
  const option = expr.properties.find(({ key }) => key === name);
  return option && model.code.texts(module, option.value)?.[0];
}

interface JudgedClient<L extends ClientLibrary> extends Subject {
  library: L;
  told: Told;
}
type ClientRule<L extends ClientLibrary> = Omit<
  Rule<JudgedClient<L>, Record<never, never>>,
  'subjects' | 'check' | 'params'
> & {
  libraries: readonly L[];
  /** Whether a client has what is asked for; its options decide otherwise. */
  told?: (model: RepoModel, client: DatabaseClient<L>) => Told;
  says: (library: L) => string;
};

/** A rule about an option of database clients. Those whose options cannot be told are no subjects of it. */
export const clientRule = <L extends ClientLibrary>({
  libraries,
  told = optionTold,
  says,
  ...rule
}: ClientRule<L>): Rule<JudgedClient<L>, Record<never, never>> => ({
  ...rule,
  params: {},
  *subjects(model) {
    for (const client of databaseClients(model, libraries)) {
      const { key, library, module, call } = client;
      const answer = told(model, client);
      if (answer !== 'unknown') yield { key, at: within(module.path, call.expr.at), library, told: answer };
    }
  },
  check: ({ library, told: answer }) =>
    answer === 'set' ? undefined : { message: says(library), fix: library.advice },
});
