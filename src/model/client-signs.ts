import type { CallFact, CodeFacts, Expr } from '../parse/typescript/code-facts.ts';
import { dataClient } from './data-access/libraries.ts';
import type { LinkedModule } from './linking/linked-modules.ts';
import type { ExternalImport } from './repo-model.ts';

/** Packages that only run in a browser (or draw for one). */
const CLIENT =
  /^(react|react-dom|react-router(-dom)?|react-native|preact|vue|vue-router|vuex|pinia|svelte|solid-js|lit|alpinejs|jquery|@angular\/(?!cli|ssr).*|@ionic\/.*|@mui\/.*|@chakra-ui\/.*|@radix-ui\/.*|@headlessui\/.*|@reduxjs\/toolkit|redux|react-redux|zustand|@tanstack\/(react|vue)-.*|bootstrap|@vueuse\/.*|framer-motion|lucide-react|chart\.js|d3|socket\.io-client|next\/(link|image|navigation|router))$/;

/** Packages that only a server has. */
const SERVER =
  /^(express|express-.*|fastify|fastify-.*|@fastify\/.*|koa|koa-.*|@koa\/.*|hono|@hono\/.*|@hapi\/.*|@nestjs\/.*|apollo-server.*|@apollo\/server|graphql-yoga|body-parser|cors|helmet|jsonwebtoken|passport.*|bcrypt(js)?|dotenv|socket\.io|ws|mongoose|mongodb|sequelize|typeorm|@prisma\/client|knex|drizzle-orm|pg|mysql2?|ioredis|redis|nodemailer|puppeteer.*|playwright.*|jsdom|cheerio|node:(fs|http|https|net|cluster|child_process|worker_threads|os|fs\/promises))$/;

/** What a module shows of where it runs. */
export interface Sides {
  /** It imports what draws in a browser. */
  draws: boolean;
  /** It calls what only a browser defines, which code for both sides does under a condition. */
  browses: boolean;
  server: boolean;
}

/** Told by the packages a module needs at run time, what a front-end framework calls on the server, and the globals it uses. */
export function sidesOf(module: LinkedModule, external: readonly ExternalImport[]): Sides {
  const needed = external.filter((item) => item.kind !== 'type');
  return {
    draws: needed.some((item) => CLIENT.test(item.package) || CLIENT.test(item.specifier)),
    browses: usesBrowser(module.facts),
    server: needed.some((item) => isServerPackage(item.package) && !onlyNames(module, item)) || loadsOnServer(module),
  };
}

/** Databases of tables are reached by servers alone, save the one whose client is made for browsers too. */
const isServerPackage = (name: string): boolean =>
  SERVER.test(name) || (dataClient(name)?.holds === 'tables' && name !== '@supabase/supabase-js');

/** Enumerations of a generated Prisma client are plain constants, used in front ends too. */
function onlyNames(module: LinkedModule, { package: name, specifier }: ExternalImport): boolean {
  if (name !== '@prisma/client') return false;
  const names = module.facts.imports.filter((item) => item.specifier === specifier).flatMap((item) => item.names);
  return names.length > 0 && names.every(({ imported }) => !/^(PrismaClient|Prisma|default|\*)$/.test(imported));
}

/** A page whose data is loaded on the server holds server code beside what it draws. */
const loadsOnServer = ({ facts, package: { dependencies } }: LinkedModule): boolean =>
  Object.keys(dependencies).some((name) => /^(next$|@remix-run\/|react-router$)/.test(name)) &&
  facts.exports.some(({ name }) => /^(getServerSideProps|getStaticProps|getStaticPaths|loader|action)$/.test(name));

const BROWSER_GLOBALS =
  /^(window|document|localStorage|sessionStorage|angular|jQuery|\$|XMLHttpRequest|FileReader|alert)$/;

/** Scripts of a page and its workers import nothing; what they call is told by the names that only a browser defines. */
function usesBrowser(facts: CodeFacts): boolean {
  return facts.calls.some((call) => {
    const root = rootOf(call);
    if (root.name === 'self') return /^(postMessage|addEventListener|importScripts)$/.test(root.member ?? '');
    return root.name !== undefined && BROWSER_GLOBALS.test(root.name);
  });
}

/** The global name that a call starts from, with the member of it that is called first. */
function rootOf({ expr }: CallFact): { name?: string; member?: string } {
  let at: Expr = expr.callee;
  let member: string | undefined;
  while (at.kind === 'member' || at.kind === 'call') {
    if (at.kind === 'member') member = typeof at.property === 'string' ? at.property : undefined;
    at = at.kind === 'member' ? at.object : at.callee;
  }
  if (at.kind !== 'reference' || at.binding !== undefined) return {};
  return { name: at.name, ...(member !== undefined && { member }) };
}
