import type { NapiResolveOptions } from 'oxc-resolver';

const TYPESCRIPT = ['.ts', '.tsx', '.mts', '.cts'];
const JAVASCRIPT = ['.js', '.jsx', '.mjs', '.cjs'];
const REST = ['.json', '.node', '.d.ts'];

const COMMON: NapiResolveOptions = {
  conditionNames: ['node', 'import', 'require', 'default'],
  mainFields: ['module', 'main'],
  builtinModules: true,
};

/** From TypeScript the compiler prefers the source, also where its output lies beside it. */
export const FROM_TYPESCRIPT: NapiResolveOptions = {
  ...COMMON,
  extensions: [...TYPESCRIPT, ...JAVASCRIPT, ...REST],
  extensionAlias: {
    '.js': ['.ts', '.tsx', '.js', '.jsx', '.d.ts'],
    '.jsx': ['.tsx', '.jsx'],
    '.mjs': ['.mts', '.mjs'],
    '.cjs': ['.cts', '.cjs'],
  },
};

/** From JavaScript, Node and the bundlers take JavaScript, where there is some. */
export const FROM_JAVASCRIPT: NapiResolveOptions = {
  ...COMMON,
  extensions: [...JAVASCRIPT, ...TYPESCRIPT, ...REST],
  extensionAlias: {
    '.js': ['.js', '.jsx', '.ts', '.tsx', '.d.ts'],
    '.jsx': ['.jsx', '.tsx'],
    '.mjs': ['.mjs', '.mts'],
    '.cjs': ['.cjs', '.cts'],
  },
};

export const isJavaScript = (path: string): boolean => /\.[cm]?jsx?$/.test(path);
