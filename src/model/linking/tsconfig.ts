import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { exclusion, inclusion, isRecord, readConfig, strings } from './tsconfig-files.ts';

/** The compiler options that decide what an import means at run time. Paths are absolute. */
export interface CompilerOptions {
  emitDecoratorMetadata: boolean;
  /** Imports stay as written: `verbatimModuleSyntax` or its predecessors. */
  keepsImports: boolean;
  /** Directory that bare specifiers may start from. */
  baseUrl?: string;
  /** Path patterns to absolute targets (with one `*` each). */
  paths: Record<string, string[]>;
}

/** Of an `extends` chain that goes in circles. */
const MAX_BASES = 8;
const NONE: CompilerOptions = { emitDecoratorMetadata: false, keepsImports: false, paths: {} };

/**
 * Reads the `tsconfig.json` (or `jsconfig.json`) that governs a file, extends chains included. A base that is not installed
 * is passed over: the options in the repository still hold.
 */
export class CompilerConfigs {
  readonly #root: string;
  readonly #byDirectory = new Map<string, Project[]>();
  readonly #leftOut = new Map<string, (file: string) => boolean>();
  /** Absolute paths of the configurations that govern a file asked about. */
  readonly governing = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @param file absolute */
  of(file: string): CompilerOptions {
    const projects = this.#projects(dirname(file));
    if (projects.length < 2) return projects[0]?.options ?? NONE;
    return (projects.find(({ includes }) => includes(file)) ?? projects[0])?.options ?? NONE;
  }

  /**
   * Whether the configuration next above a file leaves it out by name, and no configuration beside that one takes it in.
   *
   * @param file absolute
   */
  leavesOut(file: string): boolean {
    let directory = dirname(file);
    while (!existsSync(join(directory, 'tsconfig.json'))) {
      if (directory === this.#root || directory === dirname(directory)) return false;
      directory = dirname(directory);
    }
    let test = this.#leftOut.get(directory);
    if (!test) {
      test = leftOutOf(directory);
      this.#leftOut.set(directory, test);
    }
    return test(file);
  }

  /** The project next above a directory; several where it only refers to others. */
  #projects(directory: string): Project[] {
    const known = this.#byDirectory.get(directory);
    if (known) return known;
    const file = ['tsconfig.json', 'tsconfig.base.json', 'jsconfig.json']
      .map((name) => join(directory, name))
      .find((candidate) => existsSync(candidate));
    const atTop = directory === this.#root || directory === dirname(directory);
    if (file) this.governing.add(file);
    const projects = file ? projectsOf(file) : atTop ? [] : this.#projects(dirname(directory));
    this.#byDirectory.set(directory, projects);
    return projects;
  }
}

interface Project {
  options: CompilerOptions;
  includes: (file: string) => boolean;
}

function leftOutOf(directory: string): (file: string) => boolean {
  const excluded = exclusion(join(directory, 'tsconfig.json'));
  const others = readdirSync(directory)
    .filter((name) => /^tsconfig\..+\.json$/.test(name) && Array.isArray(readConfig(join(directory, name)).include))
    .map((name) => inclusion(join(directory, name)));
  return (file) => excluded(file) && !others.some((includes) => includes(file));
}

function projectsOf(file: string): Project[] {
  const { files, include, references } = readConfig(file);
  const own = { options: read(file, 0), includes: inclusion(file) };
  const governs =
    !Array.isArray(references) || (files as unknown[])?.length !== 0 || (include as unknown[])?.length > 0;
  if (governs) return [own];
  const referred = references
    .map((item: unknown) => referredConfig(dirname(file), isRecord(item) ? String(item.path) : ''))
    .filter((path: string) => existsSync(path));
  return [...referred.map((path: string) => ({ options: read(path, 0), includes: inclusion(path) })), own];
}

function referredConfig(directory: string, path: string): string {
  const target = resolve(directory, path);
  return target.endsWith('.json') ? target : join(target, 'tsconfig.json');
}

function read(file: string, depth: number): CompilerOptions {
  const config = readConfig(file);
  const directory = dirname(file);
  let options = NONE;
  for (const base of strings([config.extends].flat())) {
    const target = depth < MAX_BASES ? locateBase(base, directory) : undefined;
    if (target) options = { ...options, ...read(target, depth + 1) };
  }
  return merge(options, isRecord(config.compilerOptions) ? config.compilerOptions : {}, directory);
}

/** The file that an `extends` means; nothing where it is not there, or not installed. */
export function locateBase(base: string, directory: string): string | undefined {
  const relative = base.startsWith('.') || base.startsWith('/');
  const candidates: string[] = [];
  for (let at = directory; ; at = dirname(at)) {
    const stem = relative ? resolve(directory, base) : join(at, 'node_modules', base);
    candidates.push(stem, `${stem}.json`, join(stem, 'tsconfig.json'));
    if (relative || at === dirname(at)) break;
  }
  return candidates.find((candidate) => candidate.endsWith('.json') && existsSync(candidate));
}

function merge(base: CompilerOptions, own: Record<string, unknown>, directory: string): CompilerOptions {
  const baseUrl = typeof own.baseUrl === 'string' ? resolve(directory, own.baseUrl) : base.baseUrl;
  const keeps = own.verbatimModuleSyntax ?? own.preserveValueImports ?? own.importsNotUsedAsValues === 'preserve';
  return {
    emitDecoratorMetadata: booleanOr(own.emitDecoratorMetadata, base.emitDecoratorMetadata),
    keepsImports: own.verbatimModuleSyntax === undefined && keeps === false ? base.keepsImports : keeps === true,
    ...(baseUrl !== undefined && { baseUrl }),
    paths: isRecord(own.paths) ? absolutePaths(own.paths, baseUrl ?? directory) : base.paths,
  };
}

const booleanOr = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback);

function absolutePaths(paths: Record<string, unknown>, from: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(paths).map(([pattern, targets]) => [
      pattern,
      (Array.isArray(targets) ? targets : []).map((target) => resolve(from, String(target))),
    ]),
  );
}

/** Absolute files or directories that a specifier may mean by `paths` and `baseUrl`, best first. */
export function mappedCandidates(options: CompilerOptions, specifier: string): string[] {
  const mapped = Object.entries(options.paths).flatMap(([pattern, targets]) => {
    const star = pattern.indexOf('*');
    if (star === -1) return pattern === specifier ? targets : [];
    const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
    if (!specifier.startsWith(head) || !specifier.endsWith(tail)) return [];
    const middle = specifier.slice(head.length, specifier.length - tail.length);
    return targets.map((target) => target.replace('*', middle));
  });
  return options.baseUrl === undefined ? mapped : [...mapped, join(options.baseUrl, specifier)];
}
