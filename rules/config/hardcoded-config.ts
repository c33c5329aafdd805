import {
  type AddressVerdict,
  areSiblings,
  choosesEnvironment,
  defineRule,
  hostOf,
  isAddress,
  isDocumentation,
  isForDevelopment,
  isInText,
  isOwnLink,
  isPartOfPublicHost,
  isPort,
  judgeAddress,
  type LiteralFact,
  looksLikeSetting,
  type ModuleNode,
  type RepoModel,
  type Subject,
  standsInOnly,
  within,
} from '#rule';

interface Setting extends Subject {
  module: ModuleNode;
  literal: LiteralFact;
}

/** Decorators that configure the running system; the others describe shapes, with examples and defaults. */
const RUN_TIME_DECORATOR = /^(Module|Global|Client|WebSocketGateway)$/;

/** Addresses and ports of other services, written where the logic is. */
export const hardcodedConfig = defineRule({
  id: 'hardcoded-config',
  summary: 'An address or port is written into the logic',
  why: 'It is the same in every environment: the link in a mail sent from staging points to production, and a moved service needs a release.',
  fix: 'Read it from the configuration module, with the environment deciding and a default there if there is a sensible one.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'addresses put together from several parts',
    'settings that look like ordinary texts',
    'whether a host of the maker’s own domain is a deployment of this code or one service for all installations (told as info)',
  ],
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
      {
        title: 'a default that a function takes',
        files: {
          'src/base.ts':
            "const DEFAULT_BASE = 'http://localhost:3000';\nconst parse = (given: string | undefined, otherwise = DEFAULT_BASE) => new URL(given?.trim() || otherwise);\nexport const base = () => parse(process.env.BASE, DEFAULT_BASE);\n",
        },
      },
      { title: 'a namespace', files: { 'src/xml.ts': "export const namespace = 'http://www.w3.org/2000/svg';\n" } },
      {
        title: 'a log message',
        files: {
          'src/server.ts':
            'export const started = (port: number) => console.log(`Server is running on port http://localhost:${port}`);\n',
        },
      },
      {
        title: 'what the environment replaces, in its other spellings',
        files: {
          'src/server.ts':
            "const DEFAULT_PORT = 5432;\nexport const port = process.env.PORT ? Number(process.env.PORT) : DEFAULT_PORT;\nexport const host = (given: string) => (given === '' ? 'http://localhost:3000' : given);\nexport const app = process.env.APP_HOST ? `https://${process.env.APP_HOST}` : 'http://localhost:3000';\n",
        },
      },
      {
        title: 'bases that only make paths readable',
        files: {
          'src/paths.ts':
            "const BASE = 'http://localhost';\nexport const read = (path: string) => new URL(path, BASE);\nexport const valid = (path: string) => URL.canParse(path, 'http://dummy.com');\n",
        },
      },
      {
        title: 'defaults of schemas and addresses of third parties',
        files: {
          'src/schema.ts':
            "import { z } from 'zod';\nexport const schema = z.object({ endpoint: z.string().catch('http://localhost:4317') });\nexport const games = 'http://api.steampowered.com/ISteamUser/';\n",
        },
      },
      {
        title: 'what the caller’s options replace',
        files: {
          'src/store.ts':
            "export const store = (options: { mongo: object }) => ({ url: 'mongodb://localhost/shop', ...options.mongo });\nexport function complete(options: { url?: string }) {\n  if (!options.url) {\n    options.url = 'http://localhost:3000';\n  }\n  return options;\n}\n",
        },
      },
      {
        title: 'a mail provider’s port, its trial system beside the real one, its documentation, and an audience',
        files: {
          'src/providers.ts':
            "export const mail = { host: 'smtp.gmail.com', port: 587 };\nexport const SANDBOX = 'https://sandbox.receipts.apple.com/verify';\nexport const PRODUCTION = 'https://buy.receipts.apple.com/verify';\nexport const reference = `https://dev.bandwidth.com/docs/messaging${mail.host}`;\nexport const SAML_AUDIENCE = 'https://saml-dev.parkhaus.dev';\n",
        },
      },
      {
        title: 'a base before a path, and what runs on the developer’s machine',
        files: {
          'src/mask.ts':
            "export const mask = (path: string) => {\n  const whole = 'http://localhost' + path;\n  return new URL(whole).pathname;\n};\n",
          'src/server-dev.ts': "export const metrics = { api: 'http://localhost:9090' };\n",
        },
      },
      {
        title: 'servers on the page that shows an API description',
        files: {
          'src/reference.ts':
            "import { Scalar } from '@scalar/hono-api-reference';\nexport const page = Scalar({ url: '/openapi.yaml', servers: [{ url: 'http://localhost:3000/' }] });\n",
        },
      },
      {
        title: 'servers of an API description',
        files: {
          'src/docs.ts':
            "export const description = { openapi: '3.0.0', info: {}, servers: [{ url: 'http://localhost:3000' }] };\nexport const made = () => ({ openapi: '3.1.0', servers: [{ url: 'http://localhost:3000' }] });\n",
        },
      },
    ],
    bad: [
      {
        title: 'the port a server listens on',
        files: {
          'package.json': '{"dependencies":{"express":"^5.0.0"}}',
          'src/main.ts': "import express from 'express';\nconst app = express();\napp.listen(3000);\n",
        },
        keys: ['src/main.ts#(module) listen'],
      },
      {
        title: 'servers that are no description',
        files: { 'src/cluster.ts': "export const servers = ['http://10.0.0.5:8080'];\n" },
        keys: ['src/cluster.ts#servers'],
      },
      {
        title: 'an environment told by its name, once',
        files: {
          'package.json': '{"name":"@parkhaus/server"}',
          'src/link.ts':
            "export const base = () => (process.env.NODE_ENV === 'production' ? 'https://app.parkhaus.dev' : 'http://localhost:3000');\n",
        },
        keys: ['src/link.ts#base'],
      },
      {
        title: 'deployments: of a platform, of a provider for trials',
        files: {
          'src/pay.ts':
            "export const notify = () => fetch('https://shop-backend.fly.dev/hooks');\nexport const pay = () => fetch('https://api.sandbox.paypal.com/v2/orders');\n",
        },
        keys: ['src/pay.ts#notify', 'src/pay.ts#pay'],
      },
      {
        title: 'one host several times in a module, once',
        files: {
          'src/checker.ts':
            'export const http = (id: string) => fetch(`https://checks.fly.dev/http/${id}`);\nexport const tcp = (id: string) => fetch(`https://checks.fly.dev/tcp/${id}`);\n',
        },
        keys: ['src/checker.ts#http'],
      },
      {
        title: 'who may call',
        files: { 'src/cors.ts': "export const allowedOrigins = ['https://shop.net'];\n" },
        keys: ['src/cors.ts#allowedOrigins'],
      },
      {
        title: 'the own application beside the own site',
        files: {
          'package.json': '{"name":"@parkhaus/server"}',
          'src/mail.ts':
            "export const site = 'https://www.parkhaus.dev';\nexport const settings = 'https://app.parkhaus.dev/settings';\nexport const SITE_ORIGIN = 'https://parkhaus.dev';\n",
        },
        keys: ['src/mail.ts#settings'],
      },
      {
        title: 'where a store runs',
        files: {
          'src/cache.ts':
            "import { createClient } from 'redis';\nexport const cache = createClient({ socket: { host: '10.0.0.7' } });\n",
        },
        keys: ['src/cache.ts#socket.host'],
      },
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
      if (module.role !== 'source' || module.layer === 'config' || isForDevelopment(module.path)) continue;
      for (const literal of module.facts.literals) {
        const listens = isListenedPort(model, module, literal);
        if (isPassedOver(literal) || (!listens && !looksLikeSetting(literal))) continue;
        const fn = module.facts.functions[literal.fn]?.name;
        const owner = `${fn ?? '(module)'}${listens ? ' listen' : ''}`;
        const label = literal.names.length > 0 ? literal.names.join('.') : owner;
        yield { key: `${module.path}#${label}`, at: within(module.path, literal.at), module, literal };
      }
    }
  },
  check({ module, literal }, { publicAddresses }, model) {
    if (isDefault(module, literal)) return undefined;
    if (typeof literal.value === 'number')
      return isPartOfPublicHost(module, literal)
        ? undefined
        : { message: `port ${literal.value} is written into the code` };
    if (!isAddress(literal.value)) {
      const beside = module.facts.literals.some(
        (other) => typeof other.value === 'number' && areSiblings(literal, other),
      );
      return beside ? undefined : { message: `the host ${literal.value} is written into the code` };
    }
    const verdict = judgeAddress(module, literal, literal.value);
    if (verdict === undefined || (verdict === 'public' && !publicAddresses)) return undefined;
    const [first, ...others] = sameSetting(module, literal, verdict);
    if (first !== undefined && first !== literal) return undefined;
    return {
      message: `the ${kindOf(literal, verdict)} ${shortened(literal.value)} is written into the code`,
      ...((verdict === 'public' || (verdict === 'maker' && !isChosenElsewhere(model, literal.value))) && {
        severity: 'info' as const,
      }),
      ...(others.length > 0 && {
        related: others.map(({ at }) => ({ at: within(module.path, at), message: 'the same host again' })),
      }),
    };
  },
});

