/** Line charts in braille characters: each terminal cell holds two by four dots. */
import type { Series, TimeChart } from './chart-data.ts';
import type { Style } from './style.ts';
import { counted } from './units.ts';
import { visible } from './visible.ts';
import { cut, displayWidth, pad } from './width.ts';

/** More lines than this cannot be told apart. */
const MAX_SERIES = 8;
/** Odd, so that a line lies at the middle of the scale. */
const HEIGHT = 13;
/** Height of one of several charts below each other. */
const PANEL_HEIGHT = 5;
/** The bit of each dot of a braille character, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

interface Axes {
  readonly start: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/**
 * The lines of a chart over time. With colours all series share one chart; without, each gets its own on the same scale, because
 * crossing lines of one colour say nothing.
 * @param width terminal cells per line
 */
export function* drawLines(chart: TimeChart, width: number, style: Style): Generator<string> {
  const peak = (series: Series) => series.points.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  // Of too many series the ones with the highest peaks are drawn, in the order of the result.
  const highest = new Set([...chart.series].sort((a, b) => peak(b) - peak(a)).slice(0, MAX_SERIES));
  const drawn = chart.series.filter((series) => highest.has(series));
  const axes = commonAxes(drawn, chart.step);
  if (style.on || drawn.length === 1) {
    const legend = drawn.map((series, i) => style.series(`── ${visible(series.name)}`, i));
    for (const line of legend) yield line;
    yield* drawPanel(drawn, axes, width, HEIGHT, style);
  } else {
    for (const series of drawn) {
      yield cut(visible(series.name), width);
      yield* drawPanel([series], axes, width, PANEL_HEIGHT, style);
    }
  }
  const leftOut = chart.series.length - drawn.length;
  const more = leftOut > 0 ? `; ${leftOut} more series not drawn` : '';
  yield style.dim(
    `${counted(
      chart.series.reduce((sum, s) => sum + s.points.length, 0),
      'point',
    )}, one per ${chart.period}, UTC${more}`,
  );
}

function commonAxes(series: readonly Series[], step: number): Axes {
  let [start, end, low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const { time, value } of series.flatMap((one) => one.points)) {
    start = Math.min(start, time);
    end = Math.max(end, time);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === 0 && high === 0) high = 1;
  return { start, end, low: low < 0 ? -niceCeil(-low) : 0, high: high > 0 ? niceCeil(high) : 0, step };
}

/** The next number of the form 1, 2, 2.5, 4, 5, 8 or 10 times a power of ten, of a number above zero. */
function niceCeil(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 2, 2.5, 4, 5, 8].find((factor) => value <= factor * power) ?? 10;
  return nice * power;
}

function* drawPanel(
  series: readonly Series[],
  axes: Axes,
  width: number,
  height: number,
  style: Style,
): Generator<string> {
  const middle = (height - 1) / 2;
  const labels = new Map([
    [0, axisNumber(axes.high)],
    [middle, axisNumber((axes.high + axes.low) / 2)],
    [height - 1, axisNumber(axes.low)],
  ]);
  const labelWidth = Math.max(...[...labels.values()].map((label) => label.length));
  const columns = Math.max(10, width - labelWidth - 2);
  const rows = plot(series, axes, columns, height);
  for (const [r, cells] of rows.entries()) {
    const tick = labels.has(r) ? '┤' : '│';
    yield `${pad(labels.get(r) ?? '', labelWidth, 'right')} ${style.dim(tick)}${paint(cells, style)}`;
  }
  yield `${' '.repeat(labelWidth + 1)}${style.dim(`└${'─'.repeat(columns)}`)}`;
  yield `${' '.repeat(labelWidth + 2)}${timeAxis(axes, columns)}`;
}

/** The characters of a row, neighbours of one series painted together. */
function paint(cells: readonly Cell[], style: Style): string {
  let text = '';
  let run = '';
  let series = 0;
  const last = cells.findLastIndex((cell) => cell.bits !== 0);
  for (const cell of cells.slice(0, last + 1)) {
    if (cell.bits !== 0 && cell.series !== series) {
      text += style.series(run, series);
      run = '';
      series = cell.series;
    }
    run += cell.bits === 0 ? ' ' : String.fromCharCode(0x2800 + cell.bits);
  }
  return text + style.series(run, series);
}

interface Cell {
  bits: number;
  series: number;
}

function plot(series: readonly Series[], axes: Axes, columns: number, height: number): Cell[][] {
  const rows = Array.from({ length: height }, () =>
    Array.from({ length: columns }, (): Cell => ({ bits: 0, series: 0 })),
  );
  const [lastX, lastY] = [columns * 2 - 1, height * 4 - 1];
  const toX = (time: number) =>
    axes.end === axes.start ? lastX >> 1 : Math.round(((time - axes.start) / (axes.end - axes.start)) * lastX);
  const toY = (value: number) => Math.round(((axes.high - value) / (axes.high - axes.low)) * lastY);
  for (const [index, { points }] of series.entries()) {
    let previous: { x: number; y: number; time: number } | undefined;
    for (const { time, value } of points) {
      const point = { x: toX(time), y: toY(value), time };
      // Nothing is drawn across a gap: a missing bin is no value.
      const from = previous !== undefined && time - previous.time <= axes.step ? previous : point;
      const steps = Math.max(1, Math.abs(point.x - from.x), Math.abs(point.y - from.y));
      for (let i = 0; i <= steps; i++) {
        const x = Math.round(from.x + ((point.x - from.x) * i) / steps);
        const y = Math.round(from.y + ((point.y - from.y) * i) / steps);
        const cell = rows[y >> 2]?.[x >> 1];
        if (cell === undefined) continue;
        cell.bits |= DOTS[y & 3]?.[x & 1] ?? 0;
        cell.series = index;
      }
      previous = point;
    }
  }
  return rows;
}

function axisNumber(value: number): string {
  const options: Intl.NumberFormatOptions =
    Math.abs(value) >= 1e6 ? { notation: 'compact', maximumSignificantDigits: 4 } : { maximumSignificantDigits: 6 };
  return new Intl.NumberFormat('en-US', options).format(value);
}

/** First, middle and last time under the axis, as far as they have room. */
function timeAxis({ start, end }: Axes, columns: number): string {
  const first = timeLabel(start, start, end);
  if (start === end) return pad('', Math.max(0, (columns - first.length) >> 1)) + first;
  const last = timeLabel(end, start, end);
  const middle = timeLabel((start + end) / 2, start, end);
  const room = columns - displayWidth(first) - displayWidth(last);
  if (room < 2) return first;
  if (room < middle.length + 4) return first + ' '.repeat(room) + last;
  const before = ((columns - middle.length) >> 1) - first.length;
  return first + ' '.repeat(before) + middle + ' '.repeat(room - before - middle.length) + last;
}

/** A time in UTC, as exactly as the span of the axis needs it. */
function timeLabel(time: number, start: number, end: number): string {
  const text = new Date(time).toISOString().replace('T', ' ');
  const span = end - start;
  if (span >= 60 * 86_400_000) return text.slice(0, 10);
  return span < 600_000 ? text.slice(0, 19) : text.slice(0, 16);
}
