/** A place in a text file. Lines and columns are 1-based; columns count UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
  endLine: number;
}

/** A place in a file of the scanned repository. `path` is relative to its root, with forward slashes. */
export interface Location extends Position {
  path: string;
}

/** Something that could not be read or understood, kept so that no control passes because of it. */
export interface Unknown {
  path: string;
  line: number;
  /** What could not be determined: `file`, `statement`, `import`, `route`, … */
  subject: 'file' | 'syntax' | 'statement' | 'import' | 'route' | 'framework' | 'contract' | 'configuration';
  reason: string;
}
