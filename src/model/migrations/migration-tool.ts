import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Handle } from './handles.ts';
import type { MigrationEntry } from './migration-entries.ts';
import { dbMigrateHandle } from './tools/db-migrate.ts';
import { knexHandle } from './tools/knex.ts';
import { kyselyHandle } from './tools/kysely.ts';
import { instanceHandle } from './tools/mikro-orm.ts';
import { nodePgMigrateHandle } from './tools/node-pg-migrate.ts';
import { sequelizeHandle } from './tools/sequelize.ts';
import { typeormHandle } from './tools/typeorm.ts';

export interface MigrationTool {
  /** As its documentation writes it. */
  name: string;
  handle: Handle;
  /** What the migration reaches the database by: its first parameter, or `this`. */
  given: 'parameter' | 'this';
}

interface Signs {
  tool: MigrationTool;
  /** Type of the parameter, or name of the class that migrations extend or implement. */
  types: RegExp;
  /** Usual names of the parameter. */
  names: RegExp;
  /** Methods and members of the parameter, or of `this`, that only this tool has. */
  own: RegExp;
  /** Others that it has. */
  shared: RegExp;
  packages: RegExp;
}

const NEVER = /(?!)/;

const SIGNS: Signs[] = [
  {
    tool: { name: 'Knex', handle: knexHandle, given: 'parameter' },
    types: /^Knex$/,
    names: /^knex$/i,
    own: /^schema$/,
    shared: /^(?:raw|transaction|fn)$/,
    packages: /^(?:knex|objection|bookshelf)$/,
  },
  {
    tool: { name: 'TypeORM', handle: typeormHandle, given: 'parameter' },
    types: /^(?:QueryRunner|MigrationInterface)$/,
    names: /^(?:queryRunner|runner)$/,
    own: /^(?:createForeignKeys?|createIndices|createUniqueConstraints?|createPrimaryKey|dropForeignKey|hasTable|getTable)$/,
    shared:
      /^(?:query|createTable|dropTable|addColumns?|dropColumns?|createIndex|renameTable|renameColumn|changeColumn|manager|connection)$/,
    packages: /^typeorm$/,
  },
  {
    tool: { name: 'Sequelize', handle: sequelizeHandle, given: 'parameter' },
    types: /^QueryInterface$/,
    names: /^(?:queryInterface|qi|query|context)$/,
    own: /^(?:sequelize|addConstraint|removeConstraint|bulkInsert|bulkDelete|showAllTables|describeTable|queryGenerator)$/,
    shared:
      /^(?:createTable|dropTable|addColumn|removeColumn|changeColumn|renameColumn|renameTable|addIndex|removeIndex)$/,
    packages: /^(?:sequelize|sequelize-cli|sequelize-typescript|umzug)$/,
  },
  {
    tool: { name: 'node-pg-migrate', handle: nodePgMigrateHandle, given: 'parameter' },
    types: /^MigrationBuilder$/,
    names: /^pgm$/,
    own: /^(?:sql|createType|createExtension|createConstraint|addColumns|dropColumns|alterColumn|createFunction|createTrigger|noTransaction)$/,
    shared:
      /^(?:createTable|dropTable|addColumn|dropColumn|renameColumn|renameTable|createIndex|dropIndex|addConstraint|dropConstraint)$/,
    packages: /^node-pg-migrate$/,
  },
  {
    tool: { name: 'db-migrate', handle: dbMigrateHandle, given: 'parameter' },
    types: NEVER,
    names: /^db$/,
    own: /^(?:runSql|addForeignKey|removeForeignKey)$/,
    shared:
      /^(?:all|insert|createTable|dropTable|addColumn|removeColumn|changeColumn|renameColumn|renameTable|addIndex|removeIndex)$/,
    packages: /^db-migrate/,
  },
  {
    tool: { name: 'Kysely', handle: kyselyHandle, given: 'parameter' },
    types: /^Kysely$/,
    names: /^(?:db|database|kysely)$/,
    own: /^schema$/,
    shared: /^(?:transaction|executeQuery|selectFrom|insertInto|updateTable|deleteFrom)$/,
    packages: /^(?:kysely|nestjs-kysely)/,
  },
  {
    tool: { name: 'MikroORM', handle: instanceHandle, given: 'this' },
    types: /^Migration$/,
    names: NEVER,
    own: /^addSql$/,
    shared: /^(?:execute|getKnex|ctx)$/,
    packages: /^@mikro-orm\//,
  },
  {
    tool: { name: 'AdonisJS Lucid', handle: instanceHandle, given: 'this' },
    types: /^(?:BaseSchema|Schema)$/,
    names: NEVER,
    own: /^schema$/,
    shared: /^(?:db|raw|defer|now)$/,
    packages: /^(?:@adonisjs\/lucid|@ioc)/,
  },
];

