/** Horizontal bars: one per row and aggregate. */
import type { BarChart } from './chart-data.ts';
import type { Style } from './style.ts';
import { counted } from './units.ts';
import { visible } from './visible.ts';
import { cut, displayWidth, pad } from './width.ts';

/** As many as the service draws. */
const MAX_BARS = 100;
/** Bars are not made shorter than this many cells at their longest. */
const MIN_LENGTH = 10;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The lines of a bar chart. @param width terminal cells per line */
export function* drawBars(chart: BarChart, width: number, style: Style): Generator<string> {
  const groups = chart.bars.slice(0, Math.max(1, Math.floor(MAX_BARS / chart.values.length)));
  const names = chart.values.map((name) => visible(name));
  const several = names.length > 1;
  const numbers = groups.flatMap((group) => group.numbers).filter((value) => value !== undefined);
  const low = Math.min(0, ...numbers);
  const span = Math.max(0, ...numbers) - low || 1;

  const widest = (texts: readonly string[], most: number) =>
    Math.min(most, Math.max(0, ...texts.map((t) => displayWidth(t, most))));
  const labels = groups.map((group) => visible(group.label));
  const labelWidth = widest(labels, Math.floor(width * 0.4));
  const nameWidth = several ? widest(names, Math.floor(width * 0.2)) : 0;
  const textWidth = widest(
    groups.flatMap((group) => group.texts),
    Math.floor(width * 0.25),
  );
  const left = [labelWidth, nameWidth].filter((w) => w > 0).reduce((sum, w) => sum + w + 1, 0);
  const length = Math.max(MIN_LENGTH, width - left - textWidth - 1);

  if (!several) yield style.bold(`${' '.repeat(left)}${names[0] ?? ''}`);
  for (const [g, group] of groups.entries()) {
    for (const [v, value] of group.numbers.entries()) {
      const columns: string[] = [];
      if (labelWidth > 0) columns.push(pad(v === 0 ? cut(labels[g] ?? '', labelWidth) : '', labelWidth));
      if (several) columns.push(pad(cut(names[v] ?? '', nameWidth), nameWidth));
      const bar = value === undefined ? '' : drawBar((value - low) / span, -low / span, length);
      columns.push(`${style.series(bar, v)}${bar === '' ? '' : ' '}${group.texts[v] ?? ''}`);
      yield columns.join(' ').trimEnd();
    }
  }
  const leftOut = chart.bars.length - groups.length;
  if (leftOut > 0) yield style.dim(`${counted(leftOut, 'more row')} not drawn`);
}

/** A bar between zero and its value, both as shares of the length. A value that is not zero always shows. */
function drawBar(value: number, zero: number, length: number): string {
  const from = Math.min(value, zero) * length;
  const to = Math.max(value, zero) * length;
  if (from === to) return ' '.repeat(Math.round(from));
  // Block characters grow from the left only: a negative bar is drawn in whole cells.
  if (value < zero) return ' '.repeat(Math.floor(from)) + '█'.repeat(Math.max(1, Math.round(to) - Math.floor(from)));
  const start = Math.round(from);
  const eighths = Math.max(1, Math.round((to - start) * 8));
  return ' '.repeat(start) + '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
