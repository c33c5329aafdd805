import { ConfigError } from './config-error.ts';

/** @throws {ConfigError} with line and column where the text stops being JSON */
export function parseJsonConfig(text: string, shown: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ConfigError(shown, [`is not valid JSON${place(json, String(error))}.`], { cause: error });
  }
}

/** Engines name an offset, or for a text that just ends nothing at all. */
function place(text: string, message: string): string {
  const offset = /position (\d+)/.exec(message)?.[1];
  if (offset === undefined) return text.trim() === '' ? ' (the file is empty)' : ' (it ends too early)';
  const before = text.slice(0, Number(offset)).split('\n');
  return ` at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
