import {
  type Cycle,
  defineRule,
  type ImportEdge,
  type RepoModel,
  runTimeModules,
  type Subject,
  topOf,
  within,
} from '#rule';

interface Component extends Subject {
  cycle?: Cycle;
}

const HOW = { 'run-time': 'when they load', deferred: 'through thunks that defer it', lazy: 'inside functions' };

/** One finding per strongly connected component of the import graph. */
export const circularDependency = defineRule({
  id: 'circular-dependency',
  summary: 'Modules import each other in a circle',
  why: 'Modules of a cycle can only be understood, tested and loaded together; which of them sees the others half-initialised depends on who is imported first.',
  fix: 'Move what both sides need into a third module, or let one side receive the other as an argument.',
  severity: 'error',
  precision: 'high',
  cannotDetect: [
    'cycles closed only by thunks, unless `deferred` is set (`lintel map` lists them)',
    'cycles through modules loaded by a computed path',
    'cycles at run time through injected instances',
  ],
  params: {
    deferred: {
      description:
        'Report cycles too that are closed only by thunks made to defer them: `forwardRef(() => X)`, relations between entities',
      default: false,
    },
  },
  examples: {
    good: [
      {
        title: 'entities that refer to each other through thunks',
        files: {
          'src/a.ts':
            "import { OneToMany } from 'typeorm';\nimport { B } from './b';\nexport class A {\n  @OneToMany(() => B, (b) => b.a)\n  bs!: B[];\n}\n",
          'src/b.ts':
            "import { ManyToOne } from 'typeorm';\nimport { A } from './a';\nexport class B {\n  @ManyToOne(() => A, (a) => a.bs)\n  a!: unknown;\n}\n",
        },
      },
      {
        title: 'a type-only import closes no cycle',
        files: {
          'src/a.ts': "import type { B } from './b';\nexport interface A { b: B }\n",
          'src/b.ts': "import { A } from './a';\nexport interface B { a: A }\n",
        },
      },
      {
        title: 'a circle of a front end alone',
        files: {
          'server/app.ts': "import express from 'express';\nexport const app = express();\n",
          'web/a.ts':
            "import { Component } from '@angular/core';\nimport { b } from './b';\nexport const a = () => [b, Component];\n",
          'web/b.ts':
            "import { Component } from '@angular/core';\nimport { a } from './a';\nexport const b = () => [a, Component];\n",
        },
      },
    ],
    bad: [
      {
        title: 'two modules that call each other',
        files: {
          'src/a.ts': "import { b } from './b';\nexport const a = () => b();\n",
          'src/b.ts': "import { a } from './a';\nexport const b = () => a();\n",
        },
        keys: ['src/a.ts, src/b.ts'],
      },
    ],
  },
  *subjects(model): Iterable<Component> {
    const inCycle = new Set(model.graph.cycles.flatMap((cycle) => cycle.modules));
    const judged = new Set(model.modules.filter(({ role }) => !UNJUDGED.has(role)).map(({ path }) => path));
    for (const path of judged) {
      if (!inCycle.has(path)) yield { key: path, at: topOf(path) };
    }
    for (const cycle of model.graph.cycles) {
      const first = cycle.witness[0];
      if (first && cycle.modules.some((path) => judged.has(path)))
        yield { key: cycle.modules.join(', '), at: within(first.from, first.at), cycle };
    }
  },
  check({ cycle }, { deferred }, model) {
    if (!cycle || (cycle.kind === 'deferred' && !deferred)) return undefined;
    return {
      message: describe(cycle),
      severity: cycle.kind === 'run-time' ? 'error' : cycle.kind === 'deferred' ? 'info' : 'warning',
      fix: advice(cycle, model),
      related: cycle.witness.map((edge) => ({ at: within(edge.from, edge.at), message: `imports ${edge.to}` })),
    };
  },
  blind(model) {
    const judged = new Set(runTimeModules(model).map((module) => module.path));
    const unseen = model.graph.unresolved.filter((item) => judged.has(item.from)).length;
    return unseen > 0 ? [`${unseen} imports do not resolve, so cycles through them are not seen`] : [];
  },
});

/** Code that does not run in the system, or runs elsewhere: circles of it alone are not the back end's concern. */
const UNJUDGED: ReadonlySet<string> = new Set(['test', 'client', 'documentation']);

function describe({ modules, witness, kind }: Cycle): string {
  const path = [...witness.map((edge) => edge.from), witness[0]?.from].join(' → ');
  if (modules.length === 1) return `a module imports itself ${HOW[kind]}: ${path}`;
  if (modules.length === witness.length)
    return `${modules.length} modules import each other in a circle ${HOW[kind]}: ${path}`;
  return `${modules.length} modules are tied in circles of imports ${HOW[kind]}; the shortest is ${path}`;
}

/** Which import to cut first: one that goes up the layers, or else the one whose removal frees most. */
function advice(cycle: Cycle, model: RepoModel): string {
  const upward = cycle.witness.find((edge) => goesUp(model, edge));
  const cut = upward ?? cycle.cut;
  const how = upward
    ? 'it goes up the layers; move what it needs below both, or pass it in'
    : 'move what it needs into a module of its own, or pass it in';
  if (cycle.modules.length === cycle.witness.length)
    return `Cut the import of ${cut.to} in ${cut.from} (line ${cut.at.line}): ${how}.`;
  const rest =
    cut !== cycle.cut
      ? 'the group holds other circles'
      : cycle.left > 0
        ? `${cycle.left} of the ${cycle.modules.length} modules are still in circles then`
        : 'that frees the whole group';
  return `Begin with the import of ${cut.to} in ${cut.from} (line ${cut.at.line}): ${how}; ${rest}.`;
}

const OUTSIDE_IN = ['entry', 'controller', 'service', 'repository', 'model'];

function goesUp(model: RepoModel, { from, to }: ImportEdge): boolean {
  const rank = (path: string): number => OUTSIDE_IN.indexOf(model.code.module(path)?.layer ?? '');
  return rank(to) >= 0 && rank(from) > rank(to);
}
