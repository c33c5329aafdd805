import type { Position, Unknown } from '../position.ts';

/** What one `.prisma` file declares, as written. What Prisma makes of it is the model's work. */
export interface PrismaFacts {
  kind: 'prisma';
  /** `datasource` and `generator` blocks. */
  settings: PrismaSettings[];
  models: PrismaModelFact[];
  enums: { name: string; values: string[]; at: Position }[];
  unknowns: Unknown[];
}

export interface PrismaSettings {
  block: 'datasource' | 'generator';
  name: string;
  entries: Record<string, PrismaValue>;
  at: Position;
}

export interface PrismaModelFact {
  /** `type`: a composite type, embedded in documents. */
  kind: 'model' | 'view' | 'type';
  name: string;
  fields: PrismaFieldFact[];
  /** `@@id`, `@@index`, …, without the signs. */
  attributes: PrismaAttribute[];
  at: Position;
}

export interface PrismaFieldFact {
  name: string;
  /** `String`, the name of a model or enum, or the text of `Unsupported("…")`. */
  type: string;
  unsupported: boolean;
  list: boolean;
  optional: boolean;
  /** `@id`, `@db.VarChar`, …, without the sign. */
  attributes: PrismaAttribute[];
  at: Position;
}

export interface PrismaAttribute {
  name: string;
  args: PrismaArgument[];
  at: Position;
}
export interface PrismaArgument {
  /** Absent for one given by place. */
  name?: string;
  value: PrismaValue;
}
export type PrismaValue =
  | { kind: 'text'; text: string }
  | { kind: 'number'; text: string }
  /** A field, an enum value, `true`, `Cascade`. */
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: PrismaValue[] }
  /** `now()`, `env("URL")`, `title(sort: Desc)`. */
  | { kind: 'call'; name: string; args: PrismaArgument[] };
