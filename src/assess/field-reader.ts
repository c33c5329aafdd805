import type { PackProblem } from './pack-problem.ts';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const quoted = (values: readonly string[]): string => values.join(', ');

/**
 * Reads the fields of one YAML mapping. What is missing or of the wrong type is noted in `problems` and replaced by an
 * empty value, so that one pass finds every problem of a file.
 */
export class FieldReader {
  private readonly fields: Record<string, unknown>;
  private readonly where: Omit<PackProblem, 'message'>;
  private readonly problems: PackProblem[];

  constructor(fields: Record<string, unknown>, where: Omit<PackProblem, 'message'>, problems: PackProblem[]) {
    this.fields = fields;
    this.where = where;
    this.problems = problems;
  }

  note(message: string): void {
    this.problems.push({ ...this.where, message });
  }

  /** A misspelt field would otherwise be ignored in silence. */
  onlyFields(known: readonly string[]): void {
    for (const field of Object.keys(this.fields)) {
      if (!known.includes(field)) this.note(`unknown field '${field}' (known: ${quoted(known)})`);
    }
  }

  has(field: string): boolean {
    return this.fields[field] !== undefined && this.fields[field] !== null;
  }

  text(field: string): string {
    const value = this.fields[field];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.note(value === undefined || value === null ? `'${field}' is missing` : `'${field}' must be a non-empty text`);
    return '';
  }

  oneOf<T extends string>(field: string, allowed: readonly [T, ...T[]]): T {
    const value = this.fields[field];
    const found = allowed.find((option) => option === value);
    if (found !== undefined) return found;
    const given = value === undefined ? 'is missing' : `is '${String(value)}'`;
    this.note(`'${field}' ${given}; it must be one of: ${quoted(allowed)}`);
    return allowed[0];
  }

  list(field: string): unknown[] {
    const value = this.fields[field];
    if (Array.isArray(value)) return value;
    this.note(value === undefined || value === null ? `'${field}' is missing` : `'${field}' must be a list`);
    return [];
  }

  texts(field: string): string[] {
    return this.list(field).flatMap((item) => {
      if (typeof item === 'string' && item.trim() !== '') return [item.trim()];
      this.note(`'${field}' must hold texts only`);
      return [];
    });
  }

  textsAmong<T extends string>(field: string, allowed: readonly T[]): T[] {
    return this.texts(field).flatMap((item) => {
      const found = allowed.find((option) => option === item);
      if (found === undefined) this.note(`'${field}' has '${item}'; it may hold: ${quoted(allowed)}`);
      return found === undefined ? [] : [found];
    });
  }
}
