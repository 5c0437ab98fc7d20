/** Terminal colours. A style that is off returns texts unchanged, so that nothing else asks whether colours are wanted. */

export interface Style {
  /** Whether colours are on: charts need another layout without them. */
  readonly on: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  /** The colour of the n-th series of a chart, from 0. */
  series(text: string, index: number): string;
}

/** Readable on dark and on light backgrounds: cyan, yellow, magenta, green, blue, red and three bright ones. */
const SERIES = [36, 33, 35, 32, 34, 31, 96, 95, 92];

/** The style of an output: with colours or plain. */
export function createStyle(on: boolean): Style {
  const sgr = (code: number) => (text: string) => (on && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    on,
    bold: sgr(1),
    dim: sgr(2),
    red: sgr(31),
    yellow: sgr(33),
    cyan: sgr(36),
    series: (text, index) => sgr(SERIES[index % SERIES.length] ?? 36)(text),
  };
}
