import { defineRule, isSecretName, isSecretValue, knownSecret, type Subject } from '#rule';

interface Setting extends Subject {
  name: string;
  value: string;
  file: 'env' | 'compose' | 'config' | 'dockerfile';
}

const LINE = {
  env: /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/,
  compose: /^\s*(?:-\s*)?([A-Za-z_]\w*)\s*[:=]\s*(.+?)\s*$/,
  dockerfile: /^\s*(?:ENV|ARG)\s+([A-Za-z_]\w*)[=\s]\s*(.+?)\s*$/i,
  config: /^\s*"?([A-Za-z_][\w-]*)"?\s*:\s*(.+?),?\s*$/,
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
    ],
    bad: [
      {
        title: 'production secrets',
        files: { 'config/prod.env': 'PORT=3000\nPOSTGRES_PASSWORD=w4lter-white\n' },
        keys: ['config/prod.env#POSTGRES_PASSWORD'],
      },
    ],
  },
  *subjects(model): Iterable<Setting> {
    for (const artefact of model.artefacts) {
      const file = artefact.kind;
      if (!isSettingsFile(file) || artefact.role === 'example' || artefact.role === 'test') continue;
      for (const [index, text] of artefact.text.split(/\r?\n/).entries()) {
        const match = text.trimStart().startsWith('#') ? null : LINE[file].exec(text);
        if (!match?.[1] || !isSecretName(match[1])) continue;
        const at = { path: artefact.path, line: index + 1, column: 1, endLine: index + 1 };
        yield { key: `${artefact.path}#${match[1]}`, at, name: match[1], value: unquoted(match[2] ?? ''), file };
      }
    }
  },
  check({ name, value, file, at }) {
    const real =
      knownSecret(value) !== undefined ||
      isSecretValue(value, file === 'env' ? [] : [name], true) ||
      (file !== 'config' && /^[\w$!@#%^&*-]{4,}$/.test(value) && !isPlaceholder(value));
    if (!real) return undefined;
    const local = /(^|[./_-])(test|testing|local|dev|development|ci|e2e|docker)([./_-]|$)/i.test(at.path);
    if (file === 'compose' && local) return undefined;
    if (file === 'env')
      return {
        message: `${name} has a real value in a committed environment file`,
        severity: local ? 'warning' : 'error',
      };
    return {
      message: `${name} has a literal value here instead of a reference to the environment`,
      severity: file === 'compose' ? 'info' : 'warning',
    };
  },
});

const isSettingsFile = (kind: string): kind is Setting['file'] => Object.hasOwn(LINE, kind);

const unquoted = (text: string): string => text.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1$/, '$2');
const isPlaceholder = (value: string): boolean =>
  /^(changeme|change-?_?me.*|your.*|xxx+|todo|true|false|null|none|example.*|\d{1,6}|\$.*)$/i.test(value);
