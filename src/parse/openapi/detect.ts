import { topLevelKeys } from './top-level-keys.ts';

const VERSION = /^["']?(\d+(?:\.\d+)*(?:-[\w.]+)?)["']?(?=\s|,|$|#)/;
const COMPANIONS = new Set(['info', 'paths', 'webhooks', 'components', 'definitions', 'host', 'basePath', 'servers']);

/**
 * The version that an OpenAPI document says it has (`2.0`, `3.1.0`), or undefined when the text, JSON or YAML, is not
 * such a document. A mere setting named `swagger` is not one: the version must be a number and stand beside a part of
 * a description.
 */
export function openApiVersion(text: string): string | undefined {
  if (!/openapi|swagger/.test(text)) return undefined;
  let version: string | undefined;
  let companion = false;
  for (const { name, value } of topLevelKeys(text)) {
    if (name === 'openapi' || name === 'swagger') version ??= VERSION.exec(value)?.[1];
    else if (COMPANIONS.has(name)) companion = true;
    if (version !== undefined && companion) return version;
  }
  return undefined;
}
