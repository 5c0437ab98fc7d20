/** What is unusual about a pattern: five kinds, each found by a simple statistic over windows of time (language specification, section 3.14). */
import { timestampText } from '../../values/timestamp.ts';
import { holdsHttpStatus } from './columns.ts';
import type { Template, VariableToken } from './template.ts';
import type { WindowCounts } from './window-counts.ts';

export interface Anomaly {
  readonly type: 'Pattern frequency' | 'New pattern' | 'Token variation' | 'Numeric token' | 'HTTP error code';
  readonly description: string;
  /** From 0.5, just unusual, to 1. */
  readonly score: number;
}

/** How far from the usual a count or share must be, in standard deviations. */
const LEAST_DEVIATION = 6;
/** How many times the distance between the quartiles a number must lie above the upper one. */
const LEAST_DISTANCE = 10;
/** Decimal digits of the chance that something is late by accident: one in a hundred. */
const LEAST_SURPRISE = 2;
/** What is new must have been away for this share of the events. */
const LEAST_ABSENCE = 0.5;
/** Fewer windows or events have no "usual". */
const LEAST_WINDOWS = 8;
const LEAST_EVENTS = 20;

/**
 * The anomalies of a pattern; `all` counts the events of all patterns.
 *
 * - Pattern frequency: the count in some window differs from the median of the windows by at least 6 deviations. A deviation is
 *   the median absolute deviation (times 1.4826, as for a normal distribution), at least the square root of the median and at least 1. The first and
 *   the last window, which may be cut short, are left out; there must be 8 others.
 * - New pattern: at least half of all events came before its first window, and had its events been spread like all others, the chance that
 *   none came earlier, `(1 - share)^count`, would be at most 1 in 100.
 * - Token variation: the same for a value of a variable token within the events of the pattern, for tokens with at most 16 values.
 * - Numeric token: the largest number lies above the upper quartile by at least 10 times the distance between the quartiles, or 10 times a tenth
 *   of the median if that is more.
 * - HTTP error code: in some window the share of 4xx and 5xx codes exceeds that of the other windows by at least 6 standard
 *   deviations of a binomial distribution.
 *
 * Scores compare what was found to the least that counts: `1 - least / (2 · found)`.
 */
export function anomaliesOf(template: Template, all: WindowCounts): readonly Anomaly[] {
  const { windows } = template;
  if (!windows) return [];
  const scale: Scale = { all, starts: all.starts(), counts: windows.within(all) };
  const ofTokens: Anomaly[] = [];
  let position = 0;
  for (const slot of template.slots) {
    if (typeof slot === 'string') continue;
    const name = `<${slot.type}-${++position}>`;
    const found = [variation(slot, name, scale), numeric(slot, name), httpErrors(slot, name, scale)];
    ofTokens.push(...found.filter((anomaly) => anomaly !== undefined));
  }
  const ofPattern = [frequency(scale), novelty(template, scale)].filter((anomaly) => anomaly !== undefined);
  return [...ofPattern, ...ofTokens];
}

/** The windows of all events, and how many events of the pattern each has. */
interface Scale {
  readonly all: WindowCounts;
  readonly starts: readonly number[];
  readonly counts: readonly number[];
}

const scoreOf = (least: number, found: number): number => 1 - least / (2 * found);

function frequency({ all, starts, counts }: Scale): Anomaly | undefined {
  const inner = counts.slice(1, -1);
  if (inner.length < LEAST_WINDOWS) return undefined;
  const usual = median(inner);
  const deviation = Math.max(1.4826 * median(inner.map((n) => Math.abs(n - usual))), Math.sqrt(usual), 1);
  const [at, distance] = largest(inner.map((n) => Math.abs(n - usual) / deviation));
  if (distance < LEAST_DEVIATION) return undefined;
  const start = starts[at + 1] ?? 0;
  const during = `from ${timestampText(start)} to ${timestampText(start + all.width)}`;
  return {
    type: 'Pattern frequency',
    description: `${inner[at]} events ${during}, where ${usual} are usual`,
    score: scoreOf(LEAST_DEVIATION, distance),
  };
}

