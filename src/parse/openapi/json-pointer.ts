/** The segments of a JSON pointer or of the fragment of a `$ref`, decoded. */
export function parsePointer(pointer: string): string[] {
  const path = pointer.replace(/^#/, '').replace(/^\//, '');
  if (path === '') return [];
  return path.split('/').map((segment) => decode(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function formatPointer(segments: string[]): string {
  return segments.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Percent-encoding as in a URI; a stray percent sign stands for itself. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
