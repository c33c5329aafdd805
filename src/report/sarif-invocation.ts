import type { Note } from '../config/note.ts';
import type { Unknown } from '../parse/position.ts';
import type { CheckReport } from './check-report.ts';
import { artifact, location } from './sarif-location.ts';

/** What a run could not see or use. Only a defect of a rule makes it unsuccessful: findings do not. */
export function invocation({ unknowns, notes }: CheckReport) {
  const failures = notes.filter(({ kind }) => kind === 'internal-error');
  const settings = notes.filter(({ kind }) => kind === 'configuration');
  return {
    executionSuccessful: failures.length === 0,
    toolExecutionNotifications: [...unknowns.map(unknownNotification), ...failures.map(notification)],
    toolConfigurationNotifications: settings.map(notification),
  };
}

/** Line 0 stands for the file as a whole. */
const unknownNotification = ({ path, line, subject, reason }: Unknown) => ({
  descriptor: { id: 'unknown' },
  level: 'warning',
  message: { text: `${subject}: ${reason}` },
  locations: [
    line > 0
      ? location({ path, line, column: 1, endLine: line })
      : { physicalLocation: { artifactLocation: artifact(path) } },
  ],
});

const notification = ({ kind, level, message, at }: Note) => ({
  descriptor: { id: kind },
  level,
  message: { text: message },
  ...(at && { locations: [location(at)] }),
});

const describe = (id: Note['kind'] | 'unknown', short: string, full: string, help: string) => ({
  id,
  shortDescription: { text: short },
  fullDescription: { text: full },
  help: { text: help },
});

export const notificationDescriptors = [
  describe(
    'unknown',
    'Something in the repository could not be determined.',
    'A file, a statement or a value was not understood, so that nothing which depends on it counts as passed.',
    'Mend the file where it is broken. Where it is not, read the controls that depend on it as not evaluated.',
  ),
  describe(
    'configuration',
    'A setting has no effect.',
    'A pattern in the configuration of Lintel matches nothing.',
    'Correct the pattern or delete it.',
  ),
  describe(
    'internal-error',
    'A rule failed by a defect of its own.',
    'The rule threw while it judged a subject. Its silence on that subject proves nothing.',
    'Run `lintel check --debug` to see where, and report it as a defect of Lintel.',
  ),
];
