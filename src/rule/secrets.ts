/** Tells secrets by the names that hold them and by what their values look like. */

/** Names that hold nothing but secrets: even a weak value is one. */
const CERTAIN_NAME =
  /(^|[_\-.]|[a-z])(passwords?|passwd|pwd|passphrase|secrets?|secret_?keys?|private_?keys?|client_?secrets?|(crypto|cipher|master|hmac|encryption|signing|jwt|aes)_?keys?|secret_?or_?(private_?)?key|jwt_?secrets?|otp_?seeds?)$/i;
/** Names that hold other things too (kinds of tokens, names of keys): a secret only when a program made the value. */
const POSSIBLE_NAME =
  /(^|[_\-.]|[a-z])(api_?keys?|access_?keys?|session_?keys?|auth_?tokens?|access_?tokens?|bearer_?tokens?|refresh_?tokens?|api_?tokens?|credentials?|salt|pepper|tokens?)$/i;
const PHRASE_NAME = /(^|[_\-.]|[a-z])(mnemonic|(seed|recovery|backup)_?phrase)$/i;

/** Of something that went wrong, whatever it went wrong with: `INVALID_ACCESS_TOKEN`, `wrongPassword`. */
const FAILURE =
  /^(invalid|expired|missing|wrong|incorrect|unknown|unauthorized|failed|mismatch|mismatched|mismatching|no|not|without|bad|weak|error|blacklisted)$/;
/** Of something done with a secret, as first word: `checkPassword`, `resetToken`. */
const ACTION =
  /^(is|has|show|hide|toggle|reset|forgot|forgotten|forget|check|verify|validate|compare|update|set|get|confirm|generate|create|delete|revoke|change|save|find|send|request|require|allow|enable|disable|use|match|recover|remove|add|enter)$/;

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/** How far a name says that its value is a secret: `jwtSecret` is certain, `token` is possible. */
export function secretName(name: string): 'certain' | 'possible' | 'phrase' | undefined {
  const words = wordsOf(name);
  if (words.some((word) => FAILURE.test(word))) return undefined;
  if (PHRASE_NAME.test(name)) return 'phrase';
  const certain = CERTAIN_NAME.test(name);
  if (!certain && !POSSIBLE_NAME.test(name)) return undefined;
  const [first = '', second = ''] = words;
  const acts = words.length > 1 && (ACTION.test(first) || (first === 'hash' && /^(pass|token|secret)/.test(second)));
  return certain && !acts ? 'certain' : 'possible';
}

/** What holders of words about secrets are called: `messages.password`, `prefix.accessToken`, `ErrorCode.badToken`. */
const LABELS =
  /^(prefix|prefixes|suffix|headers?|labels?|messages?|errors?|placeholders?|titles?|types?|columns?|fields?|attributes?|policies|permissions|scopes|hints?|descriptions?|texts?|translations?|locale|codes?|status|statuses|routes?|paths?|endpoints?|reasons?|events?)$/;

/** Whether an outer name says that what it holds are words, not values. */
export const holdsLabels = (name: string): boolean => {
  const words = wordsOf(name);
  return LABELS.test(words[words.length - 1] ?? '');
};

const KNOWN_FORMATS: [RegExp, string][] = [
  [/^AKIA(?!.*EXAMPLE)[0-9A-Z]{16}$/, 'an AWS access key'],
  [/-----BEGIN (RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/, 'a private key'],
  [/^gh[pousr]_[A-Za-z0-9]{36,}$/, 'a GitHub token'],
  [/^xox[baprs]-[A-Za-z0-9-]{10,}$/, 'a Slack token'],
  [/^(sk|rk)_live_[A-Za-z0-9]{16,}$/, 'a Stripe live key'],
  [/^AIza[0-9A-Za-z_-]{35}$/, 'a Google API key'],
  [/^SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}$/, 'a SendGrid key'],
  [
    /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/${}<]+:[^\s:@/${}<]{3,}@(?!localhost|127\.0\.0\.1)[^\s/]+/i,
    'a connection string with a password',
  ],
];

/** What well-known kind of secret a text is, by its form alone. */
export const knownSecret = (text: string): string | undefined =>
  KNOWN_FORMATS.find(([pattern]) => pattern.test(text))?.[1];

/** A key that its service means to be seen by everyone, such as a browser's. */
export const isPublishable = (text: string): boolean => /^(phc_|pk_(live|test)_|pk\.eyJ)/.test(text);

