import type { FieldFact, TypeRef } from '../../parse/typescript/code-facts.ts';
import type { AppliedDecorator } from '../frameworks/decorators.ts';
import { argumentOf, argumentOfKind, type CodeReader, type Placed } from './code-values.ts';
import type { DeclaredColumn, DeclaredDialect } from './declared-schema.ts';
import { enumValues } from './enum-values.ts';

/** Types of columns whose type is only told by the language's. */
const BY_TYPE: Record<string, Partial<Record<DeclaredDialect, string>> & { other: string }> = {
  string: { postgresql: 'character varying', mysql: 'varchar(255)', sqlserver: 'nvarchar(255)', other: 'varchar' },
  number: { mysql: 'int', sqlserver: 'int', other: 'integer' },
  boolean: { mysql: 'tinyint', sqlserver: 'bit', other: 'boolean' },
  Date: { postgresql: 'timestamp', other: 'datetime' },
};

export const COLUMN_DECORATORS = new Set([
  ...['Column', 'PrimaryColumn', 'PrimaryGeneratedColumn', 'ObjectIdColumn', 'CreateDateColumn', 'UpdateDateColumn'],
  ...['DeleteDateColumn', 'VersionColumn', 'TreeLevelColumn'],
]);

/** The options of a column decorator, whichever argument they are. */
export const columnOptions = (decorator: AppliedDecorator): Placed => {
  const last = argumentOf(decorator, decorator.args.length - 1);
  return last.expr && last.expr.kind !== 'literal' && last.expr.kind !== 'function'
    ? last
    : argumentOfKind(decorator, 'object');
};

/** What `@Column` says of a column, save its name. */
export function readColumn(
  reader: CodeReader,
  decorator: AppliedDecorator,
  field: FieldFact,
  dialect: DeclaredDialect,
): Omit<DeclaredColumn, 'name' | 'fields'> {
  const options = columnOptions(decorator);
  const isKey = /^Primary|^ObjectId/.test(decorator.name);
  const nullable = reader.optionFlag(options, 'nullable') === true || decorator.name === 'DeleteDateColumn';
  const value = reader.optionText(options, 'default');
  return {
    type: columnType(reader, decorator, field, dialect),
    notNull: isKey || !nullable,
    ...(value !== undefined && { default: `'${value}'` }),
    generated: false,
    at: { ...field.at, path: decorator.at.path, line: decorator.at.line },
  };
}

function columnType(
  reader: CodeReader,
  decorator: AppliedDecorator,
  field: FieldFact,
  dialect: DeclaredDialect,
): string {
  const options = columnOptions(decorator);
  const given = reader.text(argumentOf(decorator, 0)) ?? reader.optionText(options, 'type');
  if (decorator.name === 'PrimaryGeneratedColumn')
    return given === 'uuid' ? 'uuid' : (reader.optionText(options, 'type') ?? byLanguage('number', dialect));
  const values = reader.option(options, 'enum');
  const listed = values ? enumValues(reader.evaluator, reader.values(values)) : [];
  if (listed.length > 0) return `enum(${listed.map((item) => `'${item}'`).join(',')})`;
  if (given !== undefined) return withLength(reader, given, options);
  const named = globalName(reader, reader.option(options, 'type') ?? argumentOf(decorator, 0));
  if (/Date/.test(decorator.name)) return byLanguage('Date', dialect);
  return withLength(reader, byLanguage(named ?? languageType(field.type), dialect), options);
}

/** `type: String`. */
function globalName(reader: CodeReader, place: Placed): string | undefined {
  const value = reader.values(place).find((item) => item.kind === 'global');
  const name = value?.kind === 'global' ? value.path[0] : undefined;
  return name === 'Date' ? name : name?.toLowerCase();
}

function withLength(reader: CodeReader, type: string, options: Placed): string {
  const length = reader.option(options, 'length');
  const [value] = length ? reader.values(length) : [];
  const digits = value?.kind === 'constant' ? value.value : value?.kind === 'text' ? value.text : undefined;
  return digits === undefined || digits === null ? type : `${type.replace(/\(.*\)$/, '')}(${digits})`;
}

const byLanguage = (name: string, dialect: DeclaredDialect): string =>
  BY_TYPE[name]?.[dialect] ?? BY_TYPE[name]?.other ?? '';

/** The type of a field without `null` and `undefined`. */
export function languageType(type: TypeRef | undefined): string {
  if (type?.name !== '|') return type?.name ?? '';
  return type.args.find((arg) => arg.name !== 'null' && arg.name !== 'undefined')?.name ?? '';
}
