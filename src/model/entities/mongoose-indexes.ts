import type { Location } from '../../parse/position.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DocumentShape } from './mongoose-document.ts';
import { hasHiddenEntries, objectEntries } from './object-entries.ts';

/** `schema.index({ a: 1, b: -1 }, { unique: true })`. */
export function addIndex(
  reader: CodeReader,
  shape: DocumentShape,
  fields: Placed,
  options: Placed,
  at: Location,
): void {
  const entries = objectEntries(reader, fields);
  if (entries.length === 0 || hasHiddenEntries(reader, fields)) {
    shape.partial = true;
    return;
  }
  const kinds = entries.map(({ place }) => reader.text(place)).filter((kind) => kind !== undefined);
  const method = kinds[0];
  shape.index(
    entries.map(({ name }) => name),
    at,
    {
      unique: reader.optionFlag(options, 'unique') === true,
      ...(method !== undefined && { method }),
      ...(reader.option(options, 'partialFilterExpression') && { where: '…' }),
    },
  );
}
