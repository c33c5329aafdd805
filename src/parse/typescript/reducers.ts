import type { Argument, ClassId, Expr, FunctionId, Use } from './code-facts.ts';
import type { Node } from './syntax-node.ts';

/** How the value of an expression is used, and by which call. */
export interface Usage {
  use: Use;
  parent?: number;
}

/** What a function is part of, where its own syntax does not say. */
export interface FunctionRole {
  name?: string | undefined;
  /** The class it belongs to, for methods; arrow functions keep the enclosing one. */
  cls?: ClassId | undefined;
  /** A decorated constructor or method: its parameter types are emitted as metadata. */
  metadata?: boolean;
}

/**
 * Syntax nests without end: expressions hold functions, which hold statements, which hold expressions. Each reducer reaches
 * the others through this table, which is put together in one place, so that their modules need not import each other.
 */
export interface Reducers {
  expression(node: Node, usage?: Usage, name?: string): Expr;
  /** Arguments or array elements. */
  list(nodes: (Node | null)[], usage: Usage): Argument[];
  fn(node: Node, role: FunctionRole): FunctionId;
  cls(node: Node): ClassId;
  statement(node: Node): void;
  /** Declares the names of a block, then reduces its statements. */
  block(statements: Node[]): void;
}
