import type { Cursor } from './cursor.ts';
import { noteBadType, skipColumnOption } from './leftovers.ts';
import type { ReadContext } from './read-context.ts';
import { readReferences } from './read-references.ts';
import type { ColumnFact, ConstraintFact, IndexFact } from './sql-facts.ts';

/** A column and what its definition says beyond it. */
export interface ColumnDefinition {
  column: ColumnFact;
  constraints: ConstraintFact[];
  indexes: IndexFact[];
}

/** Words that end the type of a column and begin its constraints and options. */
const AFTER_TYPE = new Set(
  (
    'CONSTRAINT NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK COLLATE GENERATED AS IDENTITY AUTO_INCREMENT ' +
    'AUTOINCREMENT COMMENT ON KEY FIRST AFTER STORED VIRTUAL PERSISTED PERSISTENT INVISIBLE VISIBLE SPARSE ROWGUIDCOL ' +
    'STORAGE COMPRESSION FOREIGN DEFERRABLE INITIALLY ENABLE DISABLE ENCODE OPTIONS MASKED SRID USING INDEX CHARSET ' +
    'COLUMN_FORMAT HIDDEN FILESTREAM ENCRYPTED POSITION'
  ).split(' '),
);

/** Words that end a default expression. `NULL` and `NOT` can also begin one. */
const AFTER_DEFAULT = new Set(
  (
    'CONSTRAINT NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK COLLATE GENERATED COMMENT ON KEY AUTO_INCREMENT FIRST ' +
    'AFTER FOR IDENTITY ENABLE DISABLE STORAGE ENCODE INVISIBLE VISIBLE SPARSE ROWGUIDCOL FOREIGN DEFERRABLE INITIALLY ' +
    'STORED VIRTUAL POSITION'
  ).split(' '),
);

const SERIAL = /^(?:big|small)?serial[248]?$/;

/** Reads `name type constraints…`; undefined where no name stands. */
export function readColumn(cursor: Cursor, context: ReadContext): ColumnDefinition | undefined {
  const from = cursor.index;
  const name = cursor.name();
  if (name === undefined) return undefined;
  const type = readType(cursor, context);
  noteBadType(cursor, context, cursor.tokens[from], type);
  const serial = SERIAL.test(type);
  const at = context.at(cursor, from);
  const column: ColumnFact = { name, type, notNull: serial, generated: serial, at };
  const definition: ColumnDefinition = { column, constraints: [], indexes: [] };
  new ColumnConstraints(cursor, context, definition).read();
  return definition;
}

/** The type at the cursor as written, lower-cased; `''` for none, which SQLite allows. */
export function readType(cursor: Cursor, context: ReadContext): string {
  const from = cursor.index;
  while (!cursor.done && !endsType(cursor, cursor.index > from)) cursor.skip();
  const written = context.written(cursor, from, cursor.index).toLowerCase();
  return context.dialect === 'sqlserver' ? written.replace(/[[\]]/g, '') : written;
}

function endsType(cursor: Cursor, begun: boolean): boolean {
  const word = cursor.word();
  if (AFTER_TYPE.has(word) || word === ',') return true;
  if (word === 'CHARACTER') return begun && cursor.word(1) === 'SET';
  return word === 'WITH' && !/^(?:TIME|LOCAL)$/.test(cursor.word(1));
}

/** The expression at the cursor as written. Its first token belongs to it whatever it is. */
export function readDefault(cursor: Cursor, context: ReadContext): string {
  const from = cursor.index;
  cursor.skip();
  while (!cursor.done && !AFTER_DEFAULT.has(cursor.word()) && !isColumnWith(cursor)) cursor.skip();
  return context.written(cursor, from, cursor.index);
}

/** T-SQL's `WITH VALUES`, not `timestamp with time zone`. */
function isColumnWith(cursor: Cursor): boolean {
  return cursor.is('WITH', 'VALUES');
}

/** Reads the constraints and options behind a column's type into its definition. */
class ColumnConstraints {
  readonly #cursor: Cursor;
  readonly #context: ReadContext;
  readonly #definition: ColumnDefinition;
  #name: string | undefined;

