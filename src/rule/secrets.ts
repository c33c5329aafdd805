/** Tells secrets by the names that hold them and by what their values look like. */

const SECRET_NAME =
  /(^|[_\-.]|[a-z])(passwords?|passwd|pwd|passphrase|secrets?|secret_?keys?|api_?keys?|private_?keys?|access_?keys?|auth_?tokens?|access_?tokens?|bearer_?tokens?|refresh_?tokens?|client_?secrets?|encryption_?keys?|signing_?keys?|jwt_?keys?|secret_?or_?(private_?)?key|jwt_?secrets?|credentials?|otp_?seeds?|salt|apitoken|tokens?)$/i;

/** Whether a name says that its value is a secret: `jwtSecret`, `DB_PASSWORD`, `apiKey`. */
export const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(name) && !/^(is|has|show|hide|reset|forgot|change|no)[A-Z_]/.test(name);

const KNOWN_FORMATS: [RegExp, string][] = [
  [/^AKIA[0-9A-Z]{16}$/, 'an AWS access key'],
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

const PLACEHOLDER =
  /^(<.*>|\[.*\]|\{.*\}|\*+|x{3,}|\.{3}|change-?_?me.*|your[-_ ].*|replace[-_ ].*|todo.*|example.*|dummy.*|placeholder.*|none|null|undefined|true|false|string|text|varchar|required|optional|hidden|bearer|basic|local|jwt|oauth2?|apikey|header|cookie|query|body)$/i;
const REFERENCE = /\$\{|\{\{|^\$|%\(|^process\.env|^env[(.:]|^secret:|^vault:|^arn:|^ref\+/i;
const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

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
  const plain = letters(value);
  if (
    names.some(
      (name) =>
        letters(name).includes(plain) ||
        (plain.includes(letters(name)) && !/\d/.test(plain) && plain.length - letters(name).length < 4),
    )
  )
    return false;
  return !isFieldName(value, plain) && (spaces || !isMessageKey(value));
}

const MESSAGE_WORDS =
  /^(incorrect|invalid|wrong|must|not|no|required|error|errors|failed|fail|expired|missing|found|exists?|mismatch|match|too|short|long|weak|please|enter|forgot|updated|changed|sent|success|successfully|or|and|cannot|unauthorized|denied|unknown|empty)$/i;

/** `incorrectEmailOrPassword`, `password-not-found`: words of a message, no digits, no symbols. */
function isMessageKey(value: string): boolean {
  const words = value.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[-_. ]+/);
  return /^[A-Za-z]+$/.test(words.join('')) && words.length > 1 && words.some((word) => MESSAGE_WORDS.test(word));
}

/** Words that name a secret are not one: `x-access-token`, `refreshToken`, `reset_password`, `ACCESS_TOKEN`. */
function isFieldName(value: string, plain: string): boolean {
  const words =
    /^(access|refresh|reset|verify|verification|email|mail|auth|user|id|session|csrf|xsrf|api|key|token|tokens|password|passwd|secret|jwt|bearer|header|authorization|invalid|wrong|forgot|new|old|current|confirm|repeat|hash|hashed|salt|x|of|for|the|is|not|client|credentials|private|public|http|provider|service|field|type|name|value|reset|code|otp|magic|link|login|register|oauth|google|github)+$/;
  return words.test(plain) && !/\d/.test(value);
}
