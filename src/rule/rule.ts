import type { RepoModel } from '../model/repo-model.ts';
import type { Location } from '../parse/position.ts';

export type Severity = 'error' | 'warning' | 'info';

/**
 * The thing a rule judges. `key` is semantic and has no line number (`GET /v1/orders`, `orders.customer_id`,
 * `src/a.ts -> src/b.ts`); rule id and key together are the fingerprint of a finding.
 */
export interface Subject {
  key: string;
  at: Location;
}

/** What a rule says of one subject that breaks it. */
export interface Violation {
  message: string;
  /** When one subject can break the rule in several ways: the semantic key of this one. The subject's key otherwise. */
  key?: string;
  /** Where to point, when not at the subject itself. */
  at?: Location;
  /** Lower or raise the rule's severity for this one case (an inferred layer only warns). */
  severity?: Severity;
  /** A concrete mend for this case; the rule's general one otherwise. */
  fix?: string;
  /** The evidence chain: other places that prove it, in order. */
  related?: { at: Location; message: string }[];
}

export interface Example {
  title: string;
  /** Path to text of a whole small repository. */
  files: Record<string, string>;
  /** What was there at the revision of `--since`: files that are not in it are new, others modified where they differ. */
  before?: Record<string, string>;
  /** For bad examples, the keys of the findings expected, exactly; one finding of any key when absent. */
  keys?: string[];
}

export interface Parameter<T = unknown> {
  description: string;
  default: T;
}
export type Parameters = Record<string, Parameter>;
export type Values<P extends Parameters> = { [K in keyof P]: P[K]['default'] };

export interface Rule<S extends Subject = Subject, P extends Parameters = Parameters> {
  /** Flat and global; names the violation, not the cure; equals the file's name. */
  id: string;
  summary: string;
  /** Why it matters, in a sentence or two that a reviewer would say. */
  why: string;
  /** How to mend it. */
  fix: string;
  severity: Severity;
  /** `measured` precision of 95% or more on real repositories is needed for `error` by default. */
  precision: 'high' | 'medium' | 'advisory';
  /** What it cannot see, so that nobody takes its silence for proof. */
  cannotDetect: string[];
  params: P;
  examples: { good: Example[]; bad: Example[] };
  /** Everything the rule looks at, also what is fine: the count is what a pass rests on. */
  subjects(model: RepoModel): Iterable<S>;
  check(subject: S, params: Values<P>, model: RepoModel): Violation | Violation[] | undefined;
  /** Why the model may be too blind for a pass, e.g. files that did not parse; empty when it saw all it needs. */
  blind?(model: RepoModel): string[];
}

// biome-ignore lint/suspicious/noExplicitAny: a list of rules has rules of every subject and parameter type.
export type AnyRule = Rule<any, any>;

/** Checks at compile time that a rule's parts fit together; returns it unchanged. */
export const defineRule = <S extends Subject, P extends Parameters>(rule: Rule<S, P>): Rule<S, P> => rule;
