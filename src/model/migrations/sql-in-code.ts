import type { Position } from '../../parse/position.ts';
import { parseSql } from '../../parse/sql/index.ts';
import type { SchemaOperation, SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Frame } from '../evaluate/values.ts';
import type { MigrationRun, Surroundings } from './migration-run.ts';
import { isList, isMade, isRecord, member, type Plain } from './plain-data.ts';

/** SQL text found in code. */
interface SqlText {
  text: string;
  /** Where the text itself is written; absent where it is put together from several places. */
  written: Position | undefined;
}

const READ_FILE = /^(?:readFile|readFileSync)$/;

/** Reads the SQL that a migration runs, from strings in it or from files that it reads. */
export class SqlInCode {
  readonly counts: SqlFacts['statements'] = { total: 0, read: 0, skipped: 0, notUnderstood: 0 };
  readonly dialectScores: SqlFacts['dialectScores'] = {};
  readonly dialectEvidence: string[] = [];
  /** SQL files whose statements it runs, by their paths. */
  readonly files: string[] = [];
  readonly #run: MigrationRun;
  readonly #surroundings: Surroundings;

  constructor(run: MigrationRun, surroundings: Surroundings) {
    this.#run = run;
    this.#surroundings = surroundings;
  }

  /** Runs the SQL that an expression is. `at` is the call that runs it. */
  execute(expr: Expr | undefined, frame: Frame, at: Position): void {
    if (expr === undefined) return;
    const found = this.#texts(expr, frame);
    if (found === undefined) {
      // The text may come from a file whose reading was met before.
      if (this.files.length === 0) this.#run.unknown(at, 'runs SQL that is not known');
      return;
    }
    for (const one of found) this.#read(one, frame.module, at);
  }

  /** The constant text of what may be SQL, quickly told: of a template what is written, of other expressions what they are for sure. */
  textsOf(expr: Expr, frame: Frame): string[] {
    const source = this.#source(expr, frame);
    switch (source.kind) {
      case 'literal':
        return typeof source.value === 'string' ? [source.value] : [];
      case 'template':
        return [source.texts.join('…')];
      case 'object':
        return source.properties.flatMap(({ key, value }) =>
          key === 'query' || key === 'sql' || key === 'text' ? this.textsOf(value, frame) : [],
        );
      case 'reference':
      case 'member':
        return this.#run.evaluator.texts(source, frame) ?? [];
      default:
        return [];
    }
  }

  /** Runs an SQL file of the repository where a call reads one. */
  noteFileRead({ callee, args }: CallFact['expr'], frame: Frame): void {
    const name = callee.kind === 'member' ? callee.property : callee.kind === 'reference' ? callee.name : '';
    if (typeof name !== 'string' || !READ_FILE.test(name) || args[0] === undefined) return;
    for (const text of this.#run.evaluator.texts(args[0], frame) ?? []) {
      const path = text.replace(/^\//, '');
      const facts = this.#surroundings.sqlFile(path);
      if (facts === undefined || this.files.includes(path)) continue;
      this.files.push(path);
      this.#add(facts);
      this.#run.emitFrom(path, facts.operations);
    }
  }

  #add(facts: SqlFacts): void {
    for (const name of Object.keys(this.counts) as (keyof SqlFacts['statements'])[])
      this.counts[name] += facts.statements[name];
    for (const [dialect, score] of Object.entries(facts.dialectScores) as [keyof SqlFacts['dialectScores'], number][])
      this.dialectScores[dialect] = Math.max(score, this.dialectScores[dialect] ?? 0);
    this.dialectEvidence.push(...facts.dialectEvidence);
  }

