import type { Unknown } from '../../parse/position.ts';
import type { Dialect, QualifiedName, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { applyOperation } from './apply-operation.ts';
import type { SchemaInput } from './schema-input.ts';
import { SchemaState } from './schema-state.ts';

/** Files that build one database together, in the order in which their tool runs them. */
export interface History {
  /** Folder that the files are in, relative to the scanned root. */
  folder: string;
  dialect: Dialect;
  /** What says so; empty for the generic dialect. */
  because: string;
  files: SchemaInput[];
  /** File names say the order; otherwise any order that works is as good. */
  ordered: boolean;
}

/** A history applied to an empty database. */
export interface FoldedHistory {
  history: History;
  /** The histories of single folders that it is joined of, or that lead from older versions to it. */
  parts: History[];
  state: SchemaState;
  /** Tables that statements change, or build on, and none of them creates. */
  missing: QualifiedName[];
  /** The same, once per table, as the report tells them. */
  unknowns: Unknown[];
}

interface Step {
  operation: SchemaOperation;
  path: string;
  schema: string | undefined;
}

/** Applies the operations of a history one after the other. What needs a table that comes later is tried again at the end. */
export function foldHistory(history: History, parts: History[] = [history]): FoldedHistory {
  const state = new SchemaState(history.dialect);
  const missing = new MissingTables(state);
  const postponed: Step[] = [];
  for (const { path, facts } of history.files) {
    state.currentSchema = undefined;
    for (const operation of facts.operations) {
      const step = { operation, path, schema: state.currentSchema };
      // In migrations a table is made where it stands: waiting would bring it back after it was dropped.
      const mayWait = !history.ordered || operation.op !== 'create-table';
      const needed = applyOperation(state, operation, path, mayWait);
      if (needed.length > 0 && mayWait && operation.ifExists !== true) postponed.push(step);
      else if (operation.ifExists !== true) missing.note(needed, step);
    }
  }
  for (const step of postponed) {
    state.currentSchema = step.schema;
    missing.note(retry(state, step), step);
  }
  return { history, parts, state, missing: missing.names, unknowns: [...missing.unknowns, ...state.unknowns] };
}

/** What only takes away had nothing to take away when its turn came: done later it would undo what followed. */
const TAKES_AWAY = /^(?:drop|rename|detach)-/;

function retry(state: SchemaState, { operation, path }: Step): QualifiedName[] {
  if (!TAKES_AWAY.test(operation.op)) return applyOperation(state, operation, path, false);
  if (operation.op === 'drop-table') return operation.tables.filter((name) => state.find(name) === undefined);
  if (!('table' in operation) || operation.table === undefined) return [];
  return state.find(operation.table) === undefined ? [operation.table] : [];
}

/** Tables that statements need and no statement creates, each told once, at its first use. */
class MissingTables {
  readonly names: QualifiedName[] = [];
  readonly unknowns: Unknown[] = [];
  readonly #state: SchemaState;
  readonly #seen = new Set<string>();

  constructor(state: SchemaState) {
    this.#state = state;
  }

  note(needed: QualifiedName[], { operation, path }: Step): void {
    for (const name of needed) {
      const shown = name.schema === undefined ? name.name : `${name.schema}.${name.name}`;
      if (this.#seen.has(shown.toLowerCase())) continue;
      this.#seen.add(shown.toLowerCase());
      const view = this.#state.isView(name);
      // What only drops a table may come after others have dropped it, and builds on nothing.
      if (!view && operation.op !== 'drop-table') this.names.push(name);
      const reason = view
        ? `columns that come from the view ${shown} are not known`
        : `no statement that was read creates the table ${shown}`;
      this.unknowns.push({ path, line: operation.at.line, subject: 'statement', reason });
    }
  }
}
