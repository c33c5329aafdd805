import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiscoveryError, discover } from '../../src/discover/index.ts';
import { type Tree, workingTree } from '../../src/discover/tree.ts';
import { temporaryTree } from './temporary-tree.ts';

describe('discover', () => {
  it('reads every file once and sorts by path', async () => {
    const root = temporaryTree({ 'b.ts': 'export {};\n', 'a/z.ts': '', 'package.json': '{}', 'README.md': '# x\n' });
    const found = await discover(root);
    expect(found.root).toBe(root);
    expect(found.files.map(({ path, kind, size }) => [path, kind, size])).toEqual([
      ['README.md', 'markdown', 4],
      ['a/z.ts', 'code', 0],
      ['b.ts', 'code', 11],
      ['package.json', 'manifest', 2],
    ]);
    expect(found.unknowns).toEqual([]);
  });

  it('answers an empty repository with nothing', async () => {
    const found = await discover(temporaryTree({ '.git/HEAD': '' }));
    expect({ ...found, root: '', read: undefined }).toEqual({
      root: '',
      prefix: '',
      files: [],
      skipped: [],
      unknowns: [],
      read: undefined,
    });
  });

  it('takes off a byte order mark and keeps the size on disk', async () => {
    const { files } = await discover(temporaryTree({ 'a.ts': '\uFEFFexport const a = 1;\r\n' }));
    expect(files[0]).toMatchObject({ text: 'export const a = 1;\r\n', size: 24 });
  });

  it('scans a single file in its directory', async () => {
    const root = temporaryTree({ 'src/a.ts': 'a', 'src/b.ts': 'b' });
    const found = await discover(join(root, 'src/a.ts'));
    expect(found.root).toBe(join(root, 'src'));
    expect(found.files.map((file) => file.path)).toEqual(['a.ts']);
  });

  it('says so when the root is not there or is no file', async () => {
    const root = temporaryTree({ 'a.ts': '' });
    await expect(discover(join(root, 'missing'))).rejects.toThrow(
      new DiscoveryError(`There is no file or directory at ${join(root, 'missing')}`),
    );
    await expect(discover('/dev/null')).rejects.toThrow('/dev/null is neither a directory nor a regular file');
  });
});

