import { Command } from 'commander';
import { type ScanOptions, withScanOptions } from './options.ts';

interface MapOptions extends ScanOptions {
  format: 'text' | 'json' | 'mermaid';
}

export const mapCommand = (): Command =>
  withScanOptions(new Command('map'), ['text', 'json', 'mermaid'])
    .description('print what was found: packages, layers, routes, contracts, tables, cycles')
    .action(async (path: string, options: MapOptions) => {
      const { scan } = await import('./scan.ts');
      await scan(path, options, { report: `map-${options.format}`, judge: false });
    });
