import type { SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import type { Expr } from '../../../parse/typescript/code-facts.ts';
import { returnedExpressions } from '../../evaluate/returns.ts';
import type { Frame } from '../../evaluate/values.ts';
import { some } from '../../flow/expression-search.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isList, isRecord, member, optionsOf, type Plain, type PlainItem, textOf } from '../plain-data.ts';
import { addConstraint, qualified } from '../table-draft.ts';
import type { TableCall, TableMethod } from '../table-methods.ts';
import { readColumn } from './typeorm-parts.ts';

/** A change of a table that is named first; undefined where it cannot be told. */
export type Change = TableMethod;

const nameOf = (plain: Plain): string | undefined => {
  const options = optionsOf(plain);
  return textOf(plain) ?? (options && textOf(member(options, 'name')));
};

/** The whole column again, under another name perhaps. */
function redefine({ run, table, at }: TableCall, old: Plain, column: Plain): SchemaOperation[] | undefined {
  const from = nameOf(old);
  const item: PlainItem = { value: column, module: run.module, at };
  const draft = readColumn(item, run, at);
  if (from === undefined || draft === undefined) return undefined;
  const { name, type, notNull, default: value } = draft.column;
  const rename: SchemaOperation[] = name === from ? [] : [{ op: 'rename-column', table, column: from, to: name, at }];
  const unique = draft.constraints.filter(({ kind }) => kind === 'unique');
  return [
    ...rename,
    { op: 'alter-column', table, column: name, type, notNull, default: value ?? null, at },
    ...unique.map((constraint) => addConstraint(table, constraint)),
  ];
}

const renameColumn: Change = (call) => {
  const [old, to] = call.args;
  const from = nameOf(old);
  const name = nameOf(to);
  if (from === undefined || name === undefined) return undefined;
  return [{ op: 'rename-column', table: call.table, column: from, to: name, at: call.at }];
};

export const CHANGES: Record<string, Change> = {
  dropTable: ({ table, args: [ifExists], at }) => [
    { op: 'drop-table', tables: [table], cascade: false, at, ...(ifExists === true && { ifExists: true }) },
  ],
  renameTable({ table, args: [to], at }) {
    const name = nameOf(to);
    return name === undefined ? undefined : [{ op: 'rename-table', table, to: qualified(name), at }];
  },
  renameColumn,
  changeColumn: (call) => redefine(call, call.args[0], call.args[1]),
  changeColumns(call) {
    const [list] = call.args;
    const pairs = isList(list) ? list.items.map(({ value }) => (isRecord(value) ? value : undefined)) : [undefined];
    const operations = pairs.map(
      (pair) => pair && redefine(call, member(pair, 'oldColumn'), member(pair, 'newColumn')),
    );
    return operations.includes(undefined) ? undefined : operations.flatMap((one) => one ?? []);
  },
  dropPrimaryKey: ({ table, at }) => [{ op: 'drop-constraint', table, kind: 'primary-key', at }],
};

/** `table.foreignKeys.find((key) => key.columnNames.indexOf('user_id') !== -1)`: a part that is known by its columns, or by its name. */
export function foundPart(run: MigrationRun, expr: Expr, frame: Frame): Plain {
  const call = initialOf(run, expr, frame);
  if (call?.kind !== 'call' || call.callee.kind !== 'member' || call.callee.property !== 'find') return undefined;
  const [test] = call.args;
  const value = test && run.evaluator.evaluate(test, frame).find(({ kind }) => kind === 'function');
  if (value?.kind !== 'function') return undefined;
  const returned = returnedExpressions(run.evaluator.program, value.ref);
  const items = returned
    .flatMap(textsIn)
    .map((text): PlainItem => ({ value: text, module: frame.module, at: expr.at }));
  if (items.length === 0) return undefined;
  const [key, found]: [string, PlainItem] = returned.some((one) => some(one, isName))
    ? ['name', items[0]!]
    : ['columnNames', { value: { kind: 'list', items }, module: frame.module, at: expr.at }];
  return { kind: 'record', entries: new Map([[key, found]]), whole: false };
}

const isName = (part: Expr): boolean => part.kind === 'member' && part.property === 'name';

function initialOf(run: MigrationRun, expr: Expr, frame: Frame): Expr | undefined {
  if (expr.kind !== 'reference' || expr.binding === undefined) return expr;
  const { init } = run.evaluator.program.binding(frame.module, expr.binding);
  return init?.kind === 'await' ? init.value : init;
}

function textsIn(expr: Expr): string[] {
  const found: string[] = [];
  some(expr, (part) => {
    if (part.kind === 'literal' && typeof part.value === 'string') found.push(part.value);
    return false;
  });
  return found;
}
