import type { OxcError, ParseResult, ParserOptions, Program } from 'oxc-parser';
import { LineTable } from '../line-table.ts';
import type { Unknown } from '../position.ts';
import { reduceClass } from './classes.ts';
import type { CodeFacts, Directive } from './code-facts.ts';
import { reduceExpression, reduceList } from './expressions.ts';
import { FactBuilder } from './fact-builder.ts';
import { reduceFunction } from './functions.ts';
import { reduceBlock, reduceStatement } from './statements.ts';
import type { Node } from './syntax-node.ts';

type ParseSync = typeof import('oxc-parser').parseSync;

export interface ParsedCode {
  facts: CodeFacts;
  unknowns: Unknown[];
}

/** Directives and the comments of catch clauses are all that is read of comments. */
const COMMENTS_MATTER = /lintel-disable-|\bcatch\b/;

/**
 * Reads one source file. Syntax errors do not throw: what the parser recovered is reduced, and the error becomes an
 * unknown at its place.
 */
export function parseCode(parseSync: ParseSync, path: string, text: string): ParsedCode {
  const lines = new LineTable(text);
  const result = parseTolerantly(parseSync, path, text);
  const comments = COMMENTS_MATTER.test(text) ? result.comments : [];
  const facts = reduceProgram(result.program, text, lines, comments);
  const unknowns = result.errors
    .filter(isError)
    .slice(0, 1)
    .map((error): Unknown => {
      const line = lines.lineAt(error.labels[0]?.start ?? 0);
      return { path, line, subject: 'syntax', reason: `does not parse: ${error.message}` };
    });
  return { facts, unknowns };
}

/**
 * JavaScript with the annotations of Flow is no JavaScript, but most of it reads as TypeScript; a script may be CommonJS, which runs
 * as a function's body and may return from it.
 */
function parseTolerantly(parseSync: ParseSync, path: string, text: string): ParseResult {
  const options: ParserOptions = { sourceType: sourceType(path), lang: language(path) };
  const result = parseSync(path, text, options);
  if (options.lang !== 'jsx' || !result.errors.some(isError)) return result;
  for (const other of [{ sourceType: 'commonjs' }, { lang: 'tsx' }] satisfies ParserOptions[]) {
    const again = parseSync(path, text, { ...options, ...other });
    if (!again.errors.some(isError)) return again;
  }
  return result;
}

const isError = (error: OxcError): boolean => error.severity === 'Error';

/** The facts of a TS-ESTree program; exported so that another parser of the same shape can be held against it. */
export function reduceProgram(
  program: Program,
  text: string,
  lines: LineTable,
  comments: { start: number; end: number; value: string }[],
): CodeFacts {
  const builder = new FactBuilder(text, lines, comments);
  builder.reduce = {
    expression: (node, usage, name) => reduceExpression(builder, node, usage, name),
    list: (nodes, usage) => reduceList(builder, nodes, usage),
    fn: (node, role) => reduceFunction(builder, node, role),
    cls: (node) => reduceClass(builder, node),
    statement: (node) => reduceStatement(builder, node),
    block: (statements) => reduceBlock(builder, statements),
  };
  const body = program.body as unknown as Node[];
  builder.openFunction({
    async: false,
    generator: false,
    arrow: false,
    expressionBody: false,
    params: [],
    at: { line: 1, column: 1, endLine: lines.lines },
  });
  builder.declareHoisted(body);
  reduceBlock(builder, body);
  builder.facts.directives = directivesIn(comments, lines);
  return builder.facts;
}

const LANGUAGES: Record<string, 'ts' | 'tsx' | 'jsx'> = { ts: 'ts', mts: 'ts', cts: 'ts', tsx: 'tsx' };

/** Plain JavaScript is read as JSX: a superset that real files use without the extension. */
const language = (path: string): 'ts' | 'tsx' | 'jsx' | 'dts' =>
  /\.d\.[cm]?ts$/.test(path) ? 'dts' : (LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? 'jsx');

const sourceType = (path: string): 'module' | 'unambiguous' =>
  /\.[cm]?tsx?$|\.mjs$/.test(path) ? 'module' : 'unambiguous';

const DIRECTIVE = /^\s*lintel-disable-(next-line|line|file)\s+(.*?)(?:\s+--\s*(.*))?$/s;

function directivesIn(comments: { start: number; end: number; value: string }[], lines: LineTable): Directive[] {
  return comments.flatMap((comment): Directive[] => {
    const match = DIRECTIVE.exec(comment.value);
    if (!match) return [];
    const rules = (match[2] ?? '').split(/[\s,]+/).filter(Boolean);
    const scope = match[1] as Directive['scope'];
    return [{ scope, rules, reason: (match[3] ?? '').trim(), at: lines.position(comment.start, comment.end) }];
  });
}
