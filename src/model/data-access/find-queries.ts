import type { PrismaFacts } from '../../parse/prisma/prisma-facts.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { HandlerUse, QueryFact, Table } from '../repo-model.ts';
import { draftByShape } from './by-shape.ts';
import { drizzle } from './drizzle.ts';
import { finishQuery } from './finish-query.ts';
import { byCallers } from './given.ts';
import { knowHandlers } from './handler-index.ts';
import { knex } from './knex.ts';
import { kysely } from './kysely.ts';
import { mikroOrm } from './mikro-orm.ts';
import { mongoose } from './mongoose.ts';
import { objection } from './objection.ts';
import { prisma } from './prisma.ts';
import { prismaModels } from './prisma-models.ts';
import { queryStart } from './query-chain.ts';
import type { Draft, Link, QueryLibrary, Tools } from './query-library.ts';
import { sequelize } from './sequelize.ts';
import { rowQuery } from './sequelize-rows.ts';
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
  return [...found.values()].flatMap((item) => factsOf(item, tools));
}

/** A query as it is made, of each of the tables that it may go to. */
function factsOf({ library, draft }: Found, tools: Tools): QueryFact[] {
  draft.links.sort(inOrder);
  const facts = readingsOf(library, draft, tools);
  const seen = new Set(facts.map((fact) => fact.tables[0]?.name));
  for (const path of draft.others ?? []) {
    const more = readingsOf(library, { ...draft, path }, tools);
    const name = more[0]?.tables[0]?.name;
    if (name !== undefined && !seen.has(name)) facts.push(...more.map(withoutLoops));
    seen.add(name);
  }
  return facts;
}

/** One reading for each caller of its function that gives it another condition or text. */
function readingsOf(library: QueryLibrary, draft: Draft, tools: Tools): QueryFact[] {
  const { chains, complete } = byCallers(tools.evaluator, draft);
  const own = library.read(draft, tools);
  const rest = chains.length === 0 || (!complete && !own?.text) ? (finishQuery(draft, own, tools) ?? []) : [];
  const given = chains.flatMap((chain) => {
    const told: Tools = { ...tools, given: chain };
    return finishQuery(draft, library.read(draft, told), told) ?? [];
  });
  return [rest, given.map((fact, index) => (index === 0 || !fact.caller ? fact : withoutLoops(fact)))].flat();
}

/** Loops are those of the function that makes the query: one of its readings tells them. */
const withoutLoops = ({ loop: _loop, ...fact }: QueryFact): QueryFact => ({ ...fact, calledInLoops: [] });

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
  if (typeof name !== 'string') return;
  if (!METHODS.has(name)) {
    const row = rowQuery(tools.evaluator, module, call, name);
    if (row) found.set(`${module.path}#${call.expr.id}`, row);
    return;
  }
  const receiver: Expr = callee.kind === 'member' ? callee.object : callee;
  const own: PathStep[] = [
    ...(callee.kind === 'member' ? [{ name }] : []),
    { name: '()', site: { module: module.path, call: call.expr.id, via: [] } },
  ];
  let known = false;
  let added: Found | undefined;
  for (const value of tools.evaluator.evaluate(receiver, { module: module.path })) {
    const path = pathOf(tools.evaluator, value);
    const library = path && BY_PACKAGE.get(path.package);
    if (!path) continue;
    known ||= library !== undefined;
    const whole = { ...path, steps: [...path.steps, ...own] };
    if (added && added.library === library) other(added, whole);
    else if (library && !added) added = add(tools, found, library, whole, module.path, call, name);
  }
  if (known) return;
  const shaped = draftByShape(tools, module, call, name);
  if (shaped) found.set(`${module.path}#${call.expr.id}`, shaped);
}

const MAX_MODELS = 12;

/** Notes one more model that the receiver of the call which begins a query may be. */
function other({ library, draft }: Found, path: ValuePath): void {
  const begun = path.steps[queryStart(library, path.steps)]?.site;
  const others = draft.others ?? [];
  if (begun?.call !== draft.call.expr.id || begun.module !== draft.module || others.length >= MAX_MODELS) return;
  draft.others = [...others, path];
}

/** Files a call under the query it begins or continues, which is given back. */
function add(
  { evaluator }: Tools,
  found: Map<string, Found>,
  library: QueryLibrary,
  path: ValuePath,
  module: string,
  call: CallFact,
  name: string,
): Found | undefined {
  const start = queryStart(library, path.steps);
  const site = path.steps[start]?.site;
  if (start < 0 || !site) return undefined;
  const key = `${site.module}#${site.call}`;
  const begins = site.module === module && site.call === call.expr.id;
  const known = found.get(key);
  if (begins) {
    if (!known) found.set(key, { library, draft: { path, start, module, call, links: [] } });
    else found.set(key, { library, draft: { ...known.draft, path, start, module, call } });
  } else if (library.methods.has(name) && !path.steps.slice(start).some((step) => step.name === 'clone'))
    link(
      evaluator,
      found,
      key,
      { library, draft: { path, start, module: site.module, call, links: [] } },
      { name, module, call },
    );
  return found.get(key);
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
