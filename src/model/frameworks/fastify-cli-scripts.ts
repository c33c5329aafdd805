import { posix } from 'node:path';
import type { Program } from '../evaluate/program.ts';
import type { Package } from '../repo-model.ts';
import { type PluginTargets, pluginTargets } from './fastify-plugins.ts';
import type { Recognition } from './recogniser.ts';

export interface StartedPlugin {
  targets: PluginTargets;
  prefix: string;
}

/** Plugins that `fastify start [options] file` of a manifest's scripts serves: fastify-cli makes the application itself. */
export function startedPlugins({ evaluator, packages }: Recognition): StartedPlugin[] {
  return packages.flatMap((owner) =>
    Object.values(owner.scripts).flatMap((script) =>
      commandsOf(script).flatMap(({ file, prefix }) => {
        const path = sourceOf(evaluator.program, owner, file);
        if (path === undefined) return [];
        return [{ targets: pluginTargets(evaluator, evaluator.exported(path, 'default')), prefix }];
      }),
    ),
  );
}

/** `fastify start -w -l info -P -x /v1 dist/app.js`. */
function commandsOf(script: string): { file: string; prefix: string }[] {
  return [...script.matchAll(/\bfastify\s+start\s+([^&|;"']*)/g)].flatMap(([, words = '']) => {
    const [file] = /[\w./-]+\.[cm]?[jt]s\b/.exec(words) ?? [];
    const prefix = /(?:^|\s)(?:-x|--prefix)[\s=]+(\S+)/.exec(words)?.[1] ?? '';
    return file === undefined ? [] : [{ file, prefix }];
  });
}

/** The module a script's file is, or was compiled from. */
function sourceOf(program: Program, owner: Package, file: string): string | undefined {
  const path = posix.join(owner.path, file);
  const stem = path.replace(/\.[cm]?[jt]s$/, '');
  const built = posix
    .join(owner.path, posix.normalize(file).replace(/^(dist|build|lib|out)\//, ''))
    .replace(/\.[cm]?js$/, '');
  const source = posix.join(owner.path, 'src', posix.relative(owner.path || '.', built));
  const candidates = [path, ...[stem, built, source].flatMap((name) => [`${name}.ts`, `${name}.mts`, `${name}.js`])];
  return candidates.find((name) => program.modules.has(name));
}
