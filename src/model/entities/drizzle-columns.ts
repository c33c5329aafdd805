import type { Location } from '../../parse/position.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import { resolved } from '../frameworks/options.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DeclaredColumn } from './declared-schema.ts';
import { enumValues } from './enum-values.ts';
import type { ObjectEntry } from './object-entries.ts';
import { type ChainLink, chainOfValue, type ResultChain } from './result-chain.ts';

/** A column of a Drizzle table, with what is said in its own definition. */
export interface DrizzleColumn {
  column: DeclaredColumn;
  primary: boolean;
  unique: boolean;
  references?: ColumnTarget & { onDelete?: string };
  at: Location;
}
/** A column of another table: identity of the table's call, and the member. */
export interface ColumnTarget {
  table: string;
  field: string;
}

/** `email: text('email').notNull().unique()`; undefined for what is no column. */
export function readColumn(
  reader: CodeReader,
  entry: ObjectEntry,
  naming: (field: string) => string,
): DrizzleColumn | undefined {
  for (const value of reader.values(entry.place)) {
    const chain = chainOfValue(reader.evaluator, value);
    const [maker, ...calls] = chain?.links ?? [];
    if (!chain || !maker) continue;
    const called = (name: string): ChainLink | undefined => calls.find((link) => link.name === name);
    const name = textAt(reader, maker, 0) ?? naming(entry.name);
    const primary = called('primaryKey') !== undefined;
    const type = typeOf(reader, chain, maker);
    const references = called('references');
    const given = called('default');
    const value0 = given && textAt(reader, given, 0);
    return {
      column: {
        name,
        type: called('array') ? `${type}[]` : type,
        notNull: primary || called('notNull') !== undefined || /serial$/.test(maker.name),
        ...(value0 !== undefined && { default: `'${value0}'` }),
        generated: called('generatedAlwaysAs') !== undefined,
        at: entry.at,
        fields: [entry.name],
      },
      primary,
      unique: called('unique') !== undefined,
      ...referenceOf(reader, references),
      at: entry.at,
    };
  }
  return undefined;
}

const textAt = (reader: CodeReader, { args, frame }: ChainLink, index: number): string | undefined =>
  args[index] && reader.text({ expr: args[index], frame });

const TYPES: Record<string, string> = {
  ...{ int: 'int', doublePrecision: 'double precision', bigserial: 'bigserial', char: 'char', varchar: 'varchar' },
};

function typeOf(reader: CodeReader, { base }: ResultChain, { name, args, frame }: ChainLink): string {
  const options: Placed = { expr: args.find((arg) => arg.kind === 'object'), frame };
  const listed = enumeration(reader, base, { name, args, frame }, options);
  if (listed.length > 0) return `enum(${listed.map((value) => `'${value}'`).join(',')})`;
  if (reader.optionText(options, 'mode') === 'boolean') return 'boolean';
  if (name === 'timestamp' && reader.optionFlag(options, 'withTimezone') === true) return 'timestamp with time zone';
  const plain = TYPES[name] ?? name.toLowerCase();
  const length = reader.option(options, 'length');
  const [value] = length ? reader.values(length) : [];
  return value?.kind === 'constant' && typeof value.value === 'number' ? `${plain}(${value.value})` : plain;
}

/** Values of `pgEnum('role', […])('role')`, `mysqlEnum('role', […])`, `text('role', { enum: […] })`. */
function enumeration(reader: CodeReader, base: Value, { name, args, frame }: ChainLink, options: Placed): string[] {
  const listed = reader.option(options, 'enum');
  if (listed) return enumValues(reader.evaluator, reader.values(listed));
  if (/Enum$/.test(name))
    return enumValues(
      reader.evaluator,
      args.flatMap((expr) => reader.values({ expr, frame })),
    );
  const made = base.kind === 'result' ? chainOfValue(reader.evaluator, base) : undefined;
  const maker = made?.links.at(-1);
  if (!maker || !/^(?:enum|pgEnum)$/.test(maker.name)) return [];
  return enumValues(
    reader.evaluator,
    maker.args.slice(1).flatMap((expr) => reader.values({ expr, frame: maker.frame })),
  );
}

function referenceOf(reader: CodeReader, link: ChainLink | undefined): Pick<DrizzleColumn, 'references'> {
  const target = link && columnTarget(reader, { expr: link.args[0], frame: link.frame });
  if (!link || !target) return {};
  const onDelete = reader.optionText({ expr: link.args[1], frame: link.frame }, 'onDelete');
  return { references: { ...target, ...(onDelete !== undefined && { onDelete: onDelete.toUpperCase() }) } };
}

/** `() => users.id`, `users.id`. */
export function columnTarget(reader: CodeReader, place: Placed): ColumnTarget | undefined {
  for (const value of resolved(reader.evaluator, reader.values(place))) {
    if (value.kind !== 'member' || value.of.kind !== 'result' || originOf(value.of)?.package !== 'drizzle-orm')
      continue;
    const { module, call } = value.of.site;
    return { table: `${module}#${call}`, field: value.name };
  }
  return undefined;
}
