import {
  defineRule,
  isLabel,
  isMachineMade,
  isPlaceholder,
  isSecretValue,
  knownSecret,
  type RepoModel,
  type Subject,
  secretName,
  type Violation,
} from '#rule';

interface Setting extends Subject {
  name: string;
  value: string;
  file: keyof typeof LINE;
  /** Further words that stand where secrets belong, of the same package. */
  others: Setting[];
}

const LINE = {
  env: /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/,
  compose: /^\s*(?:-\s*)?([A-Za-z_]\w*)\s*[:=]\s*(.+?)\s*$/,
  dockerfile: /^\s*(?:ENV|ARG)\s+([A-Za-z_]\w*)[=\s]\s*(.+?)\s*$/i,
  config: /^\s*"?([A-Za-z_][\w-]*)"?\s*:\s*(.+?),?\s*$/,
  prisma: /^\s*(url|directUrl|shadowDatabaseUrl)\s*=\s*(".*")\s*$/,
};

/** Environment, compose and configuration files in the repository that hold real secrets. */
export const committedSecretFile = defineRule({
  id: 'committed-secret-file',
  summary: 'A file in the repository holds a secret',
  why: 'An environment file is where secrets belong, and for that reason it must not be in the repository: its history keeps them for everyone who ever clones it.',
  fix: 'Take the file out of the repository (keep an example with empty values), let the deployment set the variables, and replace the secrets that were committed.',
  severity: 'error',
  precision: 'high',
  cannotDetect: ['secrets in encrypted or binary files', 'files that only the history holds'],
  params: {},
  examples: {
    good: [
      { title: 'an example file', files: { '.env.example': 'JWT_SECRET=thisisasamplesecret1\n' } },
      { title: 'a reference', files: { 'config/prod.env': 'JWT_SECRET=${JWT_SECRET}\nPORT=3000\n' } },
      {
        title: 'what only a build needs',
        files: {
          Dockerfile: 'FROM node\nENV DATABASE_URL="postgresql://placeholder:placeholder@localhost:5432/none"\n',
        },
      },
      {
        title: 'names of the keys of a secret that the cluster holds',
        files: { 'config/values.yaml': 'redis:\n  existingSecret: shop-redis\n  secretKey: redis-password\n' },
      },
      {
        title: 'a database whose address the environment tells',
        files: {
          'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
        },
      },
    ],
    bad: [
      {
        title: 'production secrets',
        files: { 'config/prod.env': 'PORT=3000\nPOSTGRES_PASSWORD=w4lter-white\n' },
        keys: ['config/prod.env#POSTGRES_PASSWORD'],
      },
      {
        title: 'an address with a password',
        files: { '.env': 'DATABASE_URL="postgresql://shop:w4lter@db.shop.net/shop"\n' },
        keys: ['.env#DATABASE_URL'],
      },
      {
        title: 'the words that a template put there, once for all',
        files: { '.env.production.local': 'SECRET_KEY = secretKey\nPOSTGRES_PASSWORD = password\n' },
        keys: ['.env.production.local#SECRET_KEY'],
      },
      {
        title: 'a password in the schema of the database',
        files: {
          'prisma/schema.prisma':
            'datasource db {\n  provider = "postgresql"\n  url = "postgresql://shop:shopkeeper@localhost:5432/shop"\n}\n',
        },
        keys: ['prisma/schema.prisma#url'],
      },
    ],
  },
  *subjects(model): Iterable<Setting> {
    const placeholders = new Map<string, Setting>();
    for (const setting of settingsOf(model)) {
      if (!isWord(setting)) {
        yield setting;
        continue;
      }
      const home = packageOf(model, setting.at.path);
      const first = placeholders.get(home);
      if (first) first.others.push(setting);
      else placeholders.set(home, setting);
    }
    yield* placeholders.values();
  },
  check(setting): Violation | undefined {
    const { name, file, at, others } = setting;
    if (isWord(setting)) {
      const more = others.length > 0 ? ` (${others.length + 1} such values)` : '';
      return {
        message: `${name} has a word for a value in a committed file${more}; an instance started with it is open to everyone`,
        severity: 'info',
        related: others.map((other) => ({ at: other.at, message: other.name })),
      };
    }
    if (!isReal(setting)) return undefined;
    const local = isLocal(at.path);
    if (file === 'compose' && local) return undefined;
    if (file === 'env')
      return {
        message: `${name} has a real value in a committed environment file`,
        severity: local || isNearby(setting.value) ? 'warning' : 'error',
      };
    return {
      message: `${name} has a literal value here instead of a reference to the environment`,
      severity: file === 'compose' ? 'info' : 'warning',
    };
  },
});

