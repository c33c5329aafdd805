import {
  type CallFact,
  defineRule,
  type Expr,
  type ModuleNode,
  type RepoModel,
  runTimeModules,
  type Subject,
  type Violation,
  within,
} from '#rule';

interface Client extends Subject {
  library: Library;
  timeout: 'set' | 'absent';
}

/** How a library is told to talk to PostgreSQL, and what its options for statements are called. */
interface Library {
  name: string;
  packages: RegExp;
  /** Last name of what is called or constructed; the package itself for `''`. */
  made: RegExp;
  /** The option that names the engine, where the library has several. */
  engine?: string;
  advice: string;
}

const LIBRARIES: Library[] = [
  { name: 'pg', packages: /^pg$/, made: /^(?:Pool|Client)$/, advice: 'Give it statement_timeout, in milliseconds.' },
  {
    name: 'postgres',
    packages: /^postgres$/,
    made: /^(?:default)?$/,
    advice: 'Give it connection: { statement_timeout }, in milliseconds.',
  },
  {
    name: 'Knex',
    packages: /^knex$/,
    made: /^(?:knex|default)?$/,
    engine: 'client',
    advice: 'Give its connection statement_timeout, in milliseconds.',
  },
  {
    name: 'Sequelize',
    packages: /^sequelize(?:-typescript)?$/,
    made: /^Sequelize$/,
    engine: 'dialect',
    advice: 'Give its dialectOptions statement_timeout, in milliseconds.',
  },
  {
    name: 'TypeORM',
    packages: /^typeorm$/,
    made: /^(?:DataSource|createConnection)$/,
    engine: 'type',
    advice: 'Give it extra: { statement_timeout }, in milliseconds.',
  },
];

const PG = '{"dependencies":{"pg":"^8.0.0","knex":"^3.0.0"}}';

/** Clients of PostgreSQL that let a statement run for as long as it takes. */
export const clientWithoutStatementTimeout = defineRule({
  id: 'client-without-statement-timeout',
  summary: 'A database client sets no limit to how long a statement may run',
  why: 'One slow statement holds its connection, and its locks, until it ends. A handful of them empty the pool, and every request waits although the database itself is well.',
  fix: 'Set statement_timeout a little below the time after which a request is given up.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: [
    'limits set for the role or the database, or in a connection string from the environment',
    'engines other than PostgreSQL',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'an option of the pool, of the connection, and a statement that sets it',
        files: {
          'package.json': PG,
          'src/a.ts':
            "import { Pool } from 'pg';\nimport knex from 'knex';\nexport const pool = new Pool({ max: 10, statement_timeout: 5000 });\nexport const db = knex({ client: 'pg', connection: { host: process.env.HOST, statement_timeout: 5000 } });\n",
        },
      },
      {
        title: 'options that cannot be told, and another engine',
        files: {
          'package.json': PG,
          'src/a.ts':
            "import { Pool } from 'pg';\nimport knex from 'knex';\nexport const make = (options) => new Pool({ max: 10, ...options });\nexport const db = knex({ client: 'mysql2', connection: process.env.URL });\n",
        },
      },
      {
        title: 'set when a connection is made',
        files: {
          'package.json': PG,
          'src/a.ts':
            "import { Pool } from 'pg';\nconst pool = new Pool({ max: 10 });\npool.on('connect', (client) => client.query('SET statement_timeout = 5000'));\n",
        },
      },
    ],
    bad: [
      {
        title: 'neither',
        files: {
          'package.json': PG,
          'src/a.ts':
            "import { Pool } from 'pg';\nimport knex from 'knex';\nexport const pool = new Pool({ connectionString: process.env.URL, max: 10 });\nexport const db = knex({ client: 'pg', connection: { host: process.env.HOST } });\n",
        },
        keys: ['src/a.ts pg 1', 'src/a.ts Knex 1'],
      },
    ],
  },
  *subjects(model): Iterable<Client> {
    for (const module of runTimeModules(model)) {
      const counts = new Map<Library, number>();
      const byStatement = module.facts.literals.some(({ value }) => /statement_timeout/i.test(String(value)));
      for (const call of module.facts.calls) {
        const library = libraryOf(model, module, call);
        if (library === undefined) continue;
        const timeout = byStatement ? 'set' : timeoutOf(model, module, call, library);
        if (timeout === 'unknown') continue;
        const count = (counts.get(library) ?? 0) + 1;
        counts.set(library, count);
        const key = `${module.path} ${library.name} ${count}`;
        yield { key, at: within(module.path, call.expr.at), library, timeout };
      }
    }
  },
  check({ library, timeout }): Violation | undefined {
    if (timeout === 'set') return undefined;
    return { message: `this ${library.name} client lets a statement run for as long as it takes`, fix: library.advice };
  },
});

function libraryOf(model: RepoModel, module: ModuleNode, { expr }: CallFact): Library | undefined {
  for (const { package: name, path } of model.code.origins(module.path, expr.callee)) {
    const found = LIBRARIES.find(({ packages, made }) => packages.test(name) && made.test(path.at(-1) ?? ''));
    if (found) return found;
  }
  return undefined;
}

type Told = 'set' | 'absent' | 'unknown';

function timeoutOf(model: RepoModel, module: ModuleNode, { expr }: CallFact, { engine }: Library): Told {
  const told = expr.args.map((argument) => optionsTold(model, module.path, argument));
  if (told.includes('set')) return 'set';
  if (told.includes('unknown')) return 'unknown';
  if (engine === undefined) return 'absent';
  const isPostgres = expr.args.some((argument) =>
    /^(?:pg|postgres)/.test(optionText(model, module.path, argument, engine) ?? ''),
  );
  return isPostgres ? 'absent' : 'unknown';
}

const TIMEOUT = /^(?:statement_timeout|query_timeout|statementTimeout|queryTimeout)$/;
/** Options that hold what is passed on to the connection. */
const NESTED = /^(?:connection|extra|dialectOptions|options|pool|replication)$/;

/** Whether options set a time limit; unknown where some of them are not written out. */
function optionsTold(model: RepoModel, module: string, expr: Expr): Told {
  if (expr.kind !== 'object') {
    const values = model.code.values(module, expr);
    const told = values.map((value): Told => {
      if (value.kind === 'object') return optionsTold(model, value.module, value.expr);
      if (value.kind === 'text') return value.text.includes('statement_timeout') ? 'set' : 'absent';
      return isSetting(model.code.describe(value)) || value.kind === 'constant' ? 'absent' : 'unknown';
    });
    return gravest(told.length > 0 ? told : ['unknown']);
  }
  return gravest(
    expr.properties.map((property): Told => {
      if (typeof property.key !== 'string') return 'unknown';
      if (TIMEOUT.test(property.key)) return 'set';
      return NESTED.test(property.key) ? optionsTold(model, module, property.value) : 'absent';
    }),
  );
}

const gravest = (told: Told[]): Told =>
  told.includes('set') ? 'set' : told.includes('unknown') ? 'unknown' : 'absent';

/** Read from the environment: a connection string. */
const isSetting = (described: string): boolean => /^process\.env\b|^Deno\.env|^Bun\.env/.test(described);

function optionText(model: RepoModel, module: string, expr: Expr, name: string): string | undefined {
  for (const value of expr.kind === 'object' ? [] : model.code.values(module, expr))
    if (value.kind === 'object') return optionText(model, value.module, value.expr, name);
  if (expr.kind !== 'object') return undefined;
  const option = expr.properties.find(({ key }) => key === name);
  return option && model.code.texts(module, option.value)?.[0];
}
