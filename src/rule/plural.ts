/** Words whose plural is no `s`. */
const IRREGULAR: Record<string, string> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  indices: 'index',
  vertices: 'vertex',
  matrices: 'matrix',
  media: 'medium',
  criteria: 'criterion',
  analyses: 'analysis',
  movies: 'movie',
  cookies: 'cookie',
  series: 'series',
  news: 'news',
};
/** Words that have no plural, or are used as if: neither form tells a habit. */
const UNCOUNTED =
  /^(?:data|metadata|info|information|history|media|news|series|settings?|preferences|analytics|statistics|stats|config|auth|access|status|address|inventory|equipment|feedback|content|staff|audit|progress|process|log|cache|queue|market|storage|usage|health|traffic|billing|jwks|docs|sms|dns|https|kudos)$/;

/** The singular of an English word, as far as its ending tells. */
export function singular(word: string): string {
  const lower = word.toLowerCase();
  if (IRREGULAR[lower] !== undefined) return IRREGULAR[lower];
  if (/(?:ss|us|is|alias|canvas|atlas|bias|gas|pajamas)$/.test(lower)) return lower;
  if (/ies$/.test(lower)) return lower.replace(/ies$/, 'y');
  if (/(?:sses|shes|ches|xes|zes|uses)$/.test(lower)) return lower.slice(0, -2);
  return lower.replace(/s$/, '');
}

/** Whether the last word of a name is plural; undefined for words that tell no habit. */
export function isPlural(word: string): boolean | undefined {
  const lower = word.toLowerCase();
  if (UNCOUNTED.test(lower) || /(?:data|credentials|details|follows)$/.test(lower)) return undefined;
  return singular(lower) !== lower;
}
