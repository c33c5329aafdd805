import type { ResolvedConfig } from '../config/config.ts';
import type { Changes } from '../discover/changed-files.ts';
import type { Discovery } from '../discover/index.ts';
import type { ParsedFile } from '../parse/index.ts';
import type { OpenApiFacts } from '../parse/openapi/openapi-facts.ts';
import type { PrismaFacts } from '../parse/prisma/prisma-facts.ts';
import type { CodeFacts } from '../parse/typescript/code-facts.ts';
import { markClientCode, unmarkServing } from './client-code.ts';
import { CodeQueries } from './code-queries.ts';
import { findQueries } from './data-access/find-queries.ts';
import { withDeclaredTables } from './entities/index.ts';
import { containers } from './evaluate/containers.ts';
import { Evaluator } from './evaluate/evaluator.ts';
import { Program } from './evaluate/program.ts';
import { recogniseFrameworks } from './frameworks/recognise.ts';
import { handlersOf } from './handlers.ts';
import { inferLayers } from './layers/infer-layers.ts';
import { computedImports } from './linking/computed-imports.ts';
import { findCycles } from './linking/cycles.ts';
import { generatedClients } from './linking/generated-clients.ts';
import { importEdges } from './linking/import-edges.ts';
import { type LinkedModule, linkModules } from './linking/linked-modules.ts';
import { CompilerConfigs } from './linking/tsconfig.ts';
import { compilerConfigUnknowns } from './linking/tsconfig-unknowns.ts';
import { unresolvedReason } from './linking/unresolved-reason.ts';
import { findPackages, packageOf } from './packages.ts';
import { processHandlers } from './process-handlers.ts';
import { readSchema } from './read-schema.ts';
import type { ImportGraph, ModuleNode, RepoModel } from './repo-model.ts';
import { markByUse } from './roles-by-use.ts';
import { syntaxUnknowns } from './syntax-unknowns.ts';

type WithFacts<F> = ParsedFile & { facts: F };
const ofKind = <F extends { kind: string }>(parsed: ParsedFile[], kind: F['kind']): WithFacts<F>[] =>
  parsed.filter((item): item is WithFacts<F> => (item.facts as { kind?: string } | undefined)?.kind === kind);

/** Joins the facts of all files into one model of the system. Reads no source files. */
export async function buildModel(
  discovery: Discovery,
  parsed: ParsedFile[],
  config: ResolvedConfig,
  changes?: Changes,
): Promise<RepoModel> {
  const { packages, unknowns: packageUnknowns } = findPackages(discovery.root, discovery.files);
  const code = ofKind<CodeFacts>(parsed, 'code');
  const nodes = code.map(
    ({ file, facts }): ModuleNode => ({
      path: file.path,
      package: packageOf(packages, file.path),
      role: file.role,
      facts,
    }),
  );
  const configs = new CompilerConfigs(discovery.root);
  const linked = linkModules(discovery.root, nodes, packages, generatedClients(discovery.files), configs);
  const reasonOf = unresolvedReason(linked.keys());
  const evaluator = new Evaluator(new Program(linked));
  evaluator.resultProviders.push(containers(evaluator));
  const modules = [...linked.values()];
  const graph = graphOf(linked, evaluator);
  markByUse(modules, graph.edges, packages, config.roles);
  markClientCode(modules, config.roles, graph);
  const { routes, frameworks, operations, unknowns: routeUnknowns } = recogniseFrameworks(evaluator, modules, packages);
  unmarkServing(modules, routes);
  const layers = inferLayers({ modules, graph, routes, evaluator, declared: config.layers });
  const {
    tables: ddl,
    databases,
    unknowns: schemaUnknowns,
  } = await readSchema({ parsed, evaluator, modules, packages, config });
  const prisma = ofKind<PrismaFacts>(parsed, 'prisma').map(({ file, facts }) => ({ ...file, facts }));
  const { tables, schemaComparisons } = await withDeclaredTables(ddl, { evaluator, modules, packages, prisma });
  const handlers = handlersOf(routes, operations);
  const schemas = prisma.map(({ facts }) => facts);
  const queries = findQueries({ evaluator, modules, prisma: schemas, handlers, tables });
  return {
    packages,
    modules,
    code: new CodeQueries(evaluator),
    graph,
    layers,
    routes,
    handlers,
    frameworks,
    processHandlers: processHandlers(modules),
    tables,
    schemaComparisons,
    databases,
    queries,
    contracts: ofKind<OpenApiFacts>(parsed, 'openapi').map(({ file, facts }) => ({ path: file.path, facts })),
    artefacts: parsed.filter((item) => !item.facts || item.facts.kind === 'prisma').map((item) => item.file),
    skipped: discovery.skipped,
    ...(changes && { changes }),
    unknowns: [
      ...discovery.unknowns,
      ...packageUnknowns,
      ...compilerConfigUnknowns(discovery.root, configs.governing),
      ...syntaxUnknowns(
        parsed.flatMap((item) => item.unknowns),
        modules,
      ),
      ...graph.unresolved.map((item) => ({
        path: item.from,
        line: item.at.line,
        subject: 'import' as const,
        reason: reasonOf(item.from, item.specifier),
      })),
      ...routeUnknowns,
      ...schemaUnknowns,
    ],
  };
}

function graphOf(linked: ReadonlyMap<string, LinkedModule>, evaluator: Evaluator): ImportGraph {
  const written = importEdges(linked);
  const computed = computedImports(evaluator, [...linked.values()]);
  const edges = [...written.edges, ...computed.edges];
  const unresolved = [...written.unresolved, ...computed.unresolved];
  return { external: written.external, edges, unresolved, cycles: findCycles(edges) };
}
