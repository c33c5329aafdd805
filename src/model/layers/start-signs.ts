import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { type Sign, WEIGHT } from './layer-signals.ts';

/** What the package classes say that a module's classes extend. */
export function classSigns(module: LinkedModule, evaluator: Evaluator): Sign[] {
  return module.facts.classes.flatMap(({ superClass, name = 'a class' }): Sign[] => {
    if (!superClass) return [];
    const origins = evaluator.evaluate(superClass, { module: module.path }).flatMap((value) => originOf(value) ?? []);
    const last = (path: string[]): string => path.filter((step) => step !== '()').pop() ?? '';
    if (origins.some((origin) => /^passport/.test(origin.package) || last(origin.path) === 'PassportStrategy'))
      return [{ layer: 'middleware', weight: WEIGHT.decorator, reason: `${name} is a Passport strategy` }];
    if (origins.some((origin) => last(origin.path) === 'PrismaClient'))
      return [{ layer: 'infrastructure', weight: WEIGHT.decorator, reason: `${name} is a database client` }];
    return [];
  });
}

/** What a module that serves nothing itself starts: an application that it puts together, a client of a database. */
export function startSigns(module: LinkedModule, evaluator: Evaluator): Sign[] {
  const assembly = assembled(module, evaluator);
  if (assembly) return [{ layer: 'entry', weight: WEIGHT.structure, reason: assembly }];
  // A module of a framework that gathers others only names the client among them.
  const client = /\.module\.[cm]?[jt]s$/.test(module.path) ? undefined : clientMade(module, evaluator);
  return client
    ? [{ layer: 'infrastructure', weight: WEIGHT.folder, reason: `makes a database client with ${client}` }]
    : [];
}

const APPLICATIONS: Record<string, RegExp> = {
  express: /^(\(\)|:(Application|Express))$/,
  koa: /^(\(\)|:(default|Koa|Application))$/,
  fastify: /^(\(\)|fastify\.\(\))$/,
  '@nestjs/core': /^NestFactory\.create$/,
};

/** `app.use('/api', routes)`, `app.listen(port)` of a whole application, `NestFactory.create(AppModule)`. */
function assembled(module: LinkedModule, evaluator: Evaluator): string | undefined {
  for (const { expr } of module.facts.calls) {
    const { callee } = expr;
    if (callee.kind !== 'member' || typeof callee.property !== 'string') continue;
    if (!/^(use|listen|register|create)$/.test(callee.property)) continue;
    const of = callee.property === 'create' ? callee : callee.object;
    const values = evaluator.evaluate(of, { module: module.path });
    if (values.some(isApplication)) return `puts an application together with ${callee.property}()`;
  }
  return undefined;
}

function isApplication(value: Value): boolean {
  const origin = originOf(value);
  const pattern = origin && APPLICATIONS[origin.package];
  return pattern?.test(origin?.path.join('.') ?? '') === true;
}

const CLIENTS =
  /^(@prisma\/client\.PrismaClient|pg\.(Pool|Client)|(sequelize|sequelize-typescript|@sequelize\/core)\.Sequelize|typeorm\.DataSource|mongodb\.MongoClient|@elastic\/elasticsearch\.Client|@opensearch-project\/opensearch\.Client|(mysql2?|mysql2\/promise|mariadb)\.create(Pool|Connection)|mongoose\.(connect|createConnection)|typeorm\.createConnection|drizzle-orm\.drizzle|knex(\.knex|\.default)?|better-sqlite3|postgres)$/;

const MAKERS = /^(connect|createConnection|createPool|default|knex)$/;

/** A database client that the module makes when it loads or in one of its functions. */
function clientMade(module: LinkedModule, evaluator: Evaluator): string | undefined {
  if (!hasClientLink(module)) return undefined;
  for (const { expr } of module.facts.calls) {
    const { callee } = expr;
    const makes = callee.kind === 'member' ? MAKERS.test(String(callee.property)) : callee.kind === 'reference';
    if (!makes && expr.kind !== 'new') continue;
    for (const value of evaluator.evaluate(callee, { module: module.path })) {
      if (value.kind !== 'package') continue;
      const name = [value.package, ...value.path].join('.');
      if (CLIENTS.test(name)) return `${expr.kind === 'new' ? 'new ' : ''}${value.path.at(-1) ?? value.package}()`;
    }
  }
  return undefined;
}

const hasClientLink = ({ links }: LinkedModule): boolean =>
  [...links.values()].some((link) => link.kind === 'package' && CLIENT_PACKAGES.test(link.name));
const CLIENT_PACKAGES =
  /^(@prisma\/client|pg|sequelize|sequelize-typescript|@sequelize\/core|typeorm|mongodb|mongoose|@elastic\/elasticsearch|@opensearch-project\/opensearch|mysql2?|mariadb|drizzle-orm|knex|better-sqlite3|postgres)$/;
