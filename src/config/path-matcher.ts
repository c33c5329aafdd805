import picomatch from 'picomatch';

/** What a glob of the configuration means, wherever one is written: dot files are files like any other. */
export const pathMatcher = (patterns: string | string[]): ((path: string) => boolean) => {
  const matches = picomatch(patterns, { dot: true });
  return (path) => matches(path);
};
