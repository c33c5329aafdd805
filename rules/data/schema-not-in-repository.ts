import {
  dataClient,
  defineRule,
  namesMadeByCode,
  type QueryFact,
  type RepoModel,
  runTimeQueries,
  type Subject,
  type Violation,
  within,
} from '#rule';

interface User extends Subject {
  package: string;
  queries: QueryFact[];
}

const PG = '{"name":"shop","dependencies":{"pg":"^8.0.0"}}';
const APP =
  "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const list = () => pool.query('SELECT id FROM orders');\n";

/** Packages that query a database of which the repository defines nothing. */
export const schemaNotInRepository = defineRule({
  id: 'schema-not-in-repository',
  summary: 'The repository queries a database and defines none of its tables',
  why: 'Nobody can set up the database for a test, a new colleague or a recovery; what the code expects of it is known only to whoever changed it last, and no change of it is reviewed.',
  fix: 'Keep the schema as migrations (or as one file of DDL) beside the code that uses it.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'whether the definition is complete: tables that are missing from it are the matter of unknown-table-or-column',
    'schemas that another repository keeps on purpose',
    'databases without tables',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'a file of DDL',
        files: {
          'package.json': PG,
          'db/schema.sql': 'CREATE TABLE orders (id serial PRIMARY KEY);\n',
          'src/a.ts': APP,
        },
      },
      {
        title: 'a schema in a form that is not read',
        files: {
          'package.json': PG,
          'db/changelog.xml': '<databaseChangeLog><changeSet id="1"/></databaseChangeLog>\n',
          'src/a.ts': APP,
        },
      },
    ],
    bad: [{ title: 'queries and no table', files: { 'package.json': PG, 'src/a.ts': APP }, keys: ['shop'] }],
  },
  *subjects(model): Iterable<User> {
    const own = runTimeQueries(model).filter((query) => holdsTables(query) && query.tables.length > 0);
    const homes = new Map<string, QueryFact[]>();
    for (const query of own) {
      const name = model.code.module(query.module)?.package.name ?? '';
      homes.set(name, [...(homes.get(name) ?? []), query]);
    }
    for (const [name, queries] of homes) {
      const [first] = queries as [QueryFact];
      yield { key: name || '(root)', at: within(first.module, first.at), package: name, queries };
    }
  },
  check({ queries }, _params, model): Violation | undefined {
    const relational = model.tables.some(({ dialect }) => dialect !== 'mongodb');
    const madeByCode = namesMadeByCode(model).length > 0;
    if (relational || madeByCode || model.databases.length > 0 || signsOfSchema(model).length > 0) return undefined;
    const names = [...new Set(queries.flatMap(({ tables }) => tables.map(({ name }) => name)))];
    const [first] = queries as [QueryFact];
    return {
      message: `${first.library} queries ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}, and no file of the repository creates a table`,
      related: queries.slice(1, 4).map((query) => ({
        at: within(query.module, query.at),
        message: `${query.method} on ${query.tables[0]?.name}`,
      })),
    };
  },
  blind: (model) => signsOfSchema(model).map((path) => `${path} may define tables and was not read`),
});

const holdsTables = ({ library }: QueryFact): boolean => dataClient(library)?.holds === 'tables';

/** Definitions of schemas in forms that are not read, and files of DDL that were passed over. */
const UNREAD =
  /(?:^|\/)(?:[\w.-]*changelog[\w.-]*\.(?:xml|ya?ml|json)|schema\.rb|[\w.-]*\.(?:dbml|hcl|edmx)|alembic\.ini)$/i;
const PASSED_OVER = /\.(?:sql|prisma)$|(?:^|\/)migrations?(?:\/|$)/i;

const signsOfSchema = (model: RepoModel): string[] => [
  ...model.artefacts.filter(({ path }) => UNREAD.test(path)).map(({ path }) => path),
  ...model.skipped
    .filter(({ path, reason }) => (UNREAD.test(path) || PASSED_OVER.test(path)) && reason !== 'ignored')
    .map(({ path }) => path),
];
