import type { Skipped } from './source-file.ts';

const HEADER_LENGTH = 2048;
const LEADING = /^(?:#![^\n]*\n)?((?:\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|["']use [a-z]+["'];?)*)/;
const GENERATED = '(?:(?:auto|automatically)[- ]?)?(?:generated|created|built)';
/** Each says of the whole file that a program wrote it; "an auto-generated id" does not. */
const MARKERS = [
  /(?:^|[\s*])@generated\b(?! (?:column|id|value))/m,
  new RegExp(
    `\\b(?:file|code|class|module|sdk|client|script|document|types?|source|content)s?\\b[^.\\n]{0,60}\\b${GENERATED}\\b[^.\\n]{0,20}\\b(?:by|with|from|using|via|automatically|do not)\\b`,
    'i',
  ),
  /\b(?:this|the) (?:\w+ )?(?:file|code|class|module) (?:is|was|has been) (?:auto|automatically)?[- ]?generated\b/i,
  /\bauto-?matically[- ]generated (?:file|code|by|from)\b|\bauto-?generated (?:file|code|by|from)\b/i,
  /\b(?:generated|compiled)\b[\s\S]{0,200}\bdo not (?:edit|modify|change|touch)\b/i,
  /\bdo not (?:edit|modify)\b[\s\S]{0,200}\b(?:re-?)?generated?\b/i,
  /\bDO NOT (?:EDIT|MODIFY)(?: THIS FILE| MANUALLY| DIRECTLY|[.!]*\s*(?:\*\/|-*$))/m,
  /webpackBootstrap/,
];
const BUNDLED_LIBRARY =
  /^\s*\/\*[!*]?[\s\S]{0,200}?\bv?\d+\.\d+\.\d+\b|(?:^|\n)\s*(?:\/\/|\/?\*)[^\n]*\b(?:version:?|@version|v)\s*\d+\.\d+/i;
const BUNDLED_LINE = 5000;
const SERVED_FOLDER = /(?:^|\/)(?:public|static|assets|wwwroot)\//;
const GENERATED_FOLDER = /(?:^|\/)(?:__generated__|\.?generated|auto-?generated)\//;
const MINIFIED_LINE = 500;

/** Why a file of code, told from its text, was not written by the team; undefined when it was. */
export function writtenElsewhere(path: string, text: string): Skipped['reason'] | undefined {
  if (GENERATED_FOLDER.test(path) || hasMarker(text) || isCompiled(path, text)) return 'generated';
  if (SERVED_FOLDER.test(path) && isLibrary(text)) return 'vendored';
  return isMinified(path, text) ? 'minified' : undefined;
}

/** Of what a browser loads: the header of a published library, or a line that only a bundler writes. */
const isLibrary = (text: string): boolean =>
  BUNDLED_LIBRARY.test(text.slice(0, HEADER_LENGTH)) || longestLine(text) > BUNDLED_LINE;

function longestLine(text: string): number {
  let longest = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    longest = Math.max(longest, end - start);
  }
  return longest;
}

function hasMarker(text: string): boolean {
  const header = LEADING.exec(text.slice(0, HEADER_LENGTH))?.[1] ?? '';
  return header.trim() !== '' && MARKERS.some((marker) => marker.test(header));
}

/** Compilers and bundlers end their JavaScript with the place of its source map. */
function isCompiled(path: string, text: string): boolean {
  return /\.[cm]?js$/.test(path) && /\n\/\/# sourceMappingURL=\S+\s*$/.test(text.slice(-4096));
}

function isMinified(path: string, text: string): boolean {
  if (!/\.[cm]?jsx?$/.test(path) || text.length < 2 * HEADER_LENGTH) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.length / lines > MINIFIED_LINE;
}
