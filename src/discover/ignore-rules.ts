import ignore, { type Ignore } from 'ignore';

/**
 * The ignore patterns that hold in one directory, outermost first, matched as git does: the last pattern that matches
 * decides, and nothing below an ignored directory can be taken back. Immutable; a directory without patterns of its own
 * shares its parent's.
 */
export class IgnoreRules {
  static readonly none: IgnoreRules = new IgnoreRules(undefined);
  readonly #matcher: Ignore | undefined;

  private constructor(matcher: Ignore | undefined) {
    this.#matcher = matcher;
  }

  /**
   * Adds the text of an ignore file that lies in `directory` (relative to the matcher's base, `''` for the base).
   * One matcher with rebased patterns, not one per file: a nested `!keep/` must also free what is below `keep`.
   */
  with(text: string, directory: string): IgnoreRules {
    const patterns = text
      .split(/\r?\n/)
      .map((line) => rebase(line, directory))
      .filter((line) => line !== undefined);
    if (patterns.length === 0) return this;
    const matcher = ignore({ ignorecase: false, allowRelativePaths: true });
    if (this.#matcher) matcher.add(this.#matcher);
    return new IgnoreRules(matcher.add(patterns));
  }

  /** Ignored, explicitly taken back, or undefined when no pattern says. `path` is relative to the matcher's base. */
  verdict(path: string, isDirectory: boolean): boolean | undefined {
    if (this.#matcher === undefined) return undefined;
    const { ignored, unignored } = this.#matcher.test(isDirectory ? `${path}/` : path);
    return ignored ? true : unignored ? false : undefined;
  }
}

const GLOB_CHARACTERS = /[\\*?[\]!# ]/g;

/** One line of an ignore file, rewritten to hold from the base; undefined for comments and blank lines. */
function rebase(line: string, directory: string): string | undefined {
  if (line.startsWith('#')) return undefined;
  const negated = line.startsWith('!');
  const body = trimEnd(negated ? line.slice(1) : line);
  if (body === '' || body === '/') return undefined;
  if (directory === '') return negated ? `!${body}` : body;
  const base = `/${directory.replace(GLOB_CHARACTERS, '\\$&')}`;
  const anchored = body.slice(0, -1).includes('/');
  const path = anchored ? `${base}/${body.replace(/^\//, '')}` : `${base}/**/${body}`;
  return negated ? `!${path}` : path;
}

/** Trailing spaces do not count unless a backslash keeps them. */
function trimEnd(pattern: string): string {
  let end = pattern.length;
  while (end > 0 && pattern[end - 1] === ' ' && pattern[end - 2] !== '\\') end -= 1;
  return pattern.slice(0, end);
}
