import type { PrismaFieldFact, PrismaValue } from '../../parse/prisma/prisma-facts.ts';
import type { DeclaredDialect } from './declared-schema.ts';

/** Types that Prisma's migrations give columns without a native type attribute. */
const TYPES: Record<string, Partial<Record<DeclaredDialect, string>>> = {
  String: { postgresql: 'text', mysql: 'varchar(191)', sqlite: 'text', sqlserver: 'nvarchar(1000)', mongodb: 'string' },
  Boolean: { postgresql: 'boolean', mysql: 'boolean', sqlite: 'boolean', sqlserver: 'bit', mongodb: 'bool' },
  Int: { postgresql: 'integer', mysql: 'int', sqlite: 'integer', sqlserver: 'int', mongodb: 'int' },
  BigInt: { postgresql: 'bigint', mysql: 'bigint', sqlite: 'bigint', sqlserver: 'bigint', mongodb: 'long' },
  Float: { postgresql: 'double precision', mysql: 'double', sqlite: 'real', sqlserver: 'float(53)', mongodb: 'double' },
  Decimal: { postgresql: 'decimal(65,30)', mysql: 'decimal(65,30)', sqlite: 'decimal', sqlserver: 'decimal(32,16)' },
  DateTime: {
    ...{ postgresql: 'timestamp(3)', mysql: 'datetime(3)', sqlite: 'datetime', sqlserver: 'datetime2' },
    mongodb: 'date',
  },
  Json: { postgresql: 'jsonb', mysql: 'json', sqlite: 'jsonb', sqlserver: 'nvarchar(max)', mongodb: 'object' },
  Bytes: { postgresql: 'bytea', mysql: 'longblob', sqlite: 'blob', sqlserver: 'varbinary(max)', mongodb: 'binary' },
};
const PLAIN: Record<string, string> = {
  ...{ String: 'text', Boolean: 'boolean', Int: 'integer', BigInt: 'bigint', Float: 'double precision' },
  ...{ Decimal: 'decimal(65,30)', DateTime: 'timestamp', Json: 'json', Bytes: 'blob' },
};

export const isScalar = (type: string): boolean => PLAIN[type] !== undefined;

/** The column's type; an enumeration is written out with its values, whatever the database calls it. */
export function columnType(
  field: PrismaFieldFact,
  dialect: DeclaredDialect,
  enums: ReadonlyMap<string, string[]>,
): string {
  const values = enums.get(field.type);
  const base = values
    ? `enum(${values.map((value) => `'${value}'`).join(',')})`
    : (nativeType(field) ?? TYPES[field.type]?.[dialect] ?? PLAIN[field.type] ?? field.type.toLowerCase());
  return field.list ? `${base}[]` : base;
}

/** `@db.VarChar(20)`, `@db.DoublePrecision`. */
function nativeType({ attributes }: PrismaFieldFact): string | undefined {
  const native = attributes.find(({ name }) => name.startsWith('db.'));
  if (!native) return undefined;
  const name = native.name.slice(3).toLowerCase().replace('doubleprecision', 'double precision');
  const args = native.args.flatMap(({ value }) => (value.kind === 'number' ? [value.text] : []));
  return args.length > 0 ? `${name}(${args.join(',')})` : name;
}

/** The default that the database gives; undefined for those that Prisma's client makes itself. */
export function columnDefault({ attributes }: PrismaFieldFact): string | undefined {
  const value = attributes.find(({ name }) => name === 'default')?.args[0]?.value;
  if (!value) return undefined;
  if (value.kind !== 'call') return literal(value);
  if (value.name === 'now') return 'CURRENT_TIMESTAMP';
  if (value.name === 'autoincrement') return 'autoincrement()';
  const [first] = value.args;
  return value.name === 'dbgenerated' && first ? literal(first.value) : undefined;
}

function literal(value: PrismaValue): string | undefined {
  if (value.kind === 'text') return `'${value.text}'`;
  if (value.kind === 'number') return value.text;
  if (value.kind === 'name') return /^(true|false)$/.test(value.name) ? value.name : `'${value.name}'`;
  return undefined;
}
