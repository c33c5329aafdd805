import { Command } from 'commander';
import { failOnOption, type ScanOptions, withScanOptions } from './options.ts';

interface CheckOptions extends ScanOptions {
  format: 'text' | 'json' | 'sarif';
  rule?: string[];
  since?: string;
}

export const checkCommand = (): Command =>
  withScanOptions(new Command('check'), ['text', 'json', 'sarif'])
    .description('list what breaks the guidelines')
    .addOption(failOnOption())
    .option(
      '--rule <id>',
      'run this rule only, with its info in full; may be given several times',
      (id: string, ids: string[] = []) => [...ids, id],
    )
    .option(
      '--since <revision>',
      'tell findings only in files changed since the merge base with this revision of git, new files included; of migrations, the files added or changed since then are judged, the older ones taken as applied',
    )
    .action(async (path: string, options: CheckOptions) => {
      const { scan } = await import('./scan.ts');
      await scan(path, options, {
        report: `check-${options.format}`,
        judge: true,
        only: options.rule,
        since: options.since,
      });
    });
