import { childOf, type Place } from '../document/source-document.ts';
import { formatPointer, parsePointer } from '../json-pointer.ts';
import type { ContractProblem, OpenApiFacts } from '../openapi-facts.ts';
import type { VersionFact } from '../openapi-version.ts';
import type { Context } from '../reading-context.ts';
import { bundle } from './bundle.ts';
import { locate } from './locate.ts';
import { brokenReferences, duplicateKeys, missingPaths, unquotedVersions } from './own-checks.ts';
import { runValidator, type Verdict } from './run-validator.ts';

/** A validator visits shared parts once for every place that reaches them; aliases can make that endless. */
const MAX_SIZE = 20_000_000;
/** What the validator is told, when the document has a version that it does not know by that name. */
const CANONICAL: Partial<Record<OpenApiFacts['version'], string>> = { '2.0': '2.0', '3.0': '3.0.3', '3.1': '3.1.0' };

/** Everything that is wrong with a contract by its own specification. Adds to the unknowns what could not be judged. */
export async function contractProblems(context: Context, version: VersionFact): Promise<ContractProblem[]> {
  const own = [
    ...duplicateKeys(context),
    ...brokenReferences(context),
    ...unquotedVersions(context),
    ...missingPaths(context),
  ];
  const canonical = CANONICAL[version.version];
  const unjudged = (reason: string): void => {
    context.unknowns.push({ path: context.root.document.path, line: version.at.line, subject: 'contract', reason });
  };
  if (context.root.document.faults.length > 0) return own;
  if (canonical === undefined) {
    unjudged(`The document was read but not validated: the validator does not know version ${version.version}.`);
    return own;
  }
  const { value, hoisted, size } = bundle(context);
  if (size > MAX_SIZE) {
    unjudged('The document was read but not validated: with its aliases expanded it is too large.');
    return own;
  }
  const found = await runValidator(spared(value, canonical), version.version);
  return [...own, ...found.map((verdict) => place(context, verdict, hoisted))];
}

/** Spares the validator the mistakes that it would stop at; they are told apart from its findings. */
function spared(value: Record<string, unknown>, canonical: string): object {
  value[canonical === '2.0' ? 'swagger' : 'openapi'] = canonical;
  value.paths ??= {};
  const { info } = value;
  if (typeof info === 'object' && info !== null && 'version' in info && typeof info.version === 'number') {
    info.version = String(info.version);
  }
  return value;
}

function place(context: Context, { pointer, message }: Verdict, hoisted: Map<string, Place>): ContractProblem {
  const path = pointer === '' ? pathInMessage(message, context.root) : parsePointer(pointer);
  return { message, pointer: formatPointer(path), ...locate(path, context.root, context.library, hoisted) };
}

/** The rules of 2.0 report places as `/paths/users/{id}/get/…` within a sentence, unescaped. */
function pathInMessage(message: string, root: Place): string[] {
  const paths = childOf(root, 'paths')?.node;
  if (paths?.kind !== 'map') return [];
  let longest = '';
  let rest = '';
  for (const path of paths.entries.keys()) {
    const after = message.split(`/paths${path}`)[1];
    if (after === undefined || path.length <= longest.length || !/^(?:[/ '"]|$)/.test(after)) continue;
    longest = path;
    rest = after;
  }
  const method = /^\/([a-z]+)\b/.exec(rest)?.[1];
  return longest === '' ? [] : ['paths', longest, ...(method === undefined ? [] : [method])];
}
