import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBuiltInPack, INDEX } from './built-in-pack.ts';
import type { Control, GuidelineDocument, GuidelinePack } from './checklist.ts';
import { FieldReader, isRecord } from './field-reader.ts';
import { GuidelinePackError, type PackProblem } from './pack-problem.ts';
import { readControl } from './read-control.ts';

export { GuidelinePackError, type PackProblem } from './pack-problem.ts';

/** The built-in guideline pack, or the one in a directory. See `readPack` for its form and errors. */
export async function loadGuidelines(directory?: string): Promise<GuidelinePack> {
  return readPack(directory ?? (await findBuiltInPack()));
}

/**
 * Reads a guideline pack: `pack.yaml` with documents and areas, and one `<area>.yaml` of controls per area.
 * Controls come in the order of the areas, then of their files.
 * @throws {GuidelinePackError} when anything in it is missing, misspelt or contradictory; it lists all problems.
 */
async function readPack(from: string): Promise<GuidelinePack> {
  const problems: PackProblem[] = [];
  const index = readIndex(await readYaml(from, INDEX, problems), problems);
  const controls: Control[] = [];
  for (const area of index.areas) {
    const file = `${area.id}.yaml`;
    controls.push(...readArea(await readYaml(from, file, problems), { file, area: area.id, ...index, problems }));
  }
  if (index.areas.length > 0) await noteStrayFiles(from, index.areas, problems);
  noteRepeatedIds(controls, problems);
  if (problems.length > 0) throw new GuidelinePackError(from, problems);
  return { ...index, controls };
}

/** Ids of the controls that a rule checks, in the order of the pack. */
export function controlsOf(pack: GuidelinePack, ruleId: string): string[] {
  return pack.controls.filter(({ checkedBy }) => checkedBy.some(({ rule }) => rule === ruleId)).map(({ id }) => id);
}

async function readYaml(directory: string, file: string, problems: PackProblem[]): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(directory, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.push({ file, message: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})` });
    return undefined;
  }
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  for (const error of document.errors) problems.push({ file, message: firstLine(error) });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS() ?? {};
  } catch (error) {
    problems.push({ file, message: firstLine(error) });
    return undefined;
  }
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';

type Index = Pick<GuidelinePack, 'documents' | 'areas'>;

function readIndex(value: unknown, problems: PackProblem[]): Index {
  if (value === undefined) return { documents: [], areas: [] };
  const reader = new FieldReader(isRecord(value) ? value : {}, { file: INDEX }, problems);
  reader.onlyFields(['documents', 'areas']);
  const entries = (field: 'documents' | 'areas', fields: string[]) =>
    reader.list(field).map((entry, place) => {
      const where = { file: INDEX, control: `${field} entry ${place + 1}` };
      const entryReader = new FieldReader(isRecord(entry) ? entry : {}, where, problems);
      entryReader.onlyFields(fields);
      return entryReader;
    });
  const documents = entries('documents', ['id', 'title', 'description', 'sections']).map(readDocument);
  const areas = entries('areas', ['id', 'title']).map((area) => ({ id: area.text('id'), title: area.text('title') }));
  for (const repeated of repeatedIds([...documents, ...areas])) reader.note(`id '${repeated}' is used twice`);
  return { documents, areas };
}

const readDocument = (reader: FieldReader): GuidelineDocument => ({
  id: reader.text('id'),
  title: reader.text('title'),
  ...(reader.has('description') && { description: reader.text('description') }),
  ...(reader.has('sections') && { sections: reader.texts('sections') }),
});

interface AreaContext extends Index {
  file: string;
  area: string;
  problems: PackProblem[];
}

function readArea(value: unknown, context: AreaContext): Control[] {
  if (value === undefined) return [];
  const reader = new FieldReader(isRecord(value) ? value : {}, { file: context.file }, context.problems);
  reader.onlyFields(['controls']);
  return reader.list('controls').flatMap((entry, place) => {
    const control = readControl(entry, { ...context, ordinal: place + 1 });
    return control === undefined ? [] : [control];
  });
}

/** A file that no area names would be ignored, and its controls with it. */
async function noteStrayFiles(directory: string, areas: Index['areas'], problems: PackProblem[]): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const expected = new Set([INDEX, ...areas.map(({ id }) => `${id}.yaml`)]);
  for (const file of names.filter((name) => /\.ya?ml$/.test(name) && !expected.has(name)).sort()) {
    problems.push({ file, message: `belongs to no area of ${INDEX}` });
  }
}

function noteRepeatedIds(controls: Control[], problems: PackProblem[]): void {
  for (const control of repeatedIds(controls)) {
    const areas = controls.filter(({ id }) => id === control).map(({ area }) => `${area}.yaml`);
    problems.push({ file: areas.at(-1) ?? INDEX, control, message: `this id is used twice (${areas.join(', ')})` });
  }
}

function repeatedIds(entries: { id: string }[]): Set<string> {
  const ids = entries.map(({ id }) => id);
  return new Set(ids.filter((id, place) => id !== '' && ids.indexOf(id) !== place));
}
