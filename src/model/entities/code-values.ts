import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, type Value } from '../evaluate/values.ts';
import type { AppliedDecorator } from '../frameworks/decorators.ts';
import { elementsIn, flagOf, optionIn, resolved, textsOf } from '../frameworks/options.ts';

/** An expression in the place where it is to be understood. */
export interface Placed {
  expr: Expr | undefined;
  frame: Frame;
}

/** Asks simple questions about what declarations are given: texts, flags, lists and members of options. */
export class CodeReader {
  readonly evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }

  values({ expr, frame }: Placed): Value[] {
    return expr ? this.evaluator.evaluate(expr, frame) : [];
  }

  /** The same, with what functions among them return in their place: `() => User`. */
  resolvedValues(place: Placed): Value[] {
    return resolved(this.evaluator, this.values(place));
  }

  /** The one constant text that an expression is. */
  text({ expr, frame }: Placed): string | undefined {
    const texts = expr ? this.evaluator.texts(expr, frame) : undefined;
    return texts?.[0];
  }

  /** A name given as a text, or as that of a class: `User.name`. */
  name(place: Placed): string | undefined {
    const { expr, frame } = place;
    const text = this.text(place);
    if (text !== undefined || expr?.kind !== 'member' || expr.property !== 'name') return text;
    const cls = this.values({ expr: expr.object, frame }).find((value) => value.kind === 'class');
    return cls?.kind === 'class' ? this.evaluator.program.cls(cls.module, cls.cls).name : undefined;
  }

  /** The member of an options object, as a place of its own. */
  option({ expr, frame }: Placed, name: string): Placed | undefined {
    const found = optionIn(this.evaluator, expr, frame, name);
    return found?.expr ? { expr: found.expr, frame: found.frame } : undefined;
  }

  optionText({ expr, frame }: Placed, name: string): string | undefined {
    const found = optionIn(this.evaluator, expr, frame, name);
    return found && textsOf(this.evaluator, found)[0];
  }

  optionFlag({ expr, frame }: Placed, name: string): boolean | undefined {
    return flagOf(optionIn(this.evaluator, expr, frame, name));
  }

  /** The constant texts of a list, or the one text itself; undefined when there are others. */
  texts(place: Placed): string[] | undefined {
    const values = elementsIn(this.evaluator, this.values(place));
    const texts = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
    return texts.length > 0 && texts.length === values.length ? texts : undefined;
  }

  /** The class or text that `() => User`, `User` or `'User'` stands for, as a key. */
  entityKey(place: Placed): string | undefined {
    for (const value of this.resolvedValues(place)) {
      if (value.kind === 'text') return value.text;
      if (value.kind === 'class') return `${value.module}#c${value.cls}`;
      if (value.kind === 'result' && value.site.call >= 0) return `${value.site.module}#${value.site.call}`;
    }
    return undefined;
  }

  /** Names of the package's exports that the call's target is taken from: `['TypeOrmModule', 'forRoot']`. */
  exportPath(callee: Expr, frame: Frame, packages: ReadonlySet<string>): string[] | undefined {
    for (const value of this.evaluator.evaluate(callee, frame)) {
      const origin = originOf(value);
      if (origin && packages.has(origin.package)) return origin.path.filter((part) => part !== 'default');
    }
    return undefined;
  }
}

/** An argument of a decorator, in its place. */
export const argumentOf = ({ args, frame }: AppliedDecorator, index: number): Placed => ({ expr: args[index], frame });

/** The first argument of one of the kinds, in its place. */
export function argumentOfKind(decorator: AppliedDecorator, ...kinds: Expr['kind'][]): Placed {
  return { expr: decorator.args.find((arg) => kinds.includes(arg.kind)), frame: decorator.frame };
}
