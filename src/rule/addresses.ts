/** Tells addresses that differ between environments from those that are the same for everyone. */

const ADDRESS =
  /^(?:https?|wss?|ftp|amqps?|rediss?|mongodb(?:\+srv)?|postgres(?:ql)?|mysql|mariadb|mqtt|nats|kafka|smtp|ldap):\/\/([^\s/?#]*)/i;

export const isAddress = (text: string): boolean => ADDRESS.test(text);

/** Host of an address without credentials and port, in lower case; empty where there is none. */
export const hostOf = (address: string): string =>
  (ADDRESS.exec(address)?.[1] ?? '').replace(/^.*@/, '').replace(/:\d+$/, '').toLowerCase();

/** Addresses that name a specification, a namespace or a place to read, and never change between environments. */
const FIXED_HOST =
  /(^|\.)(w3\.org|schema\.org|json-schema\.org|xmlns\.com|ietf\.org|swagger\.io|openapis\.org|creativecommons\.org|opensource\.org|apache\.org|github\.com|githubusercontent\.com|gitlab\.com|stackoverflow\.com|developer\.mozilla\.org|npmjs\.com|nodejs\.org|gravatar\.com|example\.(com|org|net)|googleapis\.com|gstatic\.com|google\.com|accounts\.google\.com|facebook\.com|twitter\.com|x\.com|linkedin\.com|unpkg\.com|jsdelivr\.net|cloudflare\.com|schemas\.[a-z.]+|purl\.org|rfc-editor\.org|iana\.org|unicode\.org|wikipedia\.org|mit-license\.org|choosealicense\.com)$/i;
export const isFixedHost = (host: string): boolean => FIXED_HOST.test(host);

const PRIVATE_ADDRESS =
  /^(localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\]|[\w.-]+\.(internal|svc|local|lan|intranet))$/i;
export const isPrivateAddress = (host: string): boolean => PRIVATE_ADDRESS.test(host);

/** Hosts that are somebody's own deployment: names that platforms give, and labels of environments. */
export function isDeployment(host: string): boolean {
  return PLATFORM.test(host) || hasEnvironmentLabel(host);
}
/** `api.sandbox.pay.example`, `shop-staging.example.com`. */
export const hasEnvironmentLabel = (host: string): boolean =>
  host
    .split('.')
    .slice(0, -2)
    .some((label) => label.split('-').some((word) => ENVIRONMENT_LABEL.test(word)));
const PLATFORM =
  /\.(fly\.dev|koyeb\.app|vercel\.app|herokuapp\.com|run\.app|onrender\.com|netlify\.app|azurewebsites\.net|azurecontainerapps\.io|amazonaws\.com|elasticbeanstalk\.com|railway\.app|cloudfunctions\.net|appspot\.com|firebaseapp\.com|firebaseio\.com|web\.app|pages\.dev|workers\.dev|deno\.dev|ngrok\.io|ngrok(-free)?\.(app|dev)|supabase\.co|mongodb\.net|upstash\.io|neon\.tech|digitaloceanspaces\.com|ondigitalocean\.app)$/;
const ENVIRONMENT_LABEL = /^(sandbox|staging|stage|stg|dev|development|test|qa|uat|preprod|preview|prod|production)$/;

const COMMON_NAMES =
  /^(app|api|server|client|web|core|backend|frontend|website|service|services|demo|example|examples|sample|starter|boilerplate|template|monorepo|workspace|package|project|node|nodejs|express|nestjs|fastify|typescript|javascript)$/;

/** Whether a host belongs to the product: its domain is named like a package of the repository, or the scope of its packages. */
export function isOwnHost(host: string, packageName: string): boolean {
  const name = packageName.toLowerCase().replace(/^@/, '').replace(/\/.*$/, '');
  return name.length > 4 && !COMMON_NAMES.test(name) && host.split('.').slice(-2, -1)[0] === name;
}
