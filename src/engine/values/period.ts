/** Periods such as `5m`, and rounding of times to them, always in UTC (language specification, section 4.3 and appendix A.2). */
import type { PeriodUnit } from '../../parser/ast.ts';

export interface Period {
  readonly count: number;
  readonly unit: PeriodUnit;
}

/** Largest counts of a unit; a larger one is silently reduced. Days and longer units have no maximum. */
const PERIOD_CAPS: ReadonlyMap<PeriodUnit, number> = new Map([
  ['ms', 1000],
  ['s', 60],
  ['m', 60],
  ['h', 24],
]);

const DAY_MS = 86_400_000;
/** 1970-01-05, the first Monday of the epoch: weeks are counted from it. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** 400 years have 146,097 days. */
const MEAN_MONTH_MS = (146_097 / 4800) * DAY_MS;

const FIXED_MS: ReadonlyMap<PeriodUnit, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', DAY_MS],
  ['w', 7 * DAY_MS],
]);

const CALENDAR_MONTHS: ReadonlyMap<PeriodUnit, number> = new Map([
  ['mo', 1],
  ['q', 3],
  ['y', 12],
]);

const PERIOD_TEXT = /^(\d+)(ms|mo|[smhdwqy])$/;

/** Reads the canonical text of a period; undefined for any other text. */
export function parsePeriod(text: string): Period | undefined {
  const match = PERIOD_TEXT.exec(text);
  return match ? { count: Number(match[1]), unit: match[2] as PeriodUnit } : undefined;
}

/** Canonical text of a period, e.g. `5m`. */
export function periodText(count: number, unit: PeriodUnit): string {
  return `${count}${unit}`;
}

/** The period that is applied after the unit's maximum. */
export function effectivePeriod(count: number, unit: PeriodUnit): Period {
  return { count: Math.min(count, PERIOD_CAPS.get(unit) ?? count), unit };
}

/**
 * Step and origin in ms of a period of fixed length, caps applied: a time's floor is `floor((t - origin) / step) * step + origin`.
 * Undefined for months, quarters and years, whose lengths vary.
 */
export function fixedStepMs(count: number, unit: PeriodUnit): { step: number; origin: number } | undefined {
  const length = FIXED_MS.get(unit);
  if (length === undefined) return undefined;
  return { step: effectivePeriod(count, unit).count * length, origin: unit === 'w' ? FIRST_MONDAY_MS : 0 };
}

/** Length of a period in ms; of months, quarters and years the mean of the Gregorian calendar. NaN for no unit. */
export function lengthMs(count: number, unit: PeriodUnit): number {
  return fixedStepMs(count, unit)?.step ?? calendarMonths(count, unit) * MEAN_MONTH_MS;
}

/** Start of the period that contains `t` (epoch ms); NaN for a period of length zero and beyond the calendar's range. */
export function floorTo(t: number, count: number, unit: PeriodUnit): number {
  const fixed = fixedStepMs(count, unit);
  if (fixed) return Math.floor((t - fixed.origin) / fixed.step) * fixed.step + fixed.origin;
  const months = calendarMonths(count, unit);
  return monthStart(Math.floor(monthIndex(t) / months) * months);
}

/** The next start of a period at or after `t` (epoch ms); NaN as for `floorTo`. */
export function ceilTo(t: number, count: number, unit: PeriodUnit): number {
  const fixed = fixedStepMs(count, unit);
  if (fixed) return Math.ceil((t - fixed.origin) / fixed.step) * fixed.step + fixed.origin;
  const months = calendarMonths(count, unit);
  const floor = Math.floor(monthIndex(t) / months) * months;
  return monthStart(floor) === t ? t : monthStart(floor + months);
}

function calendarMonths(count: number, unit: PeriodUnit): number {
  return count * (CALENDAR_MONTHS.get(unit) ?? Number.NaN);
}

/** Months since January of year 0. */
function monthIndex(t: number): number {
  const date = new Date(t);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function monthStart(index: number): number {
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(Math.floor(index / 12), index - Math.floor(index / 12) * 12, 1);
}
