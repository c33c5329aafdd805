import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { knex } from './knex.ts';
import { MONGOOSE_METHODS, mongoose } from './mongoose.ts';
import { PRISMA_METHODS, prisma } from './prisma.ts';
import { prismaModel } from './prisma-models.ts';
import type { Draft, Link, QueryLibrary, Tools } from './query-library.ts';
import { modelOfThis } from './schema-statics.ts';

/**
 * A query whose client cannot be traced to its package, told by its shape together with a name that the repository itself
 * defines: `x.user.findMany(…)` of a Prisma model, `x('users').where(…)` of a table.
 */
export function draftByShape(
  tools: Tools,
  module: LinkedModule,
  call: CallFact,
  name: string,
): { library: QueryLibrary; draft: Draft } | undefined {
  const own = mongooseStatic(tools, module, call, name);
  if (own) return own;
  if (PRISMA_METHODS.has(name)) return prismaShape(tools, module, call);
  return name === '()' || call.expr.callee.kind === 'member' ? knexShape(tools, module, call) : undefined;
}

/** `this.find(…)` in a static of a schema, where `this` is the model. */
function mongooseStatic(tools: Tools, module: LinkedModule, call: CallFact, name: string) {
  const { callee } = call.expr;
  if (!MONGOOSE_METHODS.has(name) || callee.kind !== 'member' || callee.object.kind !== 'this') return undefined;
  if (callee.object.cls !== undefined) return undefined;
  const model = modelOfThis(tools.evaluator, module.path, call);
  if (!model) return undefined;
  const site = { module: module.path, call: call.expr.id, via: [] };
  const path = { ...model, steps: [...model.steps, { name }, { name: '()', site }] };
  const links = chainedTo(module, call, mongoose);
  return { library: mongoose, draft: { path, start: path.steps.length - 1, module: module.path, call, links } };
}

function prismaShape(tools: Tools, module: LinkedModule, call: CallFact) {
  const { callee } = call.expr;
  if (callee.kind !== 'member' || callee.object.kind !== 'member' || tools.prisma.size === 0) return undefined;
  const model = callee.object.property;
  if (typeof model !== 'string' || !prismaModel(tools.prisma, model) || /^[A-Z]/.test(model)) return undefined;
  const client = nameOf(callee.object.object);
  if (!/prisma|^(tx|db|trx|client|database|transaction|kyselyPrisma|orm)$/i.test(client)) return undefined;
  return { library: prisma, draft: draftOf(module, call, '@prisma/client', []) };
}

/** `db('users')` followed by a builder's method, where `users` is a table and the package has Knex. */
function knexShape(tools: Tools, module: LinkedModule, call: CallFact) {
  const [table] = call.expr.args;
  if (table?.kind !== 'literal' || typeof table.value !== 'string' || call.expr.args.length !== 1) return undefined;
  if (!tools.tableNames.has(table.value.toLowerCase().split(/\s+as\s+/)[0] ?? '')) return undefined;
  if (!('knex' in module.package.dependencies) || call.use !== 'chained') return undefined;
  const links = chainedTo(module, call, knex);
  return links.length > 0 ? { library: knex, draft: draftOf(module, call, 'knex', links) } : undefined;
}

function draftOf(module: LinkedModule, call: CallFact, name: string, links: Link[]): Draft {
  const site = { module: module.path, call: call.expr.id, via: [] };
  const path = { package: name, steps: [{ name: '()' }, { name: '()', site }], transaction: false };
  return { path, start: 1, module: module.path, call, links };
}

function chainedTo(module: LinkedModule, call: CallFact, library: QueryLibrary): Link[] {
  const links: Link[] = [];
  let at = call;
  while (at.use === 'chained' && at.parent !== undefined) {
    at = module.facts.calls[at.parent] as CallFact;
    const { callee } = at.expr;
    if (callee.kind !== 'member' || !library.methods.has(String(callee.property))) break;
    links.push({ name: String(callee.property), module: module.path, call: at });
  }
  return links;
}

const nameOf = (expr: Expr): string => {
  if (expr.kind === 'reference') return expr.name;
  return expr.kind === 'member' && typeof expr.property === 'string' ? expr.property : '';
};
