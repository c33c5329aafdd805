import type { Position } from '../../parse/position.ts';
import type { QualifiedName, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from './call-chain.ts';
import type { Handle } from './handles.ts';
import type { MigrationRun } from './migration-run.ts';
import type { Plain } from './plain-data.ts';

/** A call of a method that names the table it changes first. */
export interface TableCall {
  run: MigrationRun;
  table: QualifiedName;
  /** Arguments behind the table. */
  args: Plain[];
  at: Position;
}

/** What a method does to the schema; undefined where its arguments cannot be told. */
export type TableMethod = (call: TableCall) => SchemaOperation[] | undefined;

interface Interface {
  /** Methods that run SQL text. */
  sql: readonly string[];
  methods: Readonly<Record<string, TableMethod>>;
  tableOf: (first: Plain | undefined) => QualifiedName | undefined;
}

/** The object that a tool hands to its migrations, where each method stands for itself and names a table first. */
export const tableMethods = ({ sql, methods, tableOf }: Interface): Handle => ({
  apply(run, links, index) {
    const link = links[index]!;
    if (link.args === undefined) return { used: 1, callbacks: 'open' };
    const at = placeOf(link);
    if (sql.includes(link.name)) run.sql.execute(link.args[0], link.frame, at);
    else if (Object.hasOwn(methods, link.name)) applyMethod(run, link, at, methods[link.name]!, tableOf);
    return { used: 1, callbacks: 'open' };
  },
});

function applyMethod(
  run: MigrationRun,
  link: Link,
  at: Position,
  method: TableMethod,
  tableOf: Interface['tableOf'],
): void {
  const [first, ...args] = (link.args ?? []).map((arg) => run.plain.read(arg, link.frame));
  const table = tableOf(first);
  const operations = table && method({ run, table, args, at });
  if (operations === undefined) run.unknown(at, `what ${link.name} changes is not constant`);
  else run.emit(...operations);
}
