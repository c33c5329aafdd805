/** Words that SQL:2016, PostgreSQL, MySQL, SQLite or SQL Server do not take as a bare name of a table or column. */
const RESERVED = new Set(
  (
    'add all alter analyse analyze and any array as asc asymmetric authorization backup before begin between bigint ' +
    'binary both break browse bulk by call cascade case cast change char character check checkpoint close clustered ' +
    'collate column commit condition constraint contains containstable continue convert create cross cube current ' +
    'current_date current_role current_time current_timestamp current_user cursor database databases declare default ' +
    'deferrable delayed delete desc describe deterministic distinct distinctrow distributed div do double drop dual dump ' +
    'each else elseif empty enclosed end errlvl escape escaped except exec execute exists exit explain external false ' +
    'fetch file fillfactor float for force foreign freetext from full fulltext function generated get grant group ' +
    'grouping groups having high_priority holdlock identity if ignore in index infile initially inner inout insensitive ' +
    'insert int integer intersect interval into is isolation iterate join key keys kill lag lateral lead leading leave ' +
    'left like limit linear lines load localtime localtimestamp lock long loop low_priority match merge mod modifies ' +
    'national natural nocheck nonclustered not null numeric of off offset offsets on only open optimize option ' +
    'optionally or order out outer outfile over overlaps partition percent pivot placing plan precision primary print ' +
    'proc procedure public purge raiserror range rank read reads real recursive references regexp release rename ' +
    'repeat replace require resignal restrict return returning revoke right rlike rollback row rowcount rows rule save ' +
    'schema schemas select sensitive separator session_user set setuser show shutdown signal similar smallint some ' +
    'spatial specific sql ssl starting statistics stored symmetric system table tablesample terminated then to top ' +
    'trailing tran transaction trigger true truncate undo union unique unlock unpivot unsigned update usage use user ' +
    'using values varchar varying verbose view virtual waitfor when where while window with within write xor zerofill'
  ).split(' '),
);

/** Whether SQL keeps the word for itself in one of the common engines. */
export const isReservedWord = (name: string): boolean => RESERVED.has(name.toLowerCase());

/** Dialects in which an unquoted name is found whatever its case, so that only reserved words and odd letters need quotes. */
const CASE_BLIND = new Set(['mysql', 'sqlite', 'sqlserver', 'oracle']);

/** A name as a statement must write it: quoted in the dialect's way where the bare word would mean something else. */
export function quoteName(name: string, dialect: string): string {
  const plain = CASE_BLIND.has(dialect) ? /^[A-Za-z_][A-Za-z0-9_]*$/ : /^[a-z_][a-z0-9_]*$/;
  if (plain.test(name) && !isReservedWord(name)) return name;
  if (dialect === 'mysql') return `\`${name.replaceAll('`', '``')}\``;
  if (dialect === 'sqlserver') return `[${name.replaceAll(']', ']]')}]`;
  return `"${name.replaceAll('"', '""')}"`;
}
