import type { SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { Context, Expr, Step } from '../../parse/typescript/code-facts.ts';
import { conditionsHold } from '../evaluate/truth.ts';
import type { Frame } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { SchemaInput } from '../schema/schema-input.ts';
import { callChain, type Link, placeOf } from './call-chain.ts';
import type { Handle } from './handles.ts';
import { enterRound, roundsOf } from './loop-rounds.ts';
import { MigrationRun, type RunFrame } from './migration-run.ts';
import { factsOf, type MigrationSources, surroundingsOf } from './read-migrations.ts';
import { knexHandle } from './tools/knex.ts';
import { kyselyHandle } from './tools/kysely.ts';

/** Methods and functions that run SQL text, of whatever driver. */
const RUNS =
  /^(?:query|exec|execute|run|raw|batch|unsafe|none|any|multi|prepare|all|each|command|execute(?:Multiple|Batch|Sql|Query)|(?:exec|run|query)(?:Async|Sync|Sql)?|\$(?:execute|query)Raw(?:Unsafe)?)$/;

/** Text that says what tables there are. */
const DEFINES = /^\s*(?:--[^\n]*\s+|\/\*[\s\S]*?\*\/\s*)*(?:create|alter|pragma|begin|set|use|drop|do)\b/i;
const TABLE = /\bcreate\s+(?:unlogged\s+)?table\b|\balter\s+table\b|\bcreate\s+(?:unique\s+)?index\b/i;

/** A part of a table that is made as time goes by. */
const PARTITION = /\bpartition\s+of\b/i;

/** Packages whose tables are no relational database of the server's: analytical stores, and databases in an app on a device. */
const OTHER_STORES =
  /clickhouse|bigquery|snowflake|duckdb|cassandra|scylla|trino|athena|questdb|influx|alasql|expo-sqlite|react-native|capacitor|cordova|op-sqlite|@tauri-apps/;

const OWN = new Set<string>(['source', 'script', 'config', 'tooling']);

/**
 * What modules that are no migrations do to the schema when the service starts or is set up, one input for each: SQL text that
 * they run, and tables that they make with Knex or Kysely.
 */
export function readStartupSchema(sources: MigrationSources, migrations: ReadonlySet<string>): SchemaInput[] {
  const own = sources.modules.filter(
    (module) => OWN.has(module.role) && !migrations.has(module.path) && !importsOtherStore(module),
  );
  if (!own.some(saysTables)) return [];
  return own.flatMap((module) => readModule(sources, module) ?? []);
}

const importsOtherStore = ({ facts }: LinkedModule): boolean =>
  facts.imports.some(({ specifier }) => specifier !== undefined && OTHER_STORES.test(specifier));

const saysTables = ({ facts }: LinkedModule): boolean =>
  facts.literals.some(({ value }) => typeof value === 'string' && TABLE.test(value)) ||
  facts.calls.some(({ expr: { callee } }) => callee.kind === 'member' && callee.property === 'createTable');

function readModule(sources: MigrationSources, module: LinkedModule): SchemaInput | undefined {
  const { dialect, evidence } = sources.dialectFor(module);
  const run = new MigrationRun(surroundingsOf(sources, module, dialect), module.path);
  for (const { steps } of module.facts.functions)
    for (const step of steps) {
      const read = readerOf(run, module, step);
      for (const frame of read === undefined ? [] : framesOf(run, step.context, module.path)) read?.(frame);
    }
  const operations = run.parts.flatMap((part) => (part.path === module.path ? part.operations : []));
  if (operations.length + run.unknowns.length === 0) return undefined;
  const facts: SqlFacts = { ...factsOf(run, dialect, evidence), operations };
  return { path: module.path, role: module.role, facts };
}

/** How a step that may change the schema is read; undefined for all others, which are most. */
function readerOf(run: MigrationRun, module: LinkedModule, step: Step): ((frame: Frame) => void) | undefined {
  if (
    step.kind === 'await' &&
    step.value.kind === 'template' &&
    step.value.tag &&
    isDefinition(step.value.texts.join('…'))
  )
    return (frame) => run.sql.execute(step.value, frame, step.at);
  if (step.kind !== 'call') return undefined;
  const { expr } = run.evaluator.program.call(module.path, step.call);
  const { callee, args } = expr;
  const [first] = args;
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'reference' ? callee.name : '';
  if (typeof name !== 'string') return undefined;
  if (RUNS.test(name) && first !== undefined && mayBeText(first, module))
    return (frame) => readText(run, first, frame, placeOf({ name, args, frame, call: expr }));
  const links = callChain(expr, { module: module.path }).links;
  const schema = links.findIndex((link) => link.name === 'schema' && link.args === undefined);
  const builder = schema < 0 ? undefined : builderOf(links.slice(schema + 1));
  return builder && ((frame) => applyAll(run, builder, callChain(expr, frame).links.slice(schema + 1)));
}

/** Whether an argument can be told to be text without asking who calls: written here, a constant, imported, or of a loop. */
function mayBeText(expr: Expr, module: LinkedModule): boolean {
  if (expr.kind === 'literal' || expr.kind === 'template' || expr.kind === 'object') return true;
  const root = expr.kind === 'member' ? expr.object : expr;
  if (root.kind !== 'reference' || root.binding === undefined) return false;
  const { facts } = module;
  const { init, import: imported, param } = facts.bindings[root.binding]!;
  if (param !== undefined) return false;
  if (imported !== undefined || facts.loops.some(({ bindings }) => bindings.includes(root.binding!))) return true;
  return init?.kind === 'literal' || init?.kind === 'template' || init?.kind === 'object';
}

/** The circumstances under which a step runs: those of each round of its loops, none where a condition does not hold. */
function framesOf(run: MigrationRun, context: Context, module: string): Frame[] {
  const start: RunFrame = { module, env: new Map() };
  if (context.catches.length > 0 || conditionsHold(run.evaluator, context, start) === false) return [];
  return context.loops.reduce<RunFrame[]>(
    (frames, loop) =>
      frames.flatMap((frame) =>
        (roundsOf(run, loop, frame) ?? [new Map()]).map((round) =>
          enterRound({ module, env: new Map(frame.env) }, round),
        ),
      ),
    [start],
  );
}

/** `schema.createTable('users', (table) => …)` is Knex', `schema.createTable('users').addColumn(…).execute()` Kysely's. */
function builderOf(links: Link[]): Handle | undefined {
  const [first] = links.filter((link) => link.name !== 'withSchema');
  if (first?.args === undefined) return undefined;
  const makes = /^(?:createTable|createTableIfNotExists|alterTable|table)$/.test(first.name);
  if (makes && first.args.length > 1) return knexHandle;
  const last = links.at(-1)?.name;
  return /^(?:createTable|alterTable|createIndex)$/.test(first.name) && last === 'execute' ? kyselyHandle : undefined;
}

function applyAll(run: MigrationRun, handle: Handle, links: Link[]): void {
  for (let index = 0; index < links.length; ) index += handle.apply(run, links, index).used;
}

function readText(run: MigrationRun, expr: Expr, frame: Frame, at: Expr['at']): void {
  if (run.sql.textsOf(expr, frame).some(isDefinition)) run.sql.execute(expr, frame, at);
}

const isDefinition = (text: string): boolean => DEFINES.test(text) && TABLE.test(text) && !PARTITION.test(text);
