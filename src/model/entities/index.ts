import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { packageOf } from '../packages.ts';
import type { Package, RepoModel, Table } from '../repo-model.ts';
import { compareSchemas } from './compare.ts';
import type { DeclaredSchema } from './declared-schema.ts';
import { drizzleSchemas } from './drizzle.ts';
import { joinDeclared } from './join-declared.ts';
import { mikroOrmSchemas } from './mikro-orm.ts';
import { mongooseSchemas } from './mongoose.ts';
import type { PrismaFile } from './prisma.ts';
import { prismaSchemas } from './prisma-schemas.ts';
import { sequelizeSchemas } from './sequelize.ts';
import { typeormSchemas } from './typeorm.ts';

export interface Declarations {
  evaluator: Evaluator;
  modules: LinkedModule[];
  packages: Package[];
  prisma: (PrismaFile & { role: string })[];
}

/** Roles of files that do not declare the system's own database. */
const ELSEWHERE = new Set(['test', 'example', 'documentation', 'client', 'declaration']);

/** The tables of the repository: what statements make of them (`ddl`), and what only the code declares. */
export async function withDeclaredTables(
  ddl: Table[],
  declarations: Declarations,
): Promise<Pick<RepoModel, 'tables' | 'schemaComparisons'>> {
  const schemas = declaredSchemas(declarations).filter(
    (schema) => schema.tables.length > 0 && !isOutranked(schema, ddl, declarations),
  );
  const { tables, joined } = await joinDeclared(ddl, schemas, declarations.packages);
  return { tables, schemaComparisons: compareSchemas(joined) };
}

/**
 * Sequelize's migrations are written by hand, and the indexes with them: where there are migrations that no table came
 * from, the models say too little of the database to judge it.
 */
function isOutranked(
  { library, package: home, synchronized }: DeclaredSchema,
  ddl: Table[],
  all: Declarations,
): boolean {
  if (library !== 'sequelize' || synchronized) return false;
  const isOwn = ({ path }: { path: string }): boolean => packageOf(all.packages, path).path === home;
  return all.modules.some((module) => module.role === 'migration' && isOwn(module)) && !ddl.some(isOwn);
}

function declaredSchemas({ evaluator, modules, packages, prisma }: Declarations): DeclaredSchema[] {
  const isOurs = ({ role }: { role: string }): boolean => !ELSEWHERE.has(role);
  const code = modules.filter(isOurs);
  return [
    ...prismaSchemas(prisma.filter(isOurs), packages),
    ...typeormSchemas(evaluator, code, packages),
    ...sequelizeSchemas(evaluator, code, packages),
    ...drizzleSchemas(evaluator, code, packages),
    ...mikroOrmSchemas(evaluator, code, packages),
    ...mongooseSchemas(evaluator, code, packages),
  ];
}