  constructor(cursor: Cursor, context: ReadContext, definition: ColumnDefinition) {
    this.#cursor = cursor;
    this.#context = context;
    this.#definition = definition;
  }

  read(): void {
    while (!this.#cursor.done) {
      const from = this.#cursor.index;
      this.#one(from);
      if (this.#cursor.index === from) this.#cursor.skip();
    }
  }

  #one(from: number): void {
    const cursor = this.#cursor;
    if (cursor.accept('CONSTRAINT')) {
      this.#name = cursor.name();
      return;
    }
    if (!this.#key(from) && !this.#value()) skipColumnOption(cursor, this.#context, this.#definition.column.name);
    this.#name = undefined;
  }

  #key(from: number): boolean {
    const cursor = this.#cursor;
    const { name } = this.#definition.column;
    if (cursor.accept('PRIMARY', 'KEY') || this.#isBareKey()) this.#add({ kind: 'primary-key', columns: [name] }, from);
    else if (cursor.accept('UNIQUE')) {
      cursor.accept('KEY');
      this.#add({ kind: 'unique', columns: [name] }, from);
    } else if (cursor.is('REFERENCES') || cursor.is('FOREIGN', 'KEY')) {
      cursor.accept('FOREIGN', 'KEY');
      const references = readReferences(cursor);
      if (references !== undefined) this.#add({ kind: 'foreign-key', columns: [name], ...references }, from);
    } else if (cursor.accept('CHECK')) {
      const inside = cursor.parenthesised();
      const expression = inside === undefined ? '' : this.#context.written(inside, inside.index, inside.end);
      this.#add({ kind: 'check', columns: [], expression }, from);
    } else return this.#index(from);
    return true;
  }

  /** MySQL: `KEY` alone behind a column is its primary key. */
  #isBareKey(): boolean {
    return this.#context.dialect === 'mysql' && this.#cursor.accept('KEY');
  }

  /** T-SQL: `INDEX name` behind a column. */
  #index(from: number): boolean {
    if (this.#context.dialect !== 'sqlserver' || !this.#cursor.accept('INDEX')) return false;
    const name = this.#cursor.name();
    const keys = [{ column: this.#definition.column.name }];
    const at = this.#context.at(this.#cursor, from, this.#cursor.index);
    const index: IndexFact = { keys, include: [], unique: false, concurrently: false, at };
    this.#definition.indexes.push(name === undefined ? index : { ...index, name });
    return true;
  }

  #add(constraint: Omit<ConstraintFact, 'at' | 'name'>, from: number): void {
    const at = this.#context.at(this.#cursor, from, this.#cursor.index);
    const named = this.#name === undefined ? {} : { name: this.#name };
    this.#definition.constraints.push({ ...constraint, ...named, at });
  }

  /** Nullability, default, generation, and options that change none of them. */
  #value(): boolean {
    const cursor = this.#cursor;
    const { column } = this.#definition;
    if (cursor.accept('NOT', 'NULL')) column.notNull = true;
    else if (cursor.accept('NULL')) column.notNull = false;
    else if (cursor.accept('DEFAULT')) {
      cursor.accept('ON', 'NULL');
      column.default = readDefault(cursor, this.#context);
    } else if (cursor.accept('GENERATED')) this.#generated();
    else if (cursor.accept('AS')) this.#computed();
    else if (cursor.accept('IDENTITY') || cursor.accept('AUTO_INCREMENT') || cursor.accept('AUTOINCREMENT'))
      this.#identity();
    else if (cursor.accept('ON', 'UPDATE')) cursor.skip();
    else if (cursor.accept('COMMENT') || cursor.accept('COLLATE')) cursor.skip();
    else return cursor.accept('NOT');
    return true;
  }

  #generated(): void {
    const cursor = this.#cursor;
    while (!cursor.done && !cursor.is('AS')) cursor.skip();
    cursor.accept('AS');
    if (cursor.accept('IDENTITY')) this.#identity();
    else this.#computed();
  }

  #identity(): void {
    if (this.#cursor.is('(')) this.#cursor.skip();
    this.#definition.column.generated = true;
    this.#definition.column.notNull = true;
  }

  #computed(): void {
    this.#cursor.skip();
    this.#definition.column.generated = true;
  }
}
