import type { Column, RepoModel, Table } from '../model/repo-model.ts';
import type { Parameters, Rule, Subject } from './rule.ts';
import { lineOf, relationalTables, tableName, unreadStatements } from './tables.ts';

export interface TableSubject extends Subject {
  table: Table;
}
/** Its key is `table.column`. */
export interface ColumnSubject extends TableSubject {
  column: Column;
}

type Without<S extends Subject, P extends Parameters, Given extends keyof Rule> = Omit<
  Rule<S, P>,
  Given | 'blind' | 'params'
> & { params?: P };

/** A rule about the final schema: blind where a statement that may have changed it was not understood. */
export const schemaRule = <S extends Subject, P extends Parameters = Record<never, never>>(
  rule: Without<S, P, never>,
): Rule<S, P> => ({ ...rule, params: rule.params ?? ({} as P), blind: unreadStatements });

/** A schema rule that looks at each relational table by itself, or at those that `judges` picks. */
export const tableRule = <P extends Parameters = Record<never, never>>({
  judges = () => true,
  ...rule
}: Without<TableSubject, P, 'subjects'> & { judges?: (table: Table) => boolean }): Rule<TableSubject, P> =>
  schemaRule<TableSubject, P>({
    ...(rule as Without<TableSubject, P, 'subjects'>),
    *subjects(model: RepoModel): Iterable<TableSubject> {
      for (const table of relationalTables(model))
        if (judges(table)) yield { key: tableName(table), at: lineOf(table), table };
    },
  });

/** Collections whose schema could not be told whole, for `blind`. */
export const partialCollections = (model: RepoModel): string[] =>
  model.tables
    .filter(({ dialect, partial }) => dialect === 'mongodb' && partial)
    .map(({ name, path, line }) => `${path}:${line}: a part of the schema of ${name} could not be told`);

/** A rule that looks at each collection of documents whose schema could be told whole. */
export const collectionRule = <P extends Parameters = Record<never, never>>(
  rule: Without<TableSubject, P, 'subjects'>,
): Rule<TableSubject, P> => ({
  ...rule,
  params: rule.params ?? ({} as P),
  *subjects(model: RepoModel): Iterable<TableSubject> {
    for (const table of model.tables)
      if (table.dialect === 'mongodb' && !table.partial) yield { key: table.name, at: lineOf(table), table };
  },
  blind: partialCollections,
});

/** A schema rule that looks at the columns of relational tables that `judges` picks. */
export const columnRule = <P extends Parameters = Record<never, never>>({
  judges,
  ...rule
}: Without<ColumnSubject, P, 'subjects'> & {
  judges: (column: Column, table: Table, model: RepoModel) => boolean;
}): Rule<ColumnSubject, P> =>
  schemaRule<ColumnSubject, P>({
    ...(rule as Without<ColumnSubject, P, 'subjects'>),
    *subjects(model: RepoModel): Iterable<ColumnSubject> {
      for (const table of relationalTables(model))
        for (const column of table.columns)
          if (judges(column, table, model))
            yield { key: `${tableName(table)}.${column.name}`, at: lineOf(column), table, column };
    },
  });
