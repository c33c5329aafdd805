import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import type { Unknown } from '../../parse/position.ts';
import { locateBase } from './tsconfig.ts';
import { isRecord, strings } from './tsconfig-files.ts';

/**
 * What could not be read of the configurations that say what imports mean, bases in the repository included: text that is not
 * JSON, and a base that is not there. A base from a package that is not installed is none: what is written here still holds.
 *
 * @param files absolute paths
 */
export function compilerConfigUnknowns(root: string, files: Iterable<string>): Unknown[] {
  const seen = new Set<string>();
  const unknowns: Unknown[] = [];
  const look = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const { text, value, errors } = readWhole(file);
    const at = (offset: number) => ({
      path: relative(root, file).split(sep).join('/'),
      line: text.slice(0, offset).split('\n').length,
      subject: 'configuration' as const,
    });
    const [error] = errors;
    if (error)
      unknowns.push({ ...at(error.offset), reason: `not JSON here: ${words(printParseErrorCode(error.error))}` });
    for (const base of strings([value.extends].flat())) {
      const target = locateBase(base, dirname(file));
      if (target) look(target);
      else if (base.startsWith('.') || isAbsolute(base))
        unknowns.push({ ...at(text.indexOf(base)), reason: `extends ${base}, which is not there` });
    }
  };
  for (const file of files) look(file);
  return unknowns.filter(({ path }) => !path.startsWith('../') && !path.includes('node_modules/'));
}

function readWhole(file: string): { text: string; value: Record<string, unknown>; errors: ParseError[] } {
  const errors: ParseError[] = [];
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    return { text, value: isRecord(value) ? value : {}, errors };
  } catch {
    return { text: '', value: {}, errors };
  }
}

/** `CloseBraceExpected`: close brace expected. */
const words = (code: string): string => code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