const PLACEHOLDER =
  /^(<.*>|\[.*\]|\{.*\}|\*+|x{3,}|\.{3}|change-?_?(me|it|this).*|your[-_ ].*|replace[-_ ].*|todo.*|example.*|dummy.*|placeholder.*|none|null|undefined|true|false|string|text|varchar|required|optional|hidden|bearer|basic|local|jwt|oauth2?|apikey|header|cookie|query|body|unknown|anonymous|guest|no-?_?auth|te?mp|test(ing)?|test[-_ ](key|token|secret|api[-_]?key)|include|omit|same-origin|redacted|masked|enabled|disabled|hashed|plain|encrypted)$/i;
const REFERENCE = /\$\{|\{\{|^\$|%\(|^process\.env|^env[(.:]|^secret:|^vault:|^arn:|^ref\+/i;
const PHRASE = /^([a-z]{3,8} ){11,23}[a-z]{3,8}$/;
const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Whether a program made a text: letters and digits mixed, as in keys and tokens. */
export function isMachineMade(text: string): boolean {
  if (text.length < 10 || /\s/.test(text) || !/[a-z]/i.test(text)) return false;
  const digits = text.replace(/\D/g, '').length;
  const changes = text.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0;
  return changes > 2 || (text.length > 15 && digits > 1 && !/[-_. ]/.test(text));
}

/**
 * Whether a text under a secret's name is a secret rather than a label, a message, a field name, a placeholder or a
 * reference to where the secret is kept. `spaces` allows phrases, for places that can only take a secret.
 */
export function isSecretValue(text: string, names: string[], spaces = false): boolean {
  const value = text.trim();
  if (value.length < 5 || PLACEHOLDER.test(value) || REFERENCE.test(value)) return false;
  if (!spaces && /\s/.test(value)) return false;
  if (/^[./@#]|^https?:|[(){}<>|;,]|^\w+\.(\w+\.)*[a-z_]+$|^\^|\/$/.test(value) && knownSecret(value) === undefined)
    return false;
  if (names.some((name) => repeats(value, name))) return false;
  return !isFieldName(value) && (spaces || !isMessageKey(value));
}

/** Whether a value says no more than its name does: `password: 'password'`, `secretKey = 'secret'`. */
function repeats(value: string, name: string): boolean {
  const plain = letters(value);
  const own = letters(name);
  return own.includes(plain) || (plain.includes(own) && !/\d/.test(plain) && plain.length - own.length < 4);
}

/** Whether a value only holds the place of a secret, or says where it is kept. */
export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value) || REFERENCE.test(value);

/** Whether a value under a name is a word for a secret: `SECRET_KEY=secretKey`. */
export const isLabel = (value: string, name: string): boolean => repeats(value, name) || isFieldName(value);

/** Whether a text under a name is a secret, by both. */
export function isSecret(name: string, text: string, names: string[] = [name]): boolean {
  const kind = secretName(name);
  if (kind === 'phrase') return PHRASE.test(text.trim());
  if (kind === undefined || !isSecretValue(text, names)) return false;
  return kind === 'certain' || isMachineMade(text);
}

const MESSAGE_WORDS =
  /^(incorrect|invalid|wrong|must|not|no|required|error|errors|failed|fail|expired|missing|found|exists?|mismatch|match|too|short|long|weak|please|enter|forgot|updated|changed|sent|success|successfully|or|and|cannot|unauthorized|denied|unknown|empty)$/i;

/** `incorrectEmailOrPassword`, `password-not-found`: words of a message, no digits, no symbols. */
function isMessageKey(value: string): boolean {
  const words = value.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[-_. ]+/);
  return /^[A-Za-z]+$/.test(words.join('')) && words.length > 1 && words.some((word) => MESSAGE_WORDS.test(word));
}

/** Words that name a secret are not one: `x-access-token`, `refreshToken`, `reset_password`, `ACCESS_TOKEN`. */
function isFieldName(value: string): boolean {
  const words =
    /^(access|refresh|reset|verify|verification|email|mail|auth|user|id|session|csrf|xsrf|api|key|token|tokens|password|passwd|secret|jwt|bearer|header|authorization|invalid|wrong|forgot|new|old|current|confirm|repeat|hash|hashed|salt|x|of|for|the|is|not|client|credentials|private|public|http|provider|service|field|type|name|value|reset|code|otp|magic|link|login|register|oauth|google|github)+$/;
  return words.test(letters(value)) && !/\d/.test(value);
}
