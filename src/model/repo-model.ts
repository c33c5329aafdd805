/** The joined model of one repository: types only. Built by `build-model.ts`; rules see nothing else. */
import type { Changes } from '../discover/changed-files.ts';
import type { FileRole, Skipped, SourceFile } from '../discover/source-file.ts';
import type { OpenApiFacts } from '../parse/openapi/openapi-facts.ts';
import type { Location, Position, Unknown } from '../parse/position.ts';
import type { SchemaOperation } from '../parse/sql/sql-facts.ts';
import type { CodeFacts, Expr, FunctionId } from '../parse/typescript/code-facts.ts';
import type { CodeQueries } from './code-queries.ts';
import type { ProcessHandler } from './process-handlers.ts';

export interface RepoModel {
  packages: Package[];
  modules: ModuleNode[];
  /** Questions about code: origins of values, callees, constants. */
  code: CodeQueries;
  graph: ImportGraph;
  layers: Layer[];
  routes: Route[];
  /** Every function of the repository that serves requests, once, with what it serves. */
  handlers: HandlerUse[];
  /** Frameworks in use and what they guarantee, per package. */
  frameworks: FrameworkUse[];
  /** What the process does on signals and on errors that nobody caught. */
  processHandlers: ProcessHandler[];
  tables: Table[];
  /** Tables that both statements and declarations of the code tell of, one beside the other. */
  schemaComparisons: SchemaComparison[];
  /** What builds the tables that SQL files and migrations make, one for each database that they build. */
  databases: Database[];
  /** Queries of the code outside tests, by module and position. */
  queries: QueryFact[];
  contracts: Contract[];
  /** Non-code artefacts that hold settings or prose, with their text: environment files, compose files, Prisma schemas, documents. */
  artefacts: SourceFile[];
  skipped: Skipped[];
  unknowns: Unknown[];
  /** What changed since a revision, where the user named one: older migrations are then taken as applied. */
  changes?: Changes;
}

/** An npm package of the repository (a monorepo has several); the root is always one, manifest or not. */
export interface Package {
  name: string;
  /** Directory relative to the root, `''` for the root. */
  path: string;
  /** Declared dependencies of every kind, name to range. */
  dependencies: Record<string, string>;
  /** The workspace's own `node_modules` version where installed, else undefined. */
  installed: (dependency: string) => string | undefined;
  scripts: Record<string, string>;
  type: 'module' | 'commonjs';
  /** Entry files declared by `main`, `bin`, `exports` and by `node x`-like scripts, relative to the root. */
  entries: string[];
}

export interface ModuleNode {
  path: string;
  package: Package;
  role: FileRole;
  facts: CodeFacts;
  /** Layer name, when one was inferred or declared. */
  layer?: string;
  /** The layer is declared, or the module's own name, folder or decorators say it; not only what it happens to do. */
  layerNamed?: boolean;
}

/**
 * `run-time`: needed when the module loads. `type`: erased by the compiler. `lazy`: inside a function (`require`, `import()`).
 * `deferred`: imported at load but used only inside thunks made for that (`forwardRef(() => X)`, relation decorators).
 */
export type EdgeKind = 'run-time' | 'type' | 'lazy' | 'deferred';

export interface ImportEdge {
  from: string;
  to: string;
  kind: EdgeKind;
  specifier: string;
  /** `export … from`: passes names on, as index files do. */
  reexport?: true;
  at: Position;
}

export interface ExternalImport {
  from: string;
  /** Package name (`@scope/name`) or `node:fs`. */
  package: string;
  specifier: string;
  kind: EdgeKind;
  at: Position;
}

export interface ImportGraph {
  edges: ImportEdge[];
  external: ExternalImport[];
  unresolved: { from: string; specifier: string; at: Position }[];
  cycles: Cycle[];
}

/** A strongly connected component of the graph over run-time, lazy and deferred edges. */
export interface Cycle {
  /** All modules of the component, sorted. */
  modules: string[];
  /** Shortest cycle in it, as edges; the last one returns to the first module. */
  witness: ImportEdge[];
  /** The edge of the witness whose removal frees most of the component. */
  cut: ImportEdge;
  /** Modules of the component that are still in circles when that edge is gone. */
  left: number;
  /** `run-time` when the component is cyclic by run-time edges alone; else the weakest kind it needs. */
  kind: Exclude<EdgeKind, 'type'>;
}

