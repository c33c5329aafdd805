/** Packages whose calls reach a database: object mappers, query builders and drivers. */
export const DATA_PACKAGES: ReadonlySet<string> = new Set([
  'mongoose',
  'mongodb',
  '@typegoose/typegoose',
  '@nestjs/mongoose',
  'sequelize',
  'sequelize-typescript',
  '@sequelize/core',
  'typeorm',
  '@nestjs/typeorm',
  '@prisma/client',
  'knex',
  'objection',
  'bookshelf',
  'drizzle-orm',
  'kysely',
  '@mikro-orm/core',
  '@mikro-orm/postgresql',
  '@mikro-orm/mysql',
  '@mikro-orm/sqlite',
  '@mikro-orm/mongodb',
  '@mikro-orm/better-sqlite',
  '@mikro-orm/nestjs',
  'pg',
  'pg-promise',
  'postgres',
  'slonik',
  'nestjs-slonik',
  'mysql',
  'mysql2',
  'mariadb',
  'mssql',
  'oracledb',
  'sqlite',
  'sqlite3',
  'better-sqlite3',
  'node:sqlite',
  '@libsql/client',
  '@fastify/postgres',
  '@fastify/mysql',
  '@fastify/mongodb',
  'waterline',
  'redbean-node',
]);

/**
 * Last step of a call chain that runs a query or opens a transaction. Definitions (`Schema`, `model`, `define`), operators
 * (`eq`, `Op.gt`) and connection set-up are not among them.
 */
const QUERY_METHODS =
  /^(find|get(Many|One|Raw|Count)|create|insert|save|update|upsert|merge|delete|del$|destroy|remove|restore|count|sum$|avg$|min$|max$|aggregate|distinct|exec|query|select|raw$|from$|into$|where|first$|pluck$|table$|batch|bulk|increment|decrement|replace(One)?$|paginate|populate|transaction|startTransaction|startSession|withTransaction|\$transaction|\$queryRaw|\$executeRaw|\$runCommand|none$|one$|oneOrNone$|many$|manyOrNone$|any$|result$|tx$|task$|prepare$|run$|all$|fetch|preload|softDelete|softRemove|persist|flush|nativeUpdate|nativeDelete|nativeInsert|(add|set|remove|has|count|get)[A-Z])/;

/** Of those, what is part of defining a schema or of checking an identifier and touches no database. */
const NO_QUERY =
  /^(createIndex|createConnection|createPool|createQueryBuilder|createClient|createSchema|getRepository|getCustomRepository|getMongoRepository|getTreeRepository|getConnection|getConnectionManager|getManager|getEntityManager|getModelToken|getRepositoryToken|setOptions|setLocale|getPath|getModelName|addHook|addScope|getTableName|getTableColumns|getDialect|getQueryInterface|getTableConfig)$/;

export const isQueryMethod = (name: string): boolean => QUERY_METHODS.test(name) && !NO_QUERY.test(name);

/** Calls that open the connection to a database. */
export const isConnectMethod = (name: string): boolean =>
  /^(connect|createConnection|createPool|authenticate|initialize|\$connect|sync|init)$/.test(name);
