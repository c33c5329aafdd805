import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Program } from '../evaluate/program.ts';
import { calleeName } from './expression-search.ts';

const ASSOCIATES = /^(hasMany|hasOne|belongsTo|belongsToMany)$/;
const DECORATES = /^(HasMany|HasOne|BelongsTo|BelongsToMany)$/;

const known = new WeakMap<Program, ReadonlySet<string>>();

/**
 * Whether a method is one that Sequelize adds to a model for an association the repository defines: `addRole` and `setRoles`
 * where `belongsToMany(Role)` stands. Any other `set…` of a model is the repository's own or touches no database.
 */
export function isAssociationMethod(program: Program, method: string): boolean {
  const name = /^(?:get|set|add|remove|has|count|create)([A-Z]\w*)$/.exec(method)?.[1];
  return name !== undefined && associations(program).has(singular(name));
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
  const alias = options?.kind === 'object' ? options.properties.find(({ key }) => key === 'as')?.value : undefined;
  const name = alias?.kind === 'literal' ? String(alias.value) : nameOf(model);
  if (name) names.add(singular(name));
}

const nameOf = (model: Expr | undefined): string | undefined => (model ? calleeName(model) : undefined);

/** Good enough to compare `Roles` with `role`: both lose the same ending. */
const singular = (name: string): string => name.toLowerCase().replace(/ies$/, 'y').replace(/e?s$/, '');
