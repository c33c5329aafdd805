/** What a data store keeps, as far as the rules care. */
export type Holds = 'tables' | 'documents' | 'entries';

/** How calls of a data-access package reach its store, beside what a recogniser of its queries tells. */
export interface DataClient {
  holds: Holds;
  /** Methods that send a query, other than those its recogniser knows. */
  queries?: RegExp;
  /** Methods of one loaded or new row that write or reload it. */
  rows?: RegExp;
  /** Steps of which one must lead to a query; otherwise the client must have been made, or have a declared type. */
  through?: RegExp;
  /** The package's own exports are clients: `R.find(…)`. */
  direct?: boolean;
  /** Models are loaded by name at start-up, without an import. */
  unimported?: boolean;
}

const TABLES: DataClient = { holds: 'tables' };
const MONGOOSE: DataClient = {
  holds: 'documents',
  queries:
    /^(remove|update|count|estimatedDocumentCount|paginate|aggregatePaginate|findAndModify|initializeOrderedBulkOp|initializeUnorderedBulkOp|watch|command|(create|drop)(Collection|Database|Index|Indexes)|(create|update|drop|list)SearchIndex(es)?|listCollections|listIndexes|indexes)$/,
  rows: /^(save|remove|deleteOne|updateOne|replaceOne|populate|execPopulate)$/,
  through:
    /^(model|Model|:Model|getModelForClass|collection|db|:Db|:Collection|:ReturnModelType|:PaginateModel|connection)$/,
};
const SEQUELIZE: DataClient = {
  holds: 'tables',
  queries: /^(findCreateFind|truncate|restore|aggregate)$/,
  rows: /^(save|update|destroy|reload|increment|decrement|restore)$/,
  through: /^(define|model|Model|:Model|:ModelStatic|:ModelCtor|:Repository|getRepository)$/,
};
const TYPEORM: DataClient = {
  holds: 'tables',
  queries: /^(preload|clear|recover|findTrees|findRoots|findDescendants|findAncestors)$/,
  rows: /^(save|remove|softRemove|recover|reload)$/,
  through:
    /^:?(Repository|TreeRepository|MongoRepository|BaseEntity|EntityManager|getRepository|getTreeRepository|getCustomRepository|getManager|manager)$/,
};
const PRISMA: DataClient = {
  holds: 'tables',
  queries: /^(\$runCommandRaw|findRaw|aggregateRaw)$/,
  through: /PrismaClient$|TransactionClient$|PrismaService$/,
};
const MIKRO_ORM: DataClient = {
  holds: 'tables',
  queries:
    /^(find|findOne|findOneOrFail|findAll|findAndCount|findByCursor|count|flush|persistAndFlush|removeAndFlush|upsert|upsertMany|insert|insertMany|nativeInsert|nativeUpdate|nativeDelete|aggregate|execute|refresh|populate)$/,
};
const OBJECTION: DataClient = {
  holds: 'tables',
  queries: /^(query|relatedQuery|\$query|\$relatedQuery|\$fetchGraph|fetchGraph)$/,
  rows: /^\$(query|relatedQuery|fetchGraph)$/,
};
const KYSELY: DataClient = {
  holds: 'tables',
  queries: /^(selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto|executeQuery)$/,
};
const SLONIK: DataClient = {
  holds: 'tables',
  queries: /^(query|any|anyFirst|one|oneFirst|maybeOne|maybeOneFirst|many|manyFirst|exists|stream|copyFromBinary)$/,
};
const SEARCH: DataClient = {
  holds: 'entries',
  queries:
    /^(search|msearch|index|get|mget|bulk|create|update|delete|count|exists|scroll|deleteByQuery|updateByQuery|reindex|refresh|putMapping|putSettings)$/,
};
const DYNAMODB: DataClient = {
  holds: 'entries',
  queries:
    /^(send|get|put|query|scan|update|delete|batchGet|batchWrite|batchPut|batchDelete|transactGet|transactWrite|(get|put|update|delete|batchGet|batchWrite)Item|executeStatement)$/,
};
const EMBEDDED: DataClient = {
  holds: 'documents',
  queries:
    /^(find|findOne|insert|insertOne|update|remove|count|ensureIndex|(find|findOne|insert|update|remove|count)Async|findAndUpdate|findAndRemove|findObject|findObjects|by|removeWhere|get|put|post|bulkDocs|allDocs|read|write)$/,
};
const WATERLINE: DataClient = {
  holds: 'tables',
  queries:
    /^(find|findOne|create|createEach|update|updateOne|destroy|destroyOne|count|sum|avg|findOrCreate|addToCollection|removeFromCollection|replaceCollection|stream|query|archive|sendNativeQuery)$/,
  unimported: true,
};

