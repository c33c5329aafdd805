import type { ArtefactKind, Skipped } from './source-file.ts';

/** What a file's name alone says: its kind, that its content must tell, or that it is left out. */
export type NameVerdict = { kind: ArtefactKind } | { ask: 'structured' | 'shebang' } | { skip: Skipped['reason'] };

const BY_EXTENSION: Record<string, ArtefactKind> = {
  ts: 'code',
  tsx: 'code',
  mts: 'code',
  cts: 'code',
  js: 'code',
  jsx: 'code',
  mjs: 'code',
  cjs: 'code',
  sql: 'sql',
  ddl: 'sql',
  pgsql: 'sql',
  prisma: 'prisma',
  graphql: 'graphql',
  graphqls: 'graphql',
  gql: 'graphql',
  proto: 'protobuf',
  md: 'markdown',
  mdx: 'markdown',
  markdown: 'markdown',
};
const STRUCTURED = new Set(['yaml', 'yml', 'json', 'jsonc', 'json5', 'toml', 'ini', 'properties']);
const BINARY = new Set(
  (
    'png jpg jpeg gif webp avif bmp ico icns tif tiff psd ai sketch fig heic mp3 mp4 m4a m4v wav ogg oga ogv flac mov avi ' +
    'mkv webm woff woff2 ttf otf eot pdf doc docx xls xlsx ppt pptx odt zip gz tgz bz2 xz zst 7z rar tar jar war class ' +
    'exe dll so dylib a o bin dat wasm node db sqlite sqlite3 mdb parquet avro p12 pfx jks keystore der lockb pyc swp glb onnx'
  ).split(' '),
);
const LOCK_FILES = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'deno.lock',
  'composer.lock',
]);
const ENV_FILE =
  /^(?:\.env(?:[.\-_].+)?|[^.].*\.env|\.(?:example|sample|template)[-_.]env|env\.(?:example|sample|template|dist|defaults?|local))$/i;
const DOCKERFILE = /^(?:dockerfile|containerfile)(?:[.\-_](?!dockerignore).+)?$|\.(?:dockerfile|containerfile)$/i;

/** `name` is the last segment of a path. */
export function judgeName(name: string): NameVerdict {
  if (name === 'package.json') return { kind: 'manifest' };
  if (LOCK_FILES.has(name)) return { skip: 'unsupported' };
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  if (/\.min\.[cm]?js$/i.test(name)) return { skip: 'minified' };
  const kind = BY_EXTENSION[extension];
  if (kind !== undefined) return { kind };
  if (DOCKERFILE.test(name)) return { kind: 'dockerfile' };
  if (ENV_FILE.test(name)) return { kind: 'env' };
  if (STRUCTURED.has(extension)) return { ask: 'structured' };
  if (BINARY.has(extension)) return { skip: 'binary' };
  if (/\.[cm]?[jt]sx?\.map$/i.test(name)) return { skip: 'generated' };
  return extension === '' && !name.startsWith('.') ? { ask: 'shebang' } : { skip: 'unsupported' };
}
