import {
  calleeName,
  defineRule,
  type Expr,
  holdsLabels,
  isForDevelopment,
  isMachineMade,
  isPublishable,
  isSecret,
  knownSecret,
  type LiteralFact,
  type ModuleNode,
  type RepoModel,
  type Severity,
  type Subject,
  secretName,
  some,
  within,
} from '#rule';

interface SecretLiteral extends Subject {
  module: ModuleNode;
  literal: LiteralFact & { value: string };
  sink: string | undefined;
}

/** Functions whose argument at this place is a key, secret or password, by the package that offers them. */
const SINKS: Record<string, Record<string, number>> = {
  jsonwebtoken: { sign: 1, verify: 1 },
  'jwt-simple': { encode: 1, decode: 1 },
  'node:crypto': { createHmac: 1, createCipheriv: 1, createDecipheriv: 1 },
  'crypto-js': { encrypt: 1, decrypt: 1, HmacSHA1: 1, HmacSHA256: 1, HmacSHA384: 1, HmacSHA512: 1 },
  'cookie-parser': { '()': 0 },
  sequelize: { '()': 2, Sequelize: 2 },
  'sequelize-typescript': { Sequelize: 2 },
};

/** Decorators that configure the running system; the others describe shapes, with examples and defaults. */
const RUN_TIME_DECORATOR = /^(Module|Global|Client|WebSocketGateway)$/;

