import type { Unknown } from '../position.ts';
import {
  childOf,
  entriesOf,
  isContract,
  type Place,
  positionOf,
  readDocument,
  type SourceDocument,
  startOf,
  textOf,
} from './document/source-document.ts';
import type { OpenApiFacts } from './openapi-facts.ts';
import { type VersionFact, versionOf } from './openapi-version.ts';
import { operationsOf } from './operations.ts';
import type { Context } from './reading-context.ts';
import { Library } from './references.ts';
import { securityOf, securityTypeOf } from './security.ts';
import { serversOf, serversOfSwagger } from './servers.ts';
import { contractProblems } from './validation/contract-problems.ts';

export { openApiVersion } from './detect.ts';

export interface OpenApiInput {
  /** Relative to the scanned root, forward slashes. */
  path: string;
  text: string;
  /** Text of another file of the repository, by the same kind of path; undefined when there is none. */
  read: (path: string) => string | undefined;
}

/**
 * Reads an OpenAPI document and the files it refers to, and lets the validator judge it. Never throws and never asks the
 * network; what cannot be read is an unknown of the facts.
 */
export async function parseOpenApi({ path, text, read }: OpenApiInput): Promise<OpenApiFacts> {
  const document = await readDocument(path, text);
  const root: Place = { node: document.root ?? { kind: 'map', start: 0, entries: new Map() }, document };
  const version = versionOf(root);
  const library = await Library.load(document, read);
  const context: Context = { root, version: version.version, library, unknowns: faultsOf(version, library, document) };
  const facts = factsOf(context, version);
  const problems = version.fault === undefined ? await contractProblems(context, version) : [];
  return { ...facts, problems, unknowns: distinct(context.unknowns) };
}

function factsOf(context: Context, { version, at }: VersionFact): Omit<OpenApiFacts, 'problems' | 'unknowns'> {
  const { root, library } = context;
  const swagger = version === '2.0';
  const info = childOf(root, 'info');
  const components = swagger ? root : childOf(root, 'components');
  const part = (name: string): Place | undefined => components && childOf(components, name);
  const schemas = named(part(swagger ? 'definitions' : 'schemas'), library);
  const schemes = named(part(swagger ? 'securityDefinitions' : 'securitySchemes'), library);
  return {
    kind: 'openapi',
    version,
    title: info && textOf(info, 'title'),
    at,
    servers: swagger ? serversOfSwagger(root) : (serversOf(root) ?? []),
    operations: operationsOf(context),
    schemas: schemas.map(({ name, at }) => ({ name, at })),
    securitySchemes: schemes.map(({ name, at, place }) => ({ name, at, type: securityTypeOf(place, library) })),
    security: securityOf(root) ?? [],
  };
}

/** The entries of a mapping of definitions, which may lie in another file; then all stand where it is referred to. */
function named(definitions: Place | undefined, library: Library) {
  if (definitions === undefined) return [];
  const target = library.resolve(definitions);
  const elsewhere = 'place' in target && target.place.document !== definitions.document;
  return entriesOf('place' in target ? target.place : definitions).map(({ entry, place }) => ({
    name: entry.key,
    at: elsewhere ? startOf(definitions) : positionOf(place.document, entry),
    place,
  }));
}

/** What stands in the way of reading the contract whole. */
function faultsOf(version: VersionFact, library: Library, root: SourceDocument): Unknown[] {
  const syntax = library.documents.flatMap((document) =>
    document.faults.slice(0, 1).map((fault) => ({
      path: document.path,
      line: document.lines.lineAt(fault.offset),
      subject: 'contract' as const,
      reason: `The file is not valid JSON or YAML: ${fault.message}.`,
    })),
  );
  const rest: string[] = version.fault ? [version.fault] : [];
  const further = root.others.filter(isContract).length;
  if (further > 0) rest.push(`Only the first of ${further + 1} contracts in this file is read.`);
  return [
    ...syntax,
    ...rest.map((reason) => ({ path: root.path, line: version.at.line, subject: 'contract' as const, reason })),
  ];
}

function distinct(unknowns: Unknown[]): Unknown[] {
  const seen = new Set<string>();
  return unknowns.filter(({ path, line, reason }) => {
    const key = `${path}:${line}:${reason}`;
    return !seen.has(key) && seen.add(key);
  });
}
