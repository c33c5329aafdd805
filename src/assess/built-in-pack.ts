import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuidelinePackError } from './pack-problem.ts';

/** The index file of a pack. */
export const INDEX = 'pack.yaml';

const SOURCE = join('rules', 'guidelines');

/** The directory of the built-in pack. Sources and bundle lie at different depths below the package root: searched upwards. */
export async function findBuiltInPack(): Promise<string> {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let directory = start; ; directory = dirname(directory)) {
    if (await exists(join(directory, SOURCE, INDEX))) return join(directory, SOURCE);
    if (dirname(directory) === directory) {
      const message = `not found in ${SOURCE} of any directory above; the installation is incomplete`;
      throw new GuidelinePackError(start, [{ file: INDEX, message }]);
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
