import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Program } from '../evaluate/program.ts';
import { calleeName } from './expression-search.ts';

const ASSOCIATES = /^(hasMany|hasOne|belongsTo|belongsToMany)$/;
const METHOD = /^(?:get|set|add|remove|has|count|create)([A-Z]\w*)$/;
const DECORATES = /^(HasMany|HasOne|BelongsTo|BelongsToMany)$/;

const known = new WeakMap<Program, ReadonlySet<string>>();

/**
 * Whether a method is one that Sequelize adds to a model for an association the repository defines: `addRole` and `setRoles`
 * where `belongsToMany(Role)` stands. Any other `set…` of a model is the repository's own or touches no database.
 */
export function isAssociationMethod(program: Program, method: string): boolean {
  const name = METHOD.exec(method)?.[1];
  return name !== undefined && associations(program).has(singular(name));
}

/** An association that a call on a model makes, by the names the code gives the models. */
interface Association {
  source: string;
  alias: string;
  target: string;
}

const made = new WeakMap<Program, Association[]>();

/** The association of a model by which Sequelize adds a method of that name to its rows. */
export function associationOf(program: Program, model: string, method: string): Association | undefined {
  const name = METHOD.exec(method)?.[1];
  if (name === undefined) return undefined;
  const all = made.get(program) ?? associationsIn(program);
  made.set(program, all);
  const sameModel = ({ source }: Association): boolean => source.toLowerCase() === model.toLowerCase();
  return all.find((item) => sameModel(item) && stem(item.alias) === stem(name));
}

function associationsIn(program: Program): Association[] {
  return [...program.calls()].flatMap(({ module, call }): Association[] => {
    const { callee, args } = call.expr;
    if (callee.kind !== 'member' || !ASSOCIATES.test(String(callee.property)) || !args[0]) return [];
    const { object } = callee;
    const own = object.kind === 'this' && object.cls !== undefined ? module.facts.classes[object.cls]?.name : undefined;
    const source = own ?? nameOf(object);
    const target = nameOf(args[0]);
    return source && target ? [{ source, target, alias: aliasOf(args[1]) ?? target }] : [];
  });
}

function associations(program: Program): ReadonlySet<string> {
  const cached = known.get(program);
  if (cached) return cached;
  const names = new Set<string>();
  for (const { call } of program.calls()) if (ASSOCIATES.test(calleeName(call.expr.callee) ?? '')) add(names, call);
  for (const { facts } of program.modules.values()) {
    for (const field of facts.classes.flatMap((cls) => cls.fields)) {
      if (field.decorators.some(({ expr }) => expr.kind === 'call' && DECORATES.test(calleeName(expr.callee) ?? '')))
        names.add(singular(field.name));
    }
  }
  known.set(program, names);
  return names;
}

/** The alias of an association, or the name of the model it leads to. */
function add(names: Set<string>, call: CallFact): void {
  const [model, options] = call.expr.args;
  const name = aliasOf(options) ?? nameOf(model);
  if (name) names.add(singular(name));
}

const aliasOf = (options: Expr | undefined): string | undefined => {
  const alias = options?.kind === 'object' ? options.properties.find(({ key }) => key === 'as')?.value : undefined;
  return alias?.kind === 'literal' ? String(alias.value) : undefined;
};

const nameOf = (model: Expr | undefined): string | undefined => (model ? calleeName(model) : undefined);

/** Good enough to compare `Roles` with `role`: both lose the same ending. */
const singular = (name: string): string => name.toLowerCase().replace(/ies$/, 'y').replace(/e?s$/, '');

/** Without the ending of the plural, and the `e` that may be part of it: `favorites` and `Favorite`, `boxes` and `box`. */
const stem = (name: string): string => name.toLowerCase().replace(/ies$/, 'y').replace(/e?s?$/, '');
