import type { Dialect } from './sql-facts.ts';

export type KnownDialect = Exclude<Dialect, 'generic'>;

/** Something that a script of one dialect holds and scripts of others do not, or less often. */
export interface DialectMark {
  dialect: KnownDialect;
  /** 3: nothing else has it; 2: few others; 1: some others. */
  weight: 1 | 2 | 3;
  /** Upper-case words, of which the script must have one for the mark to be looked for. None: always looked for. */
  words: readonly string[];
  /** What must match; a word alone is the mark where this is missing. */
  pattern?: RegExp;
}

type Weight = DialectMark['weight'];

/** Marks that are a word alone. */
const words = (dialect: KnownDialect, weight: Weight, list: string): DialectMark[] =>
  list.split(' ').map((word) => ({ dialect, weight, words: [word] }));

/** A mark that takes more than a word. `triggers`: words of which it has at least one. */
const mark = (dialect: KnownDialect, weight: Weight, triggers: string, pattern: RegExp): DialectMark => ({
  dialect,
  weight,
  words: triggers === '' ? [] : triggers.split(' '),
  pattern,
});

const POSTGRESQL: DialectMark[] = [
  ...words(
    'postgresql',
    3,
    'PLPGSQL TIMESTAMPTZ JSONB BYTEA TSVECTOR CITEXT BIGSERIAL SMALLSERIAL SEARCH_PATH PG_CATALOG',
  ),
  ...words(
    'postgresql',
    3,
    'GEN_RANDOM_UUID UUID_GENERATE_V4 UUID_GENERATE_V1MC CONCURRENTLY STANDARD_CONFORMING_STRINGS',
  ),
  ...words('postgresql', 2, 'SERIAL'),
  ...words('postgresql', 1, 'INT2 INT4 INT8 FLOAT8 BOOL'),
  mark('postgresql', 3, 'EXTENSION', /\bcreate\s+extension\b/i),
  mark('postgresql', 3, 'ONLY', /\balter\s+table\s+(?:if\s+exists\s+)?only\b/i),
  mark('postgresql', 3, 'NEXTVAL', /\bnextval\s*\(\s*'/i),
  mark('postgresql', 3, 'VARYING', /\bcharacter\s+varying\b/i),
  mark('postgresql', 3, 'ZONE', /\btimestamp(?:\s*\(\d\))?\s+with(?:out)?\s+time\s+zone\b/i),
  mark('postgresql', 3, 'ENUM', /\bas\s+enum\s*\(/i),
  mark('postgresql', 3, 'GIN GIST BRIN', /\busing\s+(?:gin|gist|brin)\b/i),
  mark('postgresql', 3, 'DO', /\bdo\s+\$[a-z_]*\$/i),
  mark('postgresql', 3, 'OWNER', /\bowner\s+to\b/i),
  mark('postgresql', 2, '', /[\w')\]]::[a-z"]/i),
  mark('postgresql', 2, 'TYPE', /\b(?:create|alter)\s+type\b/i),
  mark('postgresql', 2, 'TYPE', /\balter\s+(?:column\s+)?"?\w+"?\s+(?:set\s+data\s+)?type\b/i),
  mark('postgresql', 2, '', /\b(?:text|integer|int|varchar|uuid|bigint)(?:\(\d+\))?\[\]/i),
  mark('postgresql', 2, 'INHERITS', /\binherits\s*\(/i),
  mark('postgresql', 2, 'PARTITION', /\bpartition\s+of\b/i),
  mark('postgresql', 2, 'EXECUTE', /\bexecute\s+(?:procedure|function)\b/i),
  mark('postgresql', 2, 'NULL', /\b(?:set|drop)\s+not\s+null\b/i),
  mark('postgresql', 2, 'CONFLICT', /\bon\s+conflict\b[^;]{0,200}\bdo\s+(?:nothing|update)\b/i),
  mark('postgresql', 1, 'UUID', /\w["`\]]?\s+uuid\s*(?:,|\)|not\b|null\b|primary|default|references|unique)/i),
  mark('postgresql', 1, 'SEQUENCE', /\bcreate\s+sequence\b/i),
  mark('postgresql', 1, 'BTREE', /\busing\s+btree\b/i),
  mark('postgresql', 1, 'COMMENT', /\bcomment\s+on\b/i),
];

const MYSQL: DialectMark[] = [
  ...words('mysql', 3, 'AUTO_INCREMENT LONGTEXT MEDIUMTEXT TINYTEXT LONGBLOB MEDIUMBLOB MEDIUMINT INNODB MYISAM'),
  ...words('mysql', 2, 'UNSIGNED DELIMITER UTF8MB4'),
  ...words('mysql', 1, 'DATETIME'),
  mark('mysql', 3, '', /\/\*M?!\d{5}/),
  mark('mysql', 3, 'CURRENT_TIMESTAMP', /\bon\s+update\s+current_timestamp\b/i),
  mark('mysql', 3, 'CHARSET CHARACTER', /\bdefault\s+char(?:set|acter\s+set)\b/i),
  mark('mysql', 3, 'KEY', /^\s*(?:unique\s+)?key\s+`/im),
  mark('mysql', 3, 'CHANGE', /\bchange\s+(?:column\s+)?`/i),
  mark('mysql', 3, 'LOCK', /^\s*lock\s+tables\b/im),
  mark('mysql', 2, 'TABLE', /^create\s+table[^(\n]*`/im),
  mark('mysql', 2, 'TINYINT', /\btinyint\s*\(\d\)/i),
  mark('mysql', 2, 'COLLATE', /\bcollate\s*=?\s*'?utf8/i),
  mark('mysql', 2, 'NAMES', /\bset\s+names\b/i),
  mark('mysql', 2, 'MODIFY', /\bmodify\s+(?:column\s+)?`/i),
  mark('mysql', 2, 'DEFINER', /\bdefiner\s*=/i),
  mark('mysql', 1, '', /`/),
  mark('mysql', 1, 'INT', /\bint\s*\(\d+\)/i),
  mark('mysql', 1, 'ENUM', /\benum\s*\('/i),
];

const SQLITE: DialectMark[] = [
  ...words(
    'sqlite',
    3,
    'AUTOINCREMENT PRAGMA ROWID SQLITE_SEQUENCE SQLITE_MASTER UNIXEPOCH STRFTIME JULIANDAY FTS5 FTS4',
  ),
  mark('sqlite', 2, 'NOW', /\bdatetime\s*\(\s*'now'/i),
  mark('sqlite', 2, 'CONFLICT', /\bon\s+conflict\s+(?:replace|ignore|abort|fail|rollback)\b/i),
  mark('sqlite', 2, 'STRICT', /\)\s*strict\b/i),
  mark('sqlite', 2, 'RANDOMBLOB', /\brandomblob\s*\(/i),
  mark('sqlite', 3, '', /`\w+` (?:integer|text|real|blob)\b(?!\s*\()/),
  mark('sqlite', 3, 'DATETIME', /"\w+" datetime\b/i),
  // Only SQLite changes a column by making the table anew under another name.
  mark(
    'sqlite',
    3,
    'RENAME',
    /\bdrop\s+table\s+(["`]?\w+["`]?)\s*;[\s>-]*(?:statement-breakpoint\s*)?alter\s+table\s+\S+\s+rename\s+to\s+\1\s*;/i,
  ),
  mark('sqlite', 2, 'PRIMARY', /\binteger\s+(?:not\s+null\s+)?primary\s+key\b/i),
  mark('sqlite', 1, 'INSERT', /\binsert\s+or\s+(?:replace|ignore)\b/i),
];

const SQLSERVER: DialectMark[] = [
  ...words(
    'sqlserver',
    3,
    'DBO UNIQUEIDENTIFIER DATETIME2 DATETIMEOFFSET SMALLDATETIME CLUSTERED NONCLUSTERED OBJECT_ID SP_RENAME',
  ),
  ...words('sqlserver', 3, 'SP_EXECUTESQL SP_ADDEXTENDEDPROPERTY NOCHECK ROWGUIDCOL QUOTED_IDENTIFIER ANSI_NULLS'),
  ...words('sqlserver', 2, 'NVARCHAR GETDATE GETUTCDATE SYSUTCDATETIME NOCOUNT'),
  ...words('sqlserver', 1, 'BIT MONEY'),
  mark('sqlserver', 3, 'GO', /^go\s*$/im),
  mark('sqlserver', 3, 'IDENTITY', /\bidentity\s*\(\s*\d+\s*,\s*\d+\s*\)/i),
  mark('sqlserver', 2, '', /\[\w+\]\s+\[\w+\]/),
  mark('sqlserver', 2, 'SYS', /\bsys\.(?:tables|columns|objects|indexes|schemas)\b/i),
  mark('sqlserver', 2, 'BEGIN', /\bbegin\s+tran\b/i),
];

const ORACLE: DialectMark[] = [
  ...words('oracle', 3, 'VARCHAR2 NVARCHAR2 PCTFREE USER_TABLES ALL_TABLES USER_CONSTRAINTS USER_INDEXES DBA_TABLES'),
  ...words('oracle', 2, 'SYSDATE SYSTIMESTAMP'),
  ...words('oracle', 1, 'CLOB'),
  mark('oracle', 3, '', /^\/\s*$/m),
  mark('oracle', 3, 'IMMEDIATE', /\bexecute\s+immediate\b/i),
  mark('oracle', 3, 'DUAL', /\bfrom\s+dual\b/i),
  mark('oracle', 3, 'NUMBER', /\bnumber\s*\(\s*\d+\s*(?:,\s*\d+\s*)?\)/i),
  mark('oracle', 2, 'NUMBER', /\snumber(?=\s*(?:,|not|primary|default|\)))/i),
  mark('oracle', 3, 'REM REMARK', /^rem(?:ark)?(?:\s|$)/im),
  mark('oracle', 3, 'PROMPT', /^prompt\s/im),
  mark('oracle', 3, 'SQLERROR', /^whenever\s+sqlerror\b/im),
  mark('oracle', 3, 'DEFINE', /^set\s+define\b/im),
  mark('oracle', 2, 'USING', /\busing\s+index\s+(?:tablespace|pctfree)\b/i),
  mark('oracle', 2, 'NEXTVAL', /\.nextval\b/i),
  mark('oracle', 1, 'CONSTRAINTS', /\bcascade\s+constraints\b/i),
];

export const DIALECT_MARKS: readonly DialectMark[] = [...POSTGRESQL, ...MYSQL, ...SQLITE, ...SQLSERVER, ...ORACLE];

/** Names of databases in paths. */
export const DIALECT_PATHS: readonly [KnownDialect, RegExp][] = [
  ['postgresql', /postgres|(?:^|[^a-z])(?:pg|pgsql|psql|postgre|cockroach(?:db)?|crdb|redshift|yugabyte)(?:[^a-z]|$)/i],
  ['mysql', /mysql|mariadb|(?:^|[^a-z])tidb(?:[^a-z]|$)/i],
  ['sqlite', /sqlite|(?:^|[^a-z])(?:turso|libsql|d1)(?:[^a-z]|$)/i],
  ['sqlserver', /mssql|sqlserver|sql[-_. ]server|(?:^|[^a-z])(?:tsql|azuresql)(?:[^a-z]|$)/i],
  ['oracle', /oracle|(?:^|[^a-z])(?:plsql|ora)(?:[^a-z]|$)/i],
];