function novelty(template: Template, { all, starts, counts }: Scale): Anomaly | undefined {
  const events = all.within(all);
  const surprise = surpriseOf(
    events,
    counts.findIndex((n) => n > 0),
    sum(counts),
  );
  if (surprise === undefined) return undefined;
  return {
    type: 'New pattern',
    description: `First seen ${timestampText(template.first)}, not in the ${ago(template.first, starts[0])} before`,
    score: scoreOf(LEAST_SURPRISE, surprise),
  };
}

function variation({ type, values }: VariableToken, name: string, { all, starts, counts }: Scale): Anomaly | undefined {
  if (type === 'Time' || type === 'Number' || !values.complete || sum(counts) < LEAST_EVENTS) return undefined;
  const surprises = values.entries.map(([, { count, first }]) => {
    const window = starts.findIndex((start) => first < start + all.width);
    return surpriseOf(counts, window, count) ?? 0;
  });
  const [at, surprise] = largest(surprises);
  const [value = '', seen] = values.entries[at] ?? [];
  if (!seen || surprise === 0) return undefined;
  return {
    type: 'Token variation',
    description: `${name} is ${JSON.stringify(value)} for the first time ${timestampText(seen.first)}, ${seen.count} times in all`,
    score: scoreOf(LEAST_SURPRISE, surprise),
  };
}

function numeric({ type, detail }: VariableToken, name: string): Anomaly | undefined {
  if (type !== 'Number' || !detail || detail.numbers.totals[0] < LEAST_EVENTS) return undefined;
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => detail.numbers.quantile(q, 0) ?? 0);
  if (low === undefined || middle === undefined || high === undefined) return undefined;
  const spread = Math.max(high - low, Math.abs(middle) / 10) || 1;
  const distance = (detail.largest - high) / spread;
  if (!(distance >= LEAST_DISTANCE)) return undefined;
  const when = Number.isFinite(detail.largestTime) ? ` at ${timestampText(detail.largestTime)}` : '';
  return {
    type: 'Numeric token',
    description: `${name} is ${detail.largest}${when}, where ${low} to ${high} is usual`,
    score: scoreOf(LEAST_DISTANCE, distance),
  };
}

function httpErrors(
  { detail, values }: VariableToken,
  name: string,
  { all, starts, counts }: Scale,
): Anomaly | undefined {
  if (!detail || !holdsHttpStatus(values)) return undefined;
  const errors = detail.httpErrors.within(all);
  const [allErrors, allEvents] = [sum(errors), sum(counts)];
  const deviations = counts.map((n, i) => {
    const own = errors[i] ?? 0;
    // One error and one success are assumed to have been seen, so that no share is 0 or 1.
    const share = (allErrors - own + 1) / (allEvents - n + 2);
    return allEvents - n < LEAST_EVENTS ? 0 : (own - n * share) / Math.sqrt(Math.max(n * share * (1 - share), 1));
  });
  const [at, deviation] = largest(deviations);
  if (deviation < LEAST_DEVIATION) return undefined;
  const start = starts[at] ?? 0;
  return {
    type: 'HTTP error code',
    description: `${name} is an error ${errors[at]} times in ${counts[at]} from ${timestampText(start)} to ${timestampText(start + all.width)}, ${allErrors} times in ${allEvents} in all`,
    score: scoreOf(LEAST_DEVIATION, deviation),
  };
}

/**
 * Decimal digits of the chance that `count` of the events, spread like all of them, leave out all windows before the one given; undefined when
 * that is no surprise.
 */
function surpriseOf(events: readonly number[], window: number, count: number): number | undefined {
  if (window < 1) return undefined;
  const absence = sum(events.slice(0, window)) / sum(events);
  if (!(absence >= LEAST_ABSENCE)) return undefined;
  // All events before the window: no digits are enough, and none are needed.
  const surprise = absence === 1 ? 300 : -count * Math.log10(1 - absence);
  return surprise >= LEAST_SURPRISE ? surprise : undefined;
}

/** The place of the largest number, the first of equal ones, and the number; 0 of none. */
function largest(numbers: readonly number[]): readonly [number, number] {
  let at = 0;
  for (const [i, x] of numbers.entries()) if (x > (numbers[at] ?? 0)) at = i;
  return [at, numbers[at] ?? 0];
}

function median(numbers: readonly number[]): number {
  return Float64Array.from(numbers).sort()[Math.floor((numbers.length - 1) / 2)] ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

function ago(time: number, start: number | undefined): string {
  const minutes = Math.round((time - (start ?? time)) / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
