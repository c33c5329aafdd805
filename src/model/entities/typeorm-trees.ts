import type { AppliedDecorator } from '../frameworks/decorators.ts';
import { argumentOf, type CodeReader } from './code-values.ts';
import type { EntityDraft } from './entity-draft.ts';

/** Columns that hold the place of a row in its tree, by the kind of tree. */
const COLUMNS: Record<string, { name: string; type: string; notNull: boolean }[]> = {
  'materialized-path': [{ name: 'mpath', type: 'varchar', notNull: false }],
  'nested-set': [
    { name: 'nsleft', type: 'integer', notNull: true },
    { name: 'nsright', type: 'integer', notNull: true },
  ],
};

/** Adds what `@Tree` makes: columns, or for a closure table a table of all pairs of ancestor and descendant. */
export function addTree(reader: CodeReader, draft: EntityDraft, tree: AppliedDecorator): void {
  const kind = reader.text(argumentOf(tree, 0)) ?? '';
  for (const column of COLUMNS[kind] ?? [])
    draft.columns.push({ ...column, generated: false, at: tree.at, fields: [column.name] });
  if (kind !== 'closure-table') return;
  const named = reader.optionText(argumentOf(tree, 1), 'closureTableName') ?? draft.table.name;
  const side = (end: string) => draft.primaryKey.map((key) => ({ name: `${fieldOf(draft, key)}_${end}` }));
  draft.relations.push({
    ...{ field: 'closure', at: tree.at, target: draft.key, kind: 'join-table', columns: side('ancestor') },
    ...{ unique: false, primary: false, nullable: false, enforced: true },
    joinTable: { name: `${named}_closure`, inverse: side('descendant') },
  });
}

const fieldOf = ({ columns }: EntityDraft, name: string): string =>
  columns.find((column) => column.name === name)?.fields[0] ?? name;
