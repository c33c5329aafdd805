import { describe, expect, it } from 'vitest';
import { readSql } from '../../src/model/data-access/sql-text.ts';
import { linesOf } from './queries-of.ts';

/** Columns, tables and what else a statement says, in short. */
function told(text: string): string {
  const read = readSql(text);
  if (!read) return 'none';
  const columns = read.columns.map(({ table, name, role, operand }) => {
    const given = operand === undefined ? '' : 'literal' in operand ? ` ${operand.literal}` : ` #${operand.parameter}`;
    return `${table ? `${table}.` : ''}${name} ${role}${given}`;
  });
  const flags = [read.oneRow && 'oneRow', read.partial && 'partial'].filter(Boolean).join(' ');
  return `${read.operation} ${read.tables.map((table) => (table.derived ? `(${table.name})` : table.name)).join('+')} [${columns.join(', ')}] ${flags}`.trim();
}

describe('statements as text', () => {
  it('keep the conditions of a query apart from those of the ones inside it', () => {
    expect(told('SELECT EXISTS(SELECT * FROM "resetTokens" WHERE token = $1 AND used = $2)')).toBe(
      'select resetTokens [token equality #1, used equality #2] oneRow',
    );
    expect(told('SELECT id FROM posts WHERE author = ? AND id IN (SELECT post FROM likes WHERE user = ?)')).toBe(
      'select posts+likes [author equality #1, id equality] partial',
    );
    expect(told('SELECT a, (SELECT count(*) FROM likes WHERE post = p.id) AS n FROM posts p WHERE p.slug = ?')).toBe(
      'select posts+likes [p.slug equality #1]',
    );
    expect(told("WITH recent AS (SELECT id FROM posts WHERE at > '2020') SELECT * FROM recent WHERE id = 3")).toBe(
      'select (recent)+posts [id equality 3]',
    );
  });

  it('know a value from a piece of text that may hold anything', () => {
    expect(told('SELECT id FROM users WHERE email = ? LIMIT ? OFFSET ?')).toBe('select users [email equality #1]');
    expect(told('SELECT id FROM users WHERE email = ? ?')).toBe('select users [email equality #1] partial');
    expect(told('SELECT id FROM users WHERE ?')).toBe('select users [] partial');
    expect(told('SELECT id FROM users WHERE at BETWEEN ? AND ?')).toBe('select users [at range #1]');
    expect(told('SELECT extract(year FROM at) FROM users WHERE active = true')).toBe(
      'select users [active equality true]',
    );
    expect(told('SELECT id FROM users WHERE age::text = $1')).toBe('select users [age wrapped #1]');
  });

  it('are read as far as they always go', async () => {
    const lines = await linesOf(['mysql'], {
      'a.js': `
        const mysql = require('mysql');
        const pool = mysql.createPool({});
        exports.a = (title) => { let q = 'SELECT * FROM posts'; if (title) q += ' WHERE title = ?'; return pool.query(q, [title]); };
        exports.b = (title) => { let q = 'SELECT * FROM posts'; q += ' WHERE title = ?'; return pool.query(q, [title]); };`,
    });
    expect(lines).toEqual(['select posts []', 'select posts [] partial']);
  });
});
