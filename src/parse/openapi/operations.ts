import { mediaTypesOf } from './bodies.ts';
import {
  childOf,
  entriesOf,
  entryOf,
  itemsOf,
  type Place,
  positionOf,
  startOf,
  textOf,
} from './document/source-document.ts';
import type { OperationFact } from './openapi-facts.ts';
import { parametersOf } from './parameters.ts';
import { type Context, resolve } from './reading-context.ts';
import { securityOf } from './security.ts';
import { serversOf } from './servers.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** All operations below `paths`, in the order of the document. */
export function operationsOf(context: Context): OperationFact[] {
  const paths = childOf(context.root, 'paths');
  const target = paths && resolve(context, paths, 'the paths');
  return entriesOf(target)
    .filter(({ entry }) => !entry.key.startsWith('x-'))
    .flatMap(({ entry, place }) => pathItem(context, entry.key, place));
}

/** A path item may be a reference and have operations of its own beside it. */
function pathItem(context: Context, path: string, written: Place): OperationFact[] {
  const target = resolve(context, written, `the path ${path}`);
  const items = target === undefined || target.node === written.node ? [written] : [target, written];
  return items.flatMap((item) =>
    methodsOf(context, item).flatMap(({ method, key, place }) => {
      const operation = resolve(context, place, `${method} ${path}`);
      return operation ? [operationFact(context, { method, path, key, item, operation })] : [];
    }),
  );
}

function methodsOf(context: Context, item: Place) {
  const fixed = context.version === '3.2' ? [...METHODS, 'query'] : METHODS;
  const further = context.version === '3.2' ? entriesOf(childOf(item, 'additionalOperations')) : [];
  return [...entriesOf(item).filter(({ entry }) => fixed.includes(entry.key)), ...further].map(({ entry, place }) => ({
    method: entry.key.toUpperCase(),
    key: positionOf(item.document, entry),
    place,
  }));
}

interface Found {
  method: string;
  path: string;
  key: OperationFact['at'];
  item: Place;
  operation: Place;
}

function operationFact(context: Context, { method, path, key, item, operation }: Found): OperationFact {
  const sameFile = operation.document === item.document;
  const at = sameFile ? key : startOf(operation);
  const own = { operation, item, at };
  const operationId = textOf(operation, 'operationId');
  const requestBody = mediaTypesOf.request(context, operation, item);
  const servers = serversOf(operation) ?? serversOf(item);
  return {
    method,
    path,
    ...(operationId !== undefined && { operationId }),
    tags: itemsOf(childOf(operation, 'tags')).flatMap(({ node }) => (node.kind === 'scalar' ? [node.text] : [])),
    deprecated: entryOf(operation, 'deprecated')?.value.kind === 'scalar' && textOf(operation, 'deprecated') === 'true',
    parameters: parametersOf(context, own),
    ...(requestBody !== undefined && { requestBody }),
    responses: mediaTypesOf.responses(context, operation, at),
    security: securityOf(operation),
    ...(servers !== undefined && { servers }),
    file: operation.document.path,
    at,
  };
}
