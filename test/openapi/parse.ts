import { parseOpenApi } from '../../src/parse/openapi/index.ts';
import type { OpenApiFacts } from '../../src/parse/openapi/openapi-facts.ts';

/** Parses `path` of a repository that has only the given files. */
export function parse(files: Record<string, string>, path = Object.keys(files)[0] ?? ''): Promise<OpenApiFacts> {
  return parseOpenApi({ path, text: files[path] ?? '', read: (other) => files[other] });
}

/** `GET /users at 4:5`, to compare a whole document at a glance. */
export const operationsAt = (facts: OpenApiFacts): string[] =>
  facts.operations.map(({ method, path, file, at }) => `${method} ${path} ${file}:${at.line}:${at.column}`);