describe('what cannot be read', () => {
  it('is unknown when it is not UTF-8, with the line', async () => {
    const latin1 = Buffer.concat([
      Buffer.from('const ok = "é";\nconst bad = "'),
      Buffer.from([0xe9]),
      Buffer.from('";\n'),
    ]);
    const { files, unknowns } = await discover(temporaryTree({ 'a.ts': latin1, 'b.ts': '' }));
    expect(files.map((file) => file.path)).toEqual(['b.ts']);
    expect(unknowns).toEqual([
      {
        path: 'a.ts',
        line: 2,
        subject: 'file',
        reason: 'The file is not UTF-8: this line holds the first invalid byte.',
      },
    ]);
  });

  it('reads scripts of before UTF-8', async () => {
    const latin1 = Buffer.from('-- Sant\u00e9\nCREATE TABLE pays (nom text);\n', 'latin1');
    const { files, unknowns } = await discover(temporaryTree({ 'a.sql': latin1 }));
    expect(files.map(({ text }) => text)).toEqual(['-- Sant\u00e9\nCREATE TABLE pays (nom text);\n']);
    expect(unknowns).toEqual([]);
  });

  it('names UTF-16, which would otherwise look binary', async () => {
    const { unknowns } = await discover(temporaryTree({ 'a.sql': Buffer.from('\uFEFFselect 1', 'utf16le') }));
    expect(unknowns).toMatchObject([{ path: 'a.sql', reason: 'The file is encoded as UTF-16; only UTF-8 is read.' }]);
  });

  it('is binary when it has NUL bytes, whatever its name', async () => {
    const video = Buffer.concat([Buffer.from([0x47, 0x40, 0, 0x10]), Buffer.alloc(200)]);
    const { skipped, unknowns } = await discover(temporaryTree({ 'clip.ts': video, 'logo.png': 'x' }));
    expect(skipped).toEqual([
      { path: 'clip.ts', reason: 'binary' },
      { path: 'logo.png', reason: 'binary' },
    ]);
    expect(unknowns).toEqual([]);
  });

  it('is unknown when it is larger than the limit, and is not read', async () => {
    const root = temporaryTree({ 'big.ts': 'x'.repeat(3000), 'big.sql': 'y'.repeat(3000), 'small.ts': 'x' });
    const { files, unknowns } = await discover(root, { maxFileBytes: 2000 });
    expect(files.map((file) => file.path)).toEqual(['small.ts']);
    expect(unknowns.map(({ path, reason }) => [path, reason])).toEqual([
      ['big.sql', 'The file has 3000 bytes, more than the limit of 2000 bytes; it was not read.'],
      ['big.ts', 'The file has 3000 bytes, more than the limit of 2000 bytes; it was not read.'],
    ]);
  });

  it('allows dumps and contracts more than code', async () => {
    const big = 6 * 1024 * 1024;
    const root = temporaryTree({
      'a.ts': ' '.repeat(big),
      'dump.sql': ' '.repeat(big),
      'api.json': `{"openapi":"3.0.0","info":{},"x":"${' '.repeat(big)}"}`,
      'data.json': `{"x":"${' '.repeat(big)}"}`,
    });
    const { files, skipped, unknowns } = await discover(root);
    expect(files.map(({ path, kind }) => [path, kind])).toEqual([
      ['api.json', 'openapi'],
      ['dump.sql', 'sql'],
    ]);
    expect(skipped).toEqual([{ path: 'data.json', reason: 'unsupported' }]);
    expect(unknowns).toMatchObject([
      { path: 'a.ts', reason: 'The file has 6.0 MB, more than the limit of 5.0 MB; it was not read.' },
    ]);
  });

  it('is unknown when the system refuses, and the rest is still read', async () => {
    const root = temporaryTree({ 'a.ts': '', 'locked/b.ts': '', 'secret.ts': '' });
    const real = workingTree(root);
    const refused = (): never => {
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    };
    const tree: Tree = {
      list: (path) => (path === 'locked' ? refused() : real.list(path)),
      read: (path, limit) => (path === 'secret.ts' ? refused() : real.read(path, limit)),
    };
    const { files, unknowns } = await discover(root, { tree });
    expect(files.map((file) => file.path)).toEqual(['a.ts']);
    expect(unknowns).toEqual([
      {
        path: 'locked',
        line: 1,
        subject: 'file',
        reason: 'The directory cannot be listed: permission denied (EACCES)',
      },
      { path: 'secret.ts', line: 1, subject: 'file', reason: 'The file cannot be read: permission denied (EACCES)' },
    ]);
  });
});

describe('links and special files', () => {
  it('does not follow links, so a loop ends and nothing is seen twice', async () => {
    const root = temporaryTree({
      'src/a.ts': '',
      'src/loop': { link: '..' },
      'src/copy.ts': { link: 'a.ts' },
      'src/dangling.ts': { link: 'nowhere' },
    });
    const { files, skipped, unknowns } = await discover(root);
    expect(files.map((file) => file.path)).toEqual(['src/a.ts']);
    expect(skipped.map(({ path, reason }) => [path, reason])).toEqual([
      ['src/copy.ts', 'symlink'],
      ['src/dangling.ts', 'symlink'],
      ['src/loop', 'symlink'],
    ]);
    expect(unknowns).toEqual([]);
  });

  it('enters a root that is itself a link', async () => {
    const root = temporaryTree({ 'real/a.ts': '', alias: { link: 'real' } });
    expect((await discover(join(root, 'alias'))).files.map((file) => file.path)).toEqual(['a.ts']);
  });

  it('does not wait for a pipe', async () => {
    const root = temporaryTree({ 'a.ts': '' });
    execFileSync('mkfifo', [join(root, 'pipe.ts')]);
    const { files, skipped } = await discover(root);
    expect(files.map((file) => file.path)).toEqual(['a.ts']);
    expect(skipped).toEqual([{ path: 'pipe.ts', reason: 'unsupported' }]);
  });
});

describe('read', () => {
  it('gives parts of contracts that are no artefacts of their own, and nothing outside the root', async () => {
    const root = temporaryTree({ 'repo/api/paths/users.yaml': 'get: {}\n', 'repo/a.ts': 'a', 'outside.yaml': 'x' });
    const { read, files } = await discover(join(root, 'repo'));
    expect(files.map((file) => file.path)).toEqual(['a.ts']);
    expect(read?.('api/paths/users.yaml')).toBe('get: {}\n');
    expect(read?.('a.ts')).toBe('a');
    expect(read?.('../outside.yaml')).toBeUndefined();
    expect(read?.('missing.yaml')).toBeUndefined();
  });
});
