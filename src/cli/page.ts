import type { WriteStream } from 'node:tty';
import { type Page, type Palette, plain } from '../report/palette.ts';

type ColourLevel = 0 | 1 | 2 | 3;
type Environment = Record<string, string | undefined>;

const NARROWEST = 60;
/** Longer lines are hard to read, however wide the window is. */
const WIDEST = 120;
const UNKNOWN_WIDTH = 100;

/** @param stream where the text goes; absent when it goes to a file, which takes no colour */
export async function pageFor(stream: WriteStream | undefined, colour: boolean): Promise<Page> {
  const width = stream?.columns ?? UNKNOWN_WIDTH;
  const level = stream ? await colourLevel(stream, colour, process.env) : 0;
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, width)),
    palette: level === 0 ? plain : await coloured(level),
  };
}

/** `--no-color`, then `FORCE_COLOR`, then `NO_COLOR`, then what the terminal itself can show. */
export async function colourLevel(
  stream: Pick<WriteStream, 'isTTY'>,
  colour: boolean,
  env: Environment,
): Promise<ColourLevel> {
  if (!colour) return 0;
  const forced = forcedLevel(env.FORCE_COLOR);
  if (forced !== undefined) return forced;
  if (env.NO_COLOR || !stream.isTTY) return 0;
  const { supportsColor } = await import('chalk');
  return supportsColor === false ? 0 : supportsColor.level;
}

function forcedLevel(value: string | undefined): ColourLevel | undefined {
  if (value === undefined) return undefined;
  if (value === '0' || value === 'false') return 0;
  if (value === '2' || value === '3') return value === '2' ? 2 : 3;
  return 1;
}

async function coloured(level: ColourLevel): Promise<Palette> {
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  return {
    bold: chalk.bold,
    dim: chalk.dim,
    underline: chalk.underline,
    error: chalk.red.bold,
    warning: chalk.yellow.bold,
    info: chalk.blue.bold,
    good: chalk.green,
    name: chalk.cyan,
  };
}
