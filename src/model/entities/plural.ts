/** Endings and what becomes of them, the first that fits; of `inflection`, which Sequelize uses, and Mongoose's own rules. */
const RULES: [RegExp, string][] = [
  [/human$/i, 'humans'],
  [/(m)an$/i, '$1en'],
  [/(pe)rson$/i, '$1ople'],
  [/(child)$/i, '$1ren'],
  [/^(ox)$/i, '$1en'],
  [/(ax|test)is$/i, '$1es'],
  [/(octop|vir)us$/i, '$1i'],
  [/(alias|status)$/i, '$1es'],
  [/(bu)s$/i, '$1ses'],
  [/(buffal|tomat|potat)o$/i, '$1oes'],
  [/([ti])um$/i, '$1a'],
  [/sis$/i, 'ses'],
  [/(?:([^f])fe|([lr])f)$/i, '$1$2ves'],
  [/([^aeiouy]|qu)y$/i, '$1ies'],
  [/(x|ch|ss|sh)$/i, '$1es'],
  [/(matr|vert|ind)(?:ix|ex)$/i, '$1ices'],
  [/([ml])ouse$/i, '$1ice'],
  [/(quiz)$/i, '$1zes'],
  [/^goose$/i, 'geese'],
  [/s$/i, 's'],
  [/([^a-z])$/i, '$1'],
];
const SAME = new Set(
  'advice energy excretion digestion cooperation health justice labour machinery equipment information pollution sewage paper money species series rain rice fish sheep moose deer news expertise status media'.split(
    ' ',
  ),
);
/** Words that `inflection` leaves alone; `status` and `media` are none of them. */
const SAME_FOR_SEQUELIZE = new Set(
  'advice baggage cash education electricity equipment evidence food furniture hardware health homework information knowledge luggage machinery management money music news research rice series sheep software species stuff traffic transportation weather fish deer'.split(
    ' ',
  ),
);
/** Plurals that stay as they are. */
const PLURAL = /(?:men|people|children|[^aeiou]ies|ves|[^s]s|data)$/i;

const byRules = (word: string): string => {
  const rule = RULES.find(([pattern]) => pattern.test(word));
  return rule ? word.replace(rule[0], rule[1]) : `${word}s`;
};

/** `PostVote` → `PostVotes`, as Sequelize names the table of a model. */
export function sequelizePlural(word: string): string {
  const last = /[A-Za-z]+$/.exec(word)?.[0].toLowerCase() ?? '';
  if (SAME_FOR_SEQUELIZE.has(last) || (PLURAL.test(word) && !/(?:bus|status|alias|is|us)$/i.test(word))) return word;
  return byRules(word);
}

/** `BlogPost` → `blogposts`, as Mongoose names the collection of a model. */
export function mongoosePlural(model: string): string {
  const word = model.toLowerCase();
  return SAME.has(word) ? word : byRules(word);
}

/** `orchestras` → `orchestra`: enough of the way back to name the key that refers to a table. */
export function singular(word: string): string {
  if (/people$/i.test(word)) return word.replace(/ople$/i, 'rson');
  if (/[^aeiou]ies$/i.test(word)) return word.replace(/ies$/i, 'y');
  if (/(?:x|ch|ss|sh|status|alias|bus)es$/i.test(word)) return word.slice(0, -2);
  return /[^su]s$/i.test(word) && !/(?:news|series|species)$/i.test(word) ? word.slice(0, -1) : word;
}
