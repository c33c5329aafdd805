import type { Finding, RuleResult } from '../check/finding.ts';

export type Status = 'pass' | 'fail' | 'review' | 'unknown' | 'not-applicable' | 'not-checked' | 'waived';

/** A demand of a guideline, from YAML under `rules/guidelines/`. */
export interface Control {
  id: string;
  title: string;
  area: string;
  level: 'must' | 'should' | 'may';
  statement: string;
  /** Document number (`000`…`004`) and section heading. */
  sources: { document: string; section: string }[];
  verify: 'static' | 'partial' | 'manual';
  /** Rules that check it; empty means not yet checked. */
  checkedBy: { rule: string; params?: Record<string, unknown> }[];
  coverage: 'full' | 'partial' | 'none';
  /** What the rules leave out (`partial`), or what a reviewer must ask (`manual` and unchecked parts). */
  question?: string;
  look: string[];
  /**
   * What must exist for the demand to mean anything, any one of them: with none in the repository, and no sign that one
   * was overlooked, the control is not applicable. Absent: the control applies everywhere.
   */
  appliesTo?: SubjectKind[];
}

/** Things of a repository that a control is about. */
export type SubjectKind = 'modules' | 'routes' | 'contracts' | 'tables' | 'collections';

export interface GuidelineDocument {
  id: string;
  title: string;
  /** What the document is, in a sentence. */
  description?: string;
  /** Headings that sources may name; any heading when absent. */
  sections?: string[];
}

export interface GuidelinePack {
  documents: GuidelineDocument[];
  areas: { id: string; title: string }[];
  controls: Control[];
}

export interface ControlResult {
  control: Control;
  status: Status;
  /** One sentence: why this status. */
  because: string;
  /** Subjects examined by all its rules. */
  examined: number;
  findings: Finding[];
  /** What each of its rules reported; a rule of `control.checkedBy` that is missing here did not run. */
  evidence: RuleResult[];
}

export interface Checklist {
  results: ControlResult[];
  /** Passed over evaluated (pass and fail), 0…1; `undefined` when nothing was evaluated. */
  score: number | undefined;
  /** Evaluated over all controls that could apply, 0…1. */
  coverage: number;
}