function* settingsOf(model: RepoModel): Iterable<Setting> {
  for (const artefact of model.artefacts) {
    const file = artefact.kind;
    if (!isSettingsFile(file) || artefact.role === 'example' || artefact.role === 'test') continue;
    for (const [index, text] of artefact.text.split(/\r?\n/).entries()) {
      const match = /^\s*(#|\/\/)/.test(text) ? null : LINE[file].exec(text);
      const name = match?.[1];
      const value = unquoted(match?.[2] ?? '');
      if (name === undefined || (!secretName(name) && !CREDENTIALS.test(value))) continue;
      const at = { path: artefact.path, line: index + 1, column: 1, endLine: index + 1 };
      yield { key: `${artefact.path}#${name}`, at, name, value, file, others: [] };
    }
  }
}

/** A password inside an address. */
const CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/${}<]*:([^\s@/${}<]{3,})@([^\s/:]+)/i;
const WORDS =
  /^(password|passwd|pass|secret|postgres|root|admin|user|mysql|mongo|redis|guest|prisma|test|default|\d{1,6})$/i;

/** A value that only stands where a secret belongs, as templates leave it. */
function isWord({ name, value, file }: Setting): boolean {
  if (file !== 'env') return false;
  const password = CREDENTIALS.exec(value)?.[1];
  if (password !== undefined) return WORDS.test(password);
  return (
    secretName(name) === 'certain' &&
    !isPlaceholder(value) &&
    (WORDS.test(value) || isLabel(value, name)) &&
    value !== ''
  );
}

function isReal({ name, value, file }: Setting): boolean {
  const password = CREDENTIALS.exec(value)?.[1];
  if (password !== undefined)
    return !isPlaceholder(password) && (file === 'env' || file === 'prisma' || !isNearby(value));
  if (knownSecret(value) !== undefined) return true;
  const certain = secretName(name) === 'certain' && (file !== 'config' || !/key$|^existing/i.test(name));
  if (!certain && !isMachineMade(value)) return false;
  if (isSecretValue(value, file === 'env' ? [] : [name], true)) return true;
  return file !== 'config' && /^[\w$!@#%^&*-]{4,}$/.test(value) && !isPlaceholder(value) && !/^\d{1,6}$/.test(value);
}

/** Settings for developers' own machines; what names production is meant for it, whoever keeps a copy. */
const isLocal = (path: string): boolean =>
  /(^|[./_-])(test|testing|local|dev|development|ci|e2e|docker)([./_-]|$)/i.test(path) &&
  !/(^|[./_-])(prod|production|stage|staging|live)([./_-]|$)/i.test(path);

/** An address on the same machine or network: nobody else reaches it. */
const isNearby = (value: string): boolean => {
  const host = CREDENTIALS.exec(value)?.[2];
  return host !== undefined && (!host.includes('.') || /^(127|10|192\.168)\./.test(host));
};

/** Path of the innermost package around a file. */
const packageOf = (model: RepoModel, path: string): string =>
  model.packages
    .map((item) => item.path)
    .filter((home) => home === '' || path.startsWith(`${home}/`))
    .reduce((longest, home) => (home.length > longest.length ? home : longest), '');

const isSettingsFile = (kind: string): kind is Setting['file'] => Object.hasOwn(LINE, kind);

const unquoted = (text: string): string => text.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1$/, '$2');
