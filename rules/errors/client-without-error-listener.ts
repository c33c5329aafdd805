import {
  type CallFact,
  calledAs,
  calleeName,
  defineRule,
  type ModuleNode,
  nameOf,
  type RepoModel,
  runTimeModules,
  type Subject,
  within,
} from '#rule';

interface Client extends Subject {
  module: ModuleNode;
  library: string;
  made: string;
}

/** Clients that emit `error` for a connection that is lost while nobody waits for an answer, by package and export. */
const EMITTERS: Record<string, RegExp> = {
  pg: /^(Pool|Client)$/,
  redis: /^createClient$/,
  mysql: /^createConnection$/,
};

/** A database client that ends the process when its connection is lost, because nothing listens for its `error` event. */
export const clientWithoutErrorListener = defineRule({
  id: 'client-without-error-listener',
  summary: 'Nothing listens for the errors of a database client',
  why: 'The client reports a lost connection as an `error` event. An `error` event without a listener is thrown, and ends the process: a restart of the database takes the service down with it.',
  fix: "Add a listener where the client is made: `client.on('error', (error) => logger.error(error))`.",
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['listeners added by a package that is given the client'],
  params: {},
  examples: {
    good: [
      {
        title: 'a listener in another module, and a client that handles its errors itself',
        files: {
          'package.json': '{"dependencies":{"pg":"^8.0.0","ioredis":"^5.0.0"}}',
          'src/db.ts':
            "import { Pool } from 'pg';\nimport Redis from 'ioredis';\nexport const pool = new Pool();\nexport const cache = new Redis();\n",
          'src/once.ts':
            "import { Client } from 'pg';\nexport async function ask() {\n  const client = new Client();\n  await client.end();\n}\n",
          'src/main.ts': "import { pool } from './db';\npool.on('error', (error) => console.error(error));\n",
        },
      },
    ],
    bad: [
      {
        title: 'a pool and a cache without listeners',
        files: {
          'package.json': '{"dependencies":{"pg":"^8.0.0","redis":"^4.0.0"}}',
          'src/db.ts':
            "import { Pool } from 'pg';\nimport { createClient } from 'redis';\nexport const pool = new Pool();\nexport const cache = createClient();\n",
        },
        keys: ['src/db.ts#(module) Pool', 'src/db.ts#(module) createClient'],
      },
    ],
  },
  *subjects(model): Iterable<Client> {
    for (const module of runTimeModules(model)) {
      for (const call of module.facts.calls) {
        const library = libraryOf(model, module, call);
        if (library === undefined) continue;
        const made = calledAs(call);
        const key = `${module.path}#${nameOf(model, { module: module.path, fn: call.fn })} ${made}`;
        yield { key, at: within(module.path, { ...call.expr.at, endLine: call.expr.at.line }), module, library, made };
      }
    }
  },
  check({ module, library, made }, _params, model) {
    const owner = module.package;
    // Prisma's adapter listens to the pool that it is given.
    const adapted = library === 'pg' && '@prisma/adapter-pg' in owner.dependencies;
    const heard = adapted || model.modules.some((other) => other.package === owner && listens(model, other, library));
    const survives = model.processHandlers.some(
      (handler) => handler.package === owner.name && handler.event === 'uncaughtException',
    );
    if (heard || survives) return undefined;
    return { message: `nothing listens for the error event of ${made}: a lost connection ends the process` };
  },
});

function libraryOf(model: RepoModel, module: ModuleNode, call: CallFact): string | undefined {
  const name = calleeName(call.expr.callee) ?? '';
  if (!Object.values(EMITTERS).some((pattern) => pattern.test(name))) return undefined;
  const origin = model.code
    .origins(module.path, call.expr.callee)
    .find((item) => EMITTERS[item.package]?.test(item.path[item.path.length - 1] ?? ''));
  // A single connection of a function is closed where its work is done; a pool or a cache stays.
  const lasts = call.fn === 0 || /^(Pool|createClient)$/.test(name);
  return lasts && !origin?.path.includes('()') ? origin?.package : undefined;
}

/** Adds a listener for errors to something that comes from the library, or to what cannot be told. */
const listens = (model: RepoModel, module: ModuleNode, library: string): boolean =>
  module.facts.calls.some(({ expr: { callee, args } }) => {
    const [event] = args;
    if (callee.kind !== 'member' || !/^(on|once|addListener)$/.test(String(callee.property))) return false;
    if (event?.kind !== 'literal' || event.value !== 'error') return false;
    const origins = model.code.origins(module.path, callee.object);
    return origins.length === 0 || origins.some((origin) => origin.package === library);
  });
