import type { Position } from '../position.ts';

/**
 * What one JavaScript or TypeScript file says, reduced to plain data. Nothing here knows other files,
 * frameworks or rules; every id is an index into a list of the same `CodeFacts`.
 */
export interface CodeFacts {
  kind: 'code';
  lines: number;
  /** `true` when the file has `import`/`export` syntax; otherwise it is a CommonJS module or a script. */
  esm: boolean;
  imports: ImportFact[];
  exports: ExportFact[];
  bindings: Binding[];
  /** `functions[0]` is the module's own top level. */
  functions: FunctionFact[];
  classes: ClassFact[];
  types: TypeDeclaration[];
  calls: CallFact[];
  tries: TryFact[];
  loops: LoopFact[];
  literals: LiteralFact[];
  directives: Directive[];
}

export type BindingId = number;
export type FunctionId = number;
export type ClassId = number;
export type CallId = number;

/** An edge to another module as written. One fact per import statement, `require` call or re-export. */
export interface ImportFact {
  /** `undefined` when the specifier is computed and unknown from this file alone. */
  specifier: string | undefined;
  /** The expression of the specifier, for computed ones. */
  computed?: Expr;
  form: 'import' | 'reexport' | 'require' | 'dynamic' | 'import-equals';
  /** `import type`, `export type`, or every name marked `type`. */
  typeOnly: boolean;
  /** The names brought in; empty for side-effect imports. */
  names: ImportedName[];
  /** Inside a function body: runs when called, not when the module loads. */
  lazy: boolean;
  at: Position;
}

export interface ImportedName {
  /** `default`, `*` for the namespace, or the exported name. */
  imported: string;
  /** The local binding; absent for re-exports and unbound dynamic imports. */
  binding?: BindingId;
  typeOnly: boolean;
}

/** A name a module offers. For CommonJS `module.exports = x` is `{ name: 'module.exports' }`. */
export interface ExportFact {
  /** `default`, `*` for `export * from`, `module.exports`, or the public name. */
  name: string;
  typeOnly: boolean;
  /** What it is: a local binding, an expression, or a name of another module. */
  binding?: BindingId;
  value?: Expr;
  from?: { specifier: string; imported: string };
  at: Position;
}

/** A declared name, in any scope. */
export interface Binding {
  id: BindingId;
  name: string;
  kind: 'import' | 'const' | 'let' | 'var' | 'function' | 'class' | 'param' | 'enum' | 'catch' | 'type' | 'namespace';
  /** The function in whose scope it is declared (0 is the module). */
  fn: FunctionId;
  /** Initial value. For a destructured name, `path` leads from it to this name. */
  init?: Expr;
  path?: PathSegment[];
  import?: { specifier: string | undefined; imported: string; typeOnly: boolean };
  param?: { fn: FunctionId; index: number };
  declares?: { fn: FunctionId } | { cls: ClassId } | { enum: Record<string, Expr> };
  type?: TypeRef;
  /** Later assignments to the name. */
  assigned: Expr[];
  /** References as a value, as a type, and as a value only inside nested functions (of `valueUses`). */
  valueUses: number;
  typeUses: number;
  deferredUses: number;
  /** Value uses that are only in `() => X` arguments of decorators or of `forwardRef`-like calls. */
  thunkUses: number;
  /** Used as the type of a decorated class's injected parameter or decorated member (see emitDecoratorMetadata). */
  metadataUses: number;
  at: Position;
}

/** A property name, an array index, or `...` for the rest. */
export type PathSegment = string | number;

export interface TypeRef {
  /** `User`, `express.Request`, `|` for a union, `&` for an intersection, `[]` for an array, `{}` for a literal type. */
  name: string;
  /** The binding of the leftmost identifier, when it is declared or imported in the file. */
  binding?: BindingId;
  args: TypeRef[];
  /** Members of a literal type. */
  members?: Record<string, TypeRef>;
  at: Position;
}

export interface TypeDeclaration {
  name: string;
  kind: 'interface' | 'alias';
  binding?: BindingId;
  extends: TypeRef[];
  /** Property name to type; methods map to a TypeRef named `()`. */
  members: Record<string, TypeRef>;
  /** `declare module 'x'` or `declare global` in which it stands. */
  augments?: string;
  at: Position;
}

