import type { IndexFact, QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from '../call-chain.ts';
import { callbacksOf } from '../follow-calls.ts';
import type { Applied, Handle } from '../handles.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isList, isMade, type Plain, textOf } from '../plain-data.ts';
import { createIndex, defined, qualified, TableDraft } from '../table-draft.ts';
import { KyselyTable } from './kysely-table.ts';

const OPEN: Applied = { used: 1, callbacks: 'open' };
const TAKEN: Applied = { used: 1, callbacks: 'taken' };

/** What a call begins: the table or index that it names, and the calls chained to it. */
interface Begun {
  run: MigrationRun;
  name: QualifiedName;
  link: Link;
  chain: Link[];
}

/** Kysely's `db`: `db.schema`, transactions, and `sql` text that is executed with it. */
export const kyselyHandle: Handle = {
  apply(run, links, index) {
    const link = links[index]!;
    if (link.args === undefined) return OPEN;
    if (link.name === 'executeQuery') run.sql.execute(link.args[0], link.frame, placeOf(link));
    if (link.name === 'execute') {
      for (const callback of callbacksOf(run, link))
        run.handles.withParameter(callback.ref, 0, kyselyHandle, () => run.enter(callback, link.frame));
      return TAKEN;
    }
    if (!Object.hasOwn(BEGINS, link.name)) return OPEN;
    const name = textOf(run.plain.read(link.args[0], link.frame));
    if (name === undefined) run.unknown(placeOf(link), `the name given to ${link.name} is not constant`);
    else {
      const schema = schemaBefore(run, links.slice(0, index));
      const own = { ...(schema !== undefined && { schema }), ...qualified(name) };
      BEGINS[link.name]!({ run, name: own, link, chain: links.slice(index + 1) });
    }
    return { used: links.length - index, callbacks: 'taken' };
  },
};

function schemaBefore(run: MigrationRun, links: Link[]): string | undefined {
  const link = links.findLast((one) => one.name === 'withSchema');
  return link && textOf(run.plain.read(link.args?.[0], link.frame));
}

const ifExists = (chain: Link[]): { ifExists?: true } =>
  chain.some(({ name }) => name === 'ifExists') ? { ifExists: true } : {};

function createTable({ run, name, link, chain }: Begun): void {
  const draft = new TableDraft(name, placeOf(link));
  new KyselyTable(name, draft).follow(run, chain);
  if (!chain.some((one) => one.name === 'temporary')) run.emit(...draft.operations());
}

function dropTable({ run, name, link, chain }: Begun): void {
  const cascade = chain.some((one) => one.name === 'cascade');
  run.emit({ op: 'drop-table', tables: [name], cascade, at: placeOf(link), ...ifExists(chain) });
}

function readIndex({ run, name, link, chain }: Begun): void {
  const at = placeOf(link);
  const argsOf = (wanted: string): Plain[][] =>
    chain
      .filter((one) => one.name === wanted)
      .map((one) => (one.args ?? []).map((arg) => run.plain.read(arg, one.frame)));
  const table = textOf(argsOf('on')[0]?.[0]);
  const keys = [...argsOf('column'), ...argsOf('columns'), ...argsOf('expression')].flatMap(([first]) => keysOf(first));
  if (table === undefined || keys.length === 0 || keys.includes(undefined)) {
    run.unknown(at, `the index ${name.name} is not constant`);
    return;
  }
  const index = defined<IndexFact>({
    name: name.name,
    keys: keys as IndexFact['keys'],
    include: [],
    unique: chain.some((one) => one.name === 'unique'),
    nullsNotDistinct: chain.some((one) => one.name === 'nullsNotDistinct') || undefined,
    method: textOf(argsOf('using')[0]?.[0])?.toLowerCase(),
    where: predicateOf(argsOf('where')),
    concurrently: false,
    at,
  });
  const operation = createIndex(
    { ...(name.schema !== undefined && { schema: name.schema }), ...qualified(table) },
    index,
  );
  run.emit({ ...operation, ifNotExists: chain.some((one) => one.name === 'ifNotExists') } as SchemaOperation);
}

/** `'a'`, `'a desc'`, several of them, or an expression. */
function keysOf(plain: Plain): (IndexFact['keys'][number] | undefined)[] {
  if (isList(plain)) return plain.items.flatMap(({ value }) => keysOf(value));
  if (isMade(plain)) return [writtenKey(textOf(plain.args?.[0]) ?? 'expression')];
  if (typeof plain !== 'string') return [undefined];
  const [, column = plain, order] = /^(\S+)\s+(asc|desc)\b/i.exec(plain) ?? [];
  return [{ column, ...(order?.toLowerCase() === 'desc' && { descending: true }) }];
}

/** A key in SQL: a column with its operator class, or an expression. */
function writtenKey(text: string): IndexFact['keys'][number] {
  const [, column, options] = /^"?(\w+)"?(?:\s+(\w+_ops))?$/.exec(text.trim()) ?? [];
  if (column === undefined) return { expression: text };
  return { column, ...(options !== undefined && { options }) };
}

/** Conditions in SQL, as far as they compare a column with null. */
function predicateOf(conditions: Plain[][]): string | undefined {
  const texts = conditions.map(([column, operator, value]) => {
    if (isMade(column)) return textOf(column.args?.[0]) ?? 'a predicate';
    if (typeof column !== 'string' || typeof operator !== 'string') return 'a predicate';
    return `"${column}" ${operator.toUpperCase()} ${value === null ? 'NULL' : '…'}`;
  });
  return texts.length === 0 ? undefined : texts.join(' AND ');
}

const BEGINS: Record<string, (begun: Begun) => void> = {
  createTable,
  alterTable: ({ run, name, chain }) => new KyselyTable(name, undefined).follow(run, chain),
  dropTable,
  createIndex: readIndex,
  dropIndex({ run, name, link, chain }) {
    run.emit({ op: 'drop-index', name, at: placeOf(link), ...ifExists(chain) });
  },
};
