import {
  type CallFact,
  calleeName,
  defineRule,
  dottedNames,
  type ModuleNode,
  nameOf,
  type Subject,
  within,
} from '#rule';

interface Clause extends Subject {
  module: ModuleNode;
  tryId: number;
}

/** A catch clause that throws another error instead and keeps nothing of the one it caught. */
export const catchDiscardsCause = defineRule({
  id: 'catch-discards-cause',
  summary: 'A caught error is replaced and its cause is lost',
  why: 'Whatever went wrong, a database that is down included, is reported as the one error the author had in mind; the real one is in no log.',
  fix: 'Translate only the error that is expected, pass the caught one as `cause`, or log it before throwing.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: ['causes lost inside a helper that builds the new error'],
  params: {},
  examples: {
    good: [
      {
        title: 'the cause is kept',
        files: {
          'src/a.ts':
            "import { load, save } from './b';\nexport async function renew() {\n  try {\n    await save(await load());\n  } catch (error) {\n    throw new Error('renewal failed', { cause: error });\n  }\n}\n",
          'src/b.ts': 'export const load = async () => 1;\nexport const save = async (n: number) => n;\n',
        },
      },
      {
        title: 'one call with one way to fail',
        files: {
          'src/a.ts':
            "export function parse(text: string) {\n  try {\n    return JSON.parse(text);\n  } catch {\n    throw new Error('not JSON');\n  }\n}\n",
        },
      },
    ],
    bad: [
      {
        title: 'everything becomes "please authenticate"',
        files: {
          'src/a.ts':
            "import { load, save } from './b';\nexport async function renew() {\n  try {\n    const user = await load();\n    await save(user);\n  } catch (error) {\n    throw new Error('please authenticate');\n  }\n}\n",
          'src/b.ts': 'export const load = async () => 1;\nexport const save = async (n: number) => n;\n',
        },
        keys: ['src/a.ts#renew catch'],
      },
    ],
  },
  *subjects(model): Iterable<Clause> {
    for (const module of model.modules) {
      if (module.role !== 'source') continue;
      for (const [tryId, fact] of module.facts.tries.entries()) {
        if (!fact.handler) continue;
        const name = nameOf(model, { module: module.path, fn: fact.fn });
        yield { key: `${module.path}#${name} catch`, at: within(module.path, fact.handler.at), module, tryId };
      }
    }
  },
  check({ module, tryId }, _params, model) {
    const effects = model.code.catchEffects(module.path, tryId);
    const replaced = effects.throws || effects.calls.some(passesNewError);
    if (!replaced || effects.logs || effects.usesCause) return undefined;
    const waits = waitedCalls(module, tryId);
    if (waits < 2) return undefined;
    return {
      message: `any failure of the ${waits} calls awaited in this block is replaced by another error, and the cause is neither kept nor logged`,
    };
  },
});

/** `next(new AppError(…))`: another error is passed on instead. */
const passesNewError = (call: CallFact): boolean =>
  /^(next|done|cb|callback)$/.test(calleeName(call.expr.callee) ?? '') && call.expr.args[0]?.kind === 'new';

/** Calls in the block that can fail for reasons of their own: what is awaited, and the check of a token. */
function waitedCalls(module: ModuleNode, tryId: number): number {
  const fact = module.facts.tries[tryId];
  const steps = fact ? (module.facts.functions[fact.fn]?.steps ?? []) : [];
  return steps.filter((item) => {
    if (!item.context.tries.includes(tryId)) return false;
    const call = item.kind === 'call' ? module.facts.calls[item.call] : undefined;
    const checksToken =
      call !== undefined && call.use !== 'awaited' && dottedNames(call.expr.callee).join('.') === 'jwt.verify';
    return item.kind === 'await' || checksToken;
  }).length;
}
