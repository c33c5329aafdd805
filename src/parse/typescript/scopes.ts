import type { Binding, BindingId } from './code-facts.ts';
import type { Node } from './syntax-node.ts';

/** A lexical scope: names to bindings, with its parent. */
export class Scope {
  readonly #names = new Map<string, BindingId>();
  readonly parent: Scope | undefined;
  /** `var` and function declarations are hoisted to the nearest such scope. */
  readonly hoists: boolean;

  constructor(parent: Scope | undefined, hoists: boolean) {
    this.parent = parent;
    this.hoists = hoists;
  }

  own(name: string): BindingId | undefined {
    return this.#names.get(name);
  }

  set(name: string, binding: BindingId): void {
    this.#names.set(name, binding);
  }

  find(name: string): BindingId | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.#names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

export interface Declared {
  name: string;
  kind: Binding['kind'];
  node: Node;
}

/** Every identifier a pattern binds. */
export function* patternNames(pattern: Node | null): Generator<Node> {
  if (!pattern) return;
  switch (pattern.type) {
    case 'Identifier':
      yield pattern;
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) yield* patternNames(property.argument ?? property.value);
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) yield* patternNames(element);
      return;
    case 'AssignmentPattern':
      yield* patternNames(pattern.left);
      return;
    case 'RestElement':
      yield* patternNames(pattern.argument);
      return;
    case 'TSParameterProperty':
      yield* patternNames(pattern.parameter);
  }
}

function* variableNames(declaration: Node): Generator<Declared> {
  const kind = declaration.kind === 'let' || declaration.kind === 'var' ? declaration.kind : 'const';
  for (const declarator of declaration.declarations) {
    for (const node of patternNames(declarator.id)) yield { name: node.name, kind, node };
  }
}

/** Names that the statements of one block declare in it: `let`, `const`, classes, functions, types, imports. */
export function* blockDeclarations(statements: Node[]): Generator<Declared> {
  for (const statement of statements) yield* statementDeclarations(statement);
}

function* statementDeclarations(statement: Node): Generator<Declared> {
  switch (statement.type) {
    case 'VariableDeclaration':
      if (statement.kind !== 'var') yield* variableNames(statement);
      return;
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      if (statement.id) yield { name: statement.id.name, kind: 'function', node: statement.id };
      return;
    case 'ClassDeclaration':
      if (statement.id) yield { name: statement.id.name, kind: 'class', node: statement.id };
      return;
    case 'TSEnumDeclaration':
      yield { name: statement.id.name, kind: 'enum', node: statement.id };
      return;
    case 'TSModuleDeclaration':
      if (statement.id.type === 'Identifier') yield { name: statement.id.name, kind: 'namespace', node: statement.id };
      return;
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      yield { name: statement.id.name, kind: 'type', node: statement.id };
      return;
    case 'ImportDeclaration':
      for (const specifier of statement.specifiers) {
        yield { name: specifier.local.name, kind: 'import', node: specifier.local };
      }
      return;
    case 'TSImportEqualsDeclaration':
      yield { name: statement.id.name, kind: 'import', node: statement.id };
      return;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (statement.declaration) yield* statementDeclarations(statement.declaration);
  }
}

/** `var` names anywhere in a function's body, not entering nested functions or classes. */
export function hoistedVariables(statements: readonly (Node | null | undefined)[]): Declared[] {
  return statements.flatMap((statement) => {
    if (!statement) return [];
    if (statement.type !== 'VariableDeclaration') return hoistedVariables(nestedStatements(statement));
    return statement.kind === 'var' ? [...variableNames(statement)] : [];
  });
}

/** Statements that a statement holds, as far as they belong to the same function. */
function nestedStatements(statement: Node): (Node | null | undefined)[] {
  switch (statement.type) {
    case 'BlockStatement':
      return statement.body;
    case 'IfStatement':
      return [statement.consequent, statement.alternate];
    case 'ForStatement':
      return [statement.init, statement.body];
    case 'ForInStatement':
    case 'ForOfStatement':
      return [statement.left, statement.body];
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      return [statement.body];
    case 'TryStatement':
      return [statement.block, statement.handler?.body, statement.finalizer];
    case 'SwitchStatement':
      return statement.cases.flatMap((branch: Node) => branch.consequent);
    case 'ExportNamedDeclaration':
      return [statement.declaration];
    default:
      return [];
  }
}
