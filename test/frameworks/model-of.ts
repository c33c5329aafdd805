import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { FileRole } from '../../src/discover/source-file.ts';
import { Evaluator } from '../../src/model/evaluate/evaluator.ts';
import { Program } from '../../src/model/evaluate/program.ts';
import { type Recognised, recogniseFrameworks } from '../../src/model/frameworks/recognise.ts';
import { linkModules } from '../../src/model/linking/linked-modules.ts';
import type { ModuleNode, Package, Route } from '../../src/model/repo-model.ts';
import { parseCode } from '../../src/parse/typescript/index.ts';

/** Files of a small repository: path from its root to text. */
export type Files = Record<string, string>;

/** What `routesOf` gives: the model's own parts, and each route in one line for whole comparisons. */
export interface SampleModel extends Recognised {
  /**
   * `GET /users/:id [auth, validate] -> list @src/users.js`, in the order of files and lines; ` ?? reason` follows when the
   * prefix is not known, the handler is `none` when there is none.
   */
  lines: string[];
}

const CODE = /\.[cm]?[jt]sx?$/;

/** The routes of a small repository written to a temporary folder. A `package.json` is made when none is given. */
export function routesOf(files: Files): SampleModel {
  const root = mkdtempSync(join(tmpdir(), 'lintel-frameworks-'));
  try {
    const all: Files = { 'package.json': '{"name":"sample"}', ...files };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const packages = packagesOf(all);
    const linked = linkModules(root, modulesOf(all, packages), packages);
    const found = recogniseFrameworks(new Evaluator(new Program(linked)), [...linked.values()], packages);
    return { ...found, lines: found.routes.map(inOneLine) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function packagesOf(files: Files): Package[] {
  return Object.entries(files)
    .filter(([path]) => basename(path) === 'package.json')
    .map(([path, text]): Package => {
      const manifest = JSON.parse(text) as Partial<Package>;
      const folder = posix.dirname(path);
      return {
        name: manifest.name ?? 'sample',
        path: folder === '.' ? '' : folder,
        dependencies: manifest.dependencies ?? {},
        installed: () => undefined,
        scripts: manifest.scripts ?? {},
        type: manifest.type ?? 'commonjs',
        entries: [],
      };
    })
    .sort((a, b) => b.path.length - a.path.length);
}

function modulesOf(files: Files, packages: Package[]): ModuleNode[] {
  return Object.entries(files)
    .filter(([path]) => CODE.test(path))
    .map(([path, text]) => ({
      path,
      package: packages.find((item) => item.path === '' || path.startsWith(`${item.path}/`)) as Package,
      role: roleOf(path),
      facts: parseCode(parseSync as unknown as Parameters<typeof parseCode>[0], path, text).facts,
    }));
}

const roleOf = (path: string): FileRole =>
  /\.d\.ts$/.test(path) ? 'declaration' : /\.(test|spec)\./.test(path) ? 'test' : 'source';

function inOneLine(route: Route): string {
  const middleware = route.middleware.map((item) => item.name).join(', ');
  const handler = route.handler;
  const target = handler ? `${handler.name}${handler.fn ? ` @${handler.file}` : ''}` : 'none';
  const doubt = route.prefix.known ? '' : ` ?? ${route.prefix.reason}`;
  return `${route.method} ${route.path} [${middleware}] -> ${target}${doubt}`;
}
