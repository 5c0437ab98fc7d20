/** Time zones of the IANA database, as the runtime knows them. */
import { memoize } from './lru.ts';

export interface TimeZone {
  /** How far local time is ahead of UTC at an instant, in milliseconds. The instant must be in the calendar's range. */
  offsetAt(instant: number): number;
  /** The abbreviation in use at an instant: `UTC`, `EST`, `GMT+2`. */
  abbreviationAt(instant: number): string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LAST_MS = 8.64e15;
/** Hours whose offset is remembered, per zone. */
const CACHED_HOURS = 10_000;
const CACHED_ZONES = 64;

/** Offsets and names at one instant are asked for in a calendar and language that do not matter here. */
const LOCALE = 'en-US';

const UTC: TimeZone = { offsetAt: () => 0, abbreviationAt: () => 'UTC' };

class IntlZone implements TimeZone {
  readonly #offsets: Intl.DateTimeFormat;
  readonly #names: Intl.DateTimeFormat;
  readonly #hours = new Map<number, number>();

  /** @throws RangeError for a name that is no time zone */
  constructor(timeZone: string) {
    this.#offsets = new Intl.DateTimeFormat(LOCALE, { timeZone, timeZoneName: 'longOffset' });
    this.#names = new Intl.DateTimeFormat(LOCALE, { timeZone, timeZoneName: 'short' });
  }

  /** Intl is slow, and events of one hour mostly stand together: an hour without a change has one offset. */
  offsetAt(instant: number): number {
    const hour = Math.floor(instant / HOUR_MS);
    const known = this.#hours.get(hour);
    if (known !== undefined) return known;
    const first = this.#computeOffset(hour * HOUR_MS);
    if (first !== this.#computeOffset((hour + 1) * HOUR_MS - 1)) return this.#computeOffset(instant);
    if (this.#hours.size >= CACHED_HOURS) this.#hours.clear();
    this.#hours.set(hour, first);
    return first;
  }

  abbreviationAt(instant: number): string {
    return zoneName(this.#names, instant);
  }

  #computeOffset(instant: number): number {
    return offsetOf(zoneName(this.#offsets, Math.max(-LAST_MS, Math.min(LAST_MS, instant))));
  }
}

function zoneName(format: Intl.DateTimeFormat, instant: number): string {
  return format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** Reads `GMT`, `GMT-03:30` or, for times before standard time, `GMT+00:53:28`. */
function offsetOf(text: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  if (sign === undefined) return 0;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ms : ms;
}

/** The zone of a name such as `Europe/Berlin` or `UTC`, whose case does not matter; undefined for any other text. */
export const timeZone: (name: string) => TimeZone | undefined = memoize(CACHED_ZONES, (name) => {
  if (/^(?:utc|z)$/i.test(name)) return UTC;
  // Offsets such as +02:00 are zones to some versions of the runtime only.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new IntlZone(name);
  } catch {
    return undefined;
  }
});

/**
 * The instant of a local time, written as if it were UTC, in epoch milliseconds. A local time that occurs twice is the first of the two;
 * one that a change leaves out is as much later as the change is long.
 */
export function instantOf(local: number, zone: TimeZone): number {
  const before = zone.offsetAt(local - DAY_MS);
  const early = local - before;
  if (zone.offsetAt(early) === before) return early;
  const after = zone.offsetAt(local + DAY_MS);
  const late = local - after;
  return zone.offsetAt(late) === after ? late : early;
}
