import type { Unknown } from '../parse/position.ts';
import type { LinkedModule } from './linking/linked-modules.ts';

/**
 * Errors of syntax make blind only where code runs: those of files that no configuration compiles and nothing imports
 * (parts of a text book, templates) become one note that names them.
 */
export function syntaxUnknowns(unknowns: Unknown[], modules: LinkedModule[]): Unknown[] {
  const aside = new Set(modules.filter(({ leftOut, role }) => leftOut && role === 'example').map(({ path }) => path));
  const isAside = ({ subject, path }: Unknown): boolean => subject === 'syntax' && aside.has(path);
  const [first, ...more] = unknowns.filter(isAside);
  const others = unknowns.filter((item) => !isAside(item));
  if (!first) return others;
  const files = new Set([first, ...more].map(({ path }) => path)).size;
  const reason = `${files} ${files === 1 ? 'file' : 'files'} that no configuration compiles and nothing imports, this one first, ${files === 1 ? 'does' : 'do'} not parse; taken for examples`;
  return [...others, { path: first.path, line: first.line, subject: 'file', reason }];
}
