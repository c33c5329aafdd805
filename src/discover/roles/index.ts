import type { ArtefactKind, FileRole, SourceFile } from '../source-file.ts';
import { isConfiguration } from './configuration.ts';
import type { FolderVerdict } from './folders.ts';
import { mayDescribeApi, nameRole, settingsRole, strongNameRole } from './names.ts';

/** What the rest of the repository says about one file. */
export interface RoleContext {
  /** What the folders around it say. */
  folder: FolderVerdict | undefined;
  /** Folders that a feature owns although their name says otherwise. */
  features: Set<string>;
  /** Set when a repository has nothing but examples, so that they are its source. */
  examplesAreSource: boolean;
}

const CONTRACTS = new Set<ArtefactKind>(['openapi', 'asyncapi', 'graphql', 'protobuf']);
const SETTINGS = new Set<ArtefactKind>([
  'env',
  'config',
  'compose',
  'kubernetes',
  'dockerfile',
  'workflow',
  'manifest',
]);

/** What a file is for. Only its path inside the root and its text count. */
export function roleOf({ path, kind, text }: SourceFile, context: RoleContext): FileRole {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const folder = applicableFolder(name, context);
  if (kind === 'code') return codeRole(path, name, text, folder);
  if (kind === 'markdown') return folder === 'test' || folder === 'example' ? folder : 'documentation';
  if (CONTRACTS.has(kind)) return folder === 'example' || isTestOfContract(path, folder) ? folder! : 'source';
  if (SETTINGS.has(kind)) return settingsFileRole(name, kind, folder);
  return schemaRole(name, folder);
}

/** Settings of the environment that tests run in. */
const TEST_ENVIRONMENT = /(?:^|\/)(?:configs?|env|environments?|settings)\/(?:tests?|testing|e2e)\.[cm]?[jt]s$/;

function applicableFolder(name: string, context: RoleContext): FileRole | undefined {
  const found = context.folder;
  if (found === undefined || (found.role === 'example' && context.examplesAreSource)) return undefined;
  if (!context.features.has(found.folder)) return found.role;
  // A controller that plants seeds is served like any other; the seeds beside it stay what they are.
  return found.role === 'seed' && !/[.-](?:controller|module)\./.test(name) ? 'seed' : undefined;
}

function codeRole(path: string, name: string, text: string, folder: FileRole | undefined): FileRole {
  const strong = strongNameRole(name, text) ?? (TEST_ENVIRONMENT.test(path) ? 'test' : undefined);
  if (strong) return strong;
  if (folder !== undefined && folder !== 'example' && isServed(path, name, folder)) return 'source';
  if (folder === 'script') return startsServer(name, text) ? 'source' : 'script';
  if (folder !== undefined && folder !== 'config') return folder;
  if (mayDescribeApi(name) && describesApi(text)) return 'documentation';
  const role = nameRole(name) ?? (text.startsWith('#!') && !startsServer(name, text) ? 'script' : undefined);
  if (role) return role;
  return isConfiguration(path, text, folder === 'config') ? 'config' : 'source';
}

/** Files that frameworks take routes from, whatever folder they are in. */
function isServed(path: string, name: string, folder: FileRole): boolean {
  if (/^(?:route|\+server)\.[cm]?[jt]s$/.test(name) && /(?:^|\/)(?:app|routes|pages)\//.test(path)) return true;
  return folder !== 'test' && /[.-](?:controller|routes?|router|resolver|gateway)s?\.[cm]?[jt]s$/.test(name);
}

/** `bin/www` and its like are how the application starts. */
function startsServer(name: string, text: string): boolean {
  if (/^(?:www|server|app|api|main)(?:\.[cm]?[jt]s)?$/.test(name)) return true;
  return !/^(?:gulp|grunt|build|dev|deploy)/i.test(name) && /\.listen\s*\(|createServer\s*\(/.test(text);
}

/**
 * A file named after OpenAPI is documentation when it holds a description; it may also import or generate such
 * documents, or serve them.
 */
function describesApi(text: string): boolean {
  const describes =
    /swagger-?(?:jsdoc|ui|definition)|\bDocumentBuilder\b|\bZodOpenApi|\bregisterPath\b|\b(?:openapi|swagger)['"]?\s*:\s*['"][23]\./i;
  return describes.test(text) && !/\.(?:register|use|setup|route|get)\s*\(|\bfp\s*\(|\bfastifyPlugin\s*\(/.test(text);
}

/** A folder `spec` holds specifications when contracts are in it. */
function isTestOfContract(path: string, folder: FileRole | undefined): boolean {
  return folder === 'test' && /(?:^|\/)(?:__.+__|tests?|fixtures?|mocks?|e2e|cypress)\//.test(path);
}

function settingsFileRole(name: string, kind: ArtefactKind, folder: FileRole | undefined): FileRole {
  const named = kind === 'workflow' ? undefined : settingsRole(name, kind);
  if (named) return named;
  return folder === 'test' || folder === 'example' || folder === 'documentation' ? folder : 'config';
}

/** Database schemas: where they lie tells migrations and seeds from the schema itself. */
function schemaRole(name: string, folder: FileRole | undefined): FileRole {
  if (folder === 'test' || folder === 'example' || folder === 'migration' || folder === 'seed') return folder;
  const role = nameRole(name);
  return role === 'migration' || role === 'seed' ? role : 'source';
}
