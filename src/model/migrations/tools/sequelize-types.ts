import type { Dialect } from '../../../parse/sql/sql-facts.ts';
import { isList, isMade, isRecord, member, type Plain, textsOf } from '../plain-data.ts';

const NAMES: Record<string, string | Partial<Record<Dialect, string>>> = {
  STRING: 'varchar',
  CHAR: 'char',
  TEXT: 'text',
  CITEXT: 'citext',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  MEDIUMINT: 'mediumint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  FLOAT: 'float',
  REAL: 'real',
  DOUBLE: { postgresql: 'double precision', mysql: 'double precision' },
  DECIMAL: 'decimal',
  NUMERIC: 'decimal',
  BOOLEAN: { mysql: 'tinyint(1)' },
  DATE: { postgresql: 'timestamp with time zone', mysql: 'datetime' },
  DATEONLY: 'date',
  TIME: 'time',
  UUID: { postgresql: 'uuid', mysql: 'char(36) binary' },
  JSON: 'json',
  JSONB: 'jsonb',
  HSTORE: 'hstore',
  BLOB: { postgresql: 'bytea' },
  INET: 'inet',
  TSVECTOR: 'tsvector',
  GEOMETRY: 'geometry',
  GEOGRAPHY: 'geography',
};

/** Lengths of types that have one where none is given. */
const LENGTHS: Record<string, string> = { STRING: '(255)', CHAR: '(255)' };

/** SQL type for `Sequelize.STRING(30)` and its like; the text itself where a type is written as text. */
export function sequelizeType(plain: Plain, dialect: Dialect): string {
  if (typeof plain === 'string') return plain.toLowerCase();
  if (!isMade(plain)) return '';
  const name = plain.names.find((one) => one === one.toUpperCase() && /[A-Z]/.test(one)) ?? '';
  const [first, second] = plain.args ?? [];
  if (name === 'ENUM') return enumeration(plain.args ?? [], dialect);
  if (name === 'ARRAY') return `${sequelizeType(isRecord(first) ? member(first, 'type') : first, dialect)}[]`;
  const known = NAMES[name];
  const type = typeof known === 'string' ? known : (known?.[dialect] ?? name.toLowerCase());
  if (typeof first === 'number') return `${type}(${typeof second === 'number' ? `${first}, ${second}` : first})`;
  return type + (LENGTHS[name] ?? '');
}

function enumeration(args: Plain[], dialect: Dialect): string {
  if (dialect === 'postgresql') return 'enum';
  const [first] = args;
  const listed = isRecord(first) ? member(first, 'values') : first;
  const values = isList(listed) ? (textsOf(listed) ?? []) : args.filter((arg) => typeof arg === 'string');
  return `enum(${values.map((value) => `'${value}'`).join(', ')})`;
}
