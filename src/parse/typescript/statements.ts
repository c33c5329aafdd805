import { bindPattern } from './assignments.ts';
import { reduceClass } from './classes.ts';
import type { Binding, Expr, LoopFact, PathSegment } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import { reduceFunction } from './functions.ts';
import { reduceModuleStatement } from './modules.ts';
import { blockDeclarations, patternNames } from './scopes.ts';
import { childrenOf, type Node, unwrap } from './syntax-node.ts';
import { reduceTry } from './tries.ts';
import { declareType, reduceType } from './types.ts';

/** Declares the names of a block, then reduces its statements in order. */
export function reduceBlock(builder: FactBuilder, statements: Node[]): void {
  builder.declare(blockDeclarations(statements));
  for (const statement of statements) reduceStatement(builder, statement);
}

export function reduceStatement(builder: FactBuilder, node: Node): void {
  switch (node.type) {
    case 'ExpressionStatement':
      // A prologue such as 'use strict' is no literal of the program.
      if (typeof node.directive === 'string') return;
      builder.reduce.expression(node.expression, { use: 'discarded' });
      return;
    case 'VariableDeclaration':
      for (const declarator of node.declarations) reduceDeclarator(builder, declarator);
      return;
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      reduceFunctionDeclaration(builder, node);
      return;
    case 'ClassDeclaration':
      reduceClass(builder, node);
      return;
    case 'ReturnStatement': {
      const value = node.argument ? builder.reduce.expression(node.argument, { use: 'returned' }) : undefined;
      builder.step({ kind: 'return', ...(value && { value }) }, node);
      return;
    }
    case 'ThrowStatement': {
      const value = builder.withLiteral({ thrown: true }, () =>
        builder.reduce.expression(node.argument, { use: 'thrown' }),
      );
      builder.step({ kind: 'throw', value }, node);
      return;
    }
    case 'BlockStatement':
      builder.inScope(() => reduceBlock(builder, node.body));
      return;
    default:
      reduceControlFlow(builder, node);
  }
}

/** `if (!x)` is kept as the test `x` that must not hold. */
function reduceIf(builder: FactBuilder, node: Node): void {
  let inner = unwrap(node.test);
  let holds = true;
  while (inner.type === 'UnaryExpression' && inner.operator === '!') {
    inner = unwrap(inner.argument);
    holds = !holds;
  }
  const test = builder.reduce.expression(inner, { use: 'tested' });
  builder.inBranch(() => reduceStatement(builder, node.consequent), { test, holds });
  if (node.alternate) builder.inBranch(() => reduceStatement(builder, node.alternate), { test, holds: !holds });
}

function reduceControlFlow(builder: FactBuilder, node: Node): void {
  switch (node.type) {
    case 'IfStatement':
      reduceIf(builder, node);
      return;
    case 'SwitchStatement':
      reduceSwitch(builder, node);
      return;
    case 'TryStatement':
      reduceTry(builder, node);
      return;
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      builder.inScope(() => reduceLoop(builder, node));
      return;
    case 'LabeledStatement':
      reduceStatement(builder, node.body);
      return;
    default:
      reduceDeclaration(builder, node);
  }
}

function reduceDeclaration(builder: FactBuilder, node: Node): void {
  switch (node.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      declareType(builder, node, undefined);
      return;
    case 'TSEnumDeclaration':
      reduceEnum(builder, node);
      return;
    case 'TSModuleDeclaration':
      reduceNamespace(builder, node);
      return;
    default:
      reduceModuleStatement(builder, node);
  }
}

function reduceDeclarator(builder: FactBuilder, node: Node): void {
  const name = node.id.type === 'Identifier' ? node.id.name : undefined;
  const type = reduceType(builder, node.id.typeAnnotation);
  const init = node.init
    ? builder.withLiteral({ names: name ? [name] : [] }, () =>
        builder.reduce.expression(node.init, { use: 'assigned' }, name),
      )
    : undefined;
  bindPattern(builder, node.id, init, [], (binding, path) => initialise(binding, init, path));
  const binding = name === undefined ? undefined : builder.lookup(name);
  if (binding && type) binding.type = type;
}

function initialise(binding: Binding, init: Expr | undefined, path: PathSegment[]): void {
  if (!init) return;
  if (binding.init) binding.assigned.push(init);
  else binding.init = init;
  if (path.length > 0) binding.path = path;
}

