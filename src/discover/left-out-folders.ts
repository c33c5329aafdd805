import type { Skipped } from './source-file.ts';
import type { TreeEntry } from './tree.ts';

/** Version control's own; not part of what is scanned, and not counted. */
const VERSION_CONTROL = new Set(['.git', '.hg', '.svn', '.jj']);
const PACKAGES = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'web_modules',
  '.yarn',
  '.pnpm-store',
  '.venv',
]);
const TOOL_OUTPUT = new Set(
  (
    '.next .nuxt .output .svelte-kit .turbo .cache .nyc_output .parcel-cache .serverless .vercel .netlify .angular ' +
    '.docusaurus .vite .terraform .expo .wrangler .nx __pycache__ storybook-static lib-cov .medusa .strapi'
  ).split(' '),
);
const BUILD_OUTPUT = new Set([
  'dist',
  'build',
  'out',
  'coverage',
  'dist-server',
  'dist-types',
  'playwright-report',
  'test-results',
]);
const VENDOR = new Set(['vendor', 'vendors', 'third_party', 'third-party', 'thirdparty']);
const SERVED = /(?:^|\/)(?:public|static|assets|wwwroot)\//;
/** Files of a feature named "vendor", such as a marketplace has. */
const FEATURE_FILE =
  /^(?:index|vendors?|route|page)\.(?:[cm]?[jt]sx?|mdx)$|[.-](?:controller|service|module|routes?|router|model|entity|repository|schema|dto|resolver|handler)s?\.[cm]?[jt]s$/i;

export interface FolderContext {
  /** Relative to the root. */
  path: string;
  name: string;
  /** The folder that holds it also holds a `package.json`, or is the root. */
  besideManifest: boolean;
  /** The folder's own entries, read only when the name leaves it open. */
  entries: () => TreeEntry[];
}

/** Why a whole folder is left out, `version-control` when not even counted, or undefined to enter it. */
export function leftOut(folder: FolderContext): Skipped['reason'] | 'version-control' | undefined {
  const { name, path, besideManifest } = folder;
  if (VERSION_CONTROL.has(name)) return 'version-control';
  if (PACKAGES.has(name)) return 'vendored';
  if (TOOL_OUTPUT.has(name)) return 'generated';
  if (besideManifest && BUILD_OUTPUT.has(name) && !isBuildTooling(folder)) return 'generated';
  if (!VENDOR.has(name)) return undefined;
  const holdsPackages = besideManifest || SERVED.test(path);
  return holdsPackages && !folder.entries().some((entry) => FEATURE_FILE.test(entry.name)) ? 'vendored' : undefined;
}

/** A folder `build` is also where projects keep the scripts that build them. */
function isBuildTooling({ name, entries }: FolderContext): boolean {
  if (name !== 'build') return false;
  return entries().some((entry) =>
    /^(?:webpack|rollup|vite|gulp|build|Dockerfile)(?:[.\-_]|$)|\.sh$/i.test(entry.name),
  );
}
