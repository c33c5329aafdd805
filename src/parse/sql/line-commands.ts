import { CODE, isSpace } from './characters.ts';
import type { Scanner } from './scanner.ts';
import type { Dialect } from './sql-facts.ts';

/** A line that is for the client tool, not the server. */
export interface LineCommand {
  end: number;
  /** New statement terminator, after MySQL's `DELIMITER`. */
  delimiter?: string;
}

const SQLPLUS =
  /^(?:prompt|rem|remark|set|spool|whenever|define|undefine|accept|show|connect|conn|disconnect|exit|quit|column|col|ttitle|btitle|break|clear|host|pause|start|variable|print|@@?\S|!)/i;

/** The client command that stands at the scanner's position, where a statement would begin. */
export function lineCommandAt(scanner: Scanner, dialect: Dialect): LineCommand | undefined {
  const { text, position } = scanner;
  const end = lineEnd(scanner, position);
  if (text.charCodeAt(position) === CODE.backslash) return usesPsql(dialect) ? { end } : undefined;
  if (!beginsLine(text, position)) return undefined;
  const line = text.slice(position, Math.min(end, position + 200)).trim();
  if (isBatchEnd(line) || line === '/') return { end };
  const delimiter = /^delimiter[ \t]+(\S+)/i.exec(line)?.[1];
  if (delimiter !== undefined) return { end, delimiter };
  return isClientLine(line, dialect) ? { end } : undefined;
}

function isClientLine(line: string, dialect: Dialect): boolean {
  switch (dialect) {
    case 'oracle':
      return SQLPLUS.test(line);
    case 'sqlserver':
      return /^:(?:setvar|r|on|connect|out|error|list|exit|quit)\b/i.test(line);
    case 'sqlite':
      return /^\.[a-z]+/.test(line);
    case 'generic':
      return /^(?:\.[a-z]+|:setvar\b|prompt\s|rem(?:ark)?(?:\s|$))/i.test(line);
    default:
      return false;
  }
}

/** SQL Server's `GO`, alone or with a count. */
function isBatchEnd(line: string): boolean {
  return /^go(?:\s+\d+)?\s*;?(?:\s*--.*)?$/i.test(line);
}

/**
 * End of the line at the scanner's position when that line ends a statement whatever its quotes and blocks: `GO` in SQL
 * Server's scripts, `/` in Oracle's. Undefined otherwise.
 */
export function terminatorLineAt(scanner: Scanner, dialect: Dialect): number | undefined {
  const { text, position } = scanner;
  const code = text.charCodeAt(position) | 32;
  const slash = code === (CODE.slash | 32) && dialect === 'oracle';
  const go = code === 0x67 && dialect === 'sqlserver';
  if ((!slash && !go) || !beginsLine(text, position)) return undefined;
  const end = lineEnd(scanner, position);
  if (end - position > 80) return undefined;
  const line = text.slice(position, end).trim();
  return (slash ? line === '/' : isBatchEnd(line)) ? end : undefined;
}

/** End of a psql command inside a statement, and whether it also ends the statement (`\gexec`). */
export function psqlCommandAt(scanner: Scanner, dialect: Dialect): { end: number; sends: boolean } | undefined {
  if (scanner.text.charCodeAt(scanner.position) !== CODE.backslash || !usesPsql(dialect)) return undefined;
  const end = lineEnd(scanner, scanner.position);
  return {
    end,
    sends: /^\\(?:g|crosstabview|watch)/.test(scanner.text.slice(scanner.position, scanner.position + 16)),
  };
}

/** Offset after the `\.` that ends the data of a COPY whose statement ended at `from`. */
export function copyDataEnd(scanner: Scanner, from: number): number {
  const data = lineEnd(scanner, from);
  if (scanner.text.startsWith('\\.', data)) return lineEnd(scanner, data);
  const found = scanner.close.find('\n\\.', Math.max(from, data - 1));
  return found < 0 ? scanner.end : lineEnd(scanner, found + 1);
}

function usesPsql(dialect: Dialect): boolean {
  return dialect === 'postgresql' || dialect === 'generic';
}

function lineEnd(scanner: Scanner, from: number): number {
  const found = scanner.close.find('\n', from);
  return found < 0 ? scanner.end : found + 1;
}

function beginsLine(text: string, at: number): boolean {
  for (let before = at - 1; before >= 0 && at - before < 80; before--) {
    const code = text.charCodeAt(before);
    if (code === CODE.lineFeed) return true;
    if (!isSpace(code)) return false;
  }
  return at < 80;
}
