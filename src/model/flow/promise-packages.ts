/** When the calls of a package give promises that can be rejected. */
interface PromisePackage {
  packages: RegExp;
  /** Methods that start at once and give a promise when no callback is passed; `()` for a call of the export itself. */
  methods: RegExp;
  /** First major version that gives promises. */
  since?: number;
}

const HTTP =
  /^(\(\)|default|request|get|post|put|patch|delete|head|options|(post|put|patch)Form|fetch|stream|pipeline)$/;
const FILES =
  /^([a-z]+File|mkdir|mkdtemp|rm|rmdir|unlink|rename|cp|access|stat|lstat|open|opendir|readdir|readlink|realpath|symlink|link|truncate|chmod|chown|utimes|copy|move|remove|empty\w+|ensure\w+|output\w+|(read|write)Json|(read|write)JSON|pathExists)$/;
const REDIS =
  /^(connect|quit|ping|auth|select|get|set|getset|getdel|setex|setEx|setnx|setNX|psetex|mget|mset|mGet|mSet|append|del|unlink|exists|expire|expireat|pexpire|persist|ttl|incr\w*|decr\w*|keys|scan|h[a-z]+|H[A-Z]+|h[A-Z]\w*|l(push|pop|range|rem|len|trim)|r(push|pop)|[lr](Push|Pop|Range|Rem|Len|Trim)|s(add|rem|members|ismember|card|Add|Rem|Members|IsMember)|z\w+|publish|subscribe|psubscribe|pSubscribe|unsubscribe|xadd|xAdd|xread|xack|flushall|flushdb|flushAll|flushDb|eval\w*|sendCommand)$/;

const PROMISE_PACKAGES: PromisePackage[] = [
  { packages: /^(axios|got|ky|node-fetch|cross-fetch|isomorphic-fetch|undici|ofetch|needle|phin)$/, methods: HTTP },
  { packages: /^(node:fs\/promises|fs-extra)$/, methods: FILES },
  { packages: /^node:(dns|stream|readline)\/promises$/, methods: /^(lookup|resolve\w*|reverse|pipeline|finished)$/ },
  { packages: /^redis$/, methods: REDIS, since: 4 },
  { packages: /^(ioredis|@redis\/client)$/, methods: REDIS },
  { packages: /^(nodemailer|@nestjs-modules\/mailer)$/, methods: /^(sendMail|verify)$/ },
  {
    packages: /^(@sendgrid\/mail|@mailchimp\/.*|mailgun\.js|mailgun-js|postmark|resend|node-mailjet)$/,
    methods: /^(send\w*|create)$/,
  },
  {
    packages: /^(bull|bullmq|bee-queue|pg-boss|@nestjs\/(bull|bullmq))$/,
    methods: /^(add|addBulk|send|publish|save)$/,
  },
  {
    packages: /^(agenda|@hokify\/agenda|agendash)$/,
    methods: /^(start|stop|every|schedule|now|cancel|purge)$/,
    since: 2,
  },
  {
    packages: /^(amqplib|amqp-connection-manager)$/,
    methods: /^(connect|create(Confirm)?Channel|(assert|delete|bind|purge|check)(Queue|Exchange)|consume|prefetch)$/,
  },
  {
    packages: /^(kafkajs|@confluentinc\/kafka-javascript)$/,
    methods: /^(connect|disconnect|send|sendBatch|subscribe|createTopics)$/,
  },
  { packages: /^(nats|mqtt)$/, methods: /^(connectAsync|publishAsync|drain)$/ },
  { packages: /^stripe$/, methods: /^(create|retrieve|update|list|del|cancel|confirm|capture)$/ },
  { packages: /^@aws-sdk\/.*$/, methods: /^send$/ },
  { packages: /^@google-cloud\/.*$/, methods: /^(publish\w*|upload|save|download|delete|createReadStream)$/ },
  { packages: /^(twilio|@slack\/web-api|@octokit\/.*|openai)$/, methods: /^(create|postMessage|request)$/ },
  { packages: /^(web-push|node-pushnotifications)$/, methods: /^(sendNotification|send)$/ },
  { packages: /^(bcrypt|bcryptjs|argon2)$/, methods: /^(hash|compare|verify|genSalt)$/ },
  { packages: /^ethers$/, methods: /^(on|once)$/ },
];

/** Packages that are awaited without ever failing. */
const HARMLESS = /^(node:timers\/promises|delay|p-limit|sleep-promise)$/;

export type PackageCall = 'rejects' | 'safe' | 'unknown';

/**
 * Whether a call of a package gives a promise that can be rejected. `waited`: its result is awaited or has a `then`, so a
 * promise is expected of it and only the package need be known. `majorOf` tells the version in use.
 */
export function packageCall(
  origin: { package: string; path: string[] },
  waited: boolean,
  majorOf: (name: string) => number | undefined,
): PackageCall {
  if (HARMLESS.test(origin.package)) return 'safe';
  if (origin.package === 'node:fs' && origin.path[0] === 'promises')
    return packageCall({ package: 'node:fs/promises', path: origin.path.slice(1) }, waited, majorOf);
  // Nest ends the process itself when an application cannot be created, and says why.
  if (origin.package === '@nestjs/core' && origin.path[0] === 'NestFactory' && origin.path.length === 2) return 'safe';
  const entry = PROMISE_PACKAGES.find((item) => item.packages.test(origin.package));
  if (!entry) return 'unknown';
  const method = origin.path[origin.path.length - 1] ?? '()';
  if (method.endsWith('Sync') || collects(origin)) return 'safe';
  const major = entry.since === undefined ? undefined : majorOf(origin.package);
  if (entry.since !== undefined && major !== undefined && major < entry.since) return 'safe';
  if (waited) return 'rejects';
  return entry.methods.test(method) ? 'rejects' : 'safe';
}

/** `redis.pipeline().set(…)`: commands are collected, and only `exec` gives a promise. */
const collects = ({ path }: { path: string[] }): boolean =>
  path.slice(0, -1).some((step) => /^:?(pipeline|multi|batch|Pipeline|ChainableCommander)$/.test(step)) &&
  path[path.length - 1] !== 'exec';

const SYNC_FILES =
  /^((read|write|append|copy|cp)(File)?|mkdir|mkdtemp|rm|rmdir|unlink|rename|open|readdir|stat|lstat|realpath)Sync$/;

/** File calls that block, and throw where they stand when the file is not as expected. */
export const throwsAtOnce = (origin: { package: string; path: string[] }): boolean =>
  /^(node:fs|fs-extra|graceful-fs)$/.test(origin.package) && SYNC_FILES.test(origin.path[origin.path.length - 1] ?? '');
