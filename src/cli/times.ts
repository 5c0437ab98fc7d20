/** Time arguments: `2024-05-01`, `2024-05-01T10:00:00Z`, epoch seconds or milliseconds, `-7d`, `now`. Without a zone, times are UTC. */

/** A time as given: fixed, or so many milliseconds or calendar months before a `now` that is not known yet. */
export type TimeArgument =
  | { readonly kind: 'absolute'; readonly ms: number }
  | { readonly kind: 'relative'; readonly before: number }
  | { readonly kind: 'months'; readonly before: number };

/** An argument that is no time. The message says what would be. */
export class TimeArgumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TimeArgumentError';
  }
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 7 * 86_400_000],
]);

const RELATIVE = /^(?:now)?-(\d+)(s|m|h|d|w|mo)$/i;
const EPOCH = /^\d+(?:\.\d+)?$/;
/** A year, month or day written without separators: as epoch seconds it would be a time in 1970. */
const BARE_DATE = /^(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
/** From this value on a number counts milliseconds (language specification, section 1.5). */
const FIRST_MS = 1e11;
/** The largest time of a JavaScript date. */
const MAX_TIME = 8.64e15;
/** As many months before any time that can be written are still within the times of a JavaScript date. */
const MAX_MONTHS = 3_000_000;

const FORMS =
  'Write a date (2024-05-01), a date and time (2024-05-01T10:00:00Z), epoch seconds, a time before now (-7d, -12h, -30m) or now.';
const LOWER_CASE = 'Units are in lower case: s, m (minutes), h, d, w and mo (months).';

/**
 * Reads a time argument. A date alone is 00:00 of that day.
 * @throws TimeArgumentError
 */
export function parseTimeArgument(argument: string): TimeArgument {
  const text = argument.trim();
  if (text.toLowerCase() === 'now') return { kind: 'relative', before: 0 };
  const relative = RELATIVE.exec(text);
  if (relative !== null) return relativeTime(Number(relative[1]), relative[2] ?? '', argument);
  if (BARE_DATE.test(text)) {
    throw new TimeArgumentError(`${argument} would be a time in 1970. ${FORMS}`);
  }
  if (EPOCH.test(text)) {
    const value = Number(text);
    const ms = Math.trunc(value >= FIRST_MS ? value : value * 1000);
    if (ms > MAX_TIME) throw new TimeArgumentError(`${argument} is too large for a time.`);
    return { kind: 'absolute', ms };
  }
  const iso = ISO.exec(text);
  if (iso === null) throw new TimeArgumentError(`${argument} is not a time. ${FORMS}`);
  return { kind: 'absolute', ms: isoTime(iso, argument) };
}

/** The time in epoch milliseconds. */
export function resolveTime(argument: TimeArgument, now: number): number {
  if (argument.kind === 'absolute') return argument.ms;
  return argument.kind === 'relative' ? now - argument.before : monthsBefore(now, argument.before);
}

/** Upper case is refused: `-1M` may mean a month, and taken for a minute it would leave out nearly all events without a word. */
function relativeTime(count: number, unit: string, argument: string): TimeArgument {
  if (unit !== unit.toLowerCase()) throw new TimeArgumentError(`${argument} is not a time. ${LOWER_CASE}`);
  const [before, most] = unit === 'mo' ? [count, MAX_MONTHS] : [count * (UNITS.get(unit) ?? 0), MAX_TIME];
  if (before > most) throw new TimeArgumentError(`${argument} is too long ago.`);
  return { kind: unit === 'mo' ? 'months' : 'relative', before };
}

/** The same day and time of an earlier month; its last day when it is too short. */
function monthsBefore(now: number, months: number): number {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() - months);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}

function isoTime(iso: RegExpExecArray, argument: string): number {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) => Number(iso[i] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Number((iso[7] ?? '').padEnd(3, '0').slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  // Date carries 31 April over to 1 May: such a day or an hour 25 does not exist.
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  const zone = zoneOffset(iso[8] ?? 'Z');
  if (!exists || zone === undefined) throw new TimeArgumentError(`${argument} does not exist in the calendar.`);
  return date.getTime() - zone;
}

/** Milliseconds that a zone such as `+02:00` is ahead of UTC. */
function zoneOffset(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
