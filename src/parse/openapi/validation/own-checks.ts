import { childOf, entryOf, positionOf, startOf } from '../document/source-document.ts';
import type { ContractProblem } from '../openapi-facts.ts';
import type { Context } from '../reading-context.ts';

/** Keys that a mapping has twice: readers disagree about which of them holds. */
export function duplicateKeys({ library }: Context): ContractProblem[] {
  return library.documents.flatMap((document) =>
    document.duplicates.map(({ message, offset }) => ({
      message,
      pointer: '',
      file: document.path,
      at: document.lines.position(offset, offset + 1),
    })),
  );
}

/** Reasons for which a reference may still be good. */
const BEYOND = new Set(['network', 'anchor']);

/** References inside the repository that lead nowhere. */
export function brokenReferences({ library }: Context): ContractProblem[] {
  return library.references.flatMap(({ target, node, document }) => {
    const found = library.follow(target, document);
    const entry = node.kind === 'map' ? node.entries.get('$ref') : undefined;
    if ('place' in found || entry === undefined || BEYOND.has(found.reason)) return [];
    const message = `The reference ${target} does not resolve`;
    return [{ message, pointer: '', file: document.path, at: positionOf(document, entry) }];
  });
}

/** YAML reads an unquoted `1.0` as a number, which loses its zero. */
export function unquotedVersions({ root }: Context): ContractProblem[] {
  const info = childOf(root, 'info');
  const entries = [entryOf(root, 'openapi'), entryOf(root, 'swagger'), info && entryOf(info, 'version')];
  return entries.flatMap((entry) => {
    if (entry?.value.kind !== 'scalar' || typeof entry.value.value !== 'number') return [];
    const message = `The version must be a string: put ${entry.value.text} in quotes`;
    const pointer = entry === entries[2] ? '/info/version' : `/${entry.key}`;
    return [{ message, pointer, file: root.document.path, at: positionOf(root.document, entry) }];
  });
}

/** From 3.1 on a contract may have webhooks or components only. */
export function missingPaths({ root, version }: Context): ContractProblem[] {
  if ((version !== '2.0' && version !== '3.0') || entryOf(root, 'paths')) return [];
  const message = "must have required property 'paths'";
  return [{ message, pointer: '', file: root.document.path, at: startOf(root) }];
}