/** A host that a choice by the environment's name leads to somewhere in the repository runs this code. */
const isChosenElsewhere = (model: RepoModel, address: string): boolean =>
  model.modules.some(({ facts }) =>
    facts.literals.some(
      (other) =>
        choosesEnvironment(other) && typeof other.value === 'string' && hostOf(other.value) === hostOf(address),
    ),
  );

const kindOf = (literal: LiteralFact, verdict: AddressVerdict): string => {
  if (verdict === 'allowed') return 'allowed origin';
  return literal.choice && choosesEnvironment(literal) ? 'production address' : 'address';
};

/** Literals of a module that one setting replaces: addresses of one host. Links made with a token are each their own. */
function sameSetting(module: ModuleNode, literal: LiteralFact, verdict: AddressVerdict): LiteralFact[] {
  const { value } = literal;
  if (typeof value !== 'string' || isOwnLink(literal)) return [];
  const origin = originOf(value);
  return module.facts.literals.filter(
    (other) =>
      typeof other.value === 'string' &&
      originOf(other.value) === origin &&
      !isOwnLink(other) &&
      !isPassedOver(other) &&
      !isDefault(module, other) &&
      judgeAddress(module, other, other.value) === verdict,
  );
}

/** Scheme, host and port. */
const originOf = (address: string): string => address.split(/[?#]/, 1).join('').split('/').slice(0, 3).join('/');

const isPassedOver = (literal: LiteralFact): boolean => literal.compared || literal.thrown || describesShape(literal);

const isDefault = (module: ModuleNode, literal: LiteralFact): boolean =>
  literal.fallbackOf !== undefined ||
  isInText(module, literal) ||
  isDocumentation(module, literal) ||
  standsInOnly(module.facts, literal);

const shortened = (address: string): string => (address.length > 60 ? `${address.slice(0, 60)}…` : address);

const describesShape = (literal: LiteralFact): boolean =>
  literal.decorator !== false && !RUN_TIME_DECORATOR.test(literal.decorator);

/** The first argument of `listen` on what a package made, or on what is called an application or server. */
function isListenedPort(model: RepoModel, module: ModuleNode, literal: LiteralFact): boolean {
  const { value, argument } = literal;
  if (typeof value !== 'number' || argument?.index !== 0 || literal.names.length > 0) return false;
  const callee = module.facts.calls[argument.call]?.expr.callee;
  if (!isPort(value) || callee?.kind !== 'member' || callee.property !== 'listen') return false;
  if (model.code.origins(module.path, callee).length > 0) return true;
  return callee.object.kind === 'reference' && /(app|server|http)$/i.test(callee.object.name);
}
