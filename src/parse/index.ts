import type { Discovery } from '../discover/index.ts';
import type { SourceFile } from '../discover/source-file.ts';
import type { OpenApiFacts } from './openapi/openapi-facts.ts';
import type { Unknown } from './position.ts';
import type { PrismaFacts } from './prisma/prisma-facts.ts';
import type { Dialect, SqlFacts } from './sql/sql-facts.ts';
import type { CodeFacts } from './typescript/code-facts.ts';

/** A file with the facts of its kind; artefacts without a parser keep their text only. */
export interface ParsedFile {
  file: SourceFile;
  facts?: CodeFacts | SqlFacts | OpenApiFacts | PrismaFacts;
  unknowns: Unknown[];
}

type Parser = (file: SourceFile) => ParsedFile | Promise<ParsedFile>;

/** Tells the SQL dialect that the configuration gives a file, if it does. */
export type ConfiguredDialect = (path: string) => Dialect | undefined;

/** Parses each file once, with the parser of its kind; parsers are loaded when the first such file is met. */
export async function parseFiles(
  discovery: Discovery,
  dialectOf: ConfiguredDialect = () => undefined,
): Promise<ParsedFile[]> {
  const parsers = new Map<string, Promise<Parser>>();
  const parsed: ParsedFile[] = [];
  for (const file of discovery.files) {
    let parser = parsers.get(file.kind);
    if (!parser) {
      parser = loadParser(file.kind, discovery, dialectOf);
      parsers.set(file.kind, parser);
    }
    parsed.push(await guarded(await parser, file));
  }
  return parsed;
}

async function loadParser(
  kind: SourceFile['kind'],
  discovery: Discovery,
  dialectOf: ConfiguredDialect,
): Promise<Parser> {
  switch (kind) {
    case 'code':
      return codeParser();
    case 'sql': {
      const { parseSql } = await import('./sql/index.ts');
      return (file) => {
        const dialect = dialectOf(file.path);
        const facts = parseSql({ path: file.path, text: file.text, ...(dialect && { dialect }) });
        return { file, facts, unknowns: facts.unknowns };
      };
    }
    case 'prisma': {
      const { parsePrisma } = await import('./prisma/index.ts');
      return (file) => {
        const facts = parsePrisma(file);
        return { file, facts, unknowns: facts.unknowns };
      };
    }
    case 'openapi': {
      const { parseOpenApi } = await import('./openapi/index.ts');
      const texts = new Map(discovery.files.map((file) => [file.path, file.text]));
      return async (file) => {
        const facts = await parseOpenApi({
          path: file.path,
          text: file.text,
          read: discovery.read ?? ((path) => texts.get(path)),
        });
        return { file, facts, unknowns: facts.unknowns };
      };
    }
    default:
      return (file) => ({ file, unknowns: [] });
  }
}

async function codeParser(): Promise<Parser> {
  const [{ parseSync }, { parseCode }] = await Promise.all([import('oxc-parser'), import('./typescript/index.ts')]);
  return (file) => ({ file, ...parseCode(parseSync, file.path, file.text) });
}

/** A parser that fails on a file costs that file only, and says so. */
async function guarded(parser: Parser, file: SourceFile): Promise<ParsedFile> {
  try {
    return await parser(file);
  } catch (error) {
    const reason = `could not be read: ${error instanceof Error ? error.message : String(error)}`;
    return { file, unknowns: [{ path: file.path, line: 1, subject: 'file', reason }] };
  }
}
