/** Colours by meaning, so that a report neither knows whether its reader sees colour nor loads a library for it. */
export interface Palette {
  bold: Paint;
  dim: Paint;
  underline: Paint;
  error: Paint;
  warning: Paint;
  info: Paint;
  good: Paint;
  /** Paths, rule ids and what else names a thing. */
  name: Paint;
}
export type Paint = (text: string) => string;

const asIs: Paint = (text) => text;

/** What a text for people is fitted to. */
export interface Page {
  palette: Palette;
  /** Columns of the terminal. */
  width: number;
}

/** For files, pipes and readers without colour. */
export const plain: Palette = {
  bold: asIs,
  dim: asIs,
  underline: asIs,
  error: asIs,
  warning: asIs,
  info: asIs,
  good: asIs,
  name: asIs,
};
