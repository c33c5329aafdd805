import { Command } from 'commander';
import { withCommonOptions } from './options.ts';

export const explainCommand = (): Command =>
  withCommonOptions(new Command('explain'))
    .description('explain a rule, or a control of the guidelines')
    .argument('<rule-or-control>', 'an id, as `lintel rules` and `lintel audit` list them')
    .action(async (id: string) => {
      const { explanation } = await import('./find-explanation.ts');
      process.stdout.write(await explanation(id));
    });
