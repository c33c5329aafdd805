import { dataClient } from '../model/data-access/libraries.ts';
import type { RepoModel } from '../model/repo-model.ts';
import type { Unknown } from '../parse/position.ts';
import type { SubjectKind } from './checklist.ts';

/** Whether a repository has anything that a control is about. */
export interface Applicability {
  /** Kinds that were found. */
  found: SubjectKind[];
  /** Signs that a kind exists although none of it was read; with them, nothing may be called not applicable. */
  suspected: string[];
}

export const KIND_NAMES: Record<SubjectKind, string> = {
  modules: 'source modules',
  routes: 'routes',
  contracts: 'API contracts',
  tables: 'tables',
  collections: 'collections of documents',
};

export function applicabilityOf(kinds: SubjectKind[], model: RepoModel): Applicability {
  const found = kinds.filter((kind) => count(kind, model) > 0);
  return { found, suspected: found.length > 0 ? [] : kinds.flatMap((kind) => SIGNS[kind](model)) };
}

function count(kind: SubjectKind, model: RepoModel): number {
  if (kind === 'modules') return model.modules.filter(({ role }) => role === 'source').length;
  if (kind === 'routes' || kind === 'contracts') return model[kind].length;
  return model.tables.filter(({ dialect }) => (dialect === 'mongodb') === (kind === 'collections')).length;
}

const SIGNS: Record<SubjectKind, (model: RepoModel) => string[]> = {
  modules: (model) => unknownsOf(model, ['file', 'syntax']),
  contracts: (model) => unknownsOf(model, ['contract']),
  routes: (model) => [...model.frameworks.map(frameworkWithoutRoutes), ...unknownsOf(model, ['route', 'framework'])],
  tables: (model) => [...databaseClients(model, 'tables'), ...unknownsOf(model, ['statement'])],
  collections: (model) => databaseClients(model, 'documents'),
};

/**
 * Parts of what a control is about that could not be read: a file of the system that does not parse may hold the violation, however
 * clean the others are.
 */
export function gapsOf(kinds: SubjectKind[], model: RepoModel): string[] {
  const ofCode = kinds.includes('modules') || kinds.includes('routes');
  const roles = new Map(model.modules.map(({ path, role }) => [path, role]));
  const matters = ({ path, subject }: Unknown): boolean => {
    if (kinds.includes('tables') && (subject === 'statement' || (subject === 'file' && /\.sql$/i.test(path))))
      return true;
    // What an import means depends on it.
    if (subject === 'configuration') return kinds.includes('modules');
    if (!ofCode || (subject !== 'syntax' && subject !== 'file') || !CODE.test(path)) return false;
    return /^(source|config)$/.test(roles.get(path) ?? 'source');
  };
  return model.unknowns.filter(matters).map(({ path, line, reason }) => `${path}:${line}: ${reason}`);
}

const CODE = /\.[cm]?[jt]sx?$/;

const frameworkWithoutRoutes = ({ name, recognised }: RepoModel['frameworks'][number]): string =>
  recognised ? `${name} is in use, but no route of it was found` : `routes of ${name} are not recognised`;

/** With a client of a database that keeps them, "no tables" only means that their definition was not seen. */
function databaseClients(model: RepoModel, kept: 'tables' | 'documents'): string[] {
  const clients = model.packages
    .flatMap(({ dependencies }) => Object.keys(dependencies))
    .filter((name) => dataClient(name)?.holds === kept);
  return [...new Set(clients)]
    .sort()
    .map((client) => `${client} is a dependency, but no definition of its ${kept} was read`);
}

function unknownsOf(model: RepoModel, subjects: Unknown['subject'][]): string[] {
  return model.unknowns
    .filter(({ subject }) => subjects.includes(subject))
    .map(({ path, line, reason }) => `${path}:${line}: ${reason}`);
}
