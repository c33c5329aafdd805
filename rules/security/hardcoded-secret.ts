import {
  calleeName,
  defineRule,
  isSecretName,
  isSecretValue,
  knownSecret,
  type LiteralFact,
  type ModuleNode,
  type RepoModel,
  type Subject,
  some,
  within,
} from '#rule';

interface SecretLiteral extends Subject {
  module: ModuleNode;
  literal: LiteralFact & { value: string };
  sink: string | undefined;
}

/** Functions whose argument at this place is a key or secret, by the package that offers them. */
const SINKS: Record<string, Record<string, number>> = {
  jsonwebtoken: { sign: 1, verify: 1 },
  'node:crypto': { createHmac: 1, createCipheriv: 1, createDecipheriv: 1 },
  'cookie-parser': { '()': 0 },
  jose: {},
};

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
        title: 'a default of the configuration module',
        files: { 'src/config/index.ts': "export const password = process.env.DB_PASSWORD || 'postgres-1';\n" },
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
    ],
  },
  *subjects(model): Iterable<SecretLiteral> {
    for (const module of model.modules) {
      if (module.role !== 'source' && module.role !== 'config') continue;
      for (const literal of module.facts.literals) {
        if (typeof literal.value !== 'string' || literal.compared || literal.decorator) continue;
        const sink = sinkOf(model, module, literal);
        const name = literal.names[literal.names.length - 1];
        if (!sink && !(name && (isSecretName(name) || name === 'seed')) && !knownSecret(literal.value)) continue;
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
    if (kind) return { message: `${kind} is written into the code` };
    const name = literal.names[literal.names.length - 1] ?? '';
    if (literal.template || literal.thrown) return undefined;
    if (name === 'seed' && !sink)
      return /secret|secur|otp|key|pass/i.test(literal.value) && literal.fallbackOf
        ? { message: `${name} falls back to a value written into the code` }
        : undefined;
    const fallback = isEnvironmentFallback(literal);
    // A place that takes only a secret, or stands in for one the environment lacks, makes any text a secret, a weak one too.
    const certain = (sink !== undefined || fallback) && literal.value.length > 2 && !/\$\{|\s{2}/.test(literal.value);
    if (!certain && !isSecretValue(literal.value, literal.names)) return undefined;
    if (fallback) {
      const configures = module.role === 'config' || module.layer === 'config';
      if (configures && !SIGNING.test(name)) return undefined;
      return {
        message: `${sink ?? name} falls back to a secret written into the code when the environment does not set it`,
        severity: 'warning',
      };
    }
    return { message: `${sink ? `the secret given to ${sink}` : name} is written into the code` };
  },
});

/** Secrets that sign or encrypt: whoever knows the default forges what an instance without the setting accepts. */
const SIGNING = /(jwt|sign|session|cookie|encrypt|token|refresh|access).*(secret|key)|^secret(_?key)?$|secretKey$/i;

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

function sinkOf(model: RepoModel, module: ModuleNode, literal: LiteralFact): string | undefined {
  if (!literal.argument) return undefined;
  const call = module.facts.calls[literal.argument.call];
  const name = call && calleeName(call.expr.callee);
  if (!call || !name) return undefined;
  const last = literal.names[literal.names.length - 1];
  for (const origin of model.code.origins(module.path, call.expr.callee)) {
    if (last === 'secret' && /session$|^express-jwt$|^koa-jwt$|^@fastify\/(jwt|cookie|session)$/.test(origin.package))
      return `${origin.package} secret`;
    const member = origin.path[origin.path.length - 1] ?? '()';
    const places = SINKS[origin.package];
    if (places && literal.names.length === 0 && places[member] === literal.argument.index) return name;
  }
  return undefined;
}
