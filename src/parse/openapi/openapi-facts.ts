import type { Position, Unknown } from '../position.ts';

/** One OpenAPI document (2.0, 3.0, 3.1), `$ref`s to other files resolved. Positions are of the keys. */
export interface OpenApiFacts {
  kind: 'openapi';
  version: '2.0' | '3.0' | '3.1' | '3.2';
  title: string | undefined;
  at: Position;
  servers: ServerFact[];
  operations: OperationFact[];
  schemas: { name: string; at: Position }[];
  securitySchemes: { name: string; type: string; at: Position }[];
  /** Requirement names that hold for every operation without its own `security`. */
  security: string[][];
  /** What the validator said; empty when the document is valid. */
  problems: ContractProblem[];
  unknowns: Unknown[];
}

export interface ContractProblem {
  message: string;
  /** JSON pointer from the root of the document, through references. */
  pointer: string;
  /** The file that `at` is in: the document's own or one that it refers to. */
  file: string;
  at: Position;
}

export interface ServerFact {
  /** As written; for 2.0 composed of scheme, host and basePath. Variables are replaced by their defaults. */
  url: string;
  at: Position;
}

export interface OperationFact {
  /** Upper case. */
  method: string;
  /** As written in the document, without the server's base path. */
  path: string;
  operationId?: string;
  tags: string[];
  deprecated: boolean;
  parameters: { name: string; in: string; required: boolean; at: Position }[];
  /** Media types of the request body, and of each response status. */
  requestBody?: string[];
  responses: { status: string; mediaTypes: string[]; at: Position }[];
  /** `undefined` when the document's own `security` holds; `[]` when declared public. */
  security: string[][] | undefined;
  /** Servers of the operation itself or of its path item; absent when the document's own hold. */
  servers?: ServerFact[];
  /** The file that holds the operation (several files can make one document). */
  file: string;
  at: Position;
}
