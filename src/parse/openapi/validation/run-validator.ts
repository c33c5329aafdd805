import type SwaggerParser from '@apidevtools/swagger-parser';
import type { OpenApiFacts } from '../openapi-facts.ts';
import { type SchemaError, tellingErrors } from './schema-errors.ts';

/** A message and the JSON pointer that it is about. */
export interface Verdict {
  pointer: string;
  message: string;
}

const OFFLINE = { resolve: { external: false } } as const;

/**
 * Lets the validator judge a contract that is in one piece. References inside it stay: the official schemas know them,
 * and following them first would cost ten times as much and blame one mistake at every place that refers to it.
 */
export async function runValidator(value: object, version: OpenApiFacts['version']): Promise<Verdict[]> {
  const { default: Parser } = await import('@apidevtools/swagger-parser');
  const withoutReferences = class extends Parser {
    override async dereference(...given: unknown[]): Promise<never> {
      return (await this.parse(...(given as Parameters<SwaggerParser['parse']>))) as never;
    }
  };
  const schema = await verdicts(() =>
    new withoutReferences().validate(value as never, { ...OFFLINE, validate: { spec: false } }),
  );
  if (version !== '2.0' || schema.length > 0) return schema;
  // Only 2.0 has rules beyond the schema, and they look through references.
  const copy = structuredClone(value) as never;
  return verdicts(() => new Parser().validate(copy, { ...OFFLINE, validate: { schema: false } }));
}

async function verdicts(run: () => Promise<unknown>): Promise<Verdict[]> {
  try {
    await run();
    return [];
  } catch (error) {
    const { details } = error as { details?: SchemaError[] };
    if (Array.isArray(details)) return tellingErrors(details);
    const message = error instanceof Error ? error.message : String(error);
    return [{ pointer: '', message: message.replace(/^Validation failed\. /, '') }];
  }
}
