const CODE = '\\.[cm]?[jt]s$';
/** Names that mean configuration wherever they lie. */
const ALWAYS = new RegExp(
  `^(?:configs?|configuration|env|environments?|ormconfig|knexfile|data-?source|ecosystem\\.config|newrelic|env[.-](?!controller|routes?|service|repository|model|entity|resolver).+|[\\w-]+\\.config)${CODE}`,
  'i',
);
/** Names that also features have; the text must read the environment. */
const PERHAPS = new RegExp(
  `^(?:settings|(?:configs?|configuration)[.-].+|.+[.-](?:configs?|configuration|settings|env)|\\w+[a-z](?:Config|Configuration|Settings|Env))${CODE}`,
);
const PERHAPS_FOLDER = /(?:^|\/)(?:settings|environments?|env)\/[^/]+$/i;
const FEATURE_PART =
  /(?:^|[.-])(?:controller|routes?|router|resolver|gateway|repository|entity|model|dto|handler|middleware|guard|page|layout)s?\.[cm]?[jt]sx?$|^\+/i;
const READS_ENVIRONMENT =
  /\bprocess\.env\b|\bimport\.meta\.env\b|\bdotenv\b|\bregisterAs\s*\(|\benvalid\b|\bconvict\b|\b(?:Deno|Bun)\.env\b|@nestjs\/config/;

/** Whether code is there to hold or read settings; `inFolder` when a folder for configuration holds it. */
export function isConfiguration(path: string, text: string, inFolder: boolean): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/x$/.test(name) || FEATURE_PART.test(name)) return false;
  const named = inFolder || ALWAYS.test(name);
  const perhaps = PERHAPS.test(name) || PERHAPS_FOLDER.test(path);
  return (named || (perhaps && READS_ENVIRONMENT.test(text))) && !servesRequests(text);
}

/** Configuration that has handlers, middleware or strategies in it is run for requests. */
function servesRequests(text: string): boolean {
  return (
    /\b(?:app|router|server|fastify|passport)\s*\.\s*(?:use|get|post|put|patch|delete|all|route|listen|register)\s*\(/.test(
      text,
    ) ||
    /\(\s*_?req(?:uest)?\b[^)\n]*,\s*_?(?:res(?:ponse)?|reply)\b/.test(text) ||
    (/\bpassport\b/.test(text) && /\bnew \w*Strategy\s*\(|\bextends PassportStrategy\b/.test(text))
  );
}
