import type { RuleResult } from '../check/finding.ts';
import type { RepoModel } from '../model/repo-model.ts';
import { applicabilityOf, gapsOf, KIND_NAMES } from './applicability.ts';
import type { Control, ControlResult, Status } from './checklist.ts';
import { count, joinAnd, joinSome } from './wording.ts';

type Verdict = Pick<ControlResult, 'status' | 'because'>;

/** All that a verdict on one control rests on. */
interface Case {
  control: Control;
  /** Results of its rules that ran, in the order of `checkedBy`. */
  evidence: RuleResult[];
  /** Rules of `checkedBy` without a result. */
  missing: string[];
  model: RepoModel;
}

/** Settles the case, or leaves it to the next step. */
type Step = (given: Case) => Verdict | undefined;

/**
 * The order is the meaning: a violation outweighs everything, blindness outweighs a clean result, and only what is left
 * at the end may pass. `docs/decisions/0003-control-status.md` gives the reasons.
 */
const STEPS: Step[] = [withoutResults, violated, advised, notSeen, waived, nothingExamined];

/** The status of one control. `results` holds the result of each rule that ran, by rule id. */
export function judge(control: Control, results: Map<string, RuleResult>, model: RepoModel): ControlResult {
  const rules = control.checkedBy.map(({ rule }) => rule);
  const evidence = rules.flatMap((rule) => results.get(rule) ?? []);
  const given: Case = { control, evidence, missing: rules.filter((rule) => !results.has(rule)), model };
  let verdict: Verdict | undefined;
  for (const step of STEPS) {
    verdict = step(given);
    if (verdict !== undefined) break;
  }
  return {
    control,
    ...(verdict ?? clean(given)),
    examined: evidence.reduce((sum, { examined }) => sum + examined, 0),
    findings: evidence.flatMap(({ findings }) => findings),
    evidence,
  };
}

const verdict = (status: Status, because: string): Verdict => ({ status, because });

function withoutResults({ control, evidence, missing }: Case): Verdict | undefined {
  if (evidence.length > 0) return undefined;
  if (control.verify === 'manual') return verdict('review', 'Only a person can decide this.');
  if (missing.length > 0) return verdict('not-checked', `${joinAnd(missing)} did not run.`);
  return verdict('not-checked', 'No rule checks this yet.');
}

function violated({ evidence }: Case): Verdict | undefined {
  const broken = evidence.filter(({ findings }) => findings.some(({ severity }) => severity !== 'info'));
  if (broken.length === 0) return undefined;
  const violations = broken.flatMap(({ findings }) => findings).filter(({ severity }) => severity !== 'info');
  const rules = joinAnd(broken.map(({ rule }) => rule));
  return verdict('fail', `${count(violations.length, 'violation')} found by ${rules}; ${looked(evidence)}.`);
}

/** An `info` finding is a hint below the certainty of a violation: it keeps a control from passing without failing it. */
function advised({ evidence, missing }: Case): Verdict | undefined {
  const hinting = evidence.filter(({ findings }) => findings.length > 0);
  if (hinting.length === 0) return undefined;
  const hints = hinting.reduce((sum, { findings }) => sum + findings.length, 0);
  const unseen = unseenBy(evidence, missing);
  const rest = unseen.length > 0 ? `; not seen: ${joinSome(unseen)}` : '';
  return verdict('review', `${count(hints, 'hint')} of ${joinAnd(hinting.map(({ rule }) => rule))} to judge${rest}.`);
}

function notSeen({ control, evidence, missing, model }: Case): Verdict | undefined {
  const unseen = [...new Set([...unseenBy(evidence, missing), ...gapsOf(control.appliesTo ?? [], model)])];
  return unseen.length > 0 ? verdict('unknown', `Could not be determined: ${joinSome(unseen)}.`) : undefined;
}

const unseenBy = (evidence: RuleResult[], missing: string[]): string[] => [
  ...new Set([...evidence.flatMap(({ blind }) => blind), ...missing.map((rule) => `${rule} did not run`)]),
];

function waived({ evidence }: Case): Verdict | undefined {
  const suppressed = evidence.flatMap((result) => result.suppressed);
  if (suppressed.length === 0) return undefined;
  const reasons = [...new Set(suppressed.map(({ reason }) => (reason.trim() === '' ? 'no reason given' : reason)))];
  return verdict('waived', `${count(suppressed.length, 'violation')} waived in the code: ${joinSome(reasons)}.`);
}

function nothingExamined({ control, evidence, model }: Case): Verdict | undefined {
  if (evidence.some(({ examined }) => examined > 0)) return undefined;
  const kinds = control.appliesTo ?? [];
  const { found, suspected } = applicabilityOf(kinds, model);
  if (suspected.length > 0) return verdict('unknown', `Could not be determined: ${joinSome(suspected)}.`);
  if (kinds.length > 0 && found.length === 0) {
    return verdict(
      'not-applicable',
      `The repository has no ${kinds.map((kind) => KIND_NAMES[kind]).join(' and no ')}.`,
    );
  }
  const idle = `${joinAnd(evidence.map(({ rule }) => rule))} found nothing to examine`;
  if (control.coverage === 'full') return verdict('not-applicable', `${idle}.`);
  return verdict('not-checked', `${idle}, and no rule checks the rest yet.`);
}

/** Nothing found, nothing hidden, something examined. A person still decides what a tool can only partly decide. */
function clean({ control, evidence }: Case): Verdict {
  if (control.coverage === 'full' && control.verify === 'static')
    return verdict('pass', `No violation; ${looked(evidence)}.`);
  const rest = control.coverage === 'full' ? 'a person decides the rest' : 'no rule checks the rest yet';
  const because = `No violation of the part that is checked; ${looked(evidence)}; ${rest}.`;
  return verdict(control.verify === 'static' ? 'pass' : 'review', because);
}

/** `swallowed-error looked at 12 subjects, floating-promise at 3, silent-error-handler at none`. */
function looked(evidence: RuleResult[]): string {
  const parts = evidence.map(({ rule, examined }, place) => {
    const subjects = examined === 0 ? 'none' : place === 0 ? count(examined, 'subject') : String(examined);
    return place === 0 ? `${rule} looked at ${subjects}` : `${rule} at ${subjects}`;
  });
  return parts.join(', ');
}
