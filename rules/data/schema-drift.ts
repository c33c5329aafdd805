import { lineOf, type SchemaComparison, type SchemaDifference, type Subject, schemaRule, tableName } from '#rule';

interface Compared extends Subject {
  comparison: SchemaComparison;
}

const PRISMA = '{"dependencies":{"@prisma/client":"^6.0.0"}}';
const MODEL = (more: string): string =>
  `datasource db {\n  provider = "postgresql"\n}\nmodel User {\n  id Int @id\n  email String @unique\n${more}}\n`;
const MIGRATION =
  'CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));\nCREATE UNIQUE INDEX "User_email_key" ON "User"("email");\n';

/** Tables that the code declares otherwise than the migrations make them. */
export const schemaDrift = schemaRule({
  id: 'schema-drift',
  summary: 'The code declares a table otherwise than the migrations make it',
  why: 'A database that is built from the migrations is not the one that the code expects: queries fail on columns that were never made, and indexes and keys that were only declared protect nothing.',
  fix: 'Generate the migration that is missing, or take the declaration back.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'differences of type, default and nullability',
    'changes made to the database by hand',
    'declarations that are built by code which could not be followed',
    'which of several libraries that declare the same table the migrations are meant for: such differences are only notes',
    'whether migrations of another package, which neither package names, are for the same database: such differences are only notes',
  ],
  examples: {
    good: [
      {
        title: 'the same in both',
        files: {
          'package.json': PRISMA,
          'prisma/schema.prisma': MODEL(''),
          'prisma/migrations/1_init/migration.sql': MIGRATION,
        },
      },
      {
        title: 'names that are mapped, and an index that another one serves',
        files: {
          'package.json': PRISMA,
          'prisma/schema.prisma': MODEL('  firstName String? @map("first_name")\n  @@index([email])\n'),
          'prisma/migrations/1_init/migration.sql': `${MIGRATION}ALTER TABLE "User" ADD COLUMN "first_name" TEXT;\n`,
        },
      },
    ],
    bad: [
      {
        title: 'a column, an index and a table without a migration',
        files: {
          'package.json': PRISMA,
          'prisma/schema.prisma': `${MODEL('  name String?\n  @@index([name])\n  @@index([email, id])\n')}model Team {\n  id Int @id\n}\n`,
          'prisma/migrations/1_init/migration.sql': MIGRATION,
        },
        keys: ['User declared', 'Team declared'],
      },
      {
        title: 'a column that was forgotten in the schema',
        files: {
          'package.json': PRISMA,
          'prisma/schema.prisma': MODEL(''),
          'prisma/migrations/1_init/migration.sql': `${MIGRATION}ALTER TABLE "User" ADD COLUMN "age" INTEGER;\n`,
        },
        keys: ['User made'],
      },
    ],
  },
  *subjects(model): Iterable<Compared> {
    for (const comparison of model.schemaComparisons) {
      const { declared } = comparison;
      yield { key: tableName(declared), at: lineOf(declared), comparison };
    }
  },
  check({ key, comparison }) {
    const { declared, made, certain, differences } = comparison;
    const entity = declared.entity?.name ?? declared.name;
    if (!made) {
      const message = `no migration makes the table ${key} of ${entity}`;
      return { key: `${key} declared`, message, ...(!certain && { severity: 'info' as const }) };
    }
    return (['declared', 'made'] as const).flatMap((side) => {
      const own = differences.filter((item) => item.side === side);
      const [first] = own;
      if (!first) return [];
      const parts = [...new Set(own.map(describe))].join(', ');
      const message =
        side === 'declared'
          ? `${entity} declares ${parts}, which no migration makes in ${key}`
          : `migrations make ${parts} in ${key}, which ${entity} does not declare`;
      const weak = side === 'made' || !certain;
      return {
        ...{ key: `${key} ${side}`, message, at: first.at },
        ...(weak && { severity: 'info' as const }),
        related: [
          { at: lineOf(side === 'declared' ? made : declared), message: `table ${key}` },
          ...own.slice(1).map((item) => ({ at: item.at, message: describe(item) })),
        ],
      };
    });
  },
});

const describe = ({ part, columns }: SchemaDifference): string => `${part} ${columns.join(', ')}`;
