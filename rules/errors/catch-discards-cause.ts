import {
  type CallFact,
  calleeName,
  defineRule,
  guardedCalls,
  type ModuleNode,
  nameOf,
  type RepoModel,
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
        title: 'a check of a token and a query, one answer for both',
        files: {
          'package.json': '{"dependencies":{"jsonwebtoken":"^9.0.0"}}',
          'src/a.ts':
            "import { verify } from 'jsonwebtoken';\nimport { load } from './b';\nexport async function authenticate(token: string) {\n  try {\n    return await load(verify(token, 'key'));\n  } catch {\n    throw new Error('please authenticate');\n  }\n}\n",
          'src/b.ts': 'export const load = async (id: unknown) => id;\n',
        },
        keys: ['src/a.ts#authenticate catch'],
      },
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
    const waits = waitedCalls(model, module, tryId);
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
function waitedCalls(model: RepoModel, module: ModuleNode, tryId: number): number {
  const fact = module.facts.tries[tryId];
  const steps = fact ? (module.facts.functions[fact.fn]?.steps ?? []) : [];
  const awaits = steps.filter((item) => item.kind === 'await' && item.context.tries.includes(tryId)).length;
  return awaits + guardedCalls(module, tryId).filter((call) => checksToken(model, module, call)).length;
}

/** `verify` of `jsonwebtoken` throws; what is awaited is counted as such. */
const checksToken = (model: RepoModel, module: ModuleNode, call: CallFact): boolean =>
  call.use !== 'awaited' &&
  calleeName(call.expr.callee)?.startsWith('verify') === true &&
  model.code
    .origins(module.path, call.expr.callee)
    .some((origin) => /^(jsonwebtoken|jwt-simple)$/.test(origin.package));
