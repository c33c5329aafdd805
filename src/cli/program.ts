import { Command } from 'commander';
import { auditCommand } from './audit.ts';
import { checkCommand } from './check.ts';
import { explainCommand } from './explain.ts';
import { mapCommand } from './map.ts';
import { rulesCommand } from './rules.ts';
import { version } from './version.ts';

/** The whole command line. Commands load what they need when they run. */
export function program(): Command {
  const lintel = new Command('lintel')
    .description('Tells whether a backend repository keeps the guidelines its team signed up to.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .showHelpAfterError('(lintel --help lists commands and options)');
  for (const command of [checkCommand(), auditCommand(), mapCommand(), explainCommand(), rulesCommand()]) {
    lintel.addCommand(command.copyInheritedSettings(lintel));
  }
  return stopInsteadOfExit(lintel).addHelpText('after', EXIT_STATUS);
}

const EXIT_STATUS = `
Exit status:
  0  clean
  1  findings at or above --fail-on
  2  usage, configuration or internal error`;

/** Errors are thrown to the one place that ends the process. */
function stopInsteadOfExit(command: Command): Command {
  for (const inner of command.commands) stopInsteadOfExit(inner);
  return command.exitOverride();
}
