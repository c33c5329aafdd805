import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DeclaredDialect } from './declared-schema.ts';
import { enumValues } from './enum-values.ts';

/** SQL types of Sequelize's data types; those that differ between databases as PostgreSQL has them. */
const TYPES: Record<string, string> = {
  ...{ STRING: 'varchar(255)', CHAR: 'char(255)', TEXT: 'text', CITEXT: 'citext', BOOLEAN: 'boolean' },
  ...{ INTEGER: 'integer', TINYINT: 'tinyint', SMALLINT: 'smallint', MEDIUMINT: 'mediumint', BIGINT: 'bigint' },
  ...{ FLOAT: 'float', REAL: 'real', DOUBLE: 'double precision', DECIMAL: 'decimal', NUMBER: 'decimal' },
  ...{ DATE: 'timestamp with time zone', DATEONLY: 'date', TIME: 'time', NOW: 'timestamp', UUID: 'uuid' },
  ...{ JSON: 'json', JSONB: 'jsonb', BLOB: 'blob', HSTORE: 'hstore', GEOMETRY: 'geometry', GEOGRAPHY: 'geography' },
  ...{
    ENUM: 'enum',
    ARRAY: 'array',
    RANGE: 'range',
    INET: 'inet',
    CIDR: 'cidr',
    MACADDR: 'macaddr',
    TSVECTOR: 'tsvector',
  },
};
const OTHERWISE: Record<string, Partial<Record<DeclaredDialect, string>>> = {
  DATE: { mysql: 'datetime', sqlite: 'datetime', sqlserver: 'datetimeoffset' },
  BOOLEAN: { mysql: 'tinyint(1)', sqlite: 'tinyint(1)', sqlserver: 'bit' },
  STRING: { sqlserver: 'nvarchar(255)' },
  UUID: { mysql: 'char(36)', sqlserver: 'char(36)' },
};

/** `STRING` for `DataTypes.STRING(30).BINARY`, `new Sequelize.STRING()`; undefined for what is no data type. */
export function dataType(expr: Expr | undefined): { name: string; args: Expr[] } | undefined {
  if (expr?.kind === 'call' || expr?.kind === 'new') {
    const inner = dataType(expr.callee);
    return inner && { name: inner.name, args: [...inner.args, ...expr.args] };
  }
  if (expr?.kind === 'reference') return isType(expr.name) ? { name: expr.name, args: [] } : undefined;
  if (expr?.kind !== 'member' || typeof expr.property !== 'string') return undefined;
  const before = expr.object.kind === 'reference' || expr.object.kind === 'this' ? undefined : dataType(expr.object);
  return before ?? (isType(expr.property) ? { name: expr.property, args: [] } : undefined);
}

const isType = (name: string): boolean => TYPES[name] !== undefined || name === 'VIRTUAL';

/** The SQL type; enumerations are written out with their values. */
export function sqlType(
  reader: CodeReader,
  { expr, frame }: Placed,
  dialect: DeclaredDialect,
  listed?: Placed,
): string {
  const type = dataType(expr);
  if (!type) return '';
  const base = OTHERWISE[type.name]?.[dialect] ?? TYPES[type.name] ?? '';
  if (type.name === 'ENUM') {
    const given = type.args.flatMap((arg) => reader.values({ expr: arg, frame }));
    const options = type.args[0]?.kind === 'object' ? reader.option({ expr: type.args[0], frame }, 'values') : listed;
    const values = [
      ...given.flatMap((value) => (value.kind === 'text' ? [value.text] : enumValues(reader.evaluator, [value]))),
      ...(options ? enumValues(reader.evaluator, reader.values(options)) : []),
    ];
    return values.length > 0 ? `enum(${[...new Set(values)].map((value) => `'${value}'`).join(',')})` : base;
  }
  if (type.name === 'ARRAY') return `${sqlType(reader, { expr: type.args[0], frame }, dialect)}[]`;
  const numbers = type.args.flatMap((arg) =>
    arg.kind === 'literal' && typeof arg.value === 'number' ? [arg.value] : [],
  );
  return numbers.length > 0 ? `${base.replace(/\(.*\)$/, '')}(${numbers.join(',')})` : base;
}