  #texts(expr: Expr, frame: Frame): SqlText[] | undefined {
    const source = this.#source(expr, frame);
    const template = source.kind === 'template' ? this.#template(source, frame) : undefined;
    if (template !== undefined) return [{ text: template, written: source.at }];
    const plain = this.#run.plain.read(expr, frame);
    const written = source.kind === 'literal' || source.kind === 'template' ? source.at : undefined;
    const texts = textsIn(plain);
    return texts?.map((text) => ({ text, written }));
  }

  /** The template or literal that a name stands for, where it is written in the same file. */
  #source(expr: Expr, frame: Frame): Expr {
    if (expr.kind === 'await') return this.#source(expr.value, frame);
    if (expr.kind !== 'reference' || expr.binding === undefined) return expr;
    const { init, path, assigned } = this.#run.evaluator.program.binding(frame.module, expr.binding);
    const same = init !== undefined && path === undefined && assigned.length === 0;
    return same && (init.kind === 'template' || init.kind === 'literal') ? init : expr;
  }

  /** The text with placeholders for parts that are not constant, as SQL files of template engines have them. */
  #template(expr: Extract<Expr, { kind: 'template' }>, frame: Frame): string | undefined {
    return expr.texts.reduce((text, next, index) => {
      const part = expr.parts[index - 1];
      const values = part === undefined ? [] : (this.#run.evaluator.texts(part, frame) ?? []);
      const plain = part === undefined ? undefined : this.#run.plain.read(part, frame);
      const known = values.length === 1 ? values[0] : typeof plain === 'number' ? String(plain) : rawText(plain);
      return text + (known ?? `\${${part?.kind === 'reference' ? part.name : 'expression'}}`) + next;
    });
  }

  #read({ text, written }: SqlText, module: string, at: Position): void {
    const { dialect } = this.#run;
    const facts = parseSql({ path: this.#run.module, text, ...(dialect !== 'generic' && { dialect }) });
    const span = written === undefined ? -1 : written.endLine - written.line;
    const lines = text.split('\n').length - 1;
    // Only a template's lines are lines of its file.
    const first = written !== undefined && module === this.#run.module ? written.line : at.line;
    const follows = span === lines && module === this.#run.module;
    const moved = moveTo(facts, (line) => (follows ? first + line - 1 : first));
    this.#add(moved);
    const [whole, holed] = split(moved.operations);
    this.#run.emitFrom(this.#run.module, whole);
    for (const operation of holed) this.#run.unknown(operation.at, 'names in this statement are not constant');
    for (const { line, reason } of moved.unknowns) this.#run.unknown({ line, column: 1, endLine: line }, reason);
  }
}

/** What `sql.raw(text)`, `sql.ref(name)` and the like put into a statement as it is. */
function rawText(plain: Plain): string | undefined {
  const [text, ...more] = isMade(plain) ? (plain.args ?? []) : [];
  const raw = isMade(plain) && /^(?:sql|raw|ref|table|id|identifier|unsafe)$/.test(plain.names.at(-1) ?? '');
  return raw && typeof text === 'string' && more.length === 0 ? text : undefined;
}

function textsIn(plain: Plain): string[] | undefined {
  if (typeof plain === 'string') return [plain];
  const raw = rawText(plain);
  if (raw !== undefined) return [raw];
  if (isRecord(plain)) return textsIn(member(plain, 'query', 'sql', 'text', 'raw'));
  if (!isList(plain)) return undefined;
  const texts = plain.items.map((item) => item.value);
  return texts.every((text) => typeof text === 'string') ? (texts as string[]) : undefined;
}

/** Facts with every position moved; they are plain data made for this one text. */
function moveTo(facts: SqlFacts, line: (own: number) => number): SqlFacts {
  const seen = new Set<Position>();
  const move = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [name, value] of Object.entries(part)) {
      if (name === 'at') movePosition(value as Position, line, seen);
      else move(value);
    }
  };
  move(facts.operations);
  for (const unknown of facts.unknowns) unknown.line = line(unknown.line);
  return facts;
}

function movePosition(at: Position, line: (own: number) => number, seen: Set<Position>): void {
  if (seen.has(at)) return;
  seen.add(at);
  at.line = line(at.line);
  at.endLine = line(at.endLine);
}

/** A name that stands for nothing, or still has a placeholder in it. */
const isHoled = (name: string | undefined): boolean => name === '' || (name?.includes('${') ?? false);

/** Operations on known names, and those on names that are not constant. */
function split(operations: SchemaOperation[]): [SchemaOperation[], SchemaOperation[]] {
  const holed = operations.filter((operation) => namesOf(operation).some(isHoled));
  return [operations.filter((operation) => !holed.includes(operation)), holed];
}

function namesOf(operation: SchemaOperation): (string | undefined)[] {
  switch (operation.op) {
    case 'drop-table':
      return operation.tables.map((table) => table.name);
    case 'create-view':
      return [operation.view.name];
    case 'create-table':
      return [operation.table.name, ...operation.columns.map((column) => column.name)];
    case 'drop-index':
    case 'rename-index':
      return [operation.name.name];
    case 'add-column':
    case 'redefine-column':
      return [operation.table.name, operation.column.name];
    case 'add-constraint':
      return [operation.table.name, ...operation.constraint.columns, operation.constraint.references?.table.name];
    case 'create-index':
      return [operation.table.name, ...operation.index.keys.map((key) => key.column)];
    default:
      return 'table' in operation ? [operation.table.name] : [];
  }
}