export interface Layer {
  name: string;
  /** How the modules were told to be in it, most telling first. */
  evidence: { module: string; reasons: string[] }[];
  modules: string[];
  declared: boolean;
  /** For declared layers: the layers it may depend on; `undefined` when the configuration does not limit it. */
  mayDependOn?: string[] | undefined;
}

export interface FunctionRef {
  module: string;
  fn: FunctionId;
}

/** A function that takes part in serving a request. */
export interface HandlerRef {
  /** `UserController.list`, `listUsers`, or `(anonymous)`. */
  name: string;
  file: string;
  line: number;
  /** Absent when the handler comes from a package or could not be followed. */
  fn?: FunctionRef;
  /** Functions around it, outermost first (`catchAsync`), as `package:name` or a local function's name. */
  wrappers: { name: string; fn?: FunctionRef }[];
  /** Point of the request's life at which the framework runs it, where it has such: `onRequest`, `preHandler`. */
  stage?: string;
}

/** A function that serves requests, as handler or as middleware. */
export interface HandlerUse {
  fn: FunctionRef;
  name: string;
  kind: 'handler' | 'middleware';
  framework: FrameworkName;
  /** Routes it takes part in, the first ones; none where it answers what is no HTTP route. */
  routes: Route[];
  /** What it answers, where that is no HTTP route: `GraphQL query users`, `message orders`. */
  operation?: string;
  /** Wrappers around it where it is registered. */
  wrappers: HandlerRef['wrappers'];
}

export interface Route {
  /** Upper case; `ALL` for every method. */
  method: string;
  /** Whole path with every prefix, `:name` for parameters, always beginning with `/`. */
  path: string;
  framework: FrameworkName;
  file: string;
  line: number;
  column: number;
  endLine: number;
  middleware: HandlerRef[];
  handler?: HandlerRef;
  /** Where the prefixes come from, outermost first. */
  mounts: { prefix: string; at: Location }[];
  /** `known`; or why the path may lack a prefix: never mounted, mounted on a computed path, … */
  prefix: { known: true } | { known: false; reason: string };
  /** Version set by the framework's versioning (header, media type), not visible in the path. */
  version?: string;
}

export type FrameworkName =
  | 'express'
  | 'nestjs'
  | 'fastify'
  | 'koa'
  | 'hono'
  | 'hapi'
  | 'routing-controllers'
  | 'next'
  | 'type-graphql';

export interface FrameworkUse {
  name: FrameworkName | string;
  package: string;
  /** Major version when it could be told from an installed package or a declared range. */
  major: number | undefined;
  /** Rejections of async handlers reach the framework's error handling. */
  catchesAsync: boolean;
  /** Why: `express 5`, `express-async-errors is loaded at src/app.js:3`. */
  because: string;
  /** Central error handlers that were found. */
  errorHandlers: ErrorHandler[];
  /** Routes of it are recognised by Lintel. */
  recognised: boolean;
}

export interface ErrorHandler {
  at: Location;
  fn?: FunctionRef;
  /** Name for messages: `errorHandler`, `AllExceptionsFilter`. */
  name: string;
  /** Taken from a package or the framework's own default, so its body is not in the repository. */
  external: boolean;
  /** Registered before routes that it therefore does not cover. */
  beforeRoutes?: Location;
}

/** Files that build one database. */
export interface Database {
  /** Folder of the files, relative to the root. */
  folder: string;
  dialect: string;
  /** What the dialect was told by; empty where nothing tells. */
  because: string;
  /** Tools of the migrations that are written in code: `Knex`, `TypeORM`, … */
  tools: string[];
  /** Paths in the order in which they are run; where `ordered` is not set, in one that works. */
  files: string[];
  ordered: boolean;
  /** Its migrations, one history for each folder; also those that only lead an older installation to what `files` make. */
  histories: MigrationHistory[];
  /** Views and temporary tables, which queries may name beside the tables; in lower case. */
  views: string[];
}

