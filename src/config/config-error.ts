/** The configuration cannot be used; the run stops before it reads the repository. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  /** Path of the file at fault, as the user would write it. */
  readonly file: string;
  /** One sentence each, beginning with the path of the key. */
  readonly problems: string[];

  constructor(file: string, problems: string[], options?: ErrorOptions) {
    super(message(file, problems), options);
    this.file = file;
    this.problems = problems;
  }
}

function message(file: string, problems: string[]): string {
  const [only] = problems;
  if (problems.length === 1) return `${file}: ${only}`;
  return `${file} has ${problems.length} problems:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
}
