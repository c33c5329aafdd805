import type { FileRole } from '../source-file.ts';

/**
 * What a folder's name says of everything below it. Names with `above` speak only outside the application's own code,
 * for inside it the same word names a feature: `src/tasks` serves tasks, `tasks` beside it holds chores.
 */
interface FolderRole {
  role: FileRole;
  name: RegExp;
  above?: true;
}

/** Most telling first: a fixture of a test belongs to the test. */
const FOLDER_ROLES: FolderRole[] = [
  {
    role: 'test',
    name: /^(?:__tests?__|_{0,2}mocks?_{0,2}|__fixtures__|__snapshots__|tests?|specs?|e2e|.+-e2e|cypress)$/,
  },
  {
    role: 'test',
    // `20240227144742_run_added_is_test` is a migration about tests.
    name: /^(?!\d{8,}[-_]|\d{4}-\d{2}-\d{2})(?:.+[-_]tests?|tests?[-_].+|.+[-_]tests?[-_](?:utils?|helpers?|tools)|testing|testutils?|playwright|mocks?|\.storybook)$/,
    above: true,
  },
  {
    role: 'example',
    name: /^(?:examples?|samples?|demos?|playgrounds?|sandbox|quickstarts?|tutorials?)$/,
    above: true,
  },
  { role: 'migration', name: /^(?:migrations?|migrate|.+[-_]migrations)$/ },
  { role: 'seed', name: /^(?:seeds?|seeders?|seeding|fixtures?)$/ },
  { role: 'documentation', name: /^(?:docs?|documentation)$/ },
  { role: 'tooling', name: /^(?:\..+|generators?|codemods?|eslint(?:[-_].+)?|_templates|plop.*)$/, above: true },
  { role: 'script', name: /^(?:scripts|bin)$/ },
  { role: 'script', name: /^(?:script|tools?|tooling|tasks|hack|ci|benchmarks?|bench|gulp|grunt)$/, above: true },
  { role: 'config', name: /^(?:configs?|conf|configurations?)$/ },
];

/** Folders of commands that write new projects; what their templates hold becomes somebody's code only then. */
const isGenerator = (folder: string): boolean => /^(?:create-.+|init|scaffold(?:s|er|ing)?)$/.test(folder);

/** What a browser loads from here is no script of the project's own. */
const SERVED = /^(?:public|static|assets|wwwroot)$/;
/** Folders that hold the application's own code. */
const CODE_ROOT = /^(?:src|source|app|lib|server|api|backend|core|modules|features|routes|services)$/;

/** A role, and the folder that gives it. */
export interface FolderVerdict {
  role: FileRole;
  folder: string;
}

/**
 * The role that a folder and those around it give to the files in it, if any. `packagePath` is where the innermost
 * package around it lies: folders that hold whole packages are never the application's own code.
 */
export function folderRole(path: string, packagePath: string): FolderVerdict | undefined {
  const folders = path === '' ? [] : path.split('/');
  const depth = packagePath === '' ? 0 : packagePath.split('/').length;
  const root = folders.findIndex((folder, at) => at >= depth && CODE_ROOT.test(folder));
  const scaffold = folders.findIndex(
    (folder, at) => /^templates?$/.test(folder) && folders.slice(0, at).some(isGenerator),
  );
  if (scaffold !== -1) return { role: 'example', folder: folders.slice(0, scaffold + 1).join('/') };
  for (const { role, name, above } of FOLDER_ROLES) {
    const last = above && root !== -1 ? root : folders.length;
    const at = folders.findIndex((folder, index) => index < last && name.test(folder));
    if (at === -1 || (role === 'script' && folders.slice(0, at).some((folder) => SERVED.test(folder)))) continue;
    return { role, folder: folders.slice(0, at + 1).join('/') };
  }
  return undefined;
}

const FEATURE_FILE =
  /(?:^|\/)([^/.]+?)s?[.-](controller|routes?|router|resolver|gateway|entity|model|repository|service|module)s?\.[cm]?[jt]s$/i;

/**
 * Folders that a feature owns although their name says otherwise: `src/test` with a `test.controller.ts` serves exams.
 * Settings are a feature already when they have a service; a `config.service.ts` is still configuration.
 */
export function featureFolders(paths: string[]): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    const match = FEATURE_FILE.exec(path);
    if (!match) continue;
    const folder = path.slice(0, match.index);
    const name = folder.slice(folder.lastIndexOf('/') + 1).replace(/s$/, '');
    if (name !== match[1]?.toLowerCase().replace(/s$/, '')) continue;
    const weak = /^(?:service|module)$/i.test(match[2] ?? '');
    if (!weak || name === 'setting' || name === 'doc') folders.add(folder);
  }
  return folders;
}
