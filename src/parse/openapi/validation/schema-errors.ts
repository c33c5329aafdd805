/** The part of an Ajv error that matters here. */
export interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
  /** Set when it is about a key and not about what stands at `instancePath`. */
  propertyName?: string;
}

const ALTERNATIVES = new Set(['oneOf', 'anyOf', 'allOf', 'not', 'if', '$ref']);
/** Parameters that name the key to point at. */
const OFFENDING_KEY = ['additionalProperty', 'unevaluatedProperty'];

/**
 * Turns the errors of every alternative that a schema tried into what a reader can act on: where an alternative failed
 * deeper down, its own failure is noise, and so is that a thing might have been a reference.
 */
export function tellingErrors(errors: SchemaError[]): { pointer: string; message: string }[] {
  const kept = errors.filter(
    ({ keyword, params }) =>
      keyword !== 'propertyNames' && !(keyword === 'required' && params.missingProperty === '$ref'),
  );
  const paths = new Set<string>();
  for (const { instancePath } of kept) addParents(instancePath, paths);
  const told = new Map<string, { pointer: string; message: string }>();
  for (const error of kept) {
    if (ALTERNATIVES.has(error.keyword) && isExplained(error, kept, paths)) continue;
    const named = error.propertyName ?? OFFENDING_KEY.map((name) => error.params[name]).find(isText);
    const pointer = named === undefined ? error.instancePath : `${error.instancePath}/${escapeSegment(named)}`;
    const message = describe(error, named);
    told.set(`${pointer}\n${message}`, { pointer, message });
  }
  return [...told.values()];
}

function isExplained(error: SchemaError, errors: SchemaError[], deeper: Set<string>): boolean {
  if (deeper.has(error.instancePath)) return true;
  return errors.some((other) => other.instancePath === error.instancePath && !ALTERNATIVES.has(other.keyword));
}

/** Every path above one with an error. */
function addParents(path: string, paths: Set<string>): void {
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    const parent = path.slice(0, at);
    if (paths.has(parent)) return;
    paths.add(parent);
    if (at === 0) return;
  }
}

function describe({ message = 'is not valid', params }: SchemaError, named: string | undefined): string {
  const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
  return named === undefined ? message + allowed : `${message}: ${named}`;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const escapeSegment = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');