interface At {
  at: Position;
}
export type Expr =
  | LiteralExpr
  | TemplateExpr
  | ReferenceExpr
  | ThisExpr
  | MemberExpr
  | CallExpr
  | NewExpr
  | ObjectExpr
  | ArrayExpr
  | FunctionExpr
  | ClassExpr
  | AwaitExpr
  | ConditionalExpr
  | UnknownExpr;
export interface LiteralExpr extends At {
  kind: 'literal';
  value: string | number | boolean | null;
}
/** A template or a string concatenation: `texts[0] + parts[0] + texts[1] + …`. */
export interface TemplateExpr extends At {
  kind: 'template';
  texts: string[];
  parts: Expr[];
  tag?: Expr;
}
export interface ReferenceExpr extends At {
  kind: 'reference';
  name: string;
  /** Absent for globals. */
  binding?: BindingId;
}
export interface ThisExpr extends At {
  kind: 'this';
  cls?: ClassId;
  /** `super` instead of `this`. */
  super?: boolean;
}
export interface MemberExpr extends At {
  kind: 'member';
  object: Expr;
  /** A name, or an expression for `a[b]`. */
  property: string | Expr;
  optional: boolean;
}
export interface CallExpr extends At {
  kind: 'call';
  id: CallId;
  callee: Expr;
  args: Argument[];
  typeArgs?: TypeRef[];
}
export interface NewExpr extends At {
  kind: 'new';
  id: CallId;
  callee: Expr;
  args: Argument[];
  typeArgs?: TypeRef[];
}
/** An argument or array element; `spread` marks `...x`. */
export type Argument = Expr & { spread?: boolean };
export interface ObjectExpr extends At {
  kind: 'object';
  properties: Property[];
}
export interface Property {
  /** `undefined` for `...spread`. */
  key: string | Expr | undefined;
  value: Expr;
  at: Position;
}
export interface ArrayExpr extends At {
  kind: 'array';
  elements: Argument[];
}
export interface FunctionExpr extends At {
  kind: 'function';
  fn: FunctionId;
}
export interface ClassExpr extends At {
  kind: 'class';
  cls: ClassId;
}
export interface AwaitExpr extends At {
  kind: 'await';
  value: Expr;
}
/** `test ? a : b` (operator `?:`), `a || b`, `a ?? b`, `a && b`; `options` in written order. */
export interface ConditionalExpr extends At {
  kind: 'conditional';
  operator: '?:' | '||' | '??' | '&&';
  test?: Expr;
  options: Expr[];
}
export interface UnknownExpr extends At {
  kind: 'unknown';
  /** The syntax that was reduced away, in ESTree's words; with the operator, where it has one. */
  syntax: string;
  /** Both sides of a comparison or calculation, or the one of `+x` and `!x`. */
  operands?: Expr[];
  /** Source and flags of a regular expression literal. */
  regex?: { source: string; flags: string };
}

export interface Decorator {
  expr: Expr;
  at: Position;
}

export interface Parameter {
  /** Absent for destructuring patterns; then `names` maps property to binding. */
  binding?: BindingId;
  names?: Record<string, BindingId>;
  type?: TypeRef;
  default?: Expr;
  rest: boolean;
  decorators: Decorator[];
  /** A TypeScript parameter property (`constructor(private x: X)`). */
  property?: string;
}

export interface FunctionFact {
  id: FunctionId;
  /** Declared name, or the name of what it is assigned to (`const f = …`, `{ f() {} }`, `exports.f = …`). */
  name?: string;
  async: boolean;
  generator: boolean;
  arrow: boolean;
  /** `() => expr`: the one return step holds it. */
  expressionBody: boolean;
  params: Parameter[];
  returnType?: TypeRef;
  /** The lexically enclosing function; absent for the module's top level. */
  parent?: FunctionId;
  /** The class it is a method, accessor, constructor or field initialiser of. */
  cls?: ClassId;
  /** The class it stands for: a function that gives `this` its members (`function Users(db) { this.find = …; }`). */
  constructs?: ClassId;
  /** Argument position at which it is passed to a call. */
  callback?: { call: CallId; index: number };
  /** Where the function is created. */
  context: Context;
  /** What happens, in order of appearance; nested functions have their own list. */
  steps: Step[];
  at: Position;
}

