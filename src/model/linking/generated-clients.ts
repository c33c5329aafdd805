import { posix } from 'node:path';
import type { SourceFile } from '../../discover/source-file.ts';

/** Folders that a build fills with the code of a package: path from the root to the package. */
export type GeneratedClients = ReadonlyMap<string, string>;

const GENERATOR = /^[ \t]*generator\s+\w+\s*\{([\s\S]*?)^[ \t]*\}/gm;
const PROVIDER = /^\s*provider\s*=\s*"prisma-client(?:-js)?"/m;
const OUTPUT = /^\s*output\s*=\s*"([^"]+)"/m;

/**
 * Where `generator client { output = "../src/generated/prisma" }` puts Prisma's client. It is not committed as a rule, and what
 * is imported from there is what `@prisma/client` exports elsewhere.
 */
export function generatedClients(files: readonly Pick<SourceFile, 'path' | 'text'>[]): GeneratedClients {
  const clients = new Map<string, string>();
  for (const { path, text } of files) {
    if (!path.endsWith('.prisma')) continue;
    for (const [, body = ''] of text.matchAll(GENERATOR)) {
      const output = PROVIDER.test(body) ? OUTPUT.exec(body)?.[1] : undefined;
      if (output?.startsWith('.')) clients.set(posix.join(posix.dirname(path), output), '@prisma/client');
    }
  }
  return clients;
}

/** The package whose code a build puts at a path, given from the root. */
export function generatedAt(clients: GeneratedClients, path: string): string | undefined {
  for (const [folder, name] of clients) if (path === folder || path.startsWith(`${folder}/`)) return name;
  return undefined;
}
