import type { Location } from '../../parse/position.ts';
import type { DeclaredColumn, DeclaredConstraint, DeclaredIndex } from './declared-schema.ts';
import { plainIndex } from './declared-schema.ts';

/** The paths, references and indexes of documents while a schema is read. */
export class DocumentShape {
  readonly columns: DeclaredColumn[] = [];
  readonly indexes: DeclaredIndex[] = [];
  readonly references: { path: string; model: string; at: Location }[] = [];
  /** Paths may be missing. */
  partial = false;

  column(path: string, type: string, at: Location, required = false): void {
    if (this.columns.some((column) => column.name === path)) return;
    this.columns.push({ name: path, type, notNull: required, generated: false, at, fields: [path] });
  }

  index(fields: string[], at: Location, details: { unique?: boolean; method?: string; where?: string } = {}): void {
    const { unique = false, ...rest } = details;
    const kind = details.method === undefined ? '1' : details.method;
    const name = fields.map((field) => `${field}_${kind}`).join('_');
    if (!this.indexes.some((index) => index.name === name && index.unique === unique))
      this.indexes.push({ ...plainIndex(fields, at, unique), name, ...rest });
  }

  /** Takes over the paths of an embedded document; within a list they are not references to look up by. */
  embed(path: string, inner: DocumentShape, listed: boolean): void {
    for (const { name, type, notNull, at } of inner.columns)
      this.column(`${path}.${name}`, type, at, notNull && !listed);
    for (const { keys, at, unique, method, where } of inner.indexes) {
      const fields = keys.map((key) => `${path}.${key.column}`);
      this.index(fields, at, {
        unique,
        ...(method !== undefined && { method }),
        ...(where !== undefined && { where }),
      });
    }
    if (!listed) this.references.push(...inner.references.map((item) => ({ ...item, path: `${path}.${item.path}` })));
    this.partial ||= inner.partial;
  }

  foreignKeys(collectionOf: (model: string) => string): DeclaredConstraint[] {
    return this.references.map(({ path, model, at }) => ({
      kind: 'foreign-key',
      columns: [path],
      references: { table: { name: collectionOf(model) }, columns: ['_id'] },
      enforced: false,
      at,
    }));
  }
}
