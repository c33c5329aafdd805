import type { ArtefactKind, FileRole } from '../source-file.ts';

const CODE = '\\.[cm]?[jt]sx?$';
const pattern = (source: string): RegExp => new RegExp(source + CODE, 'i');

const TEST_NAMES = [
  pattern(
    '[.](?:tests?|specs?|e2e(?:[-.]\\w+)?|(?:e2e|int|unit|integration|contract|smoke)[-.](?:spec|test)|cy|pact|mocks?|fixtures?|stubs?)',
  ),
  pattern(
    '^(?:test[-_.]?(?:utils?|helpers?|setup|set-?up|preload|env|bootstrap|globals?|data|credentials?|server|app|db|database|factory|factories)|set-?up-?(?:tests?|jest|vitest)|(?:jest|vitest|mocha|cypress|playwright)[-_.]?(?:setup|global.*|teardown|env.*|helpers?))',
  ),
];
/** Features are named so too: the text must be that of a test. */
const WEAK_TEST_NAME = pattern('(?:^|[-_])(?:tests?|specs?)');
const TEST_TEXT =
  /\b(?:describe|it|test|suite|before|beforeEach)\s*\(\s*(?:['"`]|async\b|\(|function\b)|\bassert\b|\bexpect\s*\(|['"](?:node:test|vitest|tap|ava|supertest|chai|k6)['"]/;
const TOOLING_NAMES = [
  pattern('^\\..+'),
  pattern(
    '^(?:jest|vitest|vite|webpack|rollup|babel|eslint|prettier|stylelint|postcss|tailwind|commitlint|lint-?staged|playwright|cypress|' +
      'karma|wdio|protractor|tsup|tsdown|esbuild|rspack|rsbuild|metro|next|nuxt|svelte|astro|remix|gatsby|docusaurus|craco|lingui|' +
      'typedoc|release|semantic-release|swc|nyc|c8|stryker|codegen|orval|kubb|openapi-ts|renovate|knip|dependency-cruiser|i18next|' +
      'i18next-parser|capacitor|electron|forge|vue|quasar|uno|panda|ava|mocha|biome|oxlint|ladle|sonar|react-router|trigger|checkly|' +
      'wuchale|source|changelog|size-limit|content-collections|mdx|open-next|nest-commander)[.-](?:[\\w-]+[.-])?(?:config|conf|setup|preset|workspace|base|common|dev|prod|rc)(?:[.-].+)?',
  ),
  pattern(
    '^(?:plopfile|dangerfile|wallaby|codegen|sonar-project|karma-.+|jest-.+|babel-.+|webpack(?:[.-].+)?|.+\\.(?:eslint|prettier)rc)',
  ),
];
const SCRIPT_NAMES = [
  pattern('^(?:migrate|migrator|run-?migrations?)'),
  pattern('^(?:gulpfile|gruntfile|jakefile|makefile)(?:\\..+)?'),
  pattern('\\.(?:bench|benchmark|script)'),
];
const SEED_NAMES = [
  /^(?:seed|seeds|seeders?|seeding)(?:[.\-_](?!controller|module).*)?\.(?:[cm]?[jt]s|sql)$/i,
  /[.\-_](?:seeds?|seeders?|seeding)\.(?:[cm]?[jt]s|sql)$/i,
  /[a-z](?:Seeds?|Seeder)\.[cm]?[jt]s$/,
];
const MIGRATION_NAMES = [
  /^\d{8,17}[-_.].+\.(?:[cm]?[jt]s|sql)$/,
  /^\d{3,5}[-_].+\.sql$/,
  /^[VUR]\d+(?:[._]\d+)*__.+\.sql$/,
  /^Migration\d{8,14}.*\.[cm]?[jt]s$/,
  /^\d{4}[-._]\d{2}[-._]\d{2}[-._T]?.+\.(?:[cm]?[jt]s|sql)$/,
  pattern('[.-]migration'),
];
/** Say documentation of an API only together with the text. */
const DOCUMENTATION_NAMES = [
  pattern('^(?:swagger|open-?api)(?:[-._]?(?:def(?:inition)?s?|docs?|spec|config|options?|setup))?'),
  pattern('[.-](?:swagger|apidocs?)'),
];
const EXAMPLE_NAMES = [
  pattern('[.](?:examples?|sample|stories|demo)'),
  pattern('^(?:examples?|samples?|dummy)[-_.]?(?:data|payloads?)'),
];
/** Names that outweigh the folders around them. */
export function strongNameRole(name: string, text: string): FileRole | undefined {
  if (/\.d\.[cm]?ts$/.test(name) || /\.d\.[\w-]+\.ts$/.test(name)) return 'declaration';
  if (TEST_NAMES.some((test) => test.test(name))) return 'test';
  return WEAK_TEST_NAME.test(name) && TEST_TEXT.test(text) ? 'test' : undefined;
}

const WEAK: [FileRole, RegExp[]][] = [
  ['example', EXAMPLE_NAMES],
  ['migration', MIGRATION_NAMES],
  ['seed', SEED_NAMES],
  ['tooling', TOOLING_NAMES],
  ['script', SCRIPT_NAMES],
];

/** Names that count where the folders say nothing, or only that there is configuration; only code can be configuration by name. */
export function nameRole(name: string): FileRole | undefined {
  return WEAK.find(([, patterns]) => patterns.some((one) => one.test(name)))?.[0];
}

const EXAMPLE_SETTINGS = /(?:^|[.\-_])(?:examples?|samples?|templates?|dist|defaults?)(?:[.\-_]|$)/i;
const TEST_SETTINGS = /(?:^|[.\-_])(?:tests?|testing|e2e|integration)(?:[.\-_]|$)/i;

/** Role of a settings or deployment file by its name: `.env.example`, `docker-compose.test.yml`. */
export function settingsRole(name: string, kind: ArtefactKind): FileRole | undefined {
  if (kind === 'env' && EXAMPLE_SETTINGS.test(name)) return 'example';
  if (/[.\-_](?:example|sample|template|dist)(?:[.\-_]|$)/i.test(name)) return 'example';
  return TEST_SETTINGS.test(name) ? 'test' : undefined;
}

export const mayDescribeApi = (name: string): boolean => DOCUMENTATION_NAMES.some((one) => one.test(name));
