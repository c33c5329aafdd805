import { type Cycle, defineRule, runTimeModules, type Subject, topOf, within } from '#rule';

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
    for (const module of model.modules) {
      if (!inCycle.has(module.path)) yield { key: module.path, at: topOf(module.path) };
    }
    for (const cycle of model.graph.cycles) {
      const first = cycle.witness[0];
      if (first && !model.modules.every((module) => module.role === 'test' || !cycle.modules.includes(module.path))) {
        yield { key: cycle.modules.join(', '), at: within(first.from, first.at), cycle };
      }
    }
  },
  check({ cycle }, { deferred }) {
    if (!cycle || (cycle.kind === 'deferred' && !deferred)) return undefined;
    const path = [...cycle.witness.map((edge) => edge.from), cycle.witness[0]?.from].join(' → ');
    const more =
      cycle.modules.length > cycle.witness.length ? ` (shortest of a group of ${cycle.modules.length} modules)` : '';
    return {
      message: `${cycle.modules.length} module${cycle.modules.length === 1 ? '' : 's'} import each other in a circle ${HOW[cycle.kind]}: ${path}${more}`,
      severity: cycle.kind === 'run-time' ? 'error' : cycle.kind === 'deferred' ? 'info' : 'warning',
      fix: `Cut the import of ${cycle.cut.to} in ${cycle.cut.from} (line ${cycle.cut.at.line}): move what it needs into a module of its own, or pass it in.`,
      related: cycle.witness.map((edge) => ({ at: within(edge.from, edge.at), message: `imports ${edge.to}` })),
    };
  },
  blind(model) {
    const judged = new Set(runTimeModules(model).map((module) => module.path));
    const unseen = model.graph.unresolved.filter((item) => judged.has(item.from)).length;
    return unseen > 0 ? [`${unseen} imports do not resolve, so cycles through them are not seen`] : [];
  },
});
