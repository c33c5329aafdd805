import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Of the compiler: `File '…' not found`, for what a configuration extends. */
const MISSING_BASE = 6053;
const known = new Map<string, ts.ParsedCommandLine>();

/** A compiler configuration as the compiler itself reads it. */
export function parsedConfig(file: string): ts.ParsedCommandLine {
  let parsed = known.get(file);
  if (!parsed) {
    const { config } = ts.readConfigFile(file, ts.sys.readFile);
    parsed = ts.parseJsonConfigFileContent(config ?? {}, ts.sys, dirname(file), undefined, file);
    known.set(file, parsed);
  }
  return parsed;
}

/** What a configuration extends is not installed. */
export const lacksBase = (file: string): boolean => parsedConfig(file).errors.some(({ code }) => code === MISSING_BASE);

/**
 * The configuration that governs a file: the one next above it, or, where that one only refers to others, the first of
 * those that includes the file.
 *
 * @param root absolute, as is `file`
 */
export function governingConfig(root: string, file: string): string | undefined {
  const above = configAbove(root, dirname(file));
  const parsed = above === undefined ? undefined : parsedConfig(above);
  if (!parsed || parsed.fileNames.length > 0) return above;
  const referred = (parsed.projectReferences ?? [])
    .map((reference) => ts.resolveProjectReferencePath(reference))
    .filter((path) => existsSync(path));
  return referred.find((path) => parsedConfig(path).fileNames.includes(file)) ?? referred[0] ?? above;
}

function configAbove(root: string, directory: string): string | undefined {
  const found = ['tsconfig.json', 'tsconfig.base.json', 'jsconfig.json']
    .map((name) => join(directory, name))
    .find((file) => existsSync(file));
  if (found || directory === root || directory === dirname(directory)) return found;
  return configAbove(root, dirname(directory));
}
