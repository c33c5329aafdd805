import { isLogCall } from '../model/flow/effect-names.ts';
import { calleeName } from '../model/flow/expression-search.ts';
import type { ModuleNode } from '../model/repo-model.ts';
import type { LiteralFact } from '../parse/typescript/code-facts.ts';

const DOCUMENTATION_NAME =
  /^(swagger\w*|openapi|\w*(image|logo|icon|avatar)\w*|(preview|sample|mock)\w*|contact|licen[sc]e|externalDocs|examples?|description|summary|docs?|documentation|termsOfService|homepage|repository|bugs|author|\$?schema|\$id|type|namespace|xmlns|referer|user-?agent|href)$/i;
/** Keys that stand beside `servers` in an API description. */
const DESCRIPTION_KEY = /^(openapi|swagger\w*|info|paths|components|definition)$/i;
/** What shows an API description as pages. */
const DESCRIPTION_CALL = /scalar|swagger|redoc|rapidoc|openapi|apiReference/i;
const ALLOWED_NAME =
  /(^|[a-z_])(origins|white_?list|allow_?list|(allow|approv|trust)(ed)?_?(urls?|hosts?|domains?)(_?list)?)$/i;

/** In a description of the API, or under a name that only holds words and links for people. */
export function isDocumentation(module: ModuleNode, literal: LiteralFact): boolean {
  if (literal.names.some((name) => DOCUMENTATION_NAME.test(name))) return true;
  if (!literal.names.some((name) => /^servers?$/i.test(name))) return false;
  const { argument } = literal;
  const call = argument && module.facts.calls[argument.call];
  const given = call?.expr.args[argument?.index ?? 0];
  const named = module.facts.bindings.find(
    ({ name, init }) => name === literal.names[0] && init?.kind === 'object',
  )?.init;
  const made = module.facts.functions[literal.fn]?.steps.flatMap((step) =>
    step.kind === 'return' ? (step.value ?? []) : [],
  );
  const holder = given ?? named ?? made?.find((value) => value.kind === 'object');
  if (call && DESCRIPTION_CALL.test(calleeName(call.expr.callee) ?? '')) return true;
  const keys = holder?.kind === 'object' ? holder.properties.map(({ key }) => key) : [];
  return [...keys, ...literal.names].some((key) => typeof key === 'string' && DESCRIPTION_KEY.test(key));
}

/** Origins that may call: a list with such a name, or the `origin` of CORS. Links that may be followed are another matter. */
export function isAllowList(module: ModuleNode, literal: LiteralFact): boolean {
  const call = literal.argument && module.facts.calls[literal.argument.call];
  const name = literal.names.findLast((item) => !/^(module|exports|default)$/.test(item)) ?? '';
  if (/redirect|image|link|csp|asset/i.test(name)) return false;
  const cors =
    literal.names.some((item) => /^cors/i.test(item)) || /cors/i.test((call && calleeName(call.expr.callee)) ?? '');
  return cors ? /origin|list$/i.test(name) : ALLOWED_NAME.test(name) && (literal.element || /origins$/i.test(name));
}

/** The second argument of `new URL(path, base)`, there only so that the path can be read. */
export function isParsingBase(module: ModuleNode, literal: LiteralFact, address: string): boolean {
  const [name] = literal.names;
  const call = module.facts.calls.find(({ expr }, id) => {
    if (!isUrlCall(calleeName(expr.callee))) return false;
    const [whole, base] = expr.args;
    if (isBareHost(address) && whole?.kind === 'reference' && whole.name === name) return true;
    if (literal.argument?.call === id && literal.argument.index === 1 && name === undefined) return true;
    return base?.kind === 'reference' && base.name === name;
  });
  if (!call) return false;
  const path = call.expr.args[0];
  return !/:\d/.test(address) || (path?.kind !== 'literal' && path?.kind !== 'template');
}

/** Without a port: nobody could be asked there, `new URL('http://localhost' + path)` only reads the path. */
const isBareHost = (address: string): boolean => /^https?:\/\/localhost\/?$/i.test(address);

const isUrlCall = (name: string | undefined): boolean => name === 'URL' || name === 'canParse';

/** In a message for people: logged, thrown, or in the middle of prose. */
export function isInText(module: ModuleNode, literal: LiteralFact): boolean {
  const call = literal.argument && module.facts.calls[literal.argument.call];
  if (!call) return false;
  return (
    isLogCall(call) ||
    /^(describe|it|test|default|prefault|catch|example|placeholder|addServer|setContact|setLicense|setTermsOfService|setExternalDoc|url|uri|regex|matches|Error|startsWith|endsWith|includes|replace|split|test|match|indexOf|Route|Link|href)$/.test(
      calleeName(call.expr.callee) ?? '',
    )
  );
}
