import { Command } from 'commander';
import { failOnOption, type ScanOptions, withScanOptions } from './options.ts';

interface AuditOptions extends ScanOptions {
  format: 'text' | 'json' | 'markdown';
}

export const auditCommand = (): Command =>
  withScanOptions(new Command('audit'), ['text', 'json', 'markdown'])
    .description('print the compliance checklist: one line per guideline, with evidence')
    .addOption(failOnOption())
    .action(async (path: string, options: AuditOptions) => {
      const { scan } = await import('./scan.ts');
      await scan(path, options, { report: `audit-${options.format}`, judge: true });
    });
