import type { Location } from '../parse/position.ts';
import type { Severity } from '../rule/rule.ts';

export interface Finding {
  rule: string;
  /** Semantic key of the subject, without line numbers. */
  key: string;
  severity: Severity;
  message: string;
  /** Ids of the controls it breaks. */
  controls: string[];
  at: Location;
  fix: string;
  related: { at: Location; message: string }[];
  /** Hex digest of rule id and key (and an ordinal among equal ones), shared with baselines and SARIF. */
  fingerprint: string;
}

export interface RuleResult {
  rule: string;
  /** Number of subjects looked at. Zero is never a pass. */
  examined: number;
  findings: Finding[];
  /** Findings silenced by a directive in the code, with its reason. */
  suppressed: { finding: Finding; reason: string }[];
  /** Why a pass could not be claimed although nothing was found. */
  blind: string[];
  /** Where the rule itself threw; absent when it ran to its end. Its silence there proves nothing. */
  failures?: RuleFailure[];
}

/** A defect of a rule, not of the scanned repository. */
export interface RuleFailure {
  /** Key of the subject it was judging; `undefined` while it was listing its subjects. */
  subject: string | undefined;
  message: string;
  stack: string;
}
