import { elementsIn } from '../frameworks/options.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DeclaredDialect } from './declared-schema.ts';
import type { EntityDraft, IndexDraft } from './entity-draft.ts';
import { addProperty, type MikroProperty } from './mikro-orm-properties.ts';
import { snakeCase } from './naming.ts';
import { hasHiddenEntries, type ObjectEntry, objectEntries } from './object-entries.ts';

const PACKAGES = new Set(
  ['core', 'postgresql', 'mysql', 'mariadb', 'sqlite', 'better-sqlite', 'libsql', 'mssql', 'mongodb'].map(
    (name) => `@mikro-orm/${name}`,
  ),
);
const KINDS = new Set(['m:1', '1:1', 'm:n']);

export interface MikroSchema {
  module: string;
  read(dialect: DeclaredDialect): EntityDraft;
}

/** `new EntitySchema({ name, tableName, properties, indexes, uniques })`. */
export function mikroSchemas(reader: CodeReader, modules: LinkedModule[]): MikroSchema[] {
  return modules.flatMap((module) =>
    module.facts.calls.flatMap(({ expr }): MikroSchema[] => {
      const { callee } = expr;
      if (expr.kind !== 'new' || callee.kind !== 'reference' || callee.name !== 'EntitySchema') return [];
      const frame = { module: module.path };
      if (reader.exportPath(callee, frame, PACKAGES)?.join() !== 'EntitySchema') return [];
      const options: Placed = { expr: expr.args[0], frame };
      const key = `${module.path}#${expr.id}`;
      const at = locationIn(module.path, expr.at);
      return [{ module: module.path, read: (dialect) => readSchema(reader, options, { key, at }, dialect) }];
    }),
  );
}

function readSchema(
  reader: CodeReader,
  options: Placed,
  place: Pick<EntityDraft, 'key' | 'at'>,
  dialect: DeclaredDialect,
): EntityDraft {
  const cls = reader.option(options, 'class');
  const clsKey = cls && reader.entityKey(cls);
  const name = reader.optionText(options, 'name') ?? classNameOf(reader, cls) ?? '';
  const table = reader.optionText(options, 'tableName') ?? snakeCase(name);
  const properties = reader.option(options, 'properties');
  const draft: EntityDraft = {
    ...place,
    names: [name, ...(clsKey === undefined ? [] : [clsKey])],
    table: { name: table },
    ...{ columns: [], primaryKey: [], relations: [], indexes: [] },
    partial: !properties || hasHiddenEntries(reader, properties) || reader.option(options, 'extends') !== undefined,
  };
  for (const entry of properties ? objectEntries(reader, properties) : [])
    addProperty(reader, draft, propertyOf(reader, entry), dialect);
  draft.indexes.push(...listed(reader, options, 'indexes', false), ...listed(reader, options, 'uniques', true));
  return draft;
}

function classNameOf(reader: CodeReader, place: Placed | undefined): string | undefined {
  const value = place && reader.values(place).find((item) => item.kind === 'class');
  return value?.kind === 'class' ? reader.evaluator.program.cls(value.module, value.cls).name : undefined;
}

function propertyOf(reader: CodeReader, { name, place, at }: ObjectEntry): MikroProperty {
  const reference = reader.optionText(place, 'kind') ?? reader.optionText(place, 'reference');
  const isEnum = reader.optionFlag(place, 'enum') === true;
  const kind = reference === undefined ? (isEnum ? 'enum' : 'property') : KINDS.has(reference) ? reference : 'other';
  return { name, kind: kind as MikroProperty['kind'], options: place, type: '', at };
}

/** `indexes: [{ properties: ['a', 'b'] }]`. */
function listed(reader: CodeReader, options: Placed, name: string, unique: boolean): IndexDraft[] {
  const list = reader.option(options, name);
  return elementsIn(reader.evaluator, list ? reader.values(list) : []).flatMap((value): IndexDraft[] => {
    if (value.kind !== 'object') return [];
    const place: Placed = { expr: value.expr, frame: { module: value.module } };
    const properties = reader.option(place, 'properties');
    const fields = properties && reader.texts(properties);
    return fields ? [{ fields, unique, constraint: unique, at: locationIn(value.module, value.expr.at) }] : [];
  });
}
