const FORMATS = /\.(?:ya?ml|json|json5|jsonc|toml|ini|properties)$/i;
const CONFIG_FOLDER = /(?:^|\/)(?:config|configs|conf|configuration|settings)\//i;
/** Folders of settings that are for tools, and of texts. */
const NOT_APPLICATION =
  /(?:^|\/)(?:\.[^/]+|locales?|i18n|lang|languages|translations?|schemas?|jest|eslint|tsconfig|typescript|webpack)\//i;
const CONFIG_NAME =
  /(?:^|[.\-_])(?:config|configs|configuration|settings|secrets?|credentials|database|ormconfig)(?:[.\-_]|$)|^application(?:[.\-_]|$)|^(?:default|production|development|staging|local)$/i;
/** Descriptions of how the application is deployed or started; they set its variables. */
const DEPLOYMENT =
  /^(?:serverless(?:\.[\w-]+)?\.ya?ml|app(?:\.[\w-]+)?\.ya?ml|fly(?:\.[\w-]+)?\.toml|render\.ya?ml|railway\.(?:json|toml)|nodemon\.json|ecosystem(?:\.config)?\.json|wrangler\.(?:toml|jsonc?)|appsettings(?:\.[\w-]+)?\.json|values(?:[.\-_][\w-]+)?\.ya?ml)$/i;
const TOOL_NAME =
  /^\.|^(?:tsconfig|jsconfig|jest|babel|eslint|prettier|stylelint|commitlint|renovate|turbo|nx|lerna|angular|nest-cli|tslint|cypress|playwright|vitest|biome|typedoc|api-extractor|cspell|codecov|dependabot|release-please|redocly|mint|docs|wdio|karma|rush|workspace|project|manifest|components|now|vercel|netlify|firebase|crowdin|sonar|mkdocs|pnpm-workspace|lint-staged|rollup|webpack|swc|tsup|knip|rspack|tailwind|graphql)(?:[.\-_]|$)/i;

/**
 * Whether a settings file is the application's own rather than a development tool's, a lock file or data, by its folder
 * and its name. `path` is relative to the root.
 */
export function looksLikeConfiguration(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!FORMATS.test(name) || TOOL_NAME.test(name) || NOT_APPLICATION.test(path)) return false;
  if (DEPLOYMENT.test(name) || CONFIG_FOLDER.test(path)) return true;
  return CONFIG_NAME.test(name.replace(FORMATS, ''));
}
