import type { Expr } from '../../parse/typescript/code-facts.ts';
import { unknown, type Value } from './values.ts';

const MAX_DEPTH = 60;
const MAX_VALUES = 24;
/** Expressions looked at for one question; past that the answer is what was found so far. */
const MAX_STEPS = 1500;
const MAX_CALL_DEPTH = 6;
/** Members of members that are looked for in one go: `{ ...filters }` assigned to `filters` has no end of them. */
const MAX_MEMBER_DEPTH = 40;

/** What belongs to one question and the questions it leads to. */
interface Question {
  open: Set<Expr>;
  depth: number;
  steps: number;
  callDepth: number;
  memberDepth: number;
  /** Looks for exports and members that are under way, in this question or leading to it. */
  looks: number;
  /** Answers that were cut short: good enough where the expression comes by again in this question, and for it alone. */
  answered: Map<Expr, Value[]>;
}

const newQuestion = (): Question => ({
  open: new Set(),
  depth: 0,
  steps: 0,
  callDepth: 0,
  memberDepth: 0,
  looks: 0,
  answered: new Map(),
});

/** Keeps the answers of the evaluator, ends circular questions and cuts short those that lead too far. */
export class Inquiry {
  readonly #cache = new WeakMap<Expr, Value[]>();
  #question = newQuestion();
  /** Grows whenever an answer is cut short by a limit or by a circle; such answers are not kept. */
  #cuts = 0;
  /** Grows whenever an answer rests on callers that are still being gathered. */
  #provisional = 0;
  /** Answers that rest on the callers gathered so far; good for one pass of gathering. */
  #drafts: WeakMap<Expr, Value[]> | undefined;

  /** The values of an expression. Without `plain` they depend on an environment and are worked out anew each time. */
  values(expr: Expr, plain: boolean, answer: () => Value[]): Value[] {
    if (this.#isOutermost()) this.#begin();
    const known = plain ? this.#known(expr) : undefined;
    if (known) return known;
    const question = this.#question;
    question.steps += 1;
    if (question.depth > MAX_DEPTH || question.steps > MAX_STEPS || question.open.has(expr)) return this.#cut();
    const { cuts, provisional } = { cuts: this.#cuts, provisional: this.#provisional };
    question.open.add(expr);
    question.depth += 1;
    const values = answer().slice(0, MAX_VALUES);
    question.depth -= 1;
    question.open.delete(expr);
    if (!plain) return values;
    if (this.#cuts !== cuts && !this.#isOutermost()) question.answered.set(expr, values);
    else (this.#provisional === provisional ? this.#cache : this.#drafts)?.set(expr, values);
    return values;
  }

  #known(expr: Expr): Value[] | undefined {
    const cached = this.#cache.get(expr);
    if (cached) return cached;
    const drafted = this.#drafts?.get(expr);
    if (drafted) {
      this.#provisional += 1;
      return drafted;
    }
    const answered = this.#question.answered.get(expr);
    if (answered) this.#cuts += 1;
    return answered;
  }

  /** Nothing is under way: what is asked now is a question of its own, with steps of its own. */
  #isOutermost(): boolean {
    return this.#question.depth === 0 && this.#question.looks === 0;
  }

  /** Looks for a member or an export; all that is asked on the way shares the steps of one question. */
  #look(look: () => Value[]): Value[] {
    if (this.#isOutermost()) this.#begin();
    const question = this.#question;
    question.steps += 1;
    if (question.steps > MAX_STEPS) return this.#cut();
    question.looks += 1;
    const values = look();
    question.looks -= 1;
    return values;
  }

  #begin(): void {
    this.#question.steps = 0;
    if (this.#question.answered.size > 0) this.#question.answered = new Map();
  }

  #cut(): Value[] {
    this.#cuts += 1;
    return [];
  }

  /** Keeps an answer, unless it was cut short or rests on callers that are still being gathered. Circular questions end. */
  kept(cache: Map<string, Value[] | undefined>, key: string, answer: () => Value[]): Value[] {
    const known = cache.get(key);
    if (known) return known;
    if (cache.has(key)) return this.#cut();
    const { cuts, provisional } = { cuts: this.#cuts, provisional: this.#provisional };
    cache.set(key, undefined);
    const values = this.#look(answer);
    const whole = this.#cuts === cuts || this.#isOutermost();
    if (whole && this.#provisional === provisional) cache.set(key, values);
    else cache.delete(key);
    return values;
  }

  /** Runs questions of their own in the midst of another: with their own limits, as if asked from outside. */
  detached(run: () => void): void {
    const outer = this.#question;
    this.#question = newQuestion();
    run();
    this.#question = outer;
  }

  /** Follows a call into a function of the repository, unless calls are nested too deep already. */
  intoCall(follow: () => Value[]): Value[] {
    if (this.#question.callDepth >= MAX_CALL_DEPTH) {
      this.#cuts += 1;
      return [unknown('calls nested too deep')];
    }
    this.#question.callDepth += 1;
    const values = follow();
    this.#question.callDepth -= 1;
    return values;
  }

  /** Looks for a member, unless members are nested too deep already. */
  intoMember(look: () => Value[]): Value[] {
    if (this.#question.memberDepth >= MAX_MEMBER_DEPTH) return this.#cut();
    this.#question.memberDepth += 1;
    const values = this.#look(look);
    this.#question.memberDepth -= 1;
    return values;
  }

  /** Begins a pass of gathering callers (what the last one led to is forgotten), or ends the gathering. */
  draft(begins: boolean): void {
    this.#drafts = begins ? new WeakMap() : undefined;
  }

  /** Says that the answer under way rests on callers that are still being gathered, so that it is not kept. */
  markProvisional(): void {
    this.#provisional += 1;
  }
}
