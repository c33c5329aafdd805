import type { CallExpr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from './evaluator.ts';
import { type Frame, originOf, type Value } from './values.ts';

/** Static methods of entity base classes that give one row, which is an instance of the class they are called on. */
const FINDERS = /^(findOne|findByPk|findById|findOneBy|findOneOrFail|findOneByOrFail|findOneById|create|build)$/;
const ACTIVE_RECORDS = /^(sequelize|@sequelize\/core|sequelize-typescript|typeorm|@adonisjs\/lucid)$/;

/**
 * `User.findByPk(1)` where `class User extends Model`: an instance of `User`, whose own methods are those of the repository; what it
 * inherits still comes from the package. `undefined` where the method is the class's own, or the class is no such one.
 */
export function foundEntity(evaluator: Evaluator, expr: CallExpr | NewExpr, frame: Frame): Value[] | undefined {
  const { callee } = expr;
  if (expr.kind !== 'call' || callee.kind !== 'member' || typeof callee.property !== 'string') return undefined;
  const name = callee.property;
  if (!FINDERS.test(name)) return undefined;
  const classes = evaluator.evaluate(callee.object, frame).filter((value) => value.kind === 'class');
  const site = { module: frame.module, call: expr.id, via: [] };
  const instances = classes.flatMap((value): Value[] => {
    const inherited = evaluator.member(value, name);
    const fromPackage =
      inherited.length > 0 && inherited.every((item) => ACTIVE_RECORDS.test(originOf(item)?.package ?? ''));
    return fromPackage ? [{ kind: 'instance', module: value.module, cls: value.cls, site }] : [];
  });
  return instances.length > 0 ? instances : undefined;
}
