import type { Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Link } from './call-chain.ts';
import type { MigrationRun } from './migration-run.ts';

/** What a tool makes of the calls on one of its objects. */
export interface Handle {
  /** Reads the link at `index`; says how many links that took, and whether their callbacks are dealt with too. */
  apply(run: MigrationRun, links: Link[], index: number): Applied;
}

export interface Applied {
  used: number;
  callbacks: 'taken' | 'open';
}

/** What the parameters and instances of a migration stand for while it runs. */
export class Handles {
  readonly #known = new Map<string, Handle>();

  /** Says what a parameter of a function stands for while `run` runs. */
  withParameter(ref: FunctionRef, index: number, handle: Handle, run: () => void): void {
    this.#with(`${ref.module}#f${ref.fn}.${index}`, handle, run);
  }

  /** Says what `this` stands for in the methods of a class. */
  withInstance(module: string, cls: number, handle: Handle, run: () => void): void {
    this.#with(`${module}#c${cls}`, handle, run);
  }

  of(root: Value): Handle | undefined {
    if (root.kind === 'instance') return this.#known.get(`${root.module}#c${root.cls}`);
    const parameter = root.kind === 'typed' ? root.from : root.kind === 'parameter' ? root : undefined;
    return parameter && this.#known.get(`${parameter.fn.module}#f${parameter.fn.fn}.${parameter.index}`);
  }

  #with(key: string, handle: Handle, run: () => void): void {
    const before = this.#known.get(key);
    this.#known.set(key, handle);
    run();
    if (before === undefined) this.#known.delete(key);
    else this.#known.set(key, before);
  }
}
