import type { QueryFact } from '../../src/model/repo-model.ts';
import { modelOf, withFiles } from '../rules/scan.ts';

/** The queries of a small repository whose one package depends on `packages`, by module and position. */
export function queriesOf(packages: string[], files: Record<string, string>): Promise<QueryFact[]> {
  const dependencies = Object.fromEntries(packages.map((name) => [name, '*']));
  return withFiles(
    { 'package.json': JSON.stringify({ dependencies }), ...files },
    async (root) => (await modelOf(root)).queries,
  );
}

/** A query in one line: `select users [email = , name sort] limit 20`; optional columns end in `?`. */
export function inOneLine(query: QueryFact): string {
  const { limit } = query;
  const columns = query.columns.map(
    ({ table, name, role, optional }) => `${table ? `${table}.` : ''}${name} ${role}${optional ? '?' : ''}`,
  );
  const flags = (['partial', 'singleRow', 'bulk', 'streamed', 'inTransaction'] as const).filter((flag) => query[flag]);
  return [
    query.operation,
    query.tables.map((table) => table.name).join('+') || '?',
    `[${columns.join(', ')}]`,
    ...(limit.kind === 'absent' ? [] : [`limit ${limit.kind === 'known' ? limit.rows : limit.kind}`]),
    ...flags,
    ...(query.loop ? [`in loop over ${query.loop.over}`] : []),
    ...query.calledInLoops.map((call) => `called in loop over ${call.loop.over}`),
  ].join(' ');
}

/** The queries of a small repository, each in one line. */
export const linesOf = async (packages: string[], files: Record<string, string>): Promise<string[]> =>
  (await queriesOf(packages, files)).map(inOneLine);
