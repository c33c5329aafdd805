import {
  type ClientLibrary,
  clientRule,
  type DatabaseClient,
  optionText,
  optionTold,
  type RepoModel,
  type Told,
} from '#rule';

/** A library that talks to PostgreSQL, among others where an option names the engine. */
interface PostgresLibrary extends ClientLibrary {
  engine?: string;
}

const TIMEOUT = /^(?:statement_timeout|query_timeout|statementTimeout|queryTimeout)$/;

const LIBRARIES: PostgresLibrary[] = [
  {
    ...{ name: 'pg', packages: /^pg$/, made: /^(?:Pool|Client)$/, option: TIMEOUT },
    advice: 'Give it statement_timeout, in milliseconds.',
  },
  {
    ...{ name: 'postgres', packages: /^postgres$/, made: /^(?:default)?$/, option: TIMEOUT },
    advice: 'Give it connection: { statement_timeout }, in milliseconds.',
  },
  {
    ...{ name: 'Knex', packages: /^knex$/, made: /^(?:knex|default)?$/, option: TIMEOUT },
    engine: 'client',
    advice: 'Give its connection statement_timeout, in milliseconds.',
  },
  {
    ...{ name: 'Sequelize', packages: /^sequelize(?:-typescript)?$/, made: /^Sequelize$/, option: TIMEOUT },
    engine: 'dialect',
    advice: 'Give its dialectOptions statement_timeout, in milliseconds.',
  },
  {
    ...{ name: 'TypeORM', packages: /^typeorm$/, made: /^(?:DataSource|createConnection)$/, option: TIMEOUT },
    engine: 'type',
    advice: 'Give it extra: { statement_timeout }, in milliseconds.',
  },
];

const PG = '{"dependencies":{"pg":"^8.0.0","knex":"^3.0.0"}}';

/** Clients of PostgreSQL that let a statement run for as long as it takes. */
export const clientWithoutStatementTimeout = clientRule({
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
  libraries: LIBRARIES,
  told: timeoutOf,
  says: ({ name }) => `this ${name} client lets a statement run for as long as it takes`,
});

/** A statement of the module may set it. Unknown also for clients of an engine that is not named. */
function timeoutOf(model: RepoModel, client: DatabaseClient<PostgresLibrary>): Told {
  const { engine } = client.library;
  const { literals } = client.module.facts;
  if (literals.some(({ value }) => /statement_timeout/i.test(String(value)))) return 'set';
  const told = optionTold(model, client);
  if (told !== 'absent' || engine === undefined) return told;
  const isPostgres = client.call.expr.args.some((argument) =>
    /^(?:pg|postgres)/.test(optionText(model, client.module.path, argument, engine) ?? ''),
  );
  return isPostgres ? 'absent' : 'unknown';
}
