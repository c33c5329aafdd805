import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildCommand } from './built-command.ts';

it('prints what the README shows', async () => {
  const shown = /```text\n\$ lintel (check \S+)\n([\s\S]*?)```/.exec(await readFile('README.md', 'utf8'));
  const [, command = '', text = ''] = shown ?? [];
  const { lintel, remove } = await buildCommand();
  const { stdout } = await lintel(fileURLToPath(new URL('../..', import.meta.url)), command.split(' '));
  await remove();
  const parts = text.split(/^…$/m).map((part) => part.trim());
  expect(parts.length).toBeGreaterThan(2);
  for (const part of parts) expect(stdout).toContain(part);
});
