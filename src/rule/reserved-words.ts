/** Words that an engine does not take as the bare name of a table or column, by its own documentation. */
const RESERVED: Record<string, ReadonlySet<string>> = {
  // PostgreSQL 17, appendix C: reserved, and reserved but for functions and types.
  postgresql: words(
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with',
  ),
  // MySQL 8.4 and MariaDB.
  mysql: words(
    'accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade case change char character check collate column condition constraint continue convert create cross cube cume_dist current_date current_time current_timestamp current_user cursor database databases dec decimal declare default delayed delete dense_rank desc describe deterministic distinct distinctrow div double drop dual each else elseif empty enclosed escaped except exists exit explain false fetch first_value float for force foreign from fulltext function generated get grant group grouping groups having high_priority if ignore in index infile inner inout insensitive insert int integer intersect interval into is iterate join json_table key keys kill lag last_value lateral lead leading leave left like limit linear lines load localtime localtimestamp lock long loop low_priority match mod modifies natural not nth_value ntile null numeric of on optimize option optionally or order out outer outfile over partition percent_rank precision primary procedure purge range rank read reads real recursive references regexp release rename repeat replace require resignal restrict return revoke right rlike row rows row_number schema schemas select sensitive separator set show signal smallint spatial specific sql ssl starting stored system table terminated then to trailing trigger true undo union unique unlock unsigned update usage use using values varying virtual when where while window with write xor zerofill',
  ),
  // Transact-SQL.
  sqlserver: words(
    'add all alter and any as asc authorization backup begin between break browse bulk by cascade case check checkpoint close clustered coalesce collate column commit compute constraint contains continue convert create cross current cursor database dbcc deallocate declare default delete deny desc disk distinct distributed double drop dump else end errlvl escape except exec execute exists exit external fetch file fillfactor for foreign freetext from full function goto grant group having holdlock identity if in index inner insert intersect into is join key kill left like lineno load merge national nocheck nonclustered not null nullif of off offsets on open option or order outer over percent pivot plan precision primary print proc procedure public raiserror read readtext reconfigure references replication restore restrict return revert revoke right rollback rowcount rule save schema select set setuser shutdown some statistics table tablesample textsize then to top tran transaction trigger truncate union unique unpivot update updatetext use user values varying view waitfor when where while with within writetext',
  ),
  sqlite: words(
    'add all alter and as autoincrement between case check collate commit constraint create default deferrable delete distinct drop else escape except exists foreign from group having if in index insert intersect into is isnull join limit not nothing notnull null on or order primary references select set table then to transaction union unique update using values when where',
  ),
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Whether the engine of a dialect needs the name quoted for its being a word of the language; the standard's core for others. */
export const isReservedIn = (dialect: string, name: string): boolean =>
  (RESERVED[dialect] ?? RESERVED.sqlite)?.has(name.toLowerCase()) === true;
