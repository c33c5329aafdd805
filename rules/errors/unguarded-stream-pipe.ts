import {
  type CallFact,
  defineRule,
  dottedNames,
  type ModuleNode,
  nameOf,
  type RepoModel,
  runTimeModules,
  type Subject,
  within,
} from '#rule';

interface Pipe extends Subject {
  module: ModuleNode;
  call: CallFact;
}

const STREAM_PACKAGES =
  /^(node:fs|node:zlib|node:stream|node:http|node:https|node:crypto|fs-extra|archiver|csv-[a-z-]+|fast-csv|request|got|busboy|sharp|pdfkit|unzipper|tar|exceljs|JSONStream|stream-json|split2|through2)$/;

/** `source.pipe(target)` without an error handler: an error of the source is not forwarded, and not caught. */
export const unguardedStreamPipe = defineRule({
  id: 'unguarded-stream-pipe',
  summary: 'A stream is piped and its errors are not handled',
  why: 'pipe() does not forward errors: one in the source leaves the target open forever, and as an unhandled `error` event it ends the process.',
  fix: 'Use `pipeline` from `node:stream/promises`, or add an `error` listener to every stream of the chain.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['streams whose origin cannot be told'],
  params: {},
  examples: {
    good: [
      {
        title: 'an error listener on the source',
        files: {
          'src/a.js':
            "const fs = require('node:fs');\nexports.send = (path, out) => {\n  const file = fs.createReadStream(path);\n  file.on('error', () => out.end());\n  file.pipe(out);\n};\n",
        },
      },
    ],
    bad: [
      {
        title: 'a file piped as it is',
        files: {
          'src/a.js':
            "const fs = require('node:fs');\nexports.send = (path, out) => {\n  fs.createReadStream(path).pipe(out);\n};\n",
        },
        keys: ['src/a.js#send pipe'],
      },
    ],
  },
  *subjects(model): Iterable<Pipe> {
    for (const module of runTimeModules(model)) {
      for (const call of module.facts.calls) {
        const { callee, args } = call.expr;
        if (
          callee.kind !== 'member' ||
          callee.property !== 'pipe' ||
          args.length === 0 ||
          args.length > 2 ||
          call.use === 'chained'
        )
          continue;
        if (!isStream(model, module, call)) continue;
        const name = nameOf(model, { module: module.path, fn: call.fn });
        yield { key: `${module.path}#${name} pipe`, at: within(module.path, call.expr.at), module, call };
      }
    }
  },
  check({ module, call }) {
    if (listensForErrors(module, call)) return undefined;
    return {
      message:
        'pipe() does not forward errors, and no error listener is set in this function: a failing source hangs the response or ends the process',
    };
  },
});

/** One end of the chain is made by a stream library, or by a query that streams. */
function isStream(model: RepoModel, module: ModuleNode, call: CallFact): boolean {
  let at: CallFact['expr']['callee'] = call.expr;
  while (at.kind === 'call' && at.callee.kind === 'member' && at.callee.property === 'pipe') {
    const [target] = at.args;
    const ends = [at.callee.object, ...(target ? [target] : [])];
    if (ends.some((end) => model.code.origins(module.path, end).some((origin) => isStreamOrigin(origin)))) return true;
    at = at.callee.object;
  }
  return false;
}

const isStreamOrigin = (origin: { package: string; path: string[] }): boolean =>
  (STREAM_PACKAGES.test(origin.package) && origin.path.includes('()')) ||
  origin.path.some((name) => /^(stream|createReadStream|createWriteStream|queryStream)$/.test(name));

function listensForErrors(module: ModuleNode, call: CallFact): boolean {
  return module.facts.calls.some((other) => {
    const names = dottedNames(other.expr.callee);
    const [event] = other.expr.args;
    const listens =
      /^(on|once|addListener)$/.test(names[names.length - 1] ?? '') &&
      event?.kind === 'literal' &&
      event.value === 'error';
    const sameFunction = other.fn === call.fn;
    return sameFunction && (listens || /^(pipeline|finished|eos|pump)$/.test(names[names.length - 1] ?? ''));
  });
}
