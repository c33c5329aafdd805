import { defineConfig } from './src/config/define-config.ts';

/** Lintel keeps its own guidelines: the direction of its layers is declared here and checked by `npm run check`. */
export default defineConfig({
  ignore: ['fixtures/**'],
  layers: {
    cli: { modules: ['src/cli/**', 'src/pipeline.ts', 'src/setup.ts'] },
    report: { modules: ['src/report/**'], mayDependOn: ['assess', 'check', 'rule', 'model'] },
    assess: { modules: ['src/assess/**'], mayDependOn: ['check', 'rule', 'model'] },
    check: { modules: ['src/check/**'], mayDependOn: ['rule', 'model'] },
    rules: { modules: ['rules/**'], mayDependOn: ['rule'] },
    rule: { modules: ['src/rule/**'], mayDependOn: ['model'] },
    model: { modules: ['src/model/**'], mayDependOn: ['parse'] },
    config: { modules: ['src/config/**'], mayDependOn: ['discover'] },
    discover: { modules: ['src/discover/**'], mayDependOn: ['parse'] },
    parse: { modules: ['src/parse/**'], mayDependOn: [] },
  },
});
