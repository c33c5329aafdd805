import type { Unknown } from '../position.ts';
import type { PrismaFacts, PrismaFieldFact, PrismaModelFact, PrismaSettings } from './prisma-facts.ts';
import { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';

/** Reads a `.prisma` file. Never throws: a line that is none of the language's becomes an unknown. */
export function parsePrisma({ path, text }: { path: string; text: string }): PrismaFacts {
  const facts: PrismaFacts = { kind: 'prisma', settings: [], models: [], enums: [], unknowns: [] };
  const reader = new TokenReader(text);
  const fail = (token: Token, reason: string): void => {
    facts.unknowns.push(unknownAt(path, token, reason));
  };
  for (reader.skipLineEnds(); !reader.done; reader.skipLineEnds()) {
    const start = reader.take();
    const name = start.kind === 'word' ? reader.word() : undefined;
    if (name === undefined || !reader.sign('{')) {
      fail(start, `not a block of a Prisma schema: ${start.text}`);
      reader.skipLine();
    } else readBlock(reader, facts, start, name, fail);
  }
  return facts;
}

type Fail = (token: Token, reason: string) => void;

const unknownAt = (path: string, { line }: Token, reason: string): Unknown => ({
  path,
  line,
  subject: 'statement',
  reason,
});

function readBlock(reader: TokenReader, facts: PrismaFacts, start: Token, name: string, fail: Fail): void {
  const at = reader.positionFrom(start);
  switch (start.text) {
    case 'model':
    case 'view':
    case 'type': {
      const model: PrismaModelFact = { kind: start.text, name, fields: [], attributes: [], at };
      eachLine(reader, () => readMember(reader, model, fail));
      facts.models.push(model);
      return;
    }
    case 'enum': {
      const values: string[] = [];
      eachLine(reader, () => {
        const value = reader.word();
        if (value !== undefined) values.push(value);
        reader.skipLine();
      });
      facts.enums.push({ name, values, at });
      return;
    }
    case 'datasource':
    case 'generator':
      facts.settings.push(readSettings(reader, start.text, name, at));
      return;
    default:
      fail(start, `unknown block ${start.text} in a Prisma schema`);
      eachLine(reader, () => reader.skipLine());
  }
}

/** Calls back at the beginning of each line up to the closing brace, which is taken. */
function eachLine(reader: TokenReader, read: () => void): void {
  for (reader.skipLineEnds(); !reader.done && !reader.sign('}'); reader.skipLineEnds()) read();
}

function readSettings(
  reader: TokenReader,
  block: PrismaSettings['block'],
  name: string,
  at: PrismaSettings['at'],
): PrismaSettings {
  const entries: PrismaSettings['entries'] = {};
  eachLine(reader, () => {
    const key = reader.word();
    if (key !== undefined && reader.sign('=')) entries[key] = reader.value();
    reader.skipLine();
  });
  return { block, name, entries, at };
}

/** A field or an attribute of the block. */
function readMember(reader: TokenReader, model: PrismaModelFact, fail: Fail): void {
  const start = reader.take();
  if (start.kind === 'sign' && start.text === '@@') {
    model.attributes.push(reader.attribute(start));
    return;
  }
  const field = start.kind === 'word' ? readField(reader, start) : undefined;
  if (field) model.fields.push(field);
  else {
    fail(start, `not a field of ${model.name}: ${start.text}`);
    reader.skipLine();
  }
}

/** `author User @relation(…)`, `tags String[]`, `place Unsupported("point")?`. */
function readField(reader: TokenReader, start: Token): PrismaFieldFact | undefined {
  const word = reader.word();
  if (word === undefined) return undefined;
  const unsupported = word === 'Unsupported' && reader.sign('(');
  const type = unsupported ? reader.take().text : word;
  if (unsupported) reader.sign(')');
  const list = reader.sign('[') && reader.sign(']');
  const optional = reader.sign('?');
  const attributes: PrismaFieldFact['attributes'] = [];
  while (reader.peek().kind === 'sign' && reader.peek().text === '@') attributes.push(reader.attribute(reader.take()));
  const at = reader.positionFrom(start);
  if (reader.peek().text !== '}') reader.skipLine();
  return { name: start.text, type, unsupported, list, optional, attributes, at };
}