export function reduceFunctionDeclaration(builder: FactBuilder, node: Node): void {
  const fn = reduceFunction(builder, node, {});
  const binding = node.id && builder.lookup(node.id.name);
  if (binding && node.body) binding.declares = { fn };
}

function reduceSwitch(builder: FactBuilder, node: Node): void {
  builder.reduce.expression(node.discriminant, { use: 'tested' });
  builder.inScope(() => {
    for (const branch of node.cases) builder.declare(blockDeclarations(branch.consequent));
    for (const branch of node.cases) {
      if (branch.test) builder.withLiteral({ names: [], compared: true }, () => builder.reduce.expression(branch.test));
      builder.inBranch(() => {
        for (const statement of branch.consequent) reduceStatement(builder, statement);
      });
    }
  });
}

const LOOP_KINDS: Record<string, LoopFact['kind']> = {
  ForOfStatement: 'for-of',
  ForInStatement: 'for-in',
  ForStatement: 'for',
};

function reduceLoop(builder: FactBuilder, node: Node): void {
  const loop: LoopFact = { kind: LOOP_KINDS[node.type] ?? 'while', fn: builder.fn, bindings: [], at: builder.at(node) };
  const id = builder.facts.loops.push(loop) - 1;
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
    loop.iterates = builder.reduce.expression(node.right, node.await ? { use: 'awaited' } : undefined);
    if (node.await) builder.step({ kind: 'await', value: loop.iterates }, node.right);
    loop.bindings = declareLoopNames(builder, node.left);
  } else if (node.init) reduceInit(builder, node.init);
  builder.inContext({ loops: [...builder.context.loops, id] }, () => {
    if (node.test) builder.reduce.expression(node.test, { use: 'tested' });
    if (node.update) builder.reduce.expression(node.update, { use: 'discarded' });
    reduceStatement(builder, node.body);
  });
}

function reduceInit(builder: FactBuilder, init: Node): void {
  if (init.type !== 'VariableDeclaration') {
    builder.reduce.expression(init, { use: 'discarded' });
    return;
  }
  builder.declare(blockDeclarations([init]));
  reduceStatement(builder, init);
}

function declareLoopNames(builder: FactBuilder, left: Node): number[] {
  if (left.type !== 'VariableDeclaration') {
    builder.withLiteral({ compared: true }, () => builder.reduce.expression(left));
    return [];
  }
  builder.declare(blockDeclarations([left]));
  const bindings: number[] = [];
  for (const declarator of left.declarations) {
    bindPattern(builder, declarator.id, undefined, [], (binding, path) => {
      if (path.length > 0) binding.path = path;
    });
    for (const name of patternNames(declarator.id)) {
      const binding = builder.lookup(name.name);
      if (binding) bindings.push(binding.id);
    }
  }
  return bindings;
}

function reduceEnum(builder: FactBuilder, node: Node): void {
  const members: Record<string, Expr> = {};
  for (const member of node.body?.members ?? node.members ?? []) {
    const name = member.id.name ?? String(member.id.value);
    if (member.initializer)
      members[name] = builder.withLiteral({ names: [name], enumMember: true }, () =>
        builder.reduce.expression(member.initializer),
      );
  }
  const binding = builder.lookup(node.id.name);
  if (binding) binding.declares = { enum: members };
}

/** `namespace X {}` bodies are ordinary statements; `declare module 'x' {}` bodies hold types that augment a package. */
function reduceNamespace(builder: FactBuilder, node: Node): void {
  const augments = node.id.type === 'Literal' ? String(node.id.value) : node.kind === 'global' ? 'global' : undefined;
  const statements: Node[] = node.body?.body ?? [];
  builder.inScope(() => {
    if (augments === undefined)
      reduceBlock(
        builder,
        statements.map((item) => item.declaration ?? item),
      );
    else for (const statement of statements) augment(builder, statement, augments);
  });
}

function augment(builder: FactBuilder, statement: Node, augments: string): void {
  const inner = statement.declaration ? unwrap(statement.declaration) : statement;
  if (inner.type === 'TSInterfaceDeclaration') declareType(builder, inner, augments);
  else for (const child of childrenOf(inner)) augment(builder, child, augments);
}
