import type { Position } from '../../parse/position.ts';
import type { SchemaOperation } from '../../parse/sql/sql-facts.ts';

/** How sure it is that the step under way is reached. */
export class Certainty {
  /** Conditions that could not be told, so far without anything that depends on them. */
  readonly doubts: Position[] = [];
  /** The function under way may have returned before. */
  returned = false;
  #unsure = false;

  get isSure(): boolean {
    return !this.#unsure && !this.returned;
  }

  /** Runs a function of the migration, whose returns end it alone. */
  during(run: () => void): void {
    const { returned } = this;
    const unsure = this.#unsure;
    const before = this.doubts.length;
    this.#unsure ||= returned;
    this.returned = false;
    run();
    this.returned = returned;
    this.#unsure = unsure;
    this.doubts.splice(before);
  }

  /** Follows a call that `mayHappen`; gives the doubts that what it `changed` depends on, each once. */
  attempt(mayHappen: () => boolean, follow: () => void, changed: () => boolean): Position[] {
    const unsure = this.#unsure;
    const before = this.doubts.length;
    this.#unsure ||= mayHappen();
    follow();
    this.#unsure = unsure;
    const depends = changed();
    const own = this.doubts.splice(depends ? 0 : before);
    return depends ? own : [];
  }
}

/** Where it is not sure that something is there, its absence is nothing to wonder about. */
export function tolerant(operation: SchemaOperation): SchemaOperation {
  return operation.op === 'create-table' ? { ...operation, ifNotExists: true } : { ...operation, ifExists: true };
}
