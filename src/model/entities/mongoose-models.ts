import type { Location } from '../../parse/position.ts';
import type { CallExpr, NewExpr } from '../../parse/typescript/code-facts.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { CodeReader, Placed } from './code-values.ts';

const MONGOOSE = new Set(['mongoose', '@nestjs/mongoose', '@typegoose/typegoose']);

/** A model as a call makes it: its name, the schema that it is given, and the collection if that is named. */
export interface ModelCall {
  module: string;
  name: string;
  schema: Value[];
  collection?: string;
  /** The model whose collection it shares: `User.discriminator('Admin', schema)`. */
  of?: Value[];
  /** Identity of the call, by which the model is known elsewhere. */
  key: string;
  at: Location;
}

/** `mongoose.model('User', schema)`, `MongooseModule.forFeature([{ name, schema }])`, `getModelForClass(User)`, discriminators. */
export function modelCalls(reader: CodeReader, modules: LinkedModule[]): ModelCall[] {
  return modules.flatMap((module) =>
    module.facts.calls.flatMap(({ expr }): ModelCall[] => {
      const name = methodOf(expr);
      if (expr.kind === 'new' || !/^(?:model|forFeature|getModelForClass|discriminator)$/.test(name)) return [];
      if (name === 'discriminator') return discriminator(reader, module.path, expr);
      if (!isMongoose(reader, expr, module.path)) return [];
      if (name === 'forFeature') return features(reader, module.path, expr);
      return plainModel(reader, module.path, expr, name === 'getModelForClass');
    }),
  );
}

const methodOf = ({ callee }: CallExpr | NewExpr): string =>
  callee.kind === 'reference' ? callee.name : callee.kind === 'member' ? String(callee.property) : '';

const isMongoose = (reader: CodeReader, { callee }: CallExpr | NewExpr, module: string): boolean =>
  reader.values({ expr: callee, frame: { module } }).some((value) => MONGOOSE.has(originOf(value)?.package ?? ''));

function plainModel(reader: CodeReader, module: string, expr: CallExpr | NewExpr, ofClass: boolean): ModelCall[] {
  const frame = { module };
  const [first, second, third] = expr.args;
  if (!first || (!ofClass && !second)) return [];
  const schema = reader.values({ expr: ofClass ? first : second, frame });
  const name = ofClass ? className(reader, schema[0]) : reader.text({ expr: first, frame });
  if (name === undefined) return [];
  const collection = ofClass ? undefined : reader.text({ expr: third, frame });
  return [
    {
      ...{ module, name, schema, key: `${module}#${expr.id}`, at: locationIn(module, expr.at) },
      ...(collection !== undefined && { collection }),
    },
  ];
}

/** Each element `{ name: User.name, schema: UserSchema, collection? }`. */
function features(reader: CodeReader, module: string, expr: CallExpr | NewExpr): ModelCall[] {
  const lists = reader.values({ expr: expr.args[0], frame: { module } });
  return lists
    .flatMap((list) => elementsOfValue(reader.evaluator, list))
    .flatMap((value): ModelCall[] => {
      if (value.kind !== 'object') return [];
      const place: Placed = { expr: value.expr, frame: { module: value.module } };
      const given = reader.option(place, 'name');
      const name = given && reader.name(given);
      const schema = reader.option(place, 'schema');
      if (name === undefined || !schema) return [];
      const collection = reader.optionText(place, 'collection');
      const at = locationIn(value.module, value.expr.at);
      return [
        {
          ...{ module: value.module, name, schema: reader.values(schema), at },
          ...(collection !== undefined && { collection }),
          key: `${value.module}:${value.expr.at.line}:${value.expr.at.column}`,
        },
      ];
    });
}

const className = (reader: CodeReader, value: Value | undefined): string | undefined =>
  value?.kind === 'class' ? reader.evaluator.program.cls(value.module, value.cls).name : undefined;

function discriminator(reader: CodeReader, module: string, expr: CallExpr | NewExpr): ModelCall[] {
  const frame = { module };
  const { callee, args } = expr;
  const name = args[0] && reader.text({ expr: args[0], frame });
  if (callee.kind !== 'member' || name === undefined || !args[1]) return [];
  const of = reader.values({ expr: callee.object, frame });
  if (!of.some((value) => MONGOOSE.has(originOf(value)?.package ?? ''))) return [];
  const schema = reader.values({ expr: args[1], frame });
  return [{ module, name, schema, of, key: `${module}#${expr.id}`, at: locationIn(module, expr.at) }];
}
