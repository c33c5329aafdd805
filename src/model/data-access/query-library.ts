import type { CallFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { QueryColumn, QueryFact, QueryTable } from '../repo-model.ts';
import type { Given, Placed } from './given.ts';
import { placed } from './given.ts';
import type { PrismaModels } from './prisma-models.ts';
import type { PathStep, ValuePath } from './value-path.ts';

/** A call chained to a query, in written order. */
export interface Link {
  name: string;
  module: string;
  call: CallFact;
}

/** A query under construction: the call that begins it and all calls made on it later. */
export interface Draft {
  path: ValuePath;
  /** Index in the path of the call that begins it. */
  start: number;
  module: string;
  call: CallFact;
  links: Link[];
  /** Other models that its receiver may be: a repository's `this.model`, given by each class that extends it. */
  others?: ValuePath[];
  /** The model that a method of one row leads to: `Tag` of `article.getTags()`. */
  target?: string;
}

/** What recognisers may use. */
export interface Tools {
  evaluator: Evaluator;
  prisma: PrismaModels;
  /** Names of tables that the repository defines, in lower case. */
  tableNames: ReadonlySet<string>;
  /** The calls by which the query's function is reached, where each gives it another condition or text; innermost first. */
  given?: readonly Given[];
}

/** An argument of the call that begins a query, as its caller gives it. */
export function argumentOf(draft: Draft, tools: Tools, index: number): Placed | undefined {
  const expr = draft.call.expr.args[index];
  return expr && placed(tools, draft.module, expr);
}

/** What a library's recogniser tells of a query; where it stands and how it is reached is found out for all alike. */
export type QueryReading = Pick<QueryFact, 'operation' | 'method'> &
  Partial<Pick<QueryFact, 'partial' | 'limit' | 'singleRow' | 'bulk' | 'streamed' | 'relations'>> & {
    tables: QueryTable[];
    columns: QueryColumn[];
    /** The expression of raw SQL text with the module it stands in. */
    text?: { module: string; expr: CallFact['expr']['args'][number] };
    /** Pieces of SQL that become part of a query which the library writes: `where(`age > ${age}`)`. */
    fragments?: { module: string; expr: CallFact['expr']['args'][number] }[];
  };

/** How one family of data-access packages writes queries. */
export interface QueryLibrary {
  packages: ReadonlySet<string>;
  /** Method names at which a query can begin or go on: a quick filter before anything is evaluated. */
  methods: ReadonlySet<string>;
  /** Index of the call that begins a query in the steps to a call's result, `-1` when they belong to none. */
  start(steps: PathStep[]): number;
  /** Reads a query; undefined when the call is none after all. */
  read(draft: Draft, tools: Tools): QueryReading | undefined;
}

/** Whether a chained call only happens sometimes, seen from the call that begins the query. */
export function isOptional(draft: Pick<Draft, 'call' | 'module'>, link: Link): boolean {
  const together = link.module === draft.module && link.call.fn === draft.call.fn;
  return link.call.context.branches > (together ? draft.call.context.branches : 0);
}
