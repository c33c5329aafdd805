import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discover } from '../../src/discover/index.ts';
import { gitIndex } from './git-index-bytes.ts';
import { temporaryTree } from './temporary-tree.ts';

const pathsIn = async (root: string, options = {}): Promise<string[]> =>
  (await discover(root, options)).files.map((file) => file.path);

describe('ignore files', () => {
  it('leaves out what patterns match, and counts a whole directory once', async () => {
    const root = temporaryTree({
      '.gitignore': '# build\nlogs/\n*.local.ts\n/only-top.ts\n',
      'a.ts': '',
      'b.local.ts': '',
      'only-top.ts': '',
      'src/only-top.ts': '',
      'logs/one.ts': '',
      'logs/deep/two.ts': '',
    });
    const { files, skipped } = await discover(root);
    expect(files.map((file) => file.path)).toEqual(['a.ts', 'src/only-top.ts']);
    expect(skipped.filter((one) => one.reason === 'ignored')).toEqual([
      { path: 'b.local.ts', reason: 'ignored' },
      { path: 'logs', reason: 'ignored' },
      { path: 'only-top.ts', reason: 'ignored' },
    ]);
  });

  it('lets a nested file win over the outer one, also below the directory that it takes back', async () => {
    const root = temporaryTree({
      '.gitignore': 'cache\n*.gen.ts\n',
      'cache/a.ts': '',
      'app/.gitignore': '!cache\n!keep.gen.ts\n',
      'app/cache/inner/a.ts': '',
      'app/keep.gen.ts': '',
      'app/drop.gen.ts': '',
    });
    expect(await pathsIn(root)).toEqual(['app/cache/inner/a.ts', 'app/keep.gen.ts']);
  });

  it('cannot take back a file whose directory is ignored', async () => {
    const root = temporaryTree({
      '.gitignore': 'out-of-tree/\n!out-of-tree/a.ts\n',
      'out-of-tree/a.ts': '',
      'b.ts': '',
    });
    expect(await pathsIn(root)).toEqual(['b.ts']);
  });

  it('takes back what a star ignores', async () => {
    const root = temporaryTree({ '.gitignore': 'data/*\n!data/keep.ts\n', 'data/keep.ts': '', 'data/drop.ts': '' });
    expect(await pathsIn(root)).toEqual(['data/keep.ts']);
  });

  it.each([
    ['a slash in the middle anchors', 'x/y.ts', ['deep/x/y.ts']],
    ['two stars do not', '**/x/y.ts', []],
    ['a trailing slash means directories only', 'y.ts/', ['deep/x/y.ts', 'x/y.ts']],
    ['case counts', 'Y.ts', ['deep/x/y.ts', 'x/y.ts']],
    ['a trailing blank does not', 'y.ts  ', []],
    ['windows line ends do not', 'y.ts\r', []],
    ['a class of characters', '[x-z].ts', []],
    ['a question mark is one character but no slash', 'x?y.ts', ['deep/x/y.ts', 'x/y.ts']],
    ['a quoted hash is no comment', '\\#y.ts\ny.ts', []],
  ])('%s', async (_, pattern, expected) => {
    const root = temporaryTree({ '.gitignore': `${pattern}\n`, 'x/y.ts': '', 'deep/x/y.ts': '' });
    expect(await pathsIn(root)).toEqual(expected);
  });

  it('rebases patterns of directories whose names look like patterns', async () => {
    const root = temporaryTree({
      'app/[id]/.gitignore': 'a.ts\n/b.ts\n',
      'app/[id]/a.ts': '',
      'app/[id]/b.ts': '',
      'app/[id]/c/b.ts': '',
      'app/i/a.ts': '',
    });
    expect(await pathsIn(root)).toEqual(['app/[id]/c/b.ts', 'app/i/a.ts']);
  });

  it('honours .lintelignore and the ignore option, the option over all', async () => {
    const root = temporaryTree({
      '.gitignore': 'g.ts\n',
      '.lintelignore': 'l.ts\n!g.ts\n',
      'a.ts': '',
      'g.ts': '',
      'l.ts': '',
    });
    expect(await pathsIn(root)).toEqual(['a.ts', 'g.ts']);
    expect(await pathsIn(root, { ignore: ['a.ts', '!l.ts'] })).toEqual(['g.ts', 'l.ts']);
  });
});

describe('the repository around the scanned folder', () => {
  const repository = {
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/info/exclude': 'private.ts\n',
    '.gitignore': 'dropped.ts\n/services/api/tmp/\n',
    'services/.gitignore': 'local.ts\n',
    'services/api/dropped.ts': '',
    'services/api/local.ts': '',
    'services/api/private.ts': '',
    'services/api/tmp/a.ts': '',
    'services/api/src/a.ts': '',
  };

  it('counts with its ignore files', async () => {
    const root = temporaryTree(repository);
    expect(await pathsIn(join(root, 'services/api'))).toEqual(['src/a.ts']);
  });

  it('does not count above its top', async () => {
    const root = temporaryTree({ '.gitignore': '*.ts\n', 'inner/.git/HEAD': '', 'inner/a.ts': '' });
    expect(await pathsIn(join(root, 'inner'))).toEqual(['a.ts']);
  });

  it('does not hide a folder that was asked for by name', async () => {
    const root = temporaryTree({ '.git/HEAD': '', '.gitignore': 'scratch/\n', 'scratch/a.ts': '' });
    expect(await pathsIn(root)).toEqual([]);
    expect(await pathsIn(join(root, 'scratch'))).toEqual(['a.ts']);
  });

  it.each([2, 4] as const)('keeps ignored files that are committed (index version %d)', async (version) => {
    const root = temporaryTree({
      '.git/index': gitIndex(version, ['.env', 'lib/deep/kept.ts', 'lib/deep/kept.ts.bak', 'src/a.ts']),
      '.gitignore': 'lib/\n.env\n',
      '.env': 'A=1\n',
      'lib/deep/kept.ts': '',
      'lib/deep/new.ts': '',
      'lib/other/new.ts': '',
      'src/a.ts': '',
    });
    const { files, skipped } = await discover(root);
    expect(files.map((file) => file.path)).toEqual(['.env', 'lib/deep/kept.ts', 'src/a.ts']);
    expect(skipped).toContainEqual({ path: 'lib/deep/new.ts', reason: 'ignored' });
    expect(skipped).toContainEqual({ path: 'lib/other', reason: 'ignored' });
  });

  it('follows the file .git of a linked work tree', async () => {
    const root = temporaryTree({
      'main/.git/worktrees/w/index': gitIndex(2, ['kept.ts']),
      'w/.git': 'gitdir: ../main/.git/worktrees/w\n',
      'w/.gitignore': '*.ts\n',
      'w/kept.ts': '',
      'w/dropped.ts': '',
    });
    expect(await pathsIn(join(root, 'w'))).toEqual(['kept.ts']);
  });

  it('takes nothing for committed when the index is damaged', async () => {
    const root = temporaryTree({ '.git/index': 'DIRC damaged', '.gitignore': 'a.ts\n', 'a.ts': '', 'b.ts': '' });
    expect(await pathsIn(root)).toEqual(['b.ts']);
  });
});
