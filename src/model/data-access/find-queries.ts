import type { PrismaFacts } from '../../parse/prisma/prisma-facts.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { HandlerUse, QueryFact, Table } from '../repo-model.ts';
import { draftByShape } from './by-shape.ts';
import { drizzle } from './drizzle.ts';
import { finishQuery } from './finish-query.ts';
import { knex } from './knex.ts';
import { kysely } from './kysely.ts';
import { mikroOrm } from './mikro-orm.ts';
import { mongoose } from './mongoose.ts';
import { objection } from './objection.ts';
import { prisma } from './prisma.ts';
import { prismaModels } from './prisma-models.ts';
import { queryStart } from './query-chain.ts';
import type { Draft, Link, QueryLibrary, Tools } from './query-library.ts';
import { knowHandlers } from './request-values.ts';
import { sequelize } from './sequelize.ts';
import { slonik } from './slonik.ts';
import { sqlDrivers } from './sql-drivers.ts';
import { taggedQueries } from './tagged-queries.ts';
import { typeorm } from './typeorm.ts';
import { type PathStep, pathOf, type ValuePath } from './value-path.ts';

const LIBRARIES: readonly QueryLibrary[] = [
  knex,
  prisma,
  typeorm,
  sequelize,
  mongoose,
  drizzle,
  mikroOrm,
  kysely,
  objection,
  slonik,
  sqlDrivers,
];
const BY_PACKAGE = new Map(
  LIBRARIES.flatMap((library) => [...library.packages].map((name) => [name, library] as const)),
);

/** The recogniser of a package's queries, when it has one. */
export const queryLibraryOf = (name: string): QueryLibrary | undefined => BY_PACKAGE.get(name);
const METHODS = new Set(LIBRARIES.flatMap((library) => [...library.methods]));

export interface QuerySources {
  evaluator: Evaluator;
  modules: readonly LinkedModule[];
  prisma: readonly PrismaFacts[];
  handlers: readonly HandlerUse[];
  tables: readonly Table[];
}

interface Found {
  library: QueryLibrary;
  draft: Draft;
}

/** Every query of the code outside tests, told by where the receiver of its calls comes from. */
export function findQueries({ evaluator, modules, prisma: schemas, handlers, tables }: QuerySources): QueryFact[] {
  if (!modules.some(usesData)) return [];
  knowHandlers(evaluator, handlers);
  const tools: Tools = {
    evaluator,
    prisma: prismaModels(schemas),
    tableNames: new Set(tables.map((table) => table.name.toLowerCase())),
  };
  const found = new Map<string, Found>();
  for (const module of modules) {
    if (!/^(source|config|script|seed)$/.test(module.role)) continue;
    for (const call of module.facts.calls) collect(tools, found, module, call);
    for (const [index, item] of taggedQueries(evaluator, module, queryLibraryOf).entries())
      found.set(`${module.path}#tagged ${index}`, item);
  }
  return [...found.values()].flatMap(({ library, draft }) => {
    draft.links.sort(inOrder);
    return finishQuery(draft, library.read(draft, tools), tools) ?? [];
  });
}

/** Calls of one chain begin at the same place and are numbered from the last to the first. */
const inOrder = (one: Link, other: Link): number => {
  if (one.module !== other.module) return one.module < other.module ? -1 : 1;
  const { at: from } = one.call.expr;
  const { at: to } = other.call.expr;
  return from.line - to.line || from.column - to.column || other.call.expr.id - one.call.expr.id;
};

const usesData = (module: LinkedModule): boolean =>
  [...module.links.values()].some((link) => link.kind === 'package' && BY_PACKAGE.has(link.name)) ||
  module.facts.imports.some((item) => /prisma/i.test(item.specifier ?? ''));

function collect(tools: Tools, found: Map<string, Found>, module: LinkedModule, call: CallFact): void {
  const { callee } = call.expr;
  if (call.expr.kind === 'new') return;
  const name = callee.kind === 'member' ? callee.property : '()';
  if (typeof name !== 'string' || !METHODS.has(name)) return;
  const receiver: Expr = callee.kind === 'member' ? callee.object : callee;
  const own: PathStep[] = [
    ...(callee.kind === 'member' ? [{ name }] : []),
    { name: '()', site: { module: module.path, call: call.expr.id, via: [] } },
  ];
  let known = false;
  for (const value of tools.evaluator.evaluate(receiver, { module: module.path })) {
    const path = pathOf(tools.evaluator, value);
    const library = path && BY_PACKAGE.get(path.package);
    if (!path) continue;
    known ||= library !== undefined;
    if (library && add(tools, found, library, { ...path, steps: [...path.steps, ...own] }, module.path, call, name))
      return;
  }
  if (known) return;
  const shaped = draftByShape(tools, module, call, name);
  if (shaped) found.set(`${module.path}#${call.expr.id}`, shaped);
}

/** Files a call under the query it begins or continues. */
function add(
  { evaluator }: Tools,
  found: Map<string, Found>,
  library: QueryLibrary,
  path: ValuePath,
  module: string,
  call: CallFact,
  name: string,
): boolean {
  const start = queryStart(library, path.steps);
  const site = path.steps[start]?.site;
  if (start < 0 || !site) return false;
  const key = `${site.module}#${site.call}`;
  const begins = site.module === module && site.call === call.expr.id;
  const known = found.get(key);
  if (begins) {
    if (!known) found.set(key, { library, draft: { path, start, module, call, links: [] } });
    else found.set(key, { library, draft: { ...known.draft, path, start, module, call } });
  } else if (library.methods.has(name))
    link(
      evaluator,
      found,
      key,
      { library, draft: { path, start, module: site.module, call, links: [] } },
      { name, module, call },
    );
  return true;
}

/** Files a later call of a query, which may be met before the call that begins it. */
function link(evaluator: Evaluator, found: Map<string, Found>, key: string, first: Found, next: Link): void {
  const { site } = first.draft.path.steps[first.draft.start] as PathStep;
  const known = found.get(key);
  const begun = site && site.call >= 0 ? evaluator.program.call(site.module, site.call) : undefined;
  if (!known && !begun) return;
  const entry = known ?? { ...first, draft: { ...first.draft, call: begun as CallFact } };
  if (!known) found.set(key, entry);
  if (!entry.draft.links.some((item) => item.call === next.call)) entry.draft.links.push(next);
}
