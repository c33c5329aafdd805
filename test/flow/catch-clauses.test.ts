import { describe, expect, it } from 'vitest';
import { swallowedError } from '../../rules/errors/swallowed-error.ts';
import { scan, withFiles } from '../rules/scan.ts';

/** `severity key: message` of every finding, the message up to its first comma or colon. */
async function found(files: Record<string, string>): Promise<string[]> {
  const [result] = await withFiles(files, (root) => scan(root, [swallowedError]));
  return (result?.findings ?? []).map((item) => `${item.severity} ${item.key}: ${item.message.split(/[,:]/)[0]}`);
}

const withTypeorm = (text: string, more: Record<string, string> = {}) => ({
  'package.json': JSON.stringify({ dependencies: { typeorm: '^0.2.0' } }),
  'src/db.ts': `import { createConnection, getRepository } from 'typeorm';\n${text}`,
  ...more,
});

describe('a connection that fails', () => {
  it('ends the process in a function that the catch clause calls', async () => {
    const text =
      "import { fatal } from './fatal';\nexport const connect = async () => {\n  try {\n    await createConnection({});\n  } catch (error) {\n    fatal(error);\n  }\n};\n";
    const ends =
      'const end = () => process.exit(1);\nexport function fatal(error: unknown) { console.error(error); end(); }\n';
    const logs = 'export function fatal(error: unknown) { console.error(error); }\n';
    expect(await found(withTypeorm(text, { 'src/fatal.ts': ends }))).toEqual([]);
    expect(await found(withTypeorm(text, { 'src/fatal.ts': logs }))).toEqual([
      'error src/db.ts#connect catch: a failed connection to the database is caught and the process goes on without one',
    ]);
  });

  it('is told to the caller by another value', async () => {
    const text =
      'export const connect = async () => {\n  try {\n    await createConnection({});\n  } catch (error) {\n    console.error(error);\n    return false;\n  }\n  return true;\n};\n';
    expect(await found(withTypeorm(text))).toEqual([]);
  });

  it('keeps the server from starting, and the exit status says nothing of it', async () => {
    const text =
      'declare const app: { listen(port: number): void };\ncreateConnection({})\n  .then(() => app.listen(1))\n  .catch((error) => console.error(error));\n';
    expect(await found(withTypeorm(text))).toEqual([
      'warning src/db.ts#(module) connection: a failed connection to the database is caught',
    ]);
  });
});

describe('a query that fails', () => {
  const inCatch = (clause: string, block = "return await getRepository('User').find();") =>
    withTypeorm(
      `export async function list(res: any) {\n  try {\n    ${block}\n  } catch (error) {\n    ${clause}\n  }\n}\n`,
    );

  it('is hidden by an ordinary value, also when several are awaited together', async () => {
    const hidden = ['info src/db.ts#list catch: every error of a query becomes an ordinary return value'];
    expect(await found(inCatch('return [];'))).toEqual(hidden);
    const together = "return await Promise.all([getRepository('User').find(), 1]);";
    expect(await found(inCatch('return [];', together))).toEqual(hidden);
  });

  it('is told by an answer, or by a value that stands for failure', async () => {
    expect(await found(inCatch('return errorResponse({ res, statusCode: 500 });'))).toEqual([]);
    expect(await found(inCatch('return left(new NotFoundError());'))).toEqual([]);
    expect(await found(inCatch('return { success: false };'))).toEqual([]);
  });
});

it('a clause in a loop that leaves the turn has an effect', async () => {
  const text = (leave: string) =>
    `export function all(list: string[], load: (name: string) => void) {\n  for (const name of list) {\n    try {\n      load(name);\n    } catch { ${leave} }\n  }\n}\n`;
  expect(await found({ 'src/a.ts': text('continue;') })).toEqual([]);
  expect(await found({ 'src/a.ts': text('') })).toHaveLength(1);
});