export interface Table {
  schema: string | undefined;
  name: string;
  path: string;
  line: number;
  /** Dialect of the SQL that makes it, or `mongodb` for a collection. */
  dialect: string;
  columns: Column[];
  primaryKey: string[];
  foreignKeys: ForeignKey[];
  uniques: {
    name: string | undefined;
    columns: string[];
    /** One null is as good as another. */
    nullsNotDistinct?: boolean;
  }[];
  indexes: TableIndex[];
  /** Conditions of its CHECK constraints, as written. */
  checks?: string[];
  /** The partitioned table whose part it is: keys and indexes are that one's. */
  partitionOf?: string;
  /** What divides its rows into partitions or shards: `RANGE (at)`, `create_hypertable`. */
  partitionBy?: string;
  /** Storage engine, where the dialect has such (`InnoDB`). */
  engine: string | undefined;
  /** What it was read from: statements (migrations and other DDL), or a library's declarations where no statement makes it. */
  source: 'ddl' | EntityLibrary;
  /** The entity, model or schema of the code that stands for it, where one was found. */
  entity?: Entity;
  /** Some of its parts could not be told: a base class, a spread, an index made by code. */
  partial?: true;
}
/** Libraries whose entities, models and schema files declare tables. */
export type EntityLibrary = 'prisma' | 'typeorm' | 'mikro-orm' | 'sequelize' | 'drizzle' | 'mongoose';
export interface Entity {
  library: EntityLibrary;
  /** Name of the class, model or variable. */
  name: string;
  path: string;
  line: number;
}
/** A declared table beside the one that statements make. */
export interface SchemaComparison {
  library: EntityLibrary;
  declared: Table;
  /** Absent when no statement makes it. */
  made?: Table;
  /** All of the declaration could be told, no other library declares the table, and the statements are not an unrelated package's. */
  certain: boolean;
  differences: SchemaDifference[];
}
export interface SchemaDifference {
  /** Which of the two has it. */
  side: 'declared' | 'made';
  part: 'column' | 'index' | 'unique key' | 'foreign key';
  columns: string[];
  at: Location;
}
/** Where the code declares a part of a table, and the members of the entity by which it goes. */
export interface EntityField {
  names: string[];
  path: string;
  line: number;
}
/** Migrations of one database, from the first to the newest: two or more. */
export interface MigrationHistory {
  /** Folder that they are in, relative to the root. */
  folder: string;
  migrations: Migration[];
}
/** What one migration does to the schema, and how its tool runs it. */
export interface Migration {
  path: string;
  /** As its documentation writes it, where the file's name tells. */
  tool: string | undefined;
  dialect: string;
  operations: SchemaOperation[];
  /** All statements run in one transaction; undefined where that is not known. */
  transaction: boolean | undefined;
  /** It turns MySQL's checks of foreign keys off. */
  foreignKeysUnchecked: boolean;
  /** What its tool knows it by, where two with the same are one too many; undefined where whole names are compared. */
  version: string | undefined;
  /** A part or file beside it says how to undo it; undefined for code. */
  down: boolean | undefined;
}
export interface Column {
  name: string;
  type: string;
  notNull: boolean;
  default: string | undefined;
  path: string;
  line: number;
  field?: EntityField;
}
export interface ForeignKey {
  name: string | undefined;
  columns: string[];
  references: { schema: string | undefined; table: string; columns: string[] };
  onDelete: string | undefined;
  /** An index, key or unique constraint leads with the columns (any order), or the engine indexes it itself. */
  indexed: boolean;
  /** What indexes it, or why nothing does. */
  because: string;
  /** The database knows nothing of it: the code alone joins by it. */
  enforced?: false;
  path: string;
  line: number;
  /** Where the code declares the relation. */
  field?: EntityField;
}
export interface TableIndex {
  name: string | undefined;
  columns: string[];
  /** What each key says beyond its column, as written: `DESC`, a collation, an operator class, a length; `''` for nothing. */
  options?: string[];
  /** Columns carried along for reading, without being searched by. */
  include?: string[];
  unique: boolean;
  /** Of a unique index: one null is as good as another. */
  nullsNotDistinct?: boolean;
  where: string | undefined;
  method: string | undefined;
  path: string;
  line: number;
}

export type QueryOperation = 'select' | 'count' | 'insert' | 'update' | 'delete' | 'upsert' | 'aggregate' | 'raw';

