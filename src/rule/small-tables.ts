/** Names of tables that hold what a program or its operators list, and stay small. */
export const SMALL_TABLES = [
  'roles',
  'permissions',
  'settings',
  'setting',
  'configs',
  'config',
  'countries',
  'currencies',
  'languages',
  'locales',
  'plans',
  'migrations',
  'featureflags',
];

const KINDS = /(settings?|config(s|uration)?|types|kinds|statuses)$/;
const CATALOGUE = /^(sqlite(master|schema)|pg(class|database|tables)|tables|columns)$/;

/** Whether a table stays small by its name, without regard to case and underscores. */
export function isSmallTable(name: string, small: readonly string[] = SMALL_TABLES): boolean {
  const plain = name.toLowerCase().replaceAll('_', '');
  return (
    KINDS.test(plain) || CATALOGUE.test(plain) || small.some((item) => item.toLowerCase().replaceAll('_', '') === plain)
  );
}