const FAMILIES: [DataClient, string][] = [
  [MONGOOSE, 'mongoose mongodb @typegoose/typegoose nestjs-typegoose @nestjs/mongoose @fastify/mongodb'],
  [SEQUELIZE, 'sequelize sequelize-typescript @sequelize/core @nestjs/sequelize'],
  [TYPEORM, 'typeorm @nestjs/typeorm'],
  [PRISMA, '@prisma/client nestjs-prisma prisma'],
  [
    MIKRO_ORM,
    '@mikro-orm/core @mikro-orm/knex @mikro-orm/sql @mikro-orm/postgresql @mikro-orm/mysql @mikro-orm/mariadb @mikro-orm/sqlite @mikro-orm/better-sqlite @mikro-orm/libsql @mikro-orm/mssql @mikro-orm/mongodb @mikro-orm/nestjs',
  ],
  [OBJECTION, 'objection'],
  [KYSELY, 'kysely nestjs-kysely'],
  [SLONIK, 'slonik nestjs-slonik'],
  [
    TABLES,
    'knex nestjs-knex drizzle-orm pg pg-promise postgres mysql mysql2 mariadb mssql tedious oracledb sqlite sqlite3 better-sqlite3 node:sqlite @libsql/client @neondatabase/serverless @vercel/postgres @planetscale/database @fastify/postgres @fastify/mysql',
  ],
  [
    { holds: 'tables', queries: /^(fetch|fetchAll|fetchOne|fetchPage|count)$/, rows: /^(save|destroy|fetch)$/ },
    'bookshelf',
  ],
  [WATERLINE, 'waterline sails sails-hook-orm sails-mongo sails-mysql sails-postgresql sails-disk'],
  [
    {
      holds: 'tables',
      queries:
        /^(find|findOne|findAll|findLast|getAll|getRow|getCol|getCell|exec|store|storeAll|load|trash|trashAll|count)$/,
      direct: true,
    },
    'redbean-node',
  ],
  [SEARCH, '@elastic/elasticsearch elasticsearch @opensearch-project/opensearch @fastify/elasticsearch'],
  [DYNAMODB, '@aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb dynamoose'],
  [{ holds: 'tables', queries: /^(from|rpc)$/ }, '@supabase/supabase-js'],
  [
    {
      holds: 'documents',
      queries: /^(get|set|add|update|delete|create|runTransaction|getAll|listDocuments)$/,
      through: /^(firestore|getFirestore|Firestore|:Firestore|:CollectionReference|:DocumentReference)$/,
    },
    'firebase-admin @google-cloud/firestore',
  ],
  [
    {
      holds: 'entries',
      queries: /^(run|executeQuery|executeRead|executeWrite|readTransaction|writeTransaction)$/,
    },
    'neo4j-driver',
  ],
  [{ holds: 'tables', queries: /^(execute|batch|eachRow|stream)$/ }, 'cassandra-driver'],
  [EMBEDDED, 'marsdb nedb nedb-promises @seald-io/nedb lowdb pouchdb pouchdb-node lokijs'],
];

const CLIENTS: ReadonlyMap<string, DataClient> = new Map(
  FAMILIES.flatMap(([client, packages]) => packages.split(' ').map((name) => [name, client] as const)),
);

/** What is known of a package that reaches a data store: object mappers, query builders, drivers; undefined for others. */
export const dataClient = (name: string): DataClient | undefined => CLIENTS.get(name);

/** Calls that open the connection to a database. */
export const isConnectMethod = (name: string): boolean =>
  /^(connect|createConnection|createPool|authenticate|initialize|\$connect|sync|init)$/.test(name);

/** Calls that open a transaction or a session for one. */
export const isTransactionMethod = (name: string): boolean =>
  /^(\$?transaction|withTransaction|startTransaction|startSession|managedTransaction|transactional|tx|task)$/.test(
    name,
  );
