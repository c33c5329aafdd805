import type { Dialect } from './sql-facts.ts';

/** How a dialect spells quotes and comments: what the scanner needs to know, and nothing about statements. */
export interface LexicalTraits {
  /** `[x]`: a name (`names`), never (`no`), or a name where it cannot be a subscript (`guess`). */
  readonly brackets: 'names' | 'no' | 'guess';
  /** A backslash in a plain string escapes the next character. */
  readonly backslashEscapes: boolean;
  /** `$tag$ … $tag$`. */
  readonly dollarQuotes: boolean;
  readonly nestedComments: boolean;
  /** `# …` up to the end of the line. */
  readonly hashComments: 'always' | 'line-start' | 'no';
  /** `// …` at the start of a line. */
  readonly slashComments: boolean;
  /** `/*!40101 … *​/` is executed, not a comment. */
  readonly conditionalComments: boolean;
  /** `q'[ … ]'`. */
  readonly alternativeQuotes: boolean;
  /** `&name.` is a substitution. */
  readonly ampersandHoles: boolean;
}

const STANDARD: LexicalTraits = {
  brackets: 'guess',
  backslashEscapes: false,
  dollarQuotes: false,
  nestedComments: false,
  hashComments: 'no',
  slashComments: false,
  conditionalComments: false,
  alternativeQuotes: false,
  ampersandHoles: false,
};

const TRAITS: Record<Dialect, LexicalTraits> = {
  postgresql: { ...STANDARD, brackets: 'no', dollarQuotes: true, nestedComments: true },
  mysql: {
    ...STANDARD,
    brackets: 'no',
    backslashEscapes: true,
    hashComments: 'always',
    conditionalComments: true,
  },
  // The shell of SQLite passes over lines that begin with `#`.
  sqlite: { ...STANDARD, brackets: 'names', hashComments: 'line-start' },
  sqlserver: { ...STANDARD, brackets: 'names', nestedComments: true },
  oracle: { ...STANDARD, brackets: 'no', alternativeQuotes: true, ampersandHoles: true },
  generic: {
    ...STANDARD,
    dollarQuotes: true,
    hashComments: 'line-start',
    slashComments: true,
    conditionalComments: true,
  },
};

export function traitsOf(dialect: Dialect): LexicalTraits {
  return TRAITS[dialect];
}
