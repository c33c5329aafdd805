import type { Dialect } from '../../../parse/sql/sql-facts.ts';
import { type Plain, textsOf } from '../plain-data.ts';

/** SQL type of a column that Knex's table builder makes, in the words of the database where they differ. */
type TypeOf = (args: Plain[], dialect: Dialect) => string;

const number = (plain: Plain, otherwise: number): number => (typeof plain === 'number' ? plain : otherwise);

const same =
  (type: string): TypeOf =>
  () =>
    type;

const each =
  (postgresql: string, mysql: string, sqlite: string): TypeOf =>
  (_, dialect) =>
    dialect === 'mysql' ? mysql : dialect === 'sqlite' ? sqlite : postgresql;

const timestamp: TypeOf = (args, dialect) => {
  if (dialect !== 'postgresql') return dialect === 'sqlite' ? 'datetime' : 'timestamp';
  const options = args[1];
  const plain =
    options === true ||
    (typeof options === 'object' && options?.kind === 'record' && options.entries.get('useTz')?.value === false);
  return plain ? 'timestamp' : 'timestamptz';
};

const datetime: TypeOf = (args, dialect) => (dialect === 'mysql' ? 'datetime' : timestamp(args, dialect));

const decimal: TypeOf = (args, dialect) => {
  const name = dialect === 'postgresql' ? 'numeric' : 'decimal';
  return args[1] === null ? name : `${name}(${number(args[1], 8)}, ${number(args[2], 2)})`;
};

const enumeration: TypeOf = (args, dialect) => {
  const values = textsOf(args[1]) ?? [];
  return dialect === 'mysql' ? `enum(${values.map((value) => `'${value}'`).join(',')})` : 'text';
};

const serial: TypeOf = (_, dialect) => (dialect === 'mysql' ? 'int' : dialect === 'sqlite' ? 'integer' : 'serial');
const bigSerial: TypeOf = (_, dialect) =>
  dialect === 'mysql' ? 'bigint' : dialect === 'sqlite' ? 'integer' : 'bigserial';

const TYPES: Record<string, TypeOf> = {
  increments: serial,
  smallincrements: serial,
  tinyincrements: serial,
  mediumincrements: serial,
  bigincrements: bigSerial,
  integer: each('integer', 'int', 'integer'),
  int: each('integer', 'int', 'integer'),
  tinyint: each('smallint', 'tinyint', 'tinyint'),
  smallint: same('smallint'),
  mediumint: each('integer', 'mediumint', 'mediumint'),
  bigint: same('bigint'),
  biginteger: same('bigint'),
  text: (args, dialect) => (dialect === 'mysql' && args[1] === 'longtext' ? 'longtext' : 'text'),
  string: (args) => `varchar(${number(args[1], 255)})`,
  char: (args) => `char(${number(args[1], 255)})`,
  float: each('real', 'float', 'float'),
  double: each('double precision', 'double', 'float'),
  decimal,
  numeric: decimal,
  boolean: each('boolean', 'tinyint(1)', 'boolean'),
  bool: each('boolean', 'tinyint(1)', 'boolean'),
  date: same('date'),
  datetime,
  timestamp,
  time: same('time'),
  binary: each('bytea', 'blob', 'blob'),
  enum: enumeration,
  enu: enumeration,
  json: same('json'),
  jsonb: each('jsonb', 'json', 'json'),
  uuid: each('uuid', 'char(36)', 'char(36)'),
  geometry: same('geometry'),
  geography: same('geography'),
  point: same('point'),
  specifictype: (args) => (typeof args[1] === 'string' ? args[1].toLowerCase() : ''),
};

/** Whether a method of the table builder adds a column. */
export const addsColumn = (method: string): boolean => Object.hasOwn(TYPES, method.toLowerCase());

export const numbersItself = (method: string): boolean => /increments$/i.test(method);

/** The type of the column that a builder's call makes; its arguments begin with the column's name. */
export function knexType(method: string, args: Plain[], dialect: Dialect): string {
  return TYPES[method.toLowerCase()]?.(args, dialect) ?? '';
}
