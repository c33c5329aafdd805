import { type Command, Option } from 'commander';
import type { FailOn } from '../config/config.ts';

export interface CommonOptions {
  debug?: boolean;
  /** `--no-color` makes it false. */
  color: boolean;
}

export interface ScanOptions extends CommonOptions {
  output?: string;
  config?: string;
  failOn?: FailOn;
}

export const withCommonOptions = (command: Command, debug = 'print the stack of an error'): Command =>
  command.option('--no-color', 'print without colour').option('--debug', debug);

/** What every command that scans a repository takes. */
export const withScanOptions = (command: Command, formats: [string, ...string[]]): Command =>
  withCommonOptions(
    command
      .argument('[path]', 'the repository to read', '.')
      .addOption(new Option('--format <format>', 'form of the report').choices(formats).default(formats[0]))
      .option('--output <file>', 'write the report to a file')
      .option('--config <file>', 'use this configuration file'),
    'print the stack of an error, and where other readers understand SQL differently',
  );

export const failOnOption = (): Option =>
  new Option(
    '--fail-on <severity>',
    'lowest severity that makes the exit status 1 (default: "error", or as configured)',
  ).choices(['error', 'warning', 'info', 'never']);
