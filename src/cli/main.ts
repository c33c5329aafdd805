#!/usr/bin/env node
import { version } from './version.ts';

// Loads nothing until it is known what is asked: the version alone needs no more than this file.
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) process.stdout.write(`${version}\n`);
else {
  const { runCommand } = await import('./run-command.ts');
  await runCommand(args);
}
