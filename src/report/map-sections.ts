import type { Cycle, Layer, RepoModel, Table } from '../model/repo-model.ts';
import type { Page, Palette } from './palette.ts';
import { count, enumerate, grouped, labelled, printable } from './terminal-text.ts';
import { placeOf } from './text-finding.ts';

const INDENT = 2;
/** Modules of a layer named with their evidence before the rest is only counted. */
const NAMED_MODULES = 4;

export function packagesText({ packages, modules }: RepoModel, { palette }: Page): string[] {
  const rows = packages.map((item) => {
    const own = modules.filter((module) => module.package.path === item.path).length;
    return [palette.name(printable(item.name)), printable(item.path || '.'), count(own, 'module')];
  });
  return columns(rows);
}

/** Frameworks with what is said of them, once for all packages of which the same is true. */
export function frameworksText({ frameworks, packages }: RepoModel, { palette, width }: Page): string[] {
  const uses = new Map<string, { title: string; text: string; homes: string[] }>();
  for (const { name, major, because, recognised, package: home } of frameworks) {
    const title = major === undefined ? name : `${name} ${major}`;
    const text = `${printable(because)}${recognised ? '' : '; its routes are not recognised'}`;
    const use = uses.get(`${title}\n${text}`) ?? { title, text, homes: [] };
    uses.set(`${title}\n${text}`, use);
    use.homes.push(printable(home));
  }
  const column = Math.max(16, ...[...uses.values()].map(({ title }) => title.length + 2));
  return [...uses.values()].flatMap(({ title, text, homes }) => {
    const places = packages.length > 1 ? ` (in ${enumerate([...new Set(homes)])})` : '';
    return row(title, text + places, column, width, palette.name);
  });
}

export function layersText({ layers, modules }: RepoModel, { palette, width }: Page): string[] {
  const outside = modules.filter(({ layer, role }) => layer === undefined && role === 'source').length;
  const rest = outside > 0 ? [`  ${palette.dim(`${count(outside, 'source module')} in no layer`)}`] : [];
  return [...layers.flatMap((layer) => layerLines(layer, palette, width)), ...rest];
}

function layerLines({ name, declared, evidence, modules }: Layer, palette: Palette, width: number): string[] {
  const title = `  ${palette.name(printable(name))}  ${count(modules.length, 'module')}, ${declared ? 'declared' : 'inferred'}`;
  const reasons = new Map(evidence.map((item) => [item.module, item.reasons.join('; ')]));
  const named = modules
    .slice(0, NAMED_MODULES)
    .flatMap((module) => [
      `    ${printable(module)}`,
      ...labelled('', printable(reasons.get(module) ?? ''), { indent: 6, label: 0, width }).map(palette.dim),
    ]);
  const hidden = modules.length - NAMED_MODULES;
  return [title, ...named, ...(hidden > 0 ? [palette.dim(`    and ${grouped(hidden)} more`)] : [])];
}

export function contractsText({ contracts }: RepoModel, { palette }: Page): string[] {
  return contracts.flatMap(({ path, facts }) => {
    const { version, operations, problems } = facts;
    const faults = problems.length > 0 ? `, ${palette.warning(count(problems.length, 'problem'))}` : '';
    const head = `  ${palette.name(printable(path))}  OpenAPI ${version}, ${count(operations.length, 'operation')}${faults}`;
    return [
      head,
      ...columns(
        operations.map(({ method, path: route }) => [method, printable(route)]),
        4,
      ),
    ];
  });
}

export function databasesText({ databases }: RepoModel, { palette, width }: Page): string[] {
  return databases.flatMap(({ folder, dialect, because, tools, files, ordered }) => {
    const kind = tools.length > 0 ? `${tools.join(', ')} migrations` : ordered ? 'migrations' : 'SQL';
    const told = dialect === 'generic' ? 'in no dialect that could be told' : `${dialect} (${because})`;
    const text = `built by ${count(files.length, 'file')} of ${kind} in ${folder || '.'}, ${told}`;
    return row('database', printable(text), 10, width, palette.dim);
  });
}

export function tablesText({ tables }: RepoModel, { palette, width }: Page): string[] {
  return tables.flatMap((table) => [
    `  ${palette.name(nameOf(table))}  ${count(table.columns.length, 'column')}  ${palette.dim(placeOf(table))}`,
    ...row('key', table.primaryKey.join(', ') || 'none', 10, width, palette.dim, 4),
    ...table.foreignKeys.flatMap(({ columns: names, references, indexed, because }) => {
      const target = nameOf({ schema: references.schema, name: references.table });
      const text = `${names.join(', ')} → ${target} (${indexed ? 'indexed' : 'not indexed'}: ${because})`;
      return row('foreign', printable(text), 10, width, palette.dim, 4);
    }),
    ...table.uniques.flatMap(({ columns: names }) =>
      row('unique', printable(names.join(', ')), 10, width, palette.dim, 4),
    ),
    ...table.indexes.flatMap(({ columns: names, unique, where }) => {
      const text = `${names.join(', ')}${unique ? ' unique' : ''}${where === undefined ? '' : ` where ${where}`}`;
      return row('index', printable(text), 10, width, palette.dim, 4);
    }),
  ]);
}

const nameOf = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string =>
  printable(schema === undefined ? name : `${schema}.${name}`);

export function cyclesText({ graph }: RepoModel, { palette }: Page): string[] {
  return graph.cycles.flatMap(({ modules, kind, witness, cut }: Cycle) => [
    `  ${count(modules.length, 'module')}, ${kind}`,
    ...witness.map(
      ({ from, to, at }) => `    ${palette.name(placeOf({ path: from, line: at.line }))} → ${printable(to)}`,
    ),
    palette.dim(`    cut ${printable(cut.from)} → ${printable(cut.to)}`),
  ]);
}

function row(
  label: string,
  text: string,
  width: number,
  screen: number,
  paint: (text: string) => string,
  indent = INDENT,
): string[] {
  const [first = '', ...rest] = labelled('', text, { indent: 0, label: 0, width: screen - indent - width });
  const margin = ' '.repeat(indent);
  return [
    `${margin}${paint(printable(label).padEnd(width))}${first}`,
    ...rest.map((line) => `${margin}${' '.repeat(width)}${line}`),
  ];
}

/** Columns as wide as their widest cell. Colour has no width, but every cell of a column has the same. */
function columns(rows: string[][], indent = INDENT): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map(
    (cells) =>
      ' '.repeat(indent) +
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
  );
}
