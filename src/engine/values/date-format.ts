/** Dates as text by strftime directives (language specification, section 10.34). Names are English. */
import { memoize } from './lru.ts';
import type { TimeZone } from './time-zone.ts';

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** From Sunday, as JavaScript counts. */
export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

const DAY_MS = 86_400_000;
const LAST_MS = 8.64e15;

/** An instant, and a date whose UTC fields are the local ones. */
interface Moment {
  readonly instant: number;
  readonly local: Date;
  readonly offset: number;
  readonly zone: TimeZone;
}

type Directive = (moment: Moment) => string;

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
const hour12 = (hour: number): number => hour % 12 || 12;

function yearText(local: Date): string {
  const year = local.getUTCFullYear();
  return year < 0 ? `-${pad(-year, 4)}` : pad(year, 4);
}

function dayOfYear(local: Date): number {
  const newYear = new Date(local);
  newYear.setUTCMonth(0, 1);
  return Math.round((local.getTime() - newYear.getTime()) / DAY_MS) + 1;
}

function offsetText(offset: number): string {
  const seconds = Math.abs(offset) / 1000;
  const minutes = Math.floor(seconds / 60);
  const odd = seconds % 60;
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}${odd ? pad(odd) : ''}`;
}

const dateText: Directive = ({ local }) =>
  `${yearText(local)}-${pad(local.getUTCMonth() + 1)}-${pad(local.getUTCDate())}`;
const timeText: Directive = ({ local }) =>
  `${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}:${pad(local.getUTCSeconds())}`;

const DIRECTIVES: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['Y', ({ local }) => yearText(local)],
  ['y', ({ local }) => pad(Math.abs(local.getUTCFullYear()) % 100)],
  ['m', ({ local }) => pad(local.getUTCMonth() + 1)],
  ['d', ({ local }) => pad(local.getUTCDate())],
  ['H', ({ local }) => pad(local.getUTCHours())],
  ['I', ({ local }) => pad(hour12(local.getUTCHours()))],
  ['p', ({ local }) => (local.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['M', ({ local }) => pad(local.getUTCMinutes())],
  ['S', ({ local }) => pad(local.getUTCSeconds())],
  ['L', ({ local }) => pad(local.getUTCMilliseconds(), 3)],
  // Microseconds, of which there are none beyond the milliseconds.
  ['f', ({ local }) => `${pad(local.getUTCMilliseconds(), 3)}000`],
  ['j', ({ local }) => pad(dayOfYear(local), 3)],
  ['a', ({ local }) => (WEEKDAYS[local.getUTCDay()] ?? '').slice(0, 3)],
  ['A', ({ local }) => WEEKDAYS[local.getUTCDay()] ?? ''],
  ['b', ({ local }) => (MONTHS[local.getUTCMonth()] ?? '').slice(0, 3)],
  ['B', ({ local }) => MONTHS[local.getUTCMonth()] ?? ''],
  ['Z', ({ zone, instant }) => zone.abbreviationAt(instant)],
  ['z', ({ offset }) => offsetText(offset)],
  ['s', ({ instant }) => String(Math.floor(instant / 1000))],
  ['F', dateText],
  ['T', timeText],
  ['%', () => '%'],
]);

const CACHED_FORMATS = 64;

export type CompiledFormat =
  | { readonly ok: true; readonly format: (instant: number, zone: TimeZone) => string | null }
  | { readonly ok: false; readonly message: string };

/** Compiles a format. Its `format` takes epoch milliseconds and gives null for instants outside the calendar's range. */
export const compileFormat: (format: string) => CompiledFormat = memoize(CACHED_FORMATS, (format) => {
  const parts: (string | Directive)[] = [];
  for (const [part, letter] of format.matchAll(/%(.?)|[^%]+/gsu)) {
    const directive = letter === undefined ? part : DIRECTIVES.get(letter);
    if (directive === undefined) return { ok: false, message: `the date format has no directive ${part}` };
    parts.push(directive);
  }
  return { ok: true, format: (instant, zone) => formatted(parts, Math.floor(instant), zone) };
});

function formatted(parts: readonly (string | Directive)[], instant: number, zone: TimeZone): string | null {
  if (!(Math.abs(instant) <= LAST_MS)) return null;
  const offset = zone.offsetAt(instant);
  const local = new Date(instant + offset);
  if (Number.isNaN(local.getTime())) return null;
  const moment: Moment = { instant, local, offset, zone };
  return parts.map((part) => (typeof part === 'string' ? part : part(moment))).join('');
}
