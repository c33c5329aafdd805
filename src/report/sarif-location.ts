import type { Location } from '../parse/position.ts';

/** Without an end column a region reaches to the end of its last line. */
export function location({ path, line, column, endLine }: Location) {
  const region = { startLine: line, startColumn: column, ...(endLine > line && { endLine }) };
  return { physicalLocation: { artifactLocation: artifact(path), region } };
}

/** A path whose characters with a meaning in URIs are escaped; a colon would make its beginning a scheme. */
export const artifact = (path: string) => ({
  uri: encodeURI(path).replace(/[#?:]/g, encodeURIComponent),
  uriBaseId: '%SRCROOT%',
});
