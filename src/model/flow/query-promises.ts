/** How a call of a data-access library runs. */
export type QueryStart =
  /** At once, and gives a promise. */
  | 'at-once'
  /** Only when it is awaited, settled or executed: it builds a query. */
  | 'lazy'
  /** It gives no promise: it takes a callback, or blocks. */
  | 'no-promise'
  /** Not known of this library. */
  | 'unknown';

const NO_PROMISES = /^(mysql|sqlite3|better-sqlite3|node:sqlite|nedb|@seald-io\/nedb)$/;
const BUILDERS = /^(knex|kysely|drizzle-orm|objection|postgres|waterline|@supabase\/supabase-js)$/;
const CONNECTS = /^(connect|createConnection|authenticate|initialize|\$connect|sync)$/;
const AT_ONCE =
  /^(save|insert(One|Many)?|bulk\w*|create(Many|OrUpdate)?|upsert|remove|destroy|soft(Delete|Remove)|restore|persistAndFlush|flush|transaction|\$transaction|increment|decrement|(update|delete|replace)(One|Many)?|find\w*|count\w*|query|execute|reload|none|one|oneOrNone|many|manyOrNone|any|batch)$/;
const MONGOOSE_AT_ONCE = /^(save|create|insertMany|insertOne|bulkWrite|bulkSave|exec|startSession|syncIndexes)$/;
const MONGOOSE_LAZY =
  /^(find|findOne|findById|findOneAnd\w+|findByIdAnd\w+|update|updateOne|updateMany|replaceOne|deleteOne|deleteMany|count|countDocuments|estimatedDocumentCount|distinct|exists)$/;
const MONGODB_AT_ONCE =
  /^((insert|update|delete|replace)(One|Many)|findOne\w*|bulkWrite|count\w*|estimatedDocumentCount|distinct|toArray|connect|createIndexe?s?)$/;
const RUNS_BUILDER = /^(execute\w*|run|all|get|values|prepare|batch|transaction|exec|begin)$/;

/** How a call of a library's method runs; association methods (`addRole`) are judged elsewhere. */
export function queryStart(library: string, method: string): QueryStart {
  if (NO_PROMISES.test(library)) return 'no-promise';
  if (BUILDERS.test(library)) return RUNS_BUILDER.test(method) ? 'unknown' : 'lazy';
  if (/^(mongoose|@nestjs\/mongoose|@typegoose\/typegoose)$/.test(library)) {
    if (MONGOOSE_AT_ONCE.test(method) || CONNECTS.test(method)) return 'at-once';
    return MONGOOSE_LAZY.test(method) ? 'lazy' : 'unknown';
  }
  if (library === 'mongodb' || library === '@fastify/mongodb')
    return MONGODB_AT_ONCE.test(method) ? 'at-once' : 'no-promise';
  if (library === '@prisma/client' || library === 'nestjs-prisma')
    return /^\$(connect|disconnect|transaction)$/.test(method) ? 'at-once' : 'lazy';
  if (library.startsWith('@mikro-orm/'))
    return /AndFlush$|^(flush|native\w+|transactional|commit|find\w*|count|execute|init)$/.test(method)
      ? 'at-once'
      : 'no-promise';
  return AT_ONCE.test(method) || CONNECTS.test(method) ? 'at-once' : 'unknown';
}
