import type {
  Contract,
  Cycle,
  HandlerRef,
  ImportEdge,
  ModuleNode,
  RepoModel,
  Route,
  Table,
} from '../model/repo-model.ts';
import { tally } from './check-report.ts';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
export const MAP_JSON_VERSION = 1;

/** What was found in the repository, for programs. Paths are relative to its root; absent values are `null`. */
export function mapJson(model: RepoModel): string {
  const { graph, layers, skipped, unknowns } = model;
  const imports = importsByModule(graph.edges);
  const document = {
    version: MAP_JSON_VERSION,
    packages: model.packages.map(({ name, path, type, entries }) => ({ name, path, type, entries })),
    modules: model.modules.map((module) => moduleJson(module, imports.get(module.path) ?? [])),
    layers: layers.map(({ name, declared, evidence, modules }) => ({ name, declared, evidence, modules })),
    cycles: graph.cycles.map(({ modules }) => modules),
    cycleDetails: graph.cycles.map(cycleJson),
    frameworks: model.frameworks.map(({ name, package: home, major, catchesAsync, because, recognised }) => ({
      ...{ name, package: home, major: major ?? null, catchesAsync, because, recognised },
    })),
    routes: model.routes.map(routeJson),
    operations: model.handlers.flatMap(({ operation, name, fn }) =>
      operation === undefined ? [] : [{ operation, handler: name, file: fn.module }],
    ),
    tables: model.tables.map(tableJson),
    databases: model.databases.map(({ histories: _, ...database }) => database),
    contracts: model.contracts.map(contractJson),
    skipped: Object.fromEntries(tally(skipped.map(({ reason }) => reason))),
    notRead: skipped.map(({ path, reason }) => ({ path, reason })),
    unknowns,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function importsByModule(edges: ImportEdge[]): Map<string, ImportEdge[]> {
  const byModule = new Map<string, ImportEdge[]>();
  for (const edge of edges) {
    const own = byModule.get(edge.from);
    if (own) own.push(edge);
    else byModule.set(edge.from, [edge]);
  }
  return byModule;
}

const moduleJson = ({ path, package: home, role, layer }: ModuleNode, imports: ImportEdge[]) => ({
  path,
  package: home.name,
  role,
  layer: layer ?? null,
  imports: imports.map(({ to, kind, at }) => ({ path: to, kind, line: at.line })),
});

const edgeJson = ({ from, to, kind, at }: ImportEdge) => ({ from, to, kind, line: at.line });

const cycleJson = ({ modules, kind, witness, cut }: Cycle) => ({
  modules,
  kind,
  witness: witness.map(edgeJson),
  cut: edgeJson(cut),
});

const handlerJson = ({ name, file, line, wrappers }: HandlerRef) => ({
  ...{ name, file, line },
  wrappers: wrappers.map((wrapper) => wrapper.name),
});

function routeJson(route: Route) {
  const { method, path, framework, file, line, middleware, handler, mounts, prefix, version } = route;
  return {
    ...{ method, path, framework, file, line },
    middleware: middleware.map(({ name }) => name),
    handler: handler ? handlerJson(handler) : null,
    mounts: mounts.map((mount) => ({ prefix: mount.prefix, file: mount.at.path, line: mount.at.line })),
    prefixUnknown: prefix.known ? null : prefix.reason,
    version: version ?? null,
  };
}

function tableJson(table: Table) {
  const { schema, name, path, line, dialect, primaryKey, uniques, source, entity } = table;
  return {
    ...{ schema: schema ?? null, name, path, line, dialect, source, entity: entity ?? null, primaryKey },
    columns: table.columns.map((column) => ({
      ...column,
      default: column.default ?? null,
      field: column.field ?? null,
    })),
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      name: key.name ?? null,
      references: { ...key.references, schema: key.references.schema ?? null },
      onDelete: key.onDelete ?? null,
    })),
    uniques: uniques.map((unique) => ({ name: unique.name ?? null, columns: unique.columns })),
    indexes: table.indexes.map((index) => ({
      ...index,
      name: index.name ?? null,
      where: index.where ?? null,
      method: index.method ?? null,
    })),
  };
}

function contractJson({ path, facts }: Contract) {
  const { version, title, servers, operations, schemas, securitySchemes, problems } = facts;
  return {
    ...{ path, version, title: title ?? null },
    servers: servers.map(({ url }) => url),
    operations: operations.map((operation) => ({
      method: operation.method,
      path: operation.path,
      operationId: operation.operationId ?? null,
      file: operation.file,
      line: operation.at.line,
      deprecated: operation.deprecated,
      security: operation.security ?? null,
    })),
    schemas: schemas.map(({ name }) => name),
    securitySchemes: securitySchemes.map(({ name, type }) => ({ name, type })),
    problems: problems.map(({ message, pointer, file, at }) => ({ message, pointer, file, line: at.line })),
  };
}
