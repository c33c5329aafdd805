import { calleeName, defineRule, isLogCall, type LiteralFact, type ModuleNode, type Subject, within } from '#rule';

interface Setting extends Subject {
  module: ModuleNode;
  literal: LiteralFact;
}

const URL_TEXT =
  /^(https?|wss?|ftp|amqps?|rediss?|mongodb(\+srv)?|postgres(ql)?|mysql|mariadb|mqtt|nats|kafka|smtp|ldap):\/\/([^\s/?#]*)/i;
/** Addresses that name a specification, a namespace or a place to read, and never change between environments. */
const FIXED_HOST =
  /(^|\.)(w3\.org|schema\.org|json-schema\.org|xmlns\.com|ietf\.org|swagger\.io|openapis\.org|creativecommons\.org|opensource\.org|apache\.org|github\.com|githubusercontent\.com|gitlab\.com|stackoverflow\.com|developer\.mozilla\.org|npmjs\.com|nodejs\.org|gravatar\.com|example\.(com|org|net)|googleapis\.com|gstatic\.com|google\.com|accounts\.google\.com|facebook\.com|twitter\.com|x\.com|linkedin\.com|unpkg\.com|jsdelivr\.net|cloudflare\.com|schemas\.[a-z.]+|purl\.org|rfc-editor\.org|iana\.org|unicode\.org|wikipedia\.org|mit-license\.org|choosealicense\.com)$/i;
const DOCUMENTATION_NAME =
  /^(servers?|swagger\w*|openapi|contact|licen[sc]e|externalDocs|examples?|description|summary|docs?|documentation|termsOfService|homepage|repository|bugs|author|\$?schema|\$id|type|namespace|xmlns|referer|user-?agent|href)$/i;
const PRIVATE_ADDRESS =
  /^(localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\]|host\.docker\.internal)$/i;

/** Addresses and ports of other services, written where the logic is. */
export const hardcodedConfig = defineRule({
  id: 'hardcoded-config',
  summary: 'An address or port is written into the logic',
  why: 'It is the same in every environment: the link in a mail sent from staging points to production, and a moved service needs a release.',
  fix: 'Read it from the configuration module, with the environment deciding and a default there if there is a sensible one.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: ['addresses put together from several parts', 'settings that look like ordinary texts'],
  params: {
    publicAddresses: {
      description: 'Report https addresses of public hosts too (APIs of third parties)',
      default: false,
    },
  },
  examples: {
    good: [
      {
        title: 'a default that the environment overrides',
        files: { 'src/server.ts': "export const url = process.env.API_URL ?? 'http://localhost:3000';\n" },
      },
      { title: 'a namespace', files: { 'src/xml.ts': "export const namespace = 'http://www.w3.org/2000/svg';\n" } },
      {
        title: 'a log message',
        files: {
          'src/server.ts':
            'export const started = (port: number) => console.log(`Server is running on port http://localhost:${port}`);\n',
        },
      },
    ],
    bad: [
      {
        title: 'a link in a mail',
        files: {
          'src/services/mail.ts':
            'export const text = (token: string) => {\n  const url = `http://link-to-app/reset-password?token=${token}`;\n  return url;\n};\n',
        },
        keys: ['src/services/mail.ts#url'],
      },
    ],
  },
  *subjects(model): Iterable<Setting> {
    for (const module of model.modules) {
      if (module.role !== 'source' || module.layer === 'config') continue;
      for (const literal of module.facts.literals) {
        if (literal.compared || literal.decorator || literal.thrown || !looksLikeSetting(literal)) continue;
        const fn = module.facts.functions[literal.fn]?.name;
        const label = literal.names.length > 0 ? literal.names.join('.') : (fn ?? '(module)');
        yield { key: `${module.path}#${label}`, at: within(module.path, literal.at), module, literal };
      }
    }
  },
  check({ module, literal }, { publicAddresses }) {
    if (literal.fallbackOf !== undefined || isInText(module, literal)) return undefined;
    if (literal.names.some((name) => DOCUMENTATION_NAME.test(name))) return undefined;
    if (typeof literal.value === 'number') return { message: `port ${literal.value} is written into the code` };
    const match = URL_TEXT.exec(literal.value);
    const host = (match?.[4] ?? match?.[match.length - 1] ?? '').replace(/^.*@/, '').replace(/:\d+$/, '');
    if (host === '' || host.includes('${}') || FIXED_HOST.test(host)) return undefined;
    const local = PRIVATE_ADDRESS.test(host) || !host.includes('.');
    const isPublic = !local && /^(https|wss):/i.test(literal.value);
    if (isPublic && !publicAddresses && !isOwnLink(literal)) return undefined;
    return {
      message: `the address ${literal.value.slice(0, 60)} is written into the code`,
      ...(isPublic && !isOwnLink(literal) && { severity: 'info' as const }),
    };
  },
});

/** A link with a token put into it leads back to the system's own front end. */
const isOwnLink = (literal: LiteralFact): boolean =>
  literal.template &&
  typeof literal.value === 'string' &&
  /[?&](token|code|otp)=\$\{|\/(reset|verify|confirm|activate|invite|unsubscribe)[\w-]*[/?].*\$\{/i.test(literal.value);

function looksLikeSetting(literal: LiteralFact): boolean {
  if (typeof literal.value === 'string') return URL_TEXT.test(literal.value);
  const name = literal.names[literal.names.length - 1] ?? '';
  return (
    Number.isInteger(literal.value) &&
    literal.value > 79 &&
    literal.value < 65536 &&
    /(^|_|[a-z])port$/i.test(name) &&
    !/(im|ex|sup|re|trans|pass|view)port$/i.test(name)
  );
}

/** In a message for people: logged, thrown, or in the middle of prose. */
function isInText(module: ModuleNode, literal: LiteralFact): boolean {
  const call = literal.argument && module.facts.calls[literal.argument.call];
  if (!call) return false;
  return (
    isLogCall(call) ||
    /^(describe|it|test|default|example|url|uri|regex|matches|Error|startsWith|endsWith|includes|replace|split|test|match|indexOf|Route|Link|href)$/.test(
      calleeName(call.expr.callee) ?? '',
    )
  );
}
