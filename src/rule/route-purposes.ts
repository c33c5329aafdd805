import type { RepoModel, Route } from '../model/repo-model.ts';
import { answersBrowser } from './page-handlers.ts';

/**
 * Whom a route is for. `api`: programs of others. `page`: a browser. `operational`: those who run the service, its documentation and
 * its files. `protocol`: its address is set by a standard, a sign-in provider or the library that answers it. `internal`: called by
 * what is deployed or configured together with it (a webhook's sender, a scheduler, the pages of the same application).
 */
export type RoutePurpose = 'api' | 'page' | 'operational' | 'protocol' | 'internal';

const HEALTH = /^_*(health|livez|live(ness)?[-_]|readyz|ready[-_]|readiness|liveness|probes?$|metrics$|actuator$)/i;
const HEALTH_LEAF = /^_*(health(z|[-_]?checks?)?|ping|status|metrics|liveness|readiness|livez|readyz)$/i;
const LEAF =
  /^_*(live|ready|alive|up|ping|heartbeat|(server[-_]?)?status|prometheus|version|info|favicon\.ico|manifest\.json|reference|docs?|queues)$/i;
const TREE =
  /^(\.well-known|api-?docs?|swagger([-_.]?\w+)*|openapi([-_.]\w+)*|redoc|scalar|graphql|graphiql|playground|voyager|socket\.io|bull-?board|admin-ui|__\w+)$/i;
const FILES = /^(static|public|assets|uploads?|images?|files?|docs?)$/i;
const FILE_NAME =
  /\.(xml|txt|ico|webmanifest|rss|atom|html?|css|js|map|png|svg)$|^(robots|sitemap|opensearch|rss|atom)$/i;
const ANY_FILE = /[*(]|^:(file|filename|name|path|image|img)\b/i;
/** Texts of the pages, fetched in the language of the browser. */
const TRANSLATIONS = /^(locales?|i18n|translations?|lang)$/i;
/** Fails on purpose, to see that errors are reported. */
const TRIES_REPORTING = /^(test|debug)[-_/](errors?|exception|crash|sentry)$/i;
const OAUTH = /^(oauth2?|oidc|openid|connect|saml2?|sso)$/i;
const OAUTH_ENDPOINT =
  /^(authorize|authorization|token|tokens|revoke|revocation|introspect|introspection|register|userinfo|par|device\w*|jwks(\.json)?|keys|logout|end_?session|callback|acs|metadata)$/i;
const AUTH_LIBRARY =
  /^(next-auth|better-auth|@auth\/|@clerk\/|@auth0\/|@kinde-oss\/|@workos-inc\/|@logto\/|supertokens-node|lucia)/;
const AUTH_CATCH_ALL = /^:(nextauth|auth|all|authjs|kindeAuth|auth0)\b.*[+*]$/;
const CALLBACK = /(^|[._-])(callback|return)$/i;
const WEBHOOK = /^(web-?hooks?|hooks)([._-].*)?$|[-_]web-?hooks?$/i;
const SCHEDULED = /^crons?([._-].*)?$|^trpc$/i;

export function purposeOf(model: RepoModel, route: Route): RoutePurpose {
  const segments = route.path.split('/').filter((segment) => segment !== '');
  const own = segments.filter((segment) => !/^(api|rest)$/i.test(segment));
  if (isOperational(route, own)) return 'operational';
  if (isProtocol(route, own) || startsSignIn(model, route)) return 'protocol';
  if (isWebhook(model, route, own) || own.some((segment) => SCHEDULED.test(segment)) || isDispatcher(route))
    return 'internal';
  if (route.handler && answersBrowser(model, route.handler)) return 'page';
  return servesOwnPages(model, route) ? 'internal' : 'api';
}

function isOperational({ method }: Route, own: string[]): boolean {
  const [first, ...rest] = own;
  const last = own[own.length - 1];
  if (method === 'OPTIONS' || first === undefined || last === undefined || /^[(]|[*]/.test(first)) return true;
  if (HEALTH.test(first) || TREE.test(first)) return true;
  if (own.length === 1 && LEAF.test(first)) return true;
  if (TRIES_REPORTING.test(own.join('/'))) return true;
  const reads = method === 'GET' || method === 'HEAD' || method === 'ALL';
  if (reads && TRANSLATIONS.test(first) && /\.json$/i.test(last)) return true;
  if (reads && own.length <= 2 && HEALTH_LEAF.test(last)) return true;
  return reads && (FILE_NAME.test(last) || (FILES.test(first) && (rest.length === 0 || ANY_FILE.test(last))));
}

function isProtocol({ handler, method }: Route, own: string[]): boolean {
  const [first = ''] = own;
  const last = own[own.length - 1] ?? '';
  if (/^mcp$/i.test(first) || CALLBACK.test(last) || AUTH_CATCH_ALL.test(last)) return true;
  const names = [handler?.name ?? '', ...(handler?.wrappers ?? []).map((wrapper) => wrapper.name)];
  if (names.some((name) => AUTH_LIBRARY.test(name))) return true;
  if (method === 'GET' && names.some((name) => /passport\.auth(enticate|orize)/.test(name))) return true;
  return own.some((segment, index) => OAUTH.test(segment) && OAUTH_ENDPOINT.test(own[index + 1] ?? ''));
}

/** A guard or strategy of passport sends the browser to the provider, which sends it back to an address below this one. */
function startsSignIn(model: RepoModel, { path, middleware, handler, method }: Route): boolean {
  if (method !== 'GET') return false;
  const names = [...middleware.map((item) => item.name), ...(handler?.wrappers ?? []).map((item) => item.name)];
  const guarded = names.some((name) => /^AuthGuard\(|passport\.auth(enticate|orize)/.test(name));
  const below = `${path}/`;
  return guarded && model.routes.some((other) => other.path.startsWith(below) && returnsBrowser(other.path, below));
}

const returnsBrowser = (path: string, below: string): boolean =>
  /^(callback|redirect|return)$/i.test(path.slice(below.length));

/** A hook is posted to; where its address can be read too, it is a resource of that name. */
function isWebhook({ routes }: RepoModel, { method, path, middleware }: Route, own: string[]): boolean {
  if (middleware.some(({ name }) => /signature/i.test(name))) return true;
  if ((method !== 'POST' && method !== 'ALL') || !own.some((segment) => WEBHOOK.test(segment))) return false;
  return !routes.some((other) => other.method === 'GET' && other.path === path);
}

/** Takes everything below an address: what dispatches further has its own ways of telling versions. */
const isDispatcher = ({ method, path }: Route): boolean => method === 'ALL' && /\/[^/]*[*+][^/]*$/.test(path);

/** Route handlers of a Next.js application that has pages: they change together with what calls them. */
function servesOwnPages(model: RepoModel, route: Route): boolean {
  if (route.framework !== 'next') return false;
  const home = model.code.module(route.file)?.package;
  return model.modules.some((module) => module.package === home && isNextPage(module.path));
}

const isNextPage = (path: string): boolean =>
  /(^|\/)app\/(.+\/)?page\.[jt]sx?$/.test(path) || /(^|\/)pages\/(?!api\/|_)[^.]+\.[jt]sx?$/.test(path);
