import type { LoopFact } from '../../parse/typescript/code-facts.ts';
import { elementsOf } from '../evaluate/elements.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { MigrationRun, RunFrame } from './migration-run.ts';

/** What the variables of a loop are in one of its rounds, by module and binding. */
type Round = ReadonlyMap<string, Value[]>;

const MOST_ROUNDS = 400;

/** The rounds of a loop, one for each element; undefined where they are not known. */
export function roundsOf(run: MigrationRun, id: number, frame: Frame): Round[] | undefined {
  const loop: LoopFact | undefined = run.evaluator.program.module(frame.module).facts.loops[id];
  if (loop?.kind !== 'for-of' || !loop.iterates) return undefined;
  const elements = elementsOf(run.evaluator, loop.iterates, frame).slice(0, MOST_ROUNDS);
  if (elements.length === 0) return undefined;
  return elements.map((element) => {
    const round = new Map<string, Value[]>();
    for (const binding of loop.bindings) {
      const path = run.evaluator.program.binding(frame.module, binding).path ?? [];
      round.set(`${frame.module}#${binding}`, run.evaluator.along([element], path));
    }
    return round;
  });
}

/** The same variables, those of the loop as they are in a round. */
export function enterRound(frame: RunFrame, round: Round): RunFrame {
  for (const [name, values] of round) frame.env.set(name, values);
  return frame;
}
