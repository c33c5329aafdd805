import {
  defineRule,
  hostOf,
  isAddress,
  isAllowList,
  isDeployment,
  isDocumentation,
  isFixedHost,
  isInText,
  isOwnHost,
  isParsingBase,
  isPrivateAddress,
  type LiteralFact,
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
      if (module.role !== 'source' || module.layer === 'config') continue;
      for (const literal of module.facts.literals) {
        if (literal.compared || literal.thrown || describesShape(literal)) continue;
        const listens = isListenedPort(model, module, literal);
        if (!listens && !looksLikeSetting(literal)) continue;
        const fn = module.facts.functions[literal.fn]?.name;
        const owner = `${fn ?? '(module)'}${listens ? ' listen' : ''}`;
        const label = literal.names.length > 0 ? literal.names.join('.') : owner;
        yield { key: `${module.path}#${label}`, at: within(module.path, literal.at), module, literal };
      }
    }
  },
  check({ module, literal }, { publicAddresses }) {
    if (literal.fallbackOf !== undefined || isInText(module, literal) || isDocumentation(module, literal))
      return undefined;
    if (standsInOnly(module.facts, literal)) return undefined;
    if (typeof literal.value === 'number') return { message: `port ${literal.value} is written into the code` };
    if (!isAddress(literal.value)) {
      const beside = module.facts.literals.some(
        (other) => typeof other.value === 'number' && areSiblings(literal, other),
      );
      return beside ? undefined : { message: `the host ${literal.value} is written into the code` };
    }
    const verdict = judgeAddress(module, literal, literal.value);
    if (verdict === undefined || (verdict === 'public' && !publicAddresses)) return undefined;
    const kind =
      verdict === 'allowed'
        ? 'allowed origin'
        : literal.choice && isNameOfEnvironment(literal)
          ? 'production address'
          : 'address';
    return {
      message: `the ${kind} ${shortened(literal.value)} is written into the code`,
      ...(verdict === 'public' && { severity: 'info' as const }),
    };
  },
});

type Verdict = 'own' | 'allowed' | 'public';

/** Whose address it is; undefined when it is none that an environment would change. */
function judgeAddress(module: ModuleNode, literal: LiteralFact, address: string): Verdict | undefined {
  const host = hostOf(address);
  if (host === '' || host.includes('${}') || isFixedHost(host)) return undefined;
  const local = isPrivateAddress(host) || !host.includes('.');
  // The development side of a choice by the environment's name; the other side is what is reported.
  if (local && isNameOfEnvironment(literal)) return undefined;
  if (isParsingBase(module, literal, address)) return undefined;
  if (isAllowList(module, literal)) return 'allowed';
  if (local || !/^(https?|wss?):/i.test(address) || isDeployment(host) || isOwnLink(literal)) return 'own';
  // The site for visitors is one; only a choice by the environment says that there are several of it.
  const site = /^(www\.)?[^.]+\.[^.]+$/.test(host) && !isNameOfEnvironment(literal);
  return isOwnHost(host, module.package.name) && !site && !isPlaceToRead(address) ? 'own' : 'public';
}

/** Pages for people, pictures: they stay where they are in every environment. */
const isPlaceToRead = (address: string): boolean =>
  /\/(docs?|blog|help|guides?|legal|privacy|terms|changelog|learn)\b|\/\/(docs|blog|help|status|support|learn)\.|\/\/[^/]+\/.*\.\w{2,4}$|\/\/[^/]+(\/[^/]+){3}/i.test(
    address,
  );

const isNameOfEnvironment = (literal: LiteralFact): boolean =>
  /\b(NODE_ENV|APP_ENV|VERCEL_ENV|ENVIRONMENT)\b|\bis_?(prod|dev|local|staging)/i.test(literal.choice?.test ?? '');

const shortened = (address: string): string => (address.length > 60 ? `${address.slice(0, 60)}…` : address);

const describesShape = (literal: LiteralFact): boolean =>
  literal.decorator !== false && !RUN_TIME_DECORATOR.test(literal.decorator);

/** A link with a token put into it leads back to the system's own front end. */
const isOwnLink = (literal: LiteralFact): boolean =>
  literal.template &&
  typeof literal.value === 'string' &&
  /[?&](token|code|otp)=\$\{|\/(reset|verify|confirm|activate|invite|unsubscribe)[\w-]*[/?].*\$\{/i.test(literal.value);

function looksLikeSetting(literal: LiteralFact): boolean {
  const name = literal.names[literal.names.length - 1] ?? '';
  if (typeof literal.value === 'string')
    return (
      isAddress(literal.value) ||
      (literal.argument !== undefined && /(^|_|[a-z])host(name)?$/i.test(name) && isPrivateAddress(literal.value))
    );
  return isPort(literal.value) && /(^|_|[a-z])port$/i.test(name) && !/(im|ex|sup|re|trans|pass|view)port$/i.test(name);
}

/** The first argument of `listen` on what a package made, or on what is called an application or server. */
function isListenedPort(model: RepoModel, module: ModuleNode, literal: LiteralFact): boolean {
  const { value, argument } = literal;
  if (typeof value !== 'number' || argument?.index !== 0 || literal.names.length > 0) return false;
  const callee = module.facts.calls[argument.call]?.expr.callee;
  if (!isPort(value) || callee?.kind !== 'member' || callee.property !== 'listen') return false;
  if (model.code.origins(module.path, callee).length > 0) return true;
  return callee.object.kind === 'reference' && /(app|server|http)$/i.test(callee.object.name);
}

const isPort = (value: number): boolean => Number.isInteger(value) && value > 79 && value < 65536;

/** A host and the port beside it in one object are one setting: the port is reported. */
const areSiblings = (host: LiteralFact, port: LiteralFact): boolean =>
  host.argument?.call === port.argument?.call &&
  host.names.slice(0, -1).join('.') === port.names.slice(0, -1).join('.') &&
  /port$/i.test(port.names[port.names.length - 1] ?? '');
