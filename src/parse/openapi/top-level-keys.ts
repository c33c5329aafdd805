/** A key of the outermost mapping, with the start of its value as written (one line at most). */
export interface TopLevelKey {
  name: string;
  value: string;
}

const YAML_KEY = /^(?:"([^"\n]+)"|'([^'\n]+)'|([A-Za-z_$][^\s:#'"{}[\],&*!|>%@`]*))[ \t]*:(?=\s|$)[ \t]*(.*)$/gm;
const JSON_TOKEN = /"((?:[^"\\\n]|\\.)*)"|[{}[\]]|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const JSON_VALUE = /\s*:\s*("(?:[^"\\\n]|\\.)*"|[^\s,}]*)/y;

/**
 * The keys of the outermost mapping of a JSON or YAML text, told from its layout without parsing it, so that a broken
 * document still says what it is. All documents of a YAML stream count.
 */
export function* topLevelKeys(text: string): Generator<TopLevelKey> {
  const start = /^\uFEFF?(?:\s|#.*\n|\/\/.*\n|---)*/.exec(text)?.[0].length ?? 0;
  if (text[start] === '{') yield* jsonKeys(text);
  else yield* yamlKeys(text);
}

function* yamlKeys(text: string): Generator<TopLevelKey> {
  for (const match of text.matchAll(YAML_KEY)) {
    yield { name: match[1] ?? match[2] ?? match[3] ?? '', value: (match[4] ?? '').trimEnd() };
  }
}

function* jsonKeys(text: string): Generator<TopLevelKey> {
  let depth = 0;
  for (const match of text.matchAll(JSON_TOKEN)) {
    const token = match[0];
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && match[1] !== undefined) {
      JSON_VALUE.lastIndex = match.index + token.length;
      const value = JSON_VALUE.exec(text);
      if (value) yield { name: match[1], value: value[1] ?? '' };
    }
  }
}
