import { posix } from 'node:path';
import type { Expr, ImportFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from './evaluator.ts';
import { returnedExpressions } from './returns.ts';
import { directoryOf, type Frame, unknown, type Value } from './values.ts';

/** What `require` of a specifier gives (`whole`), or `import()`, which gives the module. */
export function requiredValues(evaluator: Evaluator, specifier: string, whole: boolean, frame: Frame): Value[] {
  const link = evaluator.program.module(frame.module).links.get(specifier) ?? absoluteModule(evaluator, specifier);
  if (link?.kind === 'package') return [{ kind: 'package', package: link.name, path: [] }];
  if (link?.kind !== 'module') return [unknown(`import of ${specifier}`)];
  if (!whole) return [{ kind: 'module', path: link.path }];
  const target = evaluator.program.module(link.path);
  return target.facts.esm ? [{ kind: 'module', path: link.path }] : evaluator.exported(link.path, 'module.exports');
}

/** `require(path.join(__dirname, 'routes'))`: a path from the repository's root. */
function absoluteModule(evaluator: Evaluator, specifier: string): { kind: 'module'; path: string } | undefined {
  if (!specifier.startsWith('/')) return undefined;
  const stem = specifier.slice(1);
  const names = ['', '.js', '.ts', '/index.js', '/index.ts'].map((tail) => stem + tail);
  const path = names.find((name) => evaluator.program.modules.has(name));
  return path === undefined ? undefined : { kind: 'module', path };
}

/** `require(path.join(__dirname, file))` over a folder's listing: any module directly in that folder. */
export function folderModules(evaluator: Evaluator, argument: Expr, frame: Frame): Value[] {
  const folder = knownFolder(evaluator, argument, frame);
  const nothing = [unknown('import of a computed path')];
  if (folder === undefined) return nothing;
  const values = inFolder(evaluator, folder, frame.module).flatMap((path) =>
    requiredValues(evaluator, `/${path}`, true, frame),
  );
  return values.length > 0 ? values : nothing;
}

/** The leading constant part of a computed path, when it ends at a folder. */
function knownFolder(evaluator: Evaluator, argument: Expr, frame: Frame): string | undefined {
  if (argument.kind === 'template') {
    const [lead = ''] = argument.texts;
    const first = lead === '' && argument.parts[0] ? evaluator.texts(argument.parts[0], frame)?.[0] : undefined;
    const text = first === undefined ? lead : first + (argument.texts[1] ?? '');
    if (!/[/.]/.test(text)) return undefined;
    const base = text.startsWith('/') ? text : posix.join(directoryOf(frame.module), text);
    return base.endsWith('/') ? base.slice(0, -1) : first === undefined ? posix.dirname(`${base}x`) : undefined;
  }
  if (argument.kind !== 'call') return undefined;
  const lead = argument.args.slice(0, -1).map((part) => evaluator.texts(part, frame)?.[0]);
  return lead.length > 0 && !lead.includes(undefined) ? posix.join(...(lead as string[])) : undefined;
}

const inFolder = (evaluator: Evaluator, folder: string, except: string): string[] =>
  [...evaluator.program.modules.keys()].filter(
    (path) => path !== except && posix.dirname(`/${path}`) === folder && !/\.(test|spec)\.|\.d\.ts$/.test(path),
  );

/** Modules that a computed specifier can lead to; `undefined` when that cannot be told. */
export function computedTargets(evaluator: Evaluator, module: string, { computed }: ImportFact): string[] | undefined {
  if (!computed) return undefined;
  const frame = { module };
  const texts = evaluator.texts(computed, frame);
  if (texts) {
    const found = texts.map((text) => targetOf(evaluator, module, text));
    return found.includes(undefined) ? undefined : (found as string[]);
  }
  const folder = knownFolder(evaluator, computed, frame);
  return folder === undefined ? undefined : inFolder(evaluator, folder, module);
}

function targetOf(evaluator: Evaluator, module: string, specifier: string): string | undefined {
  const path = specifier.startsWith('.') ? posix.join(directoryOf(module), specifier) : specifier;
  return absoluteModule(evaluator, path)?.path;
}

const foldersOf = new WeakMap<object, string[]>();

/** Folders whose modules a module loads by computed paths, by `require` or Sequelize's `import`: an index that puts them together. */
function loadedFolders(evaluator: Evaluator, module: string): string[] {
  const { facts } = evaluator.program.module(module);
  const known = foldersOf.get(facts);
  if (known) return known;
  const imported = facts.calls.flatMap(({ expr: { callee, args } }) =>
    callee.kind === 'member' && callee.property === 'import' ? args.slice(0, 1) : [],
  );
  const paths = [...facts.imports.flatMap(({ computed }) => computed ?? []), ...imported];
  const folders = paths.flatMap((path) => knownFolder(evaluator, path, { module }) ?? []);
  foldersOf.set(facts, folders);
  return folders;
}

/**
 * A member of what an index module makes of the modules in a folder (`db[model.name] = require(path.join(__dirname, file))(…)`):
 * the module of that name. One that exports a function which makes the model stands for what that function returns.
 */
export function loadedByName(evaluator: Evaluator, module: string, name: string): Value[] {
  const paths = loadedFolders(evaluator, module).flatMap((folder) => inFolder(evaluator, folder, module));
  const [path] = paths.filter((candidate) => isNamed(candidate, name));
  if (path === undefined) return [];
  return requiredValues(evaluator, `/${path}`, true, { module }).flatMap((value): Value[] => {
    if (value.kind !== 'function') return [value];
    const made = evaluator.inquiry.intoCall(() =>
      returnedExpressions(evaluator.program, value.ref).flatMap((expr) =>
        evaluator.evaluate(expr, { module: value.ref.module }),
      ),
    );
    return made.length > 0 ? made : [value];
  });
}

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** `user.model.js`, `base_user.js` for `User`, `BaseUser`. */
function isNamed(path: string, name: string): boolean {
  const stem = posix.basename(path).replace(/(\.(model|entity|schema|route|routes))?\.[cm]?[jt]sx?$/, '');
  return letters(stem) === letters(name);
}