/** Passwords, keys and signing secrets written into code. */
export const hardcodedSecret = defineRule({
  id: 'hardcoded-secret',
  summary: 'A secret is written into the code',
  why: 'Whoever can read the repository, its history or a build of it has the secret; it is the same in every environment, and changing it needs a release.',
  fix: 'Read it from the environment or a secret store through the configuration module, fail at start when it is missing, and replace the one that was committed.',
  severity: 'error',
  precision: 'high',
  cannotDetect: ['secrets under names that do not say so and in no known format', 'secrets in binary files'],
  params: {},
  examples: {
    good: [
      { title: 'from the environment', files: { 'src/auth.ts': 'export const jwtSecret = process.env.JWT_SECRET;\n' } },
      {
        title: 'a name of a field, not a secret',
        files: {
          'src/auth.ts':
            "export const tokenTypes = { RESET_PASSWORD: 'resetPassword', accessToken: 'x-access-token' };\nexport const errors = { password: 'Password must be at least 8 characters' };\n",
        },
      },
      {
        title: 'codes of answers, kinds of credentials, policies of routes, prefixes',
        files: {
          'src/codes.ts':
            "export enum Code {\n  INVALID_ACCESS_TOKEN = '10003',\n  PASSWORD = 'P-2',\n}\nexport const wrongPassword = 'wrongOne';\nexport const credentials = ['basic-auth', 'hmac-auth'];\nexport const policies = { checkPassword: ['authenticated'], updatePassword: 'signedIn' };\nexport const prefix = { clientSecret: 'fbocs_', refreshToken: 'fbor_' };\n",
        },
      },
      {
        title: 'modes and sentinels',
        files: {
          'src/client.ts':
            "export const call = (url: string, session: boolean) => fetch(url, { credentials: session ? 'include' : 'omit' });\nexport const open = (request: { token: string }) => {\n  request.token = 'noauth';\n};\nexport const sample = { apiKey: 'test-key', secret: 'unknown' };\n",
        },
      },
      {
        title: 'decorators that describe',
        files: {
          'package.json': '{"dependencies":{"@nestjs/swagger":"^8.0.0"}}',
          'src/login.dto.ts':
            "import { ApiProperty } from '@nestjs/swagger';\nexport class LoginDto {\n  @ApiProperty(example({ password: 'hunter2hunter2' }))\n  password: string;\n}\nfunction example(given: object) {\n  return { example: given };\n}\n",
        },
      },
      {
        title: 'a default of the configuration module',
        files: { 'src/config/index.ts': "export const password = process.env.DB_PASSWORD || 'postgres-1';\n" },
      },
      {
        title: 'a database that is a file',
        files: {
          'package.json': '{"dependencies":{"sequelize":"^6.0.0"}}',
          'src/db.ts':
            "import { Sequelize } from 'sequelize';\nexport const db = new Sequelize('shop', 'shop', 'shopkeeper', { dialect: 'sqlite' });\n",
        },
      },
    ],
    bad: [
      {
        title: 'a signing secret in a handler',
        files: {
          'package.json': '{"dependencies":{"jsonwebtoken":"^9.0.0"}}',
          'src/auth.js':
            "const jwt = require('jsonwebtoken');\nexports.check = (token) => jwt.verify(token, 'SuperSecret');\n",
        },
        keys: ['src/auth.js#check verify'],
      },
      {
        title: 'a password constant',
        files: { 'src/mail.ts': "export const smtpPassword = 'hunter2hunter2';\n" },
        keys: ['src/mail.ts#smtpPassword'],
      },
      {
        title: 'a weak password of the running system',
        files: { 'src/admin.ts': "export const dashboard = { user: 'admin', password: '123456' };\n" },
        keys: ['src/admin.ts#dashboard.password'],
      },
      {
        title: 'keys of ciphers and the words a wallet is made of',
        files: {
          'src/keys.ts':
            "export const cryptoKey = 'a_secure_key_for_crypto_here';\nexport const mnemonic = 'purpose apple river stone cloud tiger lemon chair happy frost noble ocean';\n",
        },
        keys: ['src/keys.ts#cryptoKey', 'src/keys.ts#mnemonic'],
      },
      {
        title: 'a signing secret given to a module of the framework',
        files: {
          'package.json': '{"dependencies":{"@nestjs/common":"^11.0.0","@nestjs/jwt":"^11.0.0"}}',
          'src/auth.module.ts':
            "import { Module } from '@nestjs/common';\nimport { JwtModule } from '@nestjs/jwt';\n@Module({ imports: [JwtModule.register({ secret: 'superSecretKey1' })] })\nexport class AuthModule {}\n",
        },
        keys: ['src/auth.module.ts#secret'],
      },
      {
        title: 'the password of a connection',
        files: {
          'package.json': '{"dependencies":{"sequelize":"^6.0.0"}}',
          'src/db.ts':
            "import { Sequelize } from 'sequelize';\nexport const db = new Sequelize('shop', 'shop', 'shopkeeper', { dialect: 'mysql' });\n",
        },
        keys: ['src/db.ts#(module) Sequelize'],
      },
    ],
  },
  *subjects(model): Iterable<SecretLiteral> {
    for (const module of model.modules) {
      if (module.role !== 'source' && module.role !== 'config') continue;
      for (const literal of module.facts.literals) {
        if (typeof literal.value !== 'string' || literal.compared || describesShape(literal)) continue;
        const sink = sinkOf(model, module, literal);
        const name = lastName(literal);
        if (!sink && !secretName(name) && name !== 'seed' && !knownSecret(literal.value)) continue;
        const owner = sink ? ` ${sink}` : '';
        const fn = module.facts.functions[literal.fn]?.name;
        const label = literal.names.length > 0 ? literal.names.join('.') : `${fn ?? '(module)'}${owner}`;
        yield {
          key: `${module.path}#${label}`,
          at: within(module.path, literal.at),
          module,
          literal: literal as SecretLiteral['literal'],
          sink,
        };
      }
    }
  },
  check({ module, literal, sink }) {
    const kind = knownSecret(literal.value);
    if (kind) return { message: `${kind} is written into the code`, ...inDevelopment(module) };
    const name = lastName(literal);
    if (literal.template || literal.thrown) return undefined;
    if (name === 'seed' && !sink)
      return /secret|secur|otp|key|pass/i.test(literal.value) && literal.fallbackOf
        ? { message: `${name} falls back to a value written into the code` }
        : undefined;
    if (!sink && isWord(literal)) return undefined;
    const fallback = literal.fallbackOf !== undefined || /^default/i.test(name);
    // A place that takes only a secret, or stands in for one the environment lacks, makes any text a secret, a weak one too.
    const only = sink !== undefined || (isEnvironmentFallback(literal) && secretName(name) === 'certain');
    const certain = only && literal.value.length > 2 && !/\$\{|\s{2}/.test(literal.value);
    if (!certain && !isSecret(name, literal.value, literal.names)) return undefined;
    if (fallback) return judgeFallback(module, literal, sink ?? name);
    if (isPublishable(literal.value))
      return {
        message: `${name} is written into the code; it is a publishable key, yet the same in every environment`,
        severity: 'info',
      };
    const message = `${sink ? `the secret given to ${sink}` : name} is written into the code`;
    return { message, ...inDevelopment(module) };
  },
});

const lastName = (literal: LiteralFact): string => literal.names[literal.names.length - 1] ?? '';

const describesShape = (literal: LiteralFact): boolean =>
  literal.decorator !== false && !RUN_TIME_DECORATOR.test(literal.decorator);

/** A word of a list, an enumeration or a table of labels, whatever its name. */
const isWord = (literal: SecretLiteral['literal']): boolean =>
  literal.enumMember ||
  literal.names.slice(0, -1).some(holdsLabels) ||
  (literal.element && (!isMachineMade(literal.value) || /-/.test(literal.value)));

/** Settings of developers' own machines hold no secret worth much. */
const inDevelopment = (module: ModuleNode): { severity?: Severity } =>
  isForDevelopment(module.path) ? { severity: 'warning' } : {};

/** Secrets that sign or encrypt: whoever knows the default forges what an instance without the setting accepts. */
const SIGNING =
  /(jwt|sign|session|cookie|encrypt|token|refresh|access).*(secret|key)|^(default_?)?secret(_?key)?$|secretKey$/i;

function judgeFallback(module: ModuleNode, literal: LiteralFact, name: string) {
  const configures = module.role === 'config' || module.layer === 'config';
  if (configures && !SIGNING.test(lastName(literal))) return undefined;
  const when = isEnvironmentFallback(literal) ? 'when the environment does not set it' : 'when nothing else is given';
  return { message: `${name} falls back to a secret written into the code ${when}`, severity: 'warning' as const };
}

const isEnvironmentFallback = (literal: LiteralFact): boolean =>
  typeof literal.fallbackOf === 'object' &&
  some(
    literal.fallbackOf,
    (part) =>
      part.kind === 'member' &&
      part.property === 'env' &&
      part.object.kind === 'reference' &&
      (part.object.name === 'process' || part.object.name === 'Bun'),
  );

/** A database that is a file has no password, whatever stands in its place. */
const takesPassword = (args: Expr[]): boolean =>
  !args.some(
    (arg) =>
      arg.kind === 'object' &&
      arg.properties.some(
        ({ key, value }) => key === 'dialect' && value.kind === 'literal' && /^sqlite/.test(String(value.value)),
      ),
  );

function sinkOf(model: RepoModel, module: ModuleNode, literal: LiteralFact): string | undefined {
  if (!literal.argument) return undefined;
  const call = module.facts.calls[literal.argument.call];
  const name = call && calleeName(call.expr.callee);
  if (!call || !name) return undefined;
  const last = literal.names[literal.names.length - 1];
  for (const origin of model.code.origins(module.path, call.expr.callee)) {
    if (last === 'secret' && /session$|^express-jwt$|^koa-jwt$|^@fastify\/(jwt|cookie|session)$/.test(origin.package))
      return `${origin.package} secret`;
    if (last === 'keys' && literal.element && origin.package === 'cookie-session') return 'cookie-session keys';
    const member = origin.path[origin.path.length - 1] ?? '()';
    const places = SINKS[origin.package];
    if (
      places &&
      takesPassword(call.expr.args) &&
      literal.names.length === 0 &&
      places[member] === literal.argument.index
    )
      return name;
  }
  return undefined;
}
