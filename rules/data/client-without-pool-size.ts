import { type ClientLibrary, clientRule } from '#rule';

const LIBRARIES: ClientLibrary[] = [
  { name: 'pg', packages: /^pg$/, made: /^Pool$/, option: /^max$/, advice: 'Give it max.' },
  { name: 'postgres', packages: /^postgres$/, made: /^(?:default)?$/, option: /^max$/, advice: 'Give it max.' },
  {
    ...{ name: 'mysql2', packages: /^(?:mysql2?|mariadb)$/, made: /^createPool$/, option: /^connectionLimit$/ },
    advice: 'Give it connectionLimit.',
  },
  {
    ...{ name: 'Knex', packages: /^knex$/, made: /^(?:knex|default)?$/, option: /^(?:pool|max)$/ },
    advice: 'Give it pool: { min, max }.',
  },
  {
    ...{ name: 'Sequelize', packages: /^sequelize(?:-typescript)?$/, made: /^Sequelize$/, option: /^pool$/ },
    advice: 'Give it pool: { max }.',
  },
  {
    ...{ name: 'TypeORM', packages: /^typeorm$/, made: /^(?:DataSource|createConnection)$/ },
    option: /^(?:poolSize|max|connectionLimit)$/,
    advice: 'Give it poolSize.',
  },
  {
    ...{
      name: 'Mongoose',
      packages: /^mongoose$/,
      made: /^(?:connect|createConnection)$/,
      option: /^(?:maxPoolSize|poolSize)$/,
    },
    advice: 'Give it maxPoolSize.',
  },
  {
    ...{ name: 'MongoDB', packages: /^mongodb$/, made: /^MongoClient$/, option: /^(?:maxPoolSize|poolSize)$/ },
    advice: 'Give it maxPoolSize.',
  },
];

const PG = '{"dependencies":{"pg":"^8.0.0","mongoose":"^8.0.0"}}';

/** Pools of connections whose size nobody chose. */
export const clientWithoutPoolSize = clientRule({
  id: 'client-without-pool-size',
  summary: 'A database client does not say how many connections it may open',
  why: 'The default of the library, times the processes that a deployment starts, is what the database has to bear. Too many, and it refuses new ones in the middle of a burst; too few, and requests queue behind each other while the database is idle.',
  fix: 'Set the size of the pool, so that all processes together stay below what the database allows.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['sizes in a connection string from the environment', 'poolers between the code and the database'],
  examples: {
    good: [
      {
        title: 'a size, options that cannot be told, and a single connection',
        files: {
          'package.json': PG,
          'src/a.ts':
            "import { Client, Pool } from 'pg';\nimport mongoose from 'mongoose';\nexport const pool = new Pool({ max: 10 });\nexport const make = (options) => new Pool({ ...options });\nexport const one = new Client({ host: 'db' });\nmongoose.connect(process.env.MONGO, { maxPoolSize: 20 });\n",
        },
      },
    ],
    bad: [
      {
        title: 'none',
        files: {
          'package.json': PG,
          'src/a.ts':
            "import { Pool } from 'pg';\nimport mongoose from 'mongoose';\nexport const pool = new Pool({ connectionString: process.env.URL });\nmongoose.connect(process.env.MONGO);\n",
        },
        keys: ['src/a.ts pg 1', 'src/a.ts Mongoose 1'],
      },
    ],
  },
  libraries: LIBRARIES,
  says: ({ name }) => `this ${name} client does not say how many connections it may open`,
});
