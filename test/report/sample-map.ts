import type { ImportEdge, ModuleNode, Package, RepoModel } from '../../src/model/repo-model.ts';
import { sampleModel } from '../check/sample-model.ts';

const at = (line: number, column = 1) => ({ line, column, endLine: line });

/** A model with a few of everything that a map shows. */
export function sampleMap(): RepoModel {
  const model = sampleModel({ 'src/routes/user.ts': [], 'src/services/user.ts': [], 'src/tools.ts': [] });
  const [home] = model.packages as [Package];
  const [routes, services] = model.modules as [ModuleNode, ModuleNode];
  const forth: ImportEdge = {
    from: routes.path,
    to: services.path,
    kind: 'run-time',
    specifier: '../services/user.ts',
    at: at(2),
  };
  const back: ImportEdge = {
    from: services.path,
    to: routes.path,
    kind: 'lazy',
    specifier: '../routes/user.ts',
    at: at(9),
  };
  const handler = { name: 'listUsers', file: routes.path, line: 12, wrappers: [{ name: 'catchAsync' }] };
  return {
    ...model,
    packages: [{ ...home, name: 'sample', entries: ['src/tools.ts'] }],
    modules: [{ ...routes, layer: 'transport' }, { ...services, layer: 'service' }, ...model.modules.slice(2)],
    graph: {
      ...model.graph,
      edges: [forth, back],
      cycles: [{ modules: [routes.path, services.path], kind: 'lazy', witness: [forth, back], cut: back, left: 0 }],
    },
    layers: [
      {
        name: 'transport',
        declared: false,
        modules: [routes.path],
        evidence: [{ module: routes.path, reasons: ['holds routes', 'is in a folder named routes'] }],
      },
      { name: 'service', declared: true, modules: [services.path], evidence: [] },
    ],
    frameworks: [
      {
        name: 'express',
        package: '',
        major: 4,
        catchesAsync: false,
        because: 'express ^4.18.0 in package.json',
        errorHandlers: [],
        recognised: true,
      },
      {
        name: 'restify',
        package: '',
        major: undefined,
        catchesAsync: false,
        because: 'imported at src/tools.ts:1',
        errorHandlers: [],
        recognised: false,
      },
    ],
    routes: [
      {
        ...{
          method: 'GET',
          path: '/v1/users',
          framework: 'express',
          file: routes.path,
          line: 12,
          column: 1,
          endLine: 12,
        },
        middleware: [{ name: 'auth', file: 'src/tools.ts', line: 3, wrappers: [] }],
        handler,
        mounts: [{ prefix: '/v1', at: { path: 'src/tools.ts', ...at(5) } }],
        prefix: { known: true },
      },
      {
        ...{
          method: 'DELETE',
          path: '/users/:id',
          framework: 'express',
          file: routes.path,
          line: 20,
          column: 1,
          endLine: 20,
        },
        middleware: [],
        mounts: [],
        prefix: { known: false, reason: 'the router is mounted on a computed path' },
        version: '2',
      },
    ],
    schemaComparisons: [],
    databases: [
      {
        folder: 'migrations',
        dialect: 'postgresql',
        because: "client: 'pg' (knexfile.js:3)",
        tools: ['Knex'],
        files: ['migrations/1_users.js', 'migrations/2_posts.js'],
        ordered: true,
        histories: [],
        views: [],
      },
    ],
    tables: [
      {
        ...{
          schema: undefined,
          name: 'orders',
          path: 'db/schema.sql',
          line: 4,
          dialect: 'postgresql',
          engine: undefined,
          source: 'ddl',
        },
        columns: [
          { name: 'id', type: 'bigint', notNull: true, default: undefined, path: 'db/schema.sql', line: 5 },
          { name: 'user_id', type: 'bigint', notNull: false, default: '0', path: 'db/schema.sql', line: 6 },
        ],
        primaryKey: ['id'],
        foreignKeys: [
          {
            name: undefined,
            columns: ['user_id'],
            references: { schema: undefined, table: 'users', columns: ['id'] },
            onDelete: 'cascade',
            indexed: false,
            because: 'no index leads with user_id',
            path: 'db/schema.sql',
            line: 6,
          },
        ],
        uniques: [{ name: undefined, columns: ['email', 'tenant_id'] }],
        indexes: [
          {
            name: 'orders_open',
            columns: ['id'],
            unique: true,
            where: 'open',
            method: 'btree',
            path: 'db/schema.sql',
            line: 9,
          },
        ],
      },
    ],
    contracts: [
      {
        path: 'openapi.yaml',
        facts: {
          ...{
            kind: 'openapi',
            version: '3.1',
            title: 'Users',
            at: at(1),
            schemas: [],
            securitySchemes: [],
            security: [],
            unknowns: [],
          },
          servers: [{ url: 'https://example.test/v1', at: at(3) }],
          operations: [
            {
              ...{ method: 'GET', path: '/users', tags: [], deprecated: false, parameters: [], responses: [] },
              security: [],
              file: 'openapi.yaml',
              at: at(8),
            },
          ],
          problems: [{ message: 'no responses', pointer: '/paths/~1users/get', file: 'openapi.yaml', at: at(8) }],
        },
      },
    ],
    skipped: [{ path: 'dist', reason: 'ignored' }],
    unknowns: [{ path: 'src/tools.ts', line: 7, subject: 'import', reason: './nowhere does not resolve' }],
  };
}
