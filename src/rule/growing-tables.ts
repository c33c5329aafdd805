import type { RepoModel, Table } from '../model/repo-model.ts';
import { singular } from './plural.ts';
import { wordsOf } from './tables.ts';

const lastWord = ({ name }: Table): string => singular(wordsOf(name).at(-1) ?? '');

const RECORDS = /^(?:log|event|audit|history|metric|measurement|activity|visit|click|reading|sample|impression)$/;
const TRAFFIC = /^(?:message|notification|view|transaction|webhook_?deliver(?:y|ie))$/;

/** By its name a table that gets a row for whatever happens. */
export const isGrowing = (table: Table): boolean => RECORDS.test(lastWord(table)) || TRAFFIC.test(lastWord(table));

/** By its name a record of what happened, whose rows have nothing that changes later. */
export const isAppendOnly = (table: Table): boolean =>
  RECORDS.test(lastWord(table)) && !table.columns.some(({ name }) => /updat|modif|chang|last_?/i.test(name));

/** Tables that refer to what is only recorded: its files, its reactions. */
const FEW_REFERRING = 2;

/** An event that people go to, or a link to one, as opposed to a record of something that happened. */
export function isThing({ name, schema, foreignKeys }: Table, model: RepoModel): boolean {
  const referring = model.tables.filter((table) =>
    table.foreignKeys.some(({ references }) => references.table === name && references.schema === schema),
  );
  const linked = foreignKeys.filter(({ references }) => wordsOf(name).includes(references.table.toLowerCase()));
  return referring.length > FEW_REFERRING || linked.length > 1;
}