/** Weights: a type says it all, a member that no other tool has nearly so; a dependency or a name alone says nothing. */
const ENOUGH = 3;

/** The tool that a migration is written for, by what it does with what it is given. */
export function migrationTool(evaluator: Evaluator, entry: MigrationEntry): MigrationTool | undefined {
  const scored = SIGNS.map((signs) => ({ tool: signs.tool, score: scoreOf(evaluator, entry, signs) }));
  const [best] = scored.sort((one, other) => other.score - one.score);
  return best !== undefined && best.score >= ENOUGH ? best.tool : undefined;
}

function scoreOf(evaluator: Evaluator, entry: MigrationEntry, signs: Signs): number {
  const { module, up, cls } = entry;
  if (signs.tool.given === 'this' && cls === undefined) return 0;
  const fn = evaluator.program.fn(up.ref);
  const heritage = cls === undefined ? [] : heritageOf(evaluator, module.path, cls);
  const types = [...heritage, ...(fn.params[0]?.type ? [fn.params[0].type.name] : [])];
  const used = usedMembers(entry, signs.tool.given);
  const paramNames = namesOfParameter(entry);
  const weights = [
    types.some((type) => signs.types.test(type.replace(/^.*\./, ''))) ? 4 : 0,
    used.some((name) => signs.own.test(name)) ? 3 : 0,
    used.some((name) => signs.shared.test(name)) ? 1 : 0,
    signs.tool.given === 'parameter' && paramNames.some((name) => signs.names.test(name)) ? 2 : 0,
    Object.keys(module.package.dependencies).some((name) => signs.packages.test(name)) ? 1 : 0,
  ];
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** Names of what a class extends and implements. */
function heritageOf(evaluator: Evaluator, module: string, id: number): string[] {
  const cls = evaluator.program.cls(module, id);
  const { superClass } = cls;
  const parent = superClass?.kind === 'reference' ? [superClass.name] : [];
  return [...parent, ...cls.implements.map((type) => type.name)];
}

/** Bindings of the first parameter; several where it is taken apart. */
function bindingsOf({ module, up }: MigrationEntry): number[] {
  const param = module.facts.functions[up.ref.fn]?.params[0];
  if (up.ref.module !== module.path || param === undefined) return [];
  return [...(param.binding === undefined ? [] : [param.binding]), ...Object.values(param.names ?? {})];
}

const namesOfParameter = (entry: MigrationEntry): string[] =>
  bindingsOf(entry).flatMap((id) => entry.module.facts.bindings[id]?.name ?? []);

/** Members that calls of the module take from the parameter, or from `this`. */
function usedMembers(entry: MigrationEntry, given: MigrationTool['given']): string[] {
  const bindings = new Set(bindingsOf(entry));
  return entry.module.facts.calls.flatMap(({ expr }) => {
    let name: string | undefined;
    let base = expr.callee;
    while (base.kind === 'member' || base.kind === 'call') {
      if (base.kind === 'member' && typeof base.property === 'string') name = base.property;
      base = base.kind === 'member' ? base.object : base.callee;
    }
    const own =
      given === 'this'
        ? base.kind === 'this'
        : base.kind === 'reference' && base.binding !== undefined && bindings.has(base.binding);
    return own && name !== undefined ? [name] : [];
  });
}
