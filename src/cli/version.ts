/** Replaced by the build with the version of the package. */
declare const LINTEL_VERSION: string | undefined;

export const version: string = typeof LINTEL_VERSION === 'string' ? LINTEL_VERSION : '0.0.0-unbuilt';
