import type { RepoModel } from '../model/repo-model.ts';
import type { Location } from '../parse/position.ts';
import type { Directive } from '../parse/typescript/code-facts.ts';
import type { Finding, RuleResult } from './finding.ts';
import { compareFindings, fingerprintAll } from './fingerprint.ts';
import { suppressionRules } from './suppression-rules.ts';

interface Entry {
  path: string;
  directive: Directive;
  /** The line it speaks of; `undefined` for the whole file. */
  line: number | undefined;
  /** Rules of which it silenced a finding. */
  used: Set<string>;
}

/** The suppression comments of a repository, and what each of them silenced. */
export class SuppressionLedger {
  readonly #entries: Entry[];
  readonly #byPath = new Map<string, Entry[]>();

  constructor(model: RepoModel) {
    this.#entries = model.modules.flatMap(({ path, facts }) => entriesOf(path, facts.directives));
    for (const entry of this.#entries) {
      const sameFile = this.#byPath.get(entry.path);
      if (sameFile) sameFile.push(entry);
      else this.#byPath.set(entry.path, [entry]);
    }
  }

  /** Moves the silenced findings of a result to its `suppressed`. */
  apply(result: RuleResult): RuleResult {
    const findings: Finding[] = [];
    const suppressed = [...result.suppressed];
    for (const finding of result.findings) {
      const entry = this.#entryFor(finding);
      if (entry) suppressed.push({ finding, reason: entry.directive.reason });
      else findings.push(finding);
    }
    return { ...result, findings, suppressed };
  }

  #entryFor({ rule, at }: Finding): Entry | undefined {
    const entry = this.#byPath
      .get(at.path)
      ?.find(({ directive, line }) => directive.rules.includes(rule) && (line === undefined || line === at.line));
    entry?.used.add(rule);
    return entry;
  }

  /**
   * What is wrong with the comments themselves; nothing to tell when there are none.
   *
   * @param known ids of all rules
   * @param ran rules that judged all their subjects; of the others nobody can tell what a comment would have silenced
   */
  results(known: string[], ran: Set<string>): RuleResult[] {
    if (this.#entries.length === 0) return [];
    return suppressionRules.map(({ id, severity, fix }) => {
      const findings = this.#entries.flatMap((entry) =>
        complaints(id, entry, known, ran).map((message) => ({
          ...{ rule: id, severity, fix, message, controls: [], related: [] },
          key: `${entry.path} ${entry.directive.rules.join(', ')}`,
          at: locationOf(entry),
        })),
      );
      const examined = this.#entries.length;
      return {
        rule: id,
        examined,
        findings: fingerprintAll(findings.sort(compareFindings)),
        suppressed: [],
        blind: [],
      };
    });
  }
}

const locationOf = ({ path, directive }: Entry): Location => ({ path, ...directive.at });

/** Comments in consecutive lines speak of the first line below them. */
function entriesOf(path: string, directives: Directive[]): Entry[] {
  const nextLine = new Map<number, Directive>();
  for (const directive of directives) if (directive.scope === 'next-line') nextLine.set(directive.at.line, directive);
  return directives.map((directive) => ({ path, directive, line: targetLine(directive, nextLine), used: new Set() }));
}

function targetLine(directive: Directive, nextLine: Map<number, Directive>): number | undefined {
  if (directive.scope === 'file') return undefined;
  if (directive.scope === 'line') return directive.at.line;
  let line = directive.at.endLine + 1;
  for (let below = nextLine.get(line); below; below = nextLine.get(line)) line = below.at.endLine + 1;
  return line;
}

function complaints(
  id: (typeof suppressionRules)[number]['id'],
  entry: Entry,
  known: string[],
  ran: Set<string>,
): string[] {
  const { rules, reason } = entry.directive;
  if (id === 'unexplained-suppression') {
    return reason.trim() === '' ? [`The suppression of ${rules.join(', ') || 'a rule'} gives no reason.`] : [];
  }
  if (id === 'unused-suppression') {
    const idle = rules.filter((rule) => ran.has(rule) && !entry.used.has(rule));
    return idle.map((rule) => `Nothing that ${rule} finds ${whereOf(entry)} is silenced by this comment.`);
  }
  if (rules.length === 0) return ['The suppression names no rule, so it silences nothing.'];
  return rules.filter((rule) => !known.includes(rule)).map((rule) => `There is no rule ${rule} to suppress.`);
}

const whereOf = ({ line }: Entry): string => (line === undefined ? 'in this file' : `in line ${line}`);
