import type { HandlerUse, RepoModel } from '../model/repo-model.ts';
import { tally } from './check-report.ts';
import { operationsText, routesText } from './map-routes.ts';
import {
  contractsText,
  cyclesText,
  databasesText,
  frameworksText,
  layersText,
  packagesText,
  tablesText,
} from './map-sections.ts';
import { unreadTables, unreadText } from './map-unread.ts';
import type { Page } from './palette.ts';
import { count, enumerate, grouped } from './terminal-text.ts';
import { unknownsText } from './text-summary.ts';

/** What was found in the repository, for people: one section for each kind of thing, absent kinds named in one line. */
export function mapText(model: RepoModel, options: Page): string {
  const operations = model.handlers.filter((use) => use.operation !== undefined);
  const sections: [string, number, string[]][] = [
    ['package', model.packages.length, packagesText(model, options)],
    ['framework', model.frameworks.length, frameworksText(model, options)],
    ['layer', model.layers.length, layersText(model, options)],
    ['route', model.routes.length, routesText(model, options)],
    ...(operations.length > 0 ? [operationsSection(operations, options)] : []),
    ['contract', model.contracts.length, contractsText(model, options)],
    ['table', model.tables.length, [...databasesText(model, options), ...tablesText(model, options)]],
    ['cycle', model.graph.cycles.length, cyclesText(model, options)],
  ];
  const present = sections.filter(([, number]) => number > 0);
  const unread = unreadTables(model);
  const absent = sections
    .filter(([noun, number]) => number === 0 && !(noun === 'table' && unread.length > 0))
    .map(([noun]) => `${noun}s`);
  const { palette } = options;
  const blocks = [
    ...present.map(([noun, number, lines]) => [palette.bold(count(number, noun)), ...lines]),
    ...(absent.length > 0 ? [[`No ${enumerate(absent).replace(/ and /, ' or ')} found.`]] : []),
    ...(unread.length > 0 ? [unreadText(unread, options)] : []),
    ...(model.unknowns.length > 0 ? [unknownsText(model.unknowns, options).slice(1)] : []),
    ...skippedText(model),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const operationsSection = (operations: HandlerUse[], options: Page): [string, number, string[]] => [
  'operation',
  operations.length,
  operationsText(operations, options),
];

function skippedText({ skipped }: RepoModel): string[][] {
  const parts = tally(skipped.map(({ reason }) => reason)).map(([reason, number]) => `${grouped(number)} ${reason}`);
  return parts.length > 0 ? [[`Not read: ${enumerate(parts)}.`]] : [];
}
