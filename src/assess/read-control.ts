import type { Control, GuidelineDocument, SubjectKind } from './checklist.ts';
import { FieldReader, isRecord } from './field-reader.ts';
import type { PackProblem } from './pack-problem.ts';

const FIELDS = [
  'id',
  'title',
  'level',
  'statement',
  'sources',
  'verify',
  'look',
  'appliesTo',
  'checkedBy',
  'coverage',
  'question',
] as const;

const SUBJECT_KINDS: readonly SubjectKind[] = ['modules', 'routes', 'contracts', 'tables', 'collections'];

/** Where a control stands, for its problems and for what it may refer to. */
export interface ControlContext {
  file: string;
  area: string;
  /** 1-based place in its file, to name a control without id. */
  ordinal: number;
  documents: GuidelineDocument[];
  problems: PackProblem[];
}

/** One control from its YAML mapping; whatever is wrong with it goes to `context.problems`. */
export function readControl(value: unknown, context: ControlContext): Control | undefined {
  const { file, ordinal, problems } = context;
  if (!isRecord(value)) {
    problems.push({ file, control: `control ${ordinal}`, message: 'must be a mapping with id, title, statement, …' });
    return undefined;
  }
  const name = typeof value.id === 'string' ? value.id : `control ${ordinal}`;
  const reader = new FieldReader(value, { file, control: name }, problems);
  reader.onlyFields(FIELDS);
  const control: Control = {
    id: reader.text('id'),
    title: reader.text('title'),
    area: context.area,
    level: reader.oneOf('level', ['must', 'should', 'may']),
    statement: reader.text('statement'),
    sources: readSources(reader, context.documents),
    verify: reader.oneOf('verify', ['static', 'partial', 'manual']),
    look: reader.texts('look'),
    checkedBy: readBindings(reader),
    coverage: reader.oneOf('coverage', ['full', 'partial', 'none']),
    ...(reader.has('question') && { question: reader.text('question') }),
    ...(reader.has('appliesTo') && { appliesTo: reader.textsAmong('appliesTo', SUBJECT_KINDS) }),
  };
  checkConsistency(control, reader);
  return control;
}

function readSources(reader: FieldReader, documents: GuidelineDocument[]): Control['sources'] {
  const sources = reader.texts('sources').flatMap((text) => {
    const mark = text.indexOf('#');
    const source = { document: text.slice(0, mark), section: text.slice(mark + 1).trim() };
    const problem =
      mark < 1 || source.section === '' ? 'is not of the form DOCUMENT#SECTION' : unknownIn(source, documents);
    if (problem !== undefined) reader.note(`source '${text}' ${problem}`);
    return problem === undefined ? [source] : [];
  });
  if (sources.length === 0) reader.note("'sources' names no document");
  return sources;
}

function unknownIn(source: Control['sources'][number], documents: GuidelineDocument[]): string | undefined {
  const document = documents.find(({ id }) => id === source.document);
  if (document === undefined) return `names no document of the pack (${documents.map(({ id }) => id).join(', ')})`;
  if (document.sections !== undefined && !document.sections.includes(source.section)) {
    return `names a section that pack.yaml does not list for document ${document.id}`;
  }
  return undefined;
}

function readBindings(reader: FieldReader): Control['checkedBy'] {
  const bindings = reader.list('checkedBy').flatMap((item) => {
    const { rule, params, ...rest } = isRecord(item) ? item : { rule: undefined };
    const wellFormed = typeof rule === 'string' && rule !== '' && Object.keys(rest).length === 0;
    if (!wellFormed || (params !== undefined && !isRecord(params))) {
      reader.note("'checkedBy' must be a list of mappings with 'rule' and, where needed, 'params'");
      return [];
    }
    return [params === undefined ? { rule } : { rule, params }];
  });
  const ids = bindings.map(({ rule }) => rule);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) reader.note(`'checkedBy' names rule '${repeated}' twice`);
  return bindings;
}

/** What the fields must say together: no coverage without a rule, and a question for whatever no rule settles. */
function checkConsistency(control: Control, reader: FieldReader): void {
  const { coverage, checkedBy, verify, question } = control;
  if (coverage === 'none' && checkedBy.length > 0) reader.note("coverage 'none' contradicts the rules in 'checkedBy'");
  if (coverage !== 'none' && checkedBy.length === 0) reader.note(`coverage '${coverage}' needs a rule in 'checkedBy'`);
  const leavesSomething = verify !== 'static' || coverage !== 'full';
  if (leavesSomething && question === undefined) {
    reader.note(
      "'question' is missing: say what a reviewer must answer about the part that no rule checks, and where to look",
    );
  }
}
