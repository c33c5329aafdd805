/** What an artefact is, decided from its content where the name is not enough. */
export type ArtefactKind =
  | 'code'
  | 'openapi'
  | 'graphql'
  | 'protobuf'
  | 'sql'
  | 'prisma'
  | 'manifest'
  | 'env'
  | 'compose'
  | 'kubernetes'
  | 'dockerfile'
  | 'workflow'
  | 'config'
  | 'markdown'
  | 'asyncapi';

/**
 * What a file is for. Only `source` is held to run-time rules; `script` covers command-line tools, build and maintenance
 * scripts, `seed` data seeding, `declaration` are `.d.ts` files.
 */
export type FileRole =
  | 'source'
  | 'config'
  | 'test'
  | 'example'
  | 'script'
  | 'seed'
  | 'migration'
  | 'documentation'
  | 'declaration'
  | 'tooling'
  /** Runs in a browser; told by what it imports, once imports are resolved. */
  | 'client';

export interface SourceFile {
  /** Relative to the scanned root, forward slashes. */
  path: string;
  kind: ArtefactKind;
  role: FileRole;
  /** UTF-8 text without its byte order mark. */
  text: string;
  /** Bytes on disk. */
  size: number;
}

/** Files that exist and were deliberately not read, counted by why. */
export interface Skipped {
  path: string;
  reason: 'ignored' | 'generated' | 'vendored' | 'minified' | 'binary' | 'symlink' | 'unsupported';
}
