import type { Binding, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import { calleeName } from '../flow/expression-search.ts';
import type { QueryHole, QuerySql } from '../repo-model.ts';
import { placed } from './given.ts';
import { written } from './query-context.ts';
import type { Tools } from './query-library.ts';
import { requestBehind } from './request-values.ts';
import { pathOf } from './value-path.ts';

const MAX_DEPTH = 6;
const HARMLESS_CALLS =
  /^(Number|parseInt|parseFloat|BigInt|escape|escapeId|escapeIdentifier|escapeLiteral|format|ident|quoteIdent\w*|quote\w*|literal|uuid|uuidv4|toISOString|getTime|now|mysql_real_escape_string|toFixed|length|hash|md5|sha1|sha256|digest|createHash|getWhereConditions|whereQuery|selectQuery)$/i;

type Text = QuerySql;

/** The text of an SQL expression with `?` for what is not constant; undefined when no part of it can be seen. */
export function sqlOf(tools: Tools, module: string, expr: Expr): QuerySql | undefined {
  const reader = new TextReader(tools);
  const text = reader.read(module, expr, 0);
  return text && /\S/.test(text.text.replaceAll('?', '')) ? text : reader.wholeFromRequest(module, expr);
}

class TextReader {
  readonly #evaluator: Evaluator;
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#evaluator = tools.evaluator;
    this.#tools = tools;
  }

  read(from: string, given: Expr, depth: number): Text | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const { module, expr } = placed(this.#tools, from, given);
    // A template is put together here: the evaluator knows its constant forms only.
    if (expr.kind === 'template') {
      if (!expr.tag) return this.#template(module, expr, depth);
      return isSqlTag(expr.tag) ? this.#tagged(module, expr, depth) : undefined;
    }
    if (expr.kind === 'await') return this.read(module, expr.value, depth);
    if (expr.kind === 'conditional') return this.#either(module, expr.options, depth);
    const assembled =
      expr.kind === 'reference' && expr.binding !== undefined
        ? this.#binding(module, expr.binding, depth)
        : 'elsewhere';
    if (assembled !== 'elsewhere') return assembled;
    const [text] = this.#evaluator.texts(expr, { module }) ?? [];
    if (text !== undefined) return { text, holes: [] };
    return undefined;
  }

  /** Text that a request gives as it is. */
  wholeFromRequest(from: string, given: Expr): Text | undefined {
    const { module, expr } = placed(this.#tools, from, given);
    const hole = this.#hole(module, expr);
    return hole.from === 'request' ? { text: '?', holes: [hole], open: true } : undefined;
  }

  #template(module: string, expr: Extract<Expr, { kind: 'template' }>, depth: number): Text {
    let text = expr.texts[0] ?? '';
    const holes: QueryHole[] = [];
    for (const [index, part] of expr.parts.entries()) {
      const inner = this.read(module, part, depth + 1);
      const before = text;
      text += (inner?.text ?? '?') + (expr.texts[index + 1] ?? '');
      holes.push(
        ...(inner?.holes ?? [namesTable(before) ? named(this.#hole(module, part)) : this.#hole(module, part)]),
      );
    }
    return { text, holes };
  }

  /** `sql`…``: every value becomes a parameter, save what `sql.raw(…)` and its like put in as it is. */
  #tagged(module: string, expr: Extract<Expr, { kind: 'template' }>, depth: number): Text {
    let text = expr.texts[0] ?? '';
    const holes: QueryHole[] = [];
    for (const [index, part] of expr.parts.entries()) {
      const raw = part.kind === 'call' && RAW_FRAGMENT.test(calleeName(part.callee) ?? '') ? part.args[0] : undefined;
      const given = raw ?? (part.kind === 'template' && part.tag ? part : undefined);
      const inner = given && this.read(module, given, depth + 1);
      if (raw) holes.push(...(inner?.holes ?? [this.#hole(module, raw)]));
      else holes.push(...(inner?.holes ?? []));
      text += (inner?.text ?? '?') + (expr.texts[index + 1] ?? '');
    }
    return { text, holes };
  }

  /** A variable by what it begins with and every piece added to it later; not what is imported or passed. */
  #binding(module: string, id: number, depth: number): Text | undefined | 'elsewhere' {
    const binding = this.#evaluator.program.binding(module, id);
    if (binding.param || binding.path || binding.import || binding.declares) return 'elsewhere';
    const later = this.#assignments(module, binding);
    const values = [...(binding.init ? [binding.init] : []), ...later.map((item) => item.value)];
    const read = values.map((value) => this.read(module, value, depth + 1));
    if (read.every((item) => item === undefined)) return undefined;
    const texts = read.flatMap((item) => item?.text.trim() || []);
    const holes = values.flatMap((value, index) => read[index]?.holes ?? [this.#hole(module, value)]);
    const open = binding.init ? later.some((item) => item.always) : values.length > 1;
    return { text: texts[0] ?? '', holes, ...((open || read[0]?.open) && { open: true }) };
  }

  /** What is given to a name after its declaration, and whether that happens each time. */
  #assignments(module: string, { id, fn, assigned }: Binding): { value: Expr; always: boolean }[] {
    const steps = this.#evaluator.program
      .fn({ module, fn })
      .steps.flatMap((step) =>
        step.kind === 'assign' && step.target.kind === 'reference' && step.target.binding === id
          ? [{ value: step.value, always: step.context.branches === 0 && step.context.loops.length === 0 }]
          : [],
      );
    return steps.length > 0 ? steps : assigned.map((value) => ({ value, always: true }));
  }

  #either(module: string, options: Expr[], depth: number): Text | undefined {
    const read = options.map((option) => this.read(module, option, depth + 1));
    if (read.some((item) => item === undefined)) return undefined;
    return { text: read[0]?.text ?? '', holes: read.flatMap((item) => item?.holes ?? []), open: true };
  }

  #hole(module: string, expr: Expr): QueryHole {
    const name = written(expr);
    const hole = { name, trail: [], at: expr.at };
    if (this.#harmless(module, expr)) return { ...hole, from: 'safe' };
    const request = requestBehind(this.#evaluator, module, expr, 'text');
    return request
      ? { ...hole, name: request.name, from: 'request', trail: request.trail }
      : { ...hole, from: 'input' };
  }

  #harmless(module: string, expr: Expr, depth = 0): boolean {
    if (depth > MAX_DEPTH) return false;
    const again = (inner: Expr): boolean => this.#harmless(module, inner, depth + 1);
    switch (expr.kind) {
      case 'literal':
        return true;
      case 'template':
        return expr.tag !== undefined || expr.parts.every(again);
      case 'await':
        return again(expr.value);
      case 'conditional':
        return expr.options.every(again);
      case 'member':
        return expr.property === 'length' || this.#constant(module, expr);
      case 'call':
      case 'new':
        return this.#harmlessCall(module, expr, again);
      case 'reference':
        return this.#constant(module, expr) || this.#harmlessName(module, expr, again);
      default:
        return false;
    }
  }

  #constant(module: string, expr: Expr): boolean {
    const values = this.#evaluator.evaluate(expr, { module });
    return (
      values.length > 0 &&
      values.every(
        (value) =>
          value.kind === 'text' || value.kind === 'constant' || value.kind === 'global' || this.#isConstantList(value),
      )
    );
  }

  /** A list whose elements are all constants: names that the program chooses from. */
  #isConstantList(value: Value): boolean {
    if (value.kind !== 'array' || this.#evaluator.program.pushedTo(value.module, value.expr).length > 0) return false;
    return value.expr.elements.every(
      (item) => !item.spread && (item.kind === 'literal' || this.#constant(value.module, item)),
    );
  }

  #harmlessName(module: string, expr: Extract<Expr, { kind: 'reference' }>, again: (inner: Expr) => boolean): boolean {
    if (expr.binding === undefined) return false;
    const { param, type, init, path, assigned } = this.#evaluator.program.binding(module, expr.binding);
    if (type?.name === 'number' || type?.name === 'boolean') return true;
    if (param || path || !init) return false;
    return [init, ...assigned].every(again);
  }

  /** Numbers, escaped values, `ids.map(() => '?').join(', ')`. */
  #harmlessCall(
    module: string,
    expr: Extract<Expr, { kind: 'call' | 'new' }>,
    again: (inner: Expr) => boolean,
  ): boolean {
    const { callee, args } = expr;
    const name = callee.kind === 'reference' ? callee.name : callee.kind === 'member' ? callee.property : '';
    if (typeof name !== 'string') return false;
    if (HARMLESS_CALLS.test(name)) return true;
    if (callee.kind !== 'member') return false;
    if (/^(join|fill|repeat|slice|trim|filter)$/.test(name)) return again(callee.object);
    if (name === 'map') {
      const listed = this.#constant(module, callee.object);
      return args[0]?.kind === 'function' && this.#returnsHarmless(module, args[0].fn, listed);
    }
    // A query builder writes itself out with its values escaped.
    if (/^(toString|toQuery)$/.test(name) && this.#isBuilder(module, callee.object)) return true;
    return callee.object.kind === 'reference' && callee.object.name === 'Array';
  }

  #isBuilder(module: string, expr: Expr): boolean {
    const values = this.#evaluator.evaluate(expr, { module });
    return values.length > 0 && values.every((value) => pathOf(this.#evaluator, value)?.package === 'knex');
  }

  /** `listed`: the elements are constants themselves. */
  #returnsHarmless(module: string, fn: number, listed: boolean): boolean {
    const { steps, params } = this.#evaluator.program.fn({ module, fn });
    const returns = steps.flatMap((step) => (step.kind === 'return' && step.value ? [step.value] : []));
    const [element, index] = params;
    const plain = (value: Expr): boolean =>
      value.kind === 'literal' ||
      (value.kind === 'template' &&
        value.parts.every((part) => isIndex(part, index?.binding) || (listed && isIndex(part, element?.binding))));
    return (element !== undefined || returns.length > 0) && returns.length > 0 && returns.every(plain);
  }
}

const RAW_FRAGMENT = /^(raw|unsafe)$/;

/** Tags that turn values into parameters: `sql`, `Prisma.sql`, `sql.type(row)`, `prisma.$queryRaw`. */
function isSqlTag(tag: Expr): boolean {
  if (tag.kind === 'call') return isSqlTag(tag.callee);
  if (tag.kind === 'member')
    return /^(sql|\$queryRaw|\$executeRaw)$/i.test(String(tag.property)) || isSqlTag(tag.object);
  return tag.kind === 'reference' && /^(sql|tx|trx|db|client|connection)$/i.test(tag.name);
}

/** Whether the next word names a table, which no parameter can stand for. */
const namesTable = (before: string): boolean =>
  /\b(from|join|into|update|table|only|index|schema|database|truncate)\s+["`[]?(\w+["`\]]?\.["`[]?)?$/i.test(before);

/** The name of a table is chosen by the program unless a request is seen to choose it. */
const named = (hole: QueryHole): QueryHole => (hole.from === 'input' ? { ...hole, from: 'safe' } : hole);

/** `index`, `index + 1`. */
const isIndex = (part: Expr, index: number | undefined): boolean =>
  part.kind === 'literal' ||
  (part.kind === 'reference' && part.binding !== undefined && part.binding === index) ||
  (part.kind === 'template' && part.parts.every((inner) => isIndex(inner, index))) ||
  (part.kind === 'unknown' && part.syntax === 'BinaryExpression');
