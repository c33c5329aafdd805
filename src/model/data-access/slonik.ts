import type { QueryLibrary } from './query-library.ts';
import { rawText } from './sequelize.ts';

const METHODS = new Set(
  'any anyFirst many manyFirst one oneFirst maybeOne maybeOneFirst exists query stream'.split(' '),
);
const REACHED =
  /^(createPool|:DatabasePool|:DatabasePoolConnection|:DatabaseTransactionConnection|:CommonQueryMethods)$/;

/** Slonik: `pool.any(sql.type(user)`SELECT …`)`. */
export const slonik: QueryLibrary = {
  packages: new Set(['slonik', 'nestjs-slonik']),
  methods: METHODS,
  start(steps) {
    const last = steps.length - 1;
    const asked = steps[last]?.name === '()' && METHODS.has(steps[last - 1]?.name ?? '');
    return asked && steps.some((step) => REACHED.test(step.name)) ? last : -1;
  },
  read(draft) {
    const [text] = draft.call.expr.args;
    return (
      text && {
        ...rawText(draft, text),
        streamed: draft.call.expr.callee.kind === 'member' && draft.call.expr.callee.property === 'stream',
      }
    );
  },
};
