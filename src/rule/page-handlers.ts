import { allSteps } from '../model/flow/effects.ts';
import { calleeName } from '../model/flow/expression-search.ts';
import type { FunctionRef, HandlerRef, RepoModel } from '../model/repo-model.ts';
import type { CallFact, CodeFacts, Expr } from '../parse/typescript/code-facts.ts';

/** What handlers send to a browser: a rendered page, a file, another address. */
const PAGE_CALLS = /^(render|view|renderFile|html|renderToString|renderToPipeableStream|sendFile|sendfile|redirect)$/;
const DATA_CALLS = /^(json|jsonp)$/;
const FILE_READS = /^(createReadStream|readFile|readFileSync)$/;
const PAGE_DECORATORS = /^(Render|Redirect)$/;
/** Words of the names of what packages supply as handlers of pages and files: `express.static(…)`, `swaggerUi.setup(…)`. */
const PAGE_WORDS = new Set(['render', 'static', 'serve', 'setup', 'view', 'file', 'files', 'page']);
const TEMPLATE_ENGINES = /^(pug|jade|ejs|handlebars|hbs|mustache|nunjucks|eta|liquidjs|hogan\.js|dot|swig)$/;
const TEMPLATE_CALLS = /^(compile|render\w*|compileFile|template)$/;
/** Content types of what a browser shows. */
const PAGE_TYPES = /^(text\/(html|css)|(image|video|audio|font)\/)/;
const MAX_HOPS = 2;

interface Answer {
  page: boolean;
  data: boolean;
}

/** Whether a handler renders or redirects and sends no JSON: it answers a browser, not a program. */
export function answersBrowser(model: RepoModel, handler: HandlerRef): boolean {
  if (!handler.fn) return wordsOf(handler.name).some((word) => PAGE_WORDS.has(word));
  if (isDecorated(model, handler.fn) || wordsOf(handler.name)[0] === 'render') return true;
  let level = [handler.fn];
  const seen = new Set<string>();
  for (let hop = 0; hop <= MAX_HOPS && level.length > 0; hop += 1) {
    const fresh = level.filter((ref) => !seen.has(keyOf(ref)));
    for (const ref of fresh) seen.add(keyOf(ref));
    const answers = fresh.map((ref) => answerOf(model, ref));
    if (answers.some(({ data }) => data)) return false;
    if (answers.some(({ page }) => page)) return true;
    level = fresh.flatMap((ref) => calledBy(model, ref));
  }
  return false;
}

const keyOf = (ref: FunctionRef): string => `${ref.module}#${ref.fn}`;

/** `sendFile` gives `send`, `file`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

function isDecorated(model: RepoModel, ref: FunctionRef): boolean {
  const classes = model.code.module(ref.module)?.facts.classes ?? [];
  const method = classes.flatMap((item) => item.methods).find((item) => item.fn === ref.fn);
  return (method?.decorators ?? []).some(
    ({ expr }) => expr.kind === 'call' && PAGE_DECORATORS.test(calleeName(expr.callee) ?? ''),
  );
}

function callsOf(model: RepoModel, ref: FunctionRef): { facts: CodeFacts; calls: CallFact[] } | undefined {
  const facts = model.code.module(ref.module)?.facts;
  if (!facts) return undefined;
  const calls = allSteps(facts, ref.fn).flatMap((step) => (step.kind === 'call' ? (facts.calls[step.call] ?? []) : []));
  return { facts, calls };
}

function answerOf(model: RepoModel, ref: FunctionRef): Answer {
  const { facts, calls } = callsOf(model, ref) ?? { calls: [] };
  if (!facts) return { page: false, data: false };
  const page =
    calls.some((call) => makesPage(model, ref.module, call)) ||
    facts.literals.some(
      (item) => !item.compared && PAGE_TYPES.test(String(item.value)) && isWithin(facts, item.fn, ref.fn),
    );
  return { page, data: calls.some((call) => sendsData(facts, call, ref.fn)) };
}

function makesPage(model: RepoModel, module: string, call: CallFact): boolean {
  const { callee } = call.expr;
  const name = calleeName(callee) ?? '';
  if (PAGE_CALLS.test(name) || readsPage(call)) return true;
  return (
    TEMPLATE_CALLS.test(name) && model.code.origins(module, callee).some((item) => TEMPLATE_ENGINES.test(item.package))
  );
}

const isWithin = (facts: CodeFacts, fn: number | undefined, outer: number): boolean =>
  fn !== undefined && (fn === outer || isWithin(facts, facts.functions[fn]?.parent, outer));

/** `fs.createReadStream('index.html')`. */
const readsPage = ({ expr }: CallFact): boolean =>
  FILE_READS.test(calleeName(expr.callee) ?? '') &&
  expr.args.some((arg) => /\.html?$/.test(arg.kind === 'literal' ? String(arg.value) : (lastText(arg) ?? '')));

function lastText(expr: Expr): string | undefined {
  if (expr.kind === 'template') return expr.texts[expr.texts.length - 1];
  if (expr.kind !== 'call' && expr.kind !== 'new') return expr.kind === 'literal' ? String(expr.value) : undefined;
  const last = expr.args[expr.args.length - 1];
  return last && lastText(last);
}

/**
 * `res.status(200).json(…)` of the response it was given: not the `json()` of a response that the handler itself fetched, nor what
 * is only said in case of an error.
 */
function sendsData(facts: CodeFacts, { expr }: CallFact, fn: number): boolean {
  const { callee } = expr;
  if (callee.kind !== 'member' || !DATA_CALLS.test(calleeName(callee) ?? '') || saysError(expr)) return false;
  const root = rootOf(callee.object);
  if (root.kind !== 'reference') return false;
  if (/^(Next)?Response$/.test(root.name)) return true;
  const given = root.binding === undefined ? undefined : facts.bindings[root.binding]?.param;
  return given !== undefined && (given.fn === fn || facts.functions[given.fn]?.callback === undefined);
}

/** `res.status(404).json(…)`, `c.json(…, 404)`, `Response.json(…, { status: 404 })`. */
function saysError(expr: Expr): boolean {
  if (expr.kind === 'member') return saysError(expr.object);
  if (expr.kind !== 'call') return false;
  return expr.args.some(isErrorStatus) || saysError(expr.callee);
}

function isErrorStatus(expr: Expr): boolean {
  if (expr.kind === 'object') return expr.properties.some((item) => item.key === 'status' && isErrorStatus(item.value));
  return expr.kind === 'literal' && typeof expr.value === 'number' && expr.value >= 400 && expr.value < 600;
}

function rootOf(expr: Expr): Expr {
  if (expr.kind === 'member') return rootOf(expr.object);
  return expr.kind === 'call' ? rootOf(expr.callee) : expr;
}

const calledBy = (model: RepoModel, ref: FunctionRef): FunctionRef[] =>
  (callsOf(model, ref)?.calls ?? []).flatMap((call) => model.code.callees(ref.module, call));
