import { posix } from 'node:path';
import type { Program } from '../evaluate/program.ts';

/** What a folder holds, as far as it is code. */
export interface FolderEntry {
  name: string;
  path: string;
  folder: boolean;
}

/** The modules and folders directly in a folder, by name; tests and declarations are left out. */
export function folderOf(program: Program, folder: string): FolderEntry[] {
  const lead = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, FolderEntry>();
  for (const { path, role } of program.modules.values()) {
    if (!path.startsWith(lead) || role === 'test' || role === 'declaration') continue;
    const [name = '', ...rest] = path.slice(lead.length).split('/');
    entries.set(name, { name, path: posix.join(folder, name), folder: rest.length > 0 });
  }
  return [...entries.values()].sort((a, b) => a.name.localeCompare(b.name));
}
