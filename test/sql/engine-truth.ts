import { PGlite } from '@electric-sql/pglite';
import sqlite from 'node-sqlite3-wasm';
import type { Table } from '../../src/model/repo-model.ts';
import { tableLines } from './table-lines.ts';

/** A schema as sorted lines, so that two of them can be compared whole. */
export type SchemaLines = string[];

/** An engine that runs statements and tells what schema they have made. */
export interface Engine {
  /** Whether the engine took the statement. */
  run(statement: string): Promise<boolean>;
  schema(): Promise<SchemaLines>;
  /** Begins anew with an empty database. */
  clear(): Promise<void>;
}

interface Row {
  line: string;
}

const POSTGRESQL = `
  WITH t AS (SELECT c.oid, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'),
  names AS (SELECT k.oid, string_agg(a.attname, ',' ORDER BY o.ord) AS columns FROM pg_constraint k
            CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY o(num, ord)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.num GROUP BY k.oid)
  SELECT 'table ' || name AS line FROM t
  UNION ALL SELECT 'column ' || t.name || '.' || a.attname || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    FROM t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT 'key ' || t.name || ' ' || names.columns
    FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p' JOIN names ON names.oid = k.oid
  UNION ALL SELECT 'foreign ' || t.name || ' ' || names.columns || ' -> ' || f.relname ||
      CASE WHEN EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = t.oid AND i.indisvalid
        AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) = '(' || names.columns || ' IS NOT NULL)')
        AND (SELECT array_agg(x ORDER BY x) FROM unnest((i.indkey::int2[])[0:array_length(k.conkey, 1) - 1]) x)
          = (SELECT array_agg(x ORDER BY x) FROM unnest(k.conkey) x)) THEN ' indexed' ELSE '' END
    FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f' JOIN names ON names.oid = k.oid
    JOIN pg_class f ON f.oid = k.confrelid
  UNION ALL SELECT 'index ' || t.name || ' ' || c.relname || CASE WHEN i.indisunique THEN ' unique' ELSE '' END
    FROM t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u'))`;

/** PostgreSQL itself, compiled to WebAssembly. */
export async function postgresql(): Promise<Engine> {
  const database = await PGlite.create();
  return {
    run: (statement) =>
      database.exec(statement).then(
        () => true,
        () => false,
      ),
    schema: async () => (await database.query<Row>(POSTGRESQL)).rows.map(({ line }) => line).sort(),
    clear: async () => void (await database.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public')),
  };
}

const SQLITE = `
  WITH t AS (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%')
  SELECT 'table ' || name AS line FROM t
  UNION ALL SELECT 'column ' || t.name || '.' || c.name || CASE WHEN c."notnull" OR (c.pk = 1 AND lower(c.type) = 'integer'
        AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) o WHERE o.pk > 1)) THEN ' not null' ELSE '' END
    FROM t JOIN pragma_table_xinfo(t.name) c
  UNION ALL SELECT 'key ' || t.name || ' ' || (SELECT group_concat(name, ',') FROM
      (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk))
    FROM t WHERE EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)
  UNION ALL SELECT 'foreign ' || t.name || ' ' || f."from" || ' -> ' || f."table" ||
      CASE WHEN EXISTS (SELECT 1 FROM pragma_index_list(t.name) i JOIN pragma_index_info(i.name) k
        WHERE k.seqno = 0 AND k.name = f."from" AND NOT i.partial)
        OR (SELECT pk FROM pragma_table_info(t.name) WHERE name = f."from") = 1 THEN ' indexed' ELSE '' END
    FROM t JOIN pragma_foreign_key_list(t.name) f
  UNION ALL SELECT 'index ' || t.name || ' ' || i.name || CASE WHEN i."unique" THEN ' unique' ELSE '' END
    FROM t JOIN pragma_index_list(t.name) i WHERE i.origin = 'c'`;

/** SQLite itself, compiled to WebAssembly; foreign keys of one column each. An integer primary key is the row's number, never null. */
export async function sqliteEngine(): Promise<Engine> {
  let database = new sqlite.Database(':memory:');
  return {
    run: async (statement) => {
      try {
        database.exec(statement);
        return true;
      } catch {
        return false;
      }
    },
    schema: async () => (database.all(SQLITE) as unknown as Row[]).map(({ line }) => line).sort(),
    clear: async () => {
      database.close();
      database = new sqlite.Database(':memory:');
    },
  };
}

/** The same lines of tables that were read. */
export function linesOf(tables: readonly Table[]): SchemaLines {
  const lines = tables.flatMap((table) => [
    ...tableLines(table),
    ...table.indexes.map(({ name, unique }) => `index ${table.name} ${name}${unique ? ' unique' : ''}`),
  ]);
  return lines.sort();
}
