import type { GuidelinePack } from '../assess/checklist.ts';
import type { AnyRule } from '../rule/rule.ts';
import { rulesReadme } from './rules-readme.ts';

/** Documents that follow from the rules and the pack; `path` is relative to the package root. */
export const generateDocs = (rules: AnyRule[], pack: GuidelinePack): { path: string; text: string }[] => [
  { path: 'rules/README.md', text: rulesReadme(rules, pack) },
];
