import { bindPattern } from './assignments.ts';
import type { TryFact } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import { patternNames } from './scopes.ts';
import type { Node } from './syntax-node.ts';

/** `try`: steps inside the block, the handler and the finaliser carry the id of the fact in their context. */
export function reduceTry(builder: FactBuilder, node: Node): void {
  const { context } = builder;
  const fact: TryFact = {
    fn: builder.fn,
    at: builder.at(node),
    blockEndLine: builder.at(node.block).endLine,
    context,
    finalizer: node.finalizer !== null && node.finalizer !== undefined,
  };
  const id = builder.facts.tries.push(fact) - 1;
  builder.inContext(node.handler ? { tries: [...context.tries, id] } : {}, () =>
    builder.inScope(() => builder.reduce.block(node.block.body)),
  );
  if (node.handler) reduceHandler(builder, node.handler, fact, id);
  if (!node.finalizer) return;
  builder.inContext({ finals: [...context.finals, id] }, () =>
    builder.inScope(() => builder.reduce.block(node.finalizer.body)),
  );
}

function reduceHandler(builder: FactBuilder, handler: Node, fact: TryFact, id: number): void {
  fact.handler = {
    at: builder.at(handler),
    statements: handler.body.body.filter((statement: Node) => statement.type !== 'EmptyStatement').length,
    comment: builder.commentsWithin(handler.body.start, handler.body.end),
  };
  const { context } = builder;
  builder.inContext({ catches: [...context.catches, id] }, () =>
    builder.inScope(() => {
      if (handler.param) declareParam(builder, handler.param, fact);
      builder.reduce.block(handler.body.body);
    }),
  );
}

function declareParam(builder: FactBuilder, param: Node, fact: TryFact): void {
  for (const name of patternNames(param)) {
    const binding = builder.bind(name.name, 'catch', name);
    if (fact.handler && param.type === 'Identifier') fact.handler.param = binding.id;
  }
  bindPattern(builder, param, undefined, [], (binding, path) => {
    if (path.length > 0) binding.path = path;
  });
}