/** Control flow around a step, innermost last. Shared between steps: do not change. */
export interface Context {
  /** `try` blocks with a catch clause that encloses the step within the same function. */
  tries: number[];
  /** `catch` clauses it stands in. */
  catches: number[];
  /** `finally` blocks it stands in. */
  finals: number[];
  loops: number[];
  /** Depth of `if`, `switch`, `?:` and short-circuit nesting within the function. */
  branches: number;
  /** Tests of the `if` statements around the step within the function, and whether it runs when they hold; innermost last. */
  conditions?: { test: Expr; holds: boolean }[];
}

export type Step =
  | { kind: 'call'; call: CallId; context: Context; at: Position }
  | { kind: 'await'; value: Expr; context: Context; at: Position }
  | { kind: 'throw'; value: Expr; context: Context; at: Position }
  | { kind: 'return'; value?: Expr; context: Context; at: Position }
  | { kind: 'assign'; target: Expr; value: Expr; operator: string; context: Context; at: Position };

/** How the result of a call is used. */
export type Use =
  | 'discarded'
  | 'void'
  | 'awaited'
  | 'returned'
  | 'yielded'
  | 'thrown'
  | 'assigned'
  | 'argument'
  | 'element'
  | 'property'
  | 'chained'
  | 'tested'
  | 'decorator'
  | 'other';

export interface CallFact {
  expr: CallExpr | NewExpr;
  fn: FunctionId;
  use: Use;
  /** The call whose callee (`chained`) or argument this call is. */
  parent?: CallId;
  context: Context;
}

export interface TryFact {
  fn: FunctionId;
  at: Position;
  /** Last line of the guarded block. */
  blockEndLine: number;
  context: Context;
  handler?: {
    at: Position;
    param?: BindingId;
    /** Statements in the block, of any kind. */
    statements: number;
    /** Text of the comments in the block, joined. */
    comment: string;
  };
  finalizer: boolean;
}

export interface LoopFact {
  kind: 'for' | 'for-of' | 'for-in' | 'while';
  fn: FunctionId;
  /** Bindings that take each value, for `for-of` and `for-in`. */
  bindings: BindingId[];
  iterates?: Expr;
  at: Position;
}

/** A string or number literal with what gives it meaning. Imports, keys, types and JSX text are left out. */
export interface LiteralFact {
  /** For a template its texts joined with `${}`. */
  value: string | number;
  template: boolean;
  fn: FunctionId;
  /** Names that lead to it, outermost first: variable, property keys, assigned members, class field. */
  names: string[];
  /** The call it is an argument of (directly, or within an object or array argument). */
  argument?: { call: CallId; index: number };
  /** Right side of `||` or `??`, or a default of a parameter or pattern: what stands on the left. */
  fallbackOf?: Expr | 'parameter';
  /** The innermost `test ? a : b` it is a branch of: the source of the test, and where the whole stands. */
  choice?: { test: string; at: Position };
  /** In a comparison, `case`, `in` or `typeof` test. */
  compared: boolean;
  /** Name of the decorator it is given to, at any depth: `Column`. */
  decorator: string | false;
  /** An element of an array: its names are those of the list. */
  element: boolean;
  /** The value of an enum's member. */
  enumMember: boolean;
  thrown: boolean;
  at: Position;
}

/** `// lintel-disable-next-line rule-id -- reason` and its siblings. */
export interface Directive {
  scope: 'next-line' | 'line' | 'file';
  rules: string[];
  reason: string;
  at: Position;
}

export interface ClassFact {
  id: ClassId;
  name?: string;
  binding?: BindingId;
  superClass?: Expr;
  implements: TypeRef[];
  decorators: Decorator[];
  abstract: boolean;
  methods: MethodFact[];
  fields: FieldFact[];
  at: Position;
}
export interface MethodFact {
  name: string;
  /** Absent for abstract methods and overload signatures. */
  fn?: FunctionId;
  kind: 'constructor' | 'method' | 'get' | 'set';
  static: boolean;
  access: 'public' | 'protected' | 'private';
  decorators: Decorator[];
  at: Position;
}
export interface FieldFact {
  name: string;
  type?: TypeRef;
  init?: Expr;
  static: boolean;
  readonly: boolean;
  access: 'public' | 'protected' | 'private';
  decorators: Decorator[];
  at: Position;
}
