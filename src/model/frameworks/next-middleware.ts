import type { Evaluator } from '../evaluate/evaluator.ts';
import type { HandlerRef } from '../repo-model.ts';
import { listOption, optionValues } from './constants.ts';
import { handlerFrom } from './handlers.ts';
import type { Recognition } from './recogniser.ts';

/** `middleware.ts` of an application, `proxy.ts` since Next.js 16. */
export interface NextMiddleware {
  handler: HandlerRef;
  covers(path: string): boolean;
}

export function nextMiddleware({ evaluator }: Recognition, root: string): NextMiddleware | undefined {
  const folder = root === '' ? '' : `${root}/`;
  for (const name of ['middleware', 'proxy']) {
    for (const file of [`${folder}${name}`, `${folder}src/${name}`]) {
      const path = ['.ts', '.js', '.mjs']
        .map((extension) => file + extension)
        .find((item) => evaluator.program.modules.has(item));
      if (path !== undefined) return middlewareIn(evaluator, path, name);
    }
  }
  return undefined;
}

function middlewareIn(evaluator: Evaluator, path: string, name: string): NextMiddleware | undefined {
  const { exports } = evaluator.program.module(path).facts;
  const item =
    exports.find((candidate) => candidate.name === name) ?? exports.find(({ name: own }) => own === 'default');
  if (!item) return undefined;
  const written = { name, file: path, line: item.at.line };
  const patterns = matchersIn(evaluator, path).map(patternOf);
  return {
    handler: handlerFrom(evaluator, evaluator.exported(path, item.name), written),
    covers: (route) => patterns.length === 0 || patterns.some((pattern) => pattern?.test(route)),
  };
}

/** `export const config = { matcher: … }`: one path, or a list of paths and objects with a `source`. */
function matchersIn(evaluator: Evaluator, path: string): string[] {
  const [config] = evaluator.exported(path, 'config');
  const matcher = config && optionValues(evaluator, config, 'matcher');
  const entries =
    config && matcher?.some((value) => value.kind === 'array') ? listOption(evaluator, config, 'matcher') : matcher;
  return (entries ?? []).flatMap((entry) => {
    const texts = entry.kind === 'object' ? (optionValues(evaluator, entry, 'source') ?? []) : [entry];
    return texts.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  });
}

/** `/api/:path*` and regular expressions in parentheses, as Next.js reads them. */
function patternOf(matcher: string): RegExp | undefined {
  const source = matcher
    .replace(/\/:\w+\*/g, '(?:/.*)?')
    .replace(/(?<!\?):\w+\+/g, '.+')
    .replace(/(?<!\?):\w+(\([^)]*\))?\??/g, '[^/]+');
  try {
    return new RegExp(`^${source}/?$`);
  } catch {
    return undefined;
  }
}
