import type { Location } from '../../parse/position.ts';
import type { FieldFact, TypeRef } from '../../parse/typescript/code-facts.ts';
import type { Value } from '../evaluate/values.ts';
import { decoratedClass, lineage } from '../frameworks/decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from '../frameworks/decorators.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import { membersOf } from './class-members.ts';
import { argumentOf, type CodeReader, type Placed } from './code-values.ts';
import { DocumentShape } from './mongoose-document.ts';
import { addIndex } from './mongoose-indexes.ts';
import type { PathReader } from './mongoose-paths.ts';
import { languageType } from './typeorm-columns.ts';

const PACKAGES = new Set(['@nestjs/mongoose', '@typegoose/typegoose']);

interface DocumentClass {
  shape: DocumentShape;
  options: Placed;
  at: Location;
}

/** A class whose members have `@Prop` (NestJS) or `@prop` (Typegoose), with those that it extends. */
export function documentClass(
  reader: CodeReader,
  paths: PathReader,
  value: Extract<Value, { kind: 'class' }>,
): DocumentClass | undefined {
  const cls = decoratedClass(reader.evaluator, value.module, value.cls);
  const classes = lineage(reader.evaluator, cls);
  const shape = new DocumentShape();
  let told = false;
  for (const one of classes.toReversed()) {
    for (const field of membersOf(one)) {
      const [prop] = appliedDecorators(reader.evaluator, field.decorators, one.frame).filter(isProp);
      if (!prop) continue;
      told = true;
      addMember(reader, paths, shape, field, prop);
    }
    for (const decorator of one.decorators.filter((item) => PACKAGES.has(item.package) && item.name === 'index'))
      addIndex(reader, shape, argumentOf(decorator, 0), argumentOf(decorator, 1), decorator.at);
  }
  if (!told) return undefined;
  return {
    shape,
    options: optionsOf(
      reader,
      classes.flatMap((one) => one.decorators),
    ),
    at: locationIn(cls.module, cls.fact.at),
  };
}

const isProp = ({ package: home, name }: AppliedDecorator): boolean => PACKAGES.has(home) && /^[Pp]rop$/.test(name);

/** `@Schema({ timestamps: true })`, `@modelOptions({ schemaOptions: { … } })`. */
function optionsOf(reader: CodeReader, decorators: AppliedDecorator[]): Placed {
  const nest = decorators.find(({ package: home, name }) => home === '@nestjs/mongoose' && name === 'Schema');
  if (nest) return argumentOf(nest, 0);
  const goose = decorators.find(({ name, package: home }) => PACKAGES.has(home) && name === 'modelOptions');
  const inner = goose && reader.option(argumentOf(goose, 0), 'schemaOptions');
  return inner ?? { expr: undefined, frame: { module: '' } };
}

/** Options as in a plain schema; without a type there, the language's counts. */
function addMember(
  reader: CodeReader,
  paths: PathReader,
  shape: DocumentShape,
  field: FieldFact,
  prop: AppliedDecorator,
): void {
  const place = argumentOf(prop, 0);
  const at = { ...locationIn(prop.frame.module, field.at), path: prop.at.path, line: prop.at.line };
  const [value] = reader.values(place);
  const typed = value?.kind === 'object' ? reader.option(place, 'type') !== undefined : value !== undefined;
  if (typed) {
    paths.path(shape, field.name, place, at);
    return;
  }
  const type = plainType(field.type);
  shape.column(field.name, type, at, reader.optionFlag(place, 'required') === true);
  if (value) paths.keys(shape, field.name, place, at, type.endsWith('[]'));
}

const TYPES: Record<string, string> = { string: 'string', number: 'number', boolean: 'boolean', Date: 'date' };

function plainType(type: TypeRef | undefined): string {
  const name = languageType(type);
  if (name === '[]') return `${plainType(type?.args[0])}[]`;
  return TYPES[name] ?? (/ObjectId$|^Ref$/.test(name) ? 'objectid' : '');
}
