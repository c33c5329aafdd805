import { childOf, entriesOf, entryOf, itemsOf, type Place, positionOf, textOf } from './document/source-document.ts';
import type { ServerFact } from './openapi-facts.ts';

/** The `servers` of a 3.x document, path item or operation; undefined when it has none of its own. */
export function serversOf(owner: Place): ServerFact[] | undefined {
  if (entryOf(owner, 'servers') === undefined) return undefined;
  return itemsOf(childOf(owner, 'servers')).flatMap((server) => {
    const entry = entryOf(server, 'url');
    const url = textOf(server, 'url');
    if (entry === undefined || url === undefined) return [];
    return [{ url: withDefaults(url, server), at: positionOf(server.document, entry) }];
  });
}

/** A variable without a default stays as written. */
function withDefaults(url: string, server: Place): string {
  const defaults = new Map(
    entriesOf(childOf(server, 'variables')).map(({ entry, place }) => [entry.key, textOf(place, 'default')]),
  );
  return url.replace(/\{([^{}]+)\}/g, (written, name: string) => defaults.get(name) ?? written);
}

/** What 2.0 says with `schemes`, `host` and `basePath`: one URL per scheme, relative when the host is not given. */
export function serversOfSwagger(root: Place): ServerFact[] {
  const entry = entryOf(root, 'basePath') ?? entryOf(root, 'host');
  if (entry === undefined) return [];
  const at = positionOf(root.document, entry);
  const host = textOf(root, 'host');
  const basePath = textOf(root, 'basePath') ?? '';
  if (host === undefined) return [{ url: basePath, at }];
  const schemes = itemsOf(childOf(root, 'schemes')).flatMap(({ node }) => (node.kind === 'scalar' ? [node.text] : []));
  const prefixes = schemes.length > 0 ? schemes.map((scheme) => `${scheme}://`) : ['//'];
  return prefixes.map((prefix) => ({ url: prefix + host + basePath, at }));
}