/** One query of the code: a call of a data-access library with the calls chained to it, wherever they stand. */
export interface QueryFact {
  /** npm package whose call it is. */
  library: string;
  /** Method or methods that make it, for messages: `findMany`, `where().first()`. */
  method: string;
  operation: QueryOperation;
  /** Tables it names, the one it reads or writes first; empty when they could not be told. */
  tables: QueryTable[];
  /** Columns by what the query does with them. */
  columns: QueryColumn[];
  /** Conditions, joins or limits may exist that could not be read. */
  partial: boolean;
  limit: QueryLimit;
  /** Gives one row at most by its form (`findOne`, `first()`), or addresses one row. */
  singleRow: boolean;
  /** Writes or reads many rows at once by its form: `insertMany`, `createMany`, a list of values. */
  bulk: boolean;
  /** Rows are read one after the other from a cursor or stream, never all at once. */
  streamed: boolean;
  /** The code takes nothing of its rows but how many they are. */
  onlyCounted: boolean;
  /** Part of another query: its rows stay in the database. */
  subquery: boolean;
  /** The loop or per-element callback around it, when it runs once per element. */
  loop?: QueryLoop;
  /** Calls of the function it stands in that are made once per element, where it has no loop of its own. */
  calledInLoops: LoopingCall[];
  inTransaction: boolean;
  /** Lists of related rows that are loaded with it and have no limit of their own: `comments`, `author.followedBy`. */
  relations: { path: string; table: string; at: Position }[];
  /** SQL text given to it, where it is raw. */
  sql?: QuerySql;
  fn: FunctionRef;
  /** The function that gives it its condition, where other callers of its own function give others. */
  caller?: FunctionRef;
  module: string;
  at: Position;
}
export interface QueryTable {
  /** As the database knows it, as far as the model's definition tells. */
  name: string;
  /** Other names it may have by the naming rules of its library (`user` for `users`). */
  otherNames: string[];
  alias?: string;
  /** Rows that a part of the query gives (`WITH latest AS …`): no table of the schema. */
  derived?: boolean;
}
export interface QueryColumn {
  name: string;
  /** Alias or table it is qualified with; the first table's otherwise. */
  table?: string;
  /**
   * `negation`: `IS NULL`, `IS NOT NULL`, `<>`, `NOT IN`, which most rows satisfy; `wrapped`: what a function gives for the
   * column is compared (`LOWER(name) = …`), which no plain index serves.
   */
  role: 'equality' | 'range' | 'sort' | 'join' | 'pattern' | 'negation' | 'wrapped';
  /** Only under a condition of the code, or one of several alternatives (`OR`). */
  optional: boolean;
  /** What it is compared with, in the module of the condition. */
  value?: Expr;
  module: string;
  at: Position;
}
export type QueryLimit =
  | { kind: 'absent' }
  | { kind: 'known'; rows: number }
  /** Given, with a value that is not constant; `client` tells that a request sets it without an upper bound. */
  | { kind: 'computed'; client?: ClientLimit; at: Position }
  | { kind: 'unknown' };
/** A call, once per element, of a function that always makes a query. */
export interface LoopingCall {
  module: string;
  at: Position;
  /** Name of what is called. */
  callee: string;
  /** The function whose loop it is. */
  fn: FunctionRef;
  loop: QueryLoop;
}
/** A number of rows that a client chooses as it likes. */
export interface ClientLimit {
  /** `req.query.limit`. */
  name: string;
  /** Its name in the request: `limit`. */
  parameter: string;
  /** Where a bound could stand: the validator's entry for it, or else where it is read. */
  missing: { module: string; at: Position };
  /** Other places that let it pass. */
  also: { module: string; at: Position }[];
  /** How it comes to the query, in order. */
  trail: { module: string; at: Position; message: string }[];
}
export interface QueryLoop {
  /** `resolver`: a GraphQL server calls it for each object. */
  kind: 'loop' | 'callback' | 'resolver';
  at: Position;
  /** What is iterated, for messages. */
  over: string;
  /** The query's arguments depend on the element. */
  perElement: boolean;
  /** The number of elements is fixed in the code. */
  fixed: boolean;
  /** Elements are batches of rows. */
  batches: boolean;
}
export interface QuerySql {
  /** Text with `?` for what is not constant. */
  text: string;
  /** Values put into the text itself. */
  holes: QueryHole[];
  /** More text is added that could not be read, or one of several texts is used. */
  open?: boolean;
}
export interface QueryHole {
  /** As written, shortened. */
  name: string;
  /** `request`: comes from a request; `input`: a parameter of the function or unknown; `safe`: constant, number or escaped. */
  from: 'request' | 'input' | 'safe';
  /** How a request reaches it, in order. */
  trail: { module: string; at: Position; message: string }[];
  at: Position;
}

/** An API contract joined to nothing yet but its own files. */
export interface Contract {
  path: string;
  facts: OpenApiFacts;
}
