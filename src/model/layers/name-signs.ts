import type { Expr } from '../../parse/typescript/code-facts.ts';
import { dataClient } from '../data-access/libraries.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { layerOfDecorator, layerOfFolder, layerOfSuffix, type Sign, WEAK_FOLDERS, WEIGHT } from './layer-signals.ts';

/** Folders named `domain` that hold a domain: with controllers in it the word only names a group of features. */
export function domainFolders(modules: LinkedModule[]): string[] {
  const folders = new Map<string, boolean>();
  for (const { path } of modules) {
    const at = path.split('/').slice(0, -1).lastIndexOf('domain');
    if (at === -1) continue;
    const folder = path
      .split('/')
      .slice(0, at + 1)
      .join('/');
    const serves = layerOfSuffix(path)?.layer === 'controller';
    folders.set(folder, (folders.get(folder) ?? true) && !serves);
  }
  return [...folders].filter(([, pure]) => pure).map(([folder]) => folder);
}

/** All of a domain is domain, its entities, services and repository interfaces too. */
export const domainSign = (module: LinkedModule, domains: string[]): Sign[] =>
  domains.some((folder) => module.path.startsWith(`${folder}/`)) &&
  !/\.(controller|resolver|module|spec|test)\./.test(module.path)
    ? [{ layer: 'domain', weight: WEIGHT.domain, reason: 'in folder domain/' }]
    : [];

/** What a module's name, its folders within its package and its decorators say; some names need `structure` to bear them out. */
export function nameSigns(module: LinkedModule, structure: Sign[]): Sign[] {
  const signs: Sign[] = [];
  const suffix = layerOfSuffix(module.path);
  if (suffix && isBorneOut(module, suffix.suffix.toLowerCase(), structure))
    signs.push({ layer: suffix.layer, weight: WEIGHT.suffix, reason: `named *${suffix.suffix}` });
  if (/(^|[/.-])constants?\.[cm]?[jt]sx?$/i.test(module.path))
    signs.push({ layer: 'util', weight: WEIGHT.constants, reason: 'named *constants' });
  const folder = layerOfFolder(withinPackage(module));
  // An index or container below a layer's folder puts things together; it is not one of them.
  if (folder && !isWiring(module)) {
    const weak = WEAK_FOLDERS.has(folder.folder.toLowerCase());
    signs.push({
      layer: folder.layer,
      weight: weak ? WEIGHT.weakFolder : WEIGHT.folder,
      reason: `in folder ${folder.folder}/`,
    });
  }
  for (const cls of module.facts.classes) {
    for (const decorator of cls.decorators) {
      const name = decoratorName(decorator.expr);
      const layer = name === undefined ? undefined : layerOfDecorator(name);
      if (layer)
        signs.push({ layer, weight: WEIGHT.decorator, reason: `${cls.name ?? 'a class'} is decorated with @${name}` });
    }
  }
  return signs;
}

const isWiring = (module: LinkedModule): boolean =>
  /(^|[/.-])(index|container|main|app|server|module|factory|factories|bootstrap)\.[cm]?[jt]sx?$/i.test(module.path);

function decoratorName(expr: Expr): string | undefined {
  if (expr.kind === 'call') return decoratorName(expr.callee);
  if (expr.kind === 'reference') return expr.name;
  return expr.kind === 'member' && typeof expr.property === 'string' ? expr.property : undefined;
}

/** A path as seen from its package: folders above group services, applications and libraries. */
const withinPackage = ({ path, package: owner }: LinkedModule): string =>
  owner.path === '' ? path : path.slice(owner.path.length + 1);

/** Names that mean other things too, until the module does what they say. */
function isBorneOut(module: LinkedModule, suffix: string, structure: Sign[]): boolean {
  if (/^route(s|r)?$/.test(suffix)) return serves(module, structure);
  if (suffix === 'guard') return module.facts.classes.some(({ methods, superClass }) => isGuard(methods, superClass));
  if (suffix === 'repo') return module.facts.classes.length > 0 || module.facts.types.length > 0 || usesData(module);
  return !/(^|\/)abort-?controller\.[cm]?[jt]s$/i.test(module.path);
}

const isGuard = (methods: { name: string }[], superClass: Expr | undefined): boolean =>
  superClass !== undefined || methods.some(({ name }) => /^canActivate(Child)?$/.test(name));

const usesData = ({ links }: LinkedModule): boolean =>
  [...links.values()].some((link) => link.kind === 'package' && dataClient(link.name) !== undefined);

/** A table of addresses is named like the module that registers routes under them. */
const serves = ({ links, facts }: LinkedModule, structure: Sign[]): boolean =>
  structure.some((sign) => sign.layer === 'controller') ||
  [...links.values()].some((link) => link.kind === 'package' && WEB.test(link.name)) ||
  facts.calls.some(({ expr }) => expr.callee.kind === 'member' && ROUTE_METHODS.test(String(expr.callee.property)));

const WEB =
  /^(express|express-promise-router|fastify|@fastify\/.*|koa|@koa\/router|koa-router|hono|@hono\/.*|@hapi\/.*|@nestjs\/(common|core)|routing-controllers|restify|polka|find-my-way|itty-router|elysia|h3|@trpc\/server)$/;
const ROUTE_METHODS = /^(get|post|put|patch|delete|all|use|route|routes|register)$/;
