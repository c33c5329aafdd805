import type { Position } from '../position.ts';
import { childOf, entriesOf, entryOf, itemsOf, type Place, positionOf, textOf } from './document/source-document.ts';
import type { OperationFact } from './openapi-facts.ts';
import { type Context, resolve } from './reading-context.ts';

/** Media types of what an operation takes and gives, read alike from 2.0 and 3.x. */
export const mediaTypesOf = { request, responses };

/** Undefined when the operation has no body. */
function request(context: Context, operation: Place, item: Place): string[] | undefined {
  if (context.version === '2.0') return swaggerRequest(context, operation, item);
  const written = childOf(operation, 'requestBody');
  const body = written && resolve(context, written, 'a request body');
  return body && entriesOf(childOf(body, 'content')).map(({ entry }) => entry.key);
}

/** In 2.0 a body is a parameter, and its media types stand at the operation or at the top. */
function swaggerRequest(context: Context, operation: Place, item: Place): string[] | undefined {
  const kinds = [item, operation].flatMap((owner) =>
    itemsOf(childOf(owner, 'parameters')).map((written) => {
      const target = context.library.resolve(written);
      return 'place' in target ? textOf(target.place, 'in') : undefined;
    }),
  );
  if (kinds.includes('body')) return inherited(context, operation, 'consumes');
  if (!kinds.includes('formData')) return undefined;
  const consumes = inherited(context, operation, 'consumes');
  return consumes.length > 0 ? consumes : ['application/x-www-form-urlencoded'];
}

function responses(context: Context, operation: Place, fallback: Position): OperationFact['responses'] {
  const written = childOf(operation, 'responses');
  const target = written && resolve(context, written, 'the responses');
  return entriesOf(target)
    .filter(({ entry }) => !entry.key.startsWith('x-'))
    .map(({ entry, place }) => {
      const response = resolve(context, place, `the response ${entry.key}`);
      const here = place.document === operation.document;
      const mediaTypes = response ? responseTypes(context, operation, response) : [];
      return { status: entry.key, mediaTypes, at: here ? positionOf(place.document, entry) : fallback };
    });
}

function responseTypes(context: Context, operation: Place, response: Place): string[] {
  if (context.version !== '2.0') return entriesOf(childOf(response, 'content')).map(({ entry }) => entry.key);
  return entryOf(response, 'schema') === undefined ? [] : inherited(context, operation, 'produces');
}

function inherited(context: Context, operation: Place, key: 'consumes' | 'produces'): string[] {
  const list = childOf(operation, key) ?? childOf(context.root, key);
  return itemsOf(list).flatMap(({ node }) => (node.kind === 'scalar' ? [node.text] : []));
}
