/** One thing wrong with a guideline pack. */
export interface PackProblem {
  /** File name within the pack's directory. */
  file: string;
  /** Id of the control, or its ordinal (`control 3`) when it has none; absent for problems of the whole file. */
  control?: string;
  message: string;
}

const line = (problem: PackProblem): string =>
  [problem.file, problem.control, problem.message].filter((part) => part !== undefined).join(': ');

/** A guideline pack that cannot be used; its message lists every problem with file and control. */
export class GuidelinePackError extends Error {
  readonly directory: string;
  readonly problems: PackProblem[];

  constructor(directory: string, problems: PackProblem[]) {
    super([`The guideline pack in ${directory} cannot be used:`, ...problems.map((p) => `  ${line(p)}`)].join('\n'));
    this.name = 'GuidelinePackError';
    this.directory = directory;
    this.problems = problems;
  }
}
