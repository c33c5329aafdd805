import { applicabilityOf } from '../assess/applicability.ts';
import type { RepoModel } from '../model/repo-model.ts';
import type { Page } from './palette.ts';
import { grouped, labelled, printable } from './terminal-text.ts';

const NAMED_SIGNS = 3;

/** Signs of tables where none was read. */
export const unreadTables = (model: RepoModel): string[] => applicabilityOf(['tables', 'collections'], model).suspected;

/** Tables that must be somewhere, though none was read. */
export function unreadText(signs: string[], { palette, width }: Page): string[] {
  const hidden = signs.length - NAMED_SIGNS;
  return [
    palette.warning('Tables exist that were not read:'),
    ...signs.slice(0, NAMED_SIGNS).flatMap((sign) => labelled('', printable(sign), { indent: 2, label: 0, width })),
    ...(hidden > 0 ? [`  and ${grouped(hidden)} more`] : []),
  ];
}
