import type { Dialect } from '../parse/sql/sql-facts.ts';
import type { LiteralFact } from '../parse/typescript/code-facts.ts';
import type { LinkedModule } from './linking/linked-modules.ts';
import { packageOf } from './packages.ts';
import type { Package } from './repo-model.ts';

export interface DatabaseDialect {
  /** `generic` where nothing tells. */
  dialect: Dialect;
  evidence: string[];
}

type Known = Exclude<Dialect, 'generic'>;

/** Packages that talk to one kind of database only. */
const DRIVERS: [Known, RegExp][] = [
  [
    'postgresql',
    /^(?:pg|pg-native|pg-promise|postgres|node-pg-migrate|@mikro-orm\/postgresql|@neondatabase\/serverless|@vercel\/postgres|slonik|db-migrate-pg)$/,
  ],
  ['mysql', /^(?:mysql2?|mariadb|@mikro-orm\/(?:mysql|mariadb)|@planetscale\/database|db-migrate-mysql)$/],
  ['sqlite', /^(?:sqlite3?|better-sqlite3|@mikro-orm\/(?:better-)?sqlite|@libsql\/client|sql\.js|db-migrate-sqlite3)$/],
  ['sqlserver', /^(?:mssql|tedious|@mikro-orm\/mssql)$/],
  ['oracle', /^oracledb$/],
];

/** What libraries call the databases in their options. */
const OPTION_VALUES: [Known, RegExp][] = [
  ['postgresql', /^(?:pg|postgres|postgresql|pgnative|cockroachdb|aurora-postgres|redshift)$/],
  ['mysql', /^(?:mysql2?|mariadb|aurora-mysql)$/],
  ['sqlite', /^(?:sqlite3?|better-sqlite3|libsql|sqljs|turso)$/],
  ['sqlserver', /^(?:mssql|tedious|sqlserver)$/],
  ['oracle', /^(?:oracledb|oracle)$/],
];

/** Names of options that say which database a connection is to; `type` and `driver` say so in their libraries only. */
const OPTION = /^(?:client|dialect)$/;
const OPTION_OF_LIBRARY = /^(?:type|driver|client|dialect)$/;
const LIBRARY = /^(?:typeorm|@nestjs\/typeorm|@mikro-orm\/|drizzle-kit|knex|sequelize)/;

/** Tells which database the code of a package talks to: as configured, by the options of its connections, then by its only driver. */
export class DatabaseDialects {
  readonly #packages: readonly Package[];
  readonly #modules: readonly LinkedModule[];
  readonly #configured: (path: string) => Dialect | undefined;
  readonly #known = new Map<string, DatabaseDialect>();

  constructor(
    packages: readonly Package[],
    modules: readonly LinkedModule[],
    configured: (path: string) => Dialect | undefined,
  ) {
    this.#configured = configured;
    this.#packages = packages;
    this.#modules = modules;
  }

  /** The database of the package that a file is in, or of one that its folder is in. */
  of(path: string): DatabaseDialect {
    const configured = this.#configured(path);
    if (configured !== undefined) return { dialect: configured, evidence: ['the configuration'] };
    const own = packageOf([...this.#packages], path);
    const known = this.#known.get(own.path);
    if (known !== undefined) return known;
    const root = packageOf([...this.#packages], '');
    const told = this.#byOptions(own) ?? byDriver(own) ?? byDriver(root) ?? { dialect: 'generic', evidence: [] };
    this.#known.set(own.path, told);
    return told;
  }

  #byOptions(own: Package): DatabaseDialect | undefined {
    const modules = this.#modules.filter(
      (module) => module.package.path === own.path && /^(?:source|config|script|tooling)$/.test(module.role),
    );
    const found = modules.flatMap((module) =>
      module.facts.literals.flatMap((literal) => optionOf(module, literal) ?? []),
    );
    const production = found.filter(({ production }) => production);
    const options = production.length > 0 ? production : found;
    const dialects = new Set(options.map(({ dialect }) => dialect));
    const [first] = options;
    return dialects.size === 1 && first !== undefined
      ? { dialect: first.dialect, evidence: [first.evidence] }
      : undefined;
  }
}

function optionOf(module: LinkedModule, { value, names, at, compared }: LiteralFact) {
  const name = names.at(-1);
  if (typeof value !== 'string' || name === undefined || compared) return undefined;
  const dialect = OPTION_VALUES.find(([, pattern]) => pattern.test(value))?.[0];
  if (dialect === undefined || !(usesLibrary(module) ? OPTION_OF_LIBRARY : OPTION).test(name)) return undefined;
  const production = names.some((one) => /^prod(?:uction)?$/i.test(one));
  return { dialect, production, evidence: `${name}: '${value}' (${module.path}:${at.line})` };
}

const usesLibrary = ({ facts }: LinkedModule): boolean =>
  facts.imports.some(({ specifier }) => specifier !== undefined && LIBRARY.test(specifier));

function byDriver({ dependencies }: Package): DatabaseDialect | undefined {
  const found = DRIVERS.flatMap(([dialect, pattern]) => {
    const driver = Object.keys(dependencies).find((name) => pattern.test(name));
    return driver === undefined ? [] : [{ dialect, evidence: [`depends on ${driver}`] }];
  });
  return found.length === 1 ? found[0] : undefined;
}
