/** Draws rows of cells as a box table, or record by record where a terminal is too narrow for so many columns. */
import type { Style } from './style.ts';
import { visible } from './visible.ts';
import { cut, displayWidth, fold, pad } from './width.ts';

export interface GridColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Cells that say nothing when cut, such as numbers: other columns are narrowed first. */
  readonly whole?: boolean;
}

export interface GridOptions {
  readonly style: Style;
  /** Terminal cells per line. Left out, nothing is cut or folded. */
  readonly width?: number | undefined;
  /** Long cells go on in further lines instead of being cut. */
  readonly fold?: boolean | undefined;
}

/**
 * Cells wider than this run over the border instead of widening their column: without it one long cell would fill every
 * row with as many spaces.
 */
const PAD_LIMIT = 120;
/** Columns are not made narrower than this. */
const MIN_WIDTH = 6;
/** Down to here other columns make room for those that should stay whole. */
const COMFORTABLE_WIDTH = 16;

/**
 * The lines of a table, without line ends. Cells may hold anything; what would act on a terminal is made visible.
 */
export function* drawGrid(
  columns: readonly GridColumn[],
  rows: readonly (readonly string[])[],
  options: GridOptions,
): Generator<string> {
  if (columns.length === 0) return;
  const titles = columns.map((column) => visible(column.title));
  const limit = options.width === undefined ? PAD_LIMIT : options.width;
  const natural = titles.map((title) => displayWidth(title, limit));
  for (const row of rows) {
    for (let i = 0; i < natural.length; i++) {
      const width = displayWidth(visible(row[i] ?? ''), limit);
      if (width > (natural[i] ?? 0)) natural[i] = width;
    }
  }
  const widths =
    options.width === undefined
      ? natural.map((w) => Math.min(w, PAD_LIMIT))
      : fitWidths(columns, natural, options.width);
  if (widths === undefined) yield* drawRecords(titles, rows, options);
  else yield* drawBox(columns, titles, widths, rows, options);
}

/** Column widths that fit into a line; undefined when there are none. */
function fitWidths(
  columns: readonly GridColumn[],
  natural: readonly number[],
  width: number,
): readonly number[] | undefined {
  const available = width - 3 * natural.length - 1;
  const flexible = columns.map((column) => column.whole !== true);
  return (
    narrow(natural, flexible, available, COMFORTABLE_WIDTH) ??
    narrow(
      natural,
      flexible.map(() => true),
      available,
      MIN_WIDTH,
    )
  );
}

/** Takes what is too much from the widest flexible columns; undefined when one would get narrower than `least`. */
function narrow(
  natural: readonly number[],
  flexible: readonly boolean[],
  available: number,
  least: number,
): readonly number[] | undefined {
  const capped = (cap: number) => natural.map((w, i) => (flexible[i] ? Math.min(w, cap) : w));
  const left = (cap: number) => available - capped(cap).reduce((sum, w) => sum + w, 0);
  let cap = Math.max(least, ...natural);
  if (left(least) < 0) return undefined;
  while (left(cap) < 0) cap--;
  // What is left over goes to the first columns that were narrowed.
  const widths = capped(cap);
  let rest = left(cap);
  return widths.map((w, i) => (flexible[i] && (natural[i] ?? 0) > w && rest-- > 0 ? w + 1 : w));
}

function* drawBox(
  columns: readonly GridColumn[],
  titles: readonly string[],
  widths: readonly number[],
  rows: readonly (readonly string[])[],
  { style, width, fold: folded }: GridOptions,
): Generator<string> {
  const rule = (left: string, middle: string, right: string) =>
    style.dim(left + widths.map((w) => '─'.repeat(w + 2)).join(middle) + right);
  const bar = style.dim('│');
  const line = (cells: readonly string[]) => `${bar} ${cells.join(` ${bar} `)} ${bar}`;

  yield rule('┌', '┬', '┐');
  yield line(titles.map((title, i) => style.bold(pad(cut(title, widths[i] ?? 0), widths[i] ?? 0, columns[i]?.align))));
  yield rule('├', '┼', '┤');
  for (const row of rows) {
    const cells = columns.map((_, i) => lines(visible(row[i] ?? ''), widths[i] ?? 0));
    const height = Math.max(...cells.map((cell) => cell.length));
    for (let l = 0; l < height; l++) {
      yield line(cells.map((cell, i) => pad(cell[l] ?? '', widths[i] ?? 0, columns[i]?.align)));
    }
  }
  yield rule('└', '┴', '┘');

  function lines(cell: string, cells: number): readonly string[] {
    if (width === undefined) return [cell];
    return folded ? fold(cell, cells) : [cut(cell, cells)];
  }
}

/** One line per cell, under a rule with the number of the row. */
function* drawRecords(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { style, width = 80, fold: folded }: GridOptions,
): Generator<string> {
  const names = Math.min(Math.max(...titles.map((title) => displayWidth(title))), Math.floor(width / 2));
  const room = Math.max(MIN_WIDTH, width - names - 3);
  for (const [index, row] of rows.entries()) {
    const head = `─ ${index + 1} `;
    yield style.dim(head + '─'.repeat(Math.max(0, width - head.length)));
    for (const [i, title] of titles.entries()) {
      const cell = visible(row[i] ?? '');
      const [first = '', ...more] = folded ? fold(cell, room) : [cut(cell, room)];
      yield `${style.bold(pad(cut(title, names), names))} ${style.dim('│')} ${first}`;
      for (const text of more) yield `${' '.repeat(names)} ${style.dim('│')} ${text}`;
    }
  }
}
