import { Command, Option } from 'commander';
import { type CommonOptions, withCommonOptions } from './options.ts';

interface RulesOptions extends CommonOptions {
  format: 'text' | 'json';
}

export const rulesCommand = (): Command =>
  withCommonOptions(new Command('rules'))
    .description('list the rules')
    .addOption(new Option('--format <format>', 'form of the list').choices(['text', 'json']).default('text'))
    .action(async ({ format, color }: RulesOptions) => {
      const { listRules } = await import('./list-rules.ts');
      process.stdout.write(await listRules(format, color));
    });
