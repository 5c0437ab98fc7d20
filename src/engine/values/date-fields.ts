/**
 * The parts of a date that a pattern has read, and the instant they are together. The rules are those of Java's `DateTimeFormatter` with
 * its default resolver: parts that contradict each other, or miss one in between, give nothing.
 */
import { instantOf, type TimeZone } from './time-zone.ts';

export type DateField =
  | 'year'
  | 'yearOfEra'
  | 'month'
  | 'day'
  /** 0 is Sunday. */
  | 'weekday'
  | 'hour'
  | 'hour12'
  /** 0 is AM, 1 is PM. */
  | 'half'
  | 'minute'
  | 'second'
  | 'nano'
  /** Milliseconds ahead of UTC. */
  | 'offset';

export class DateFields {
  #values: Map<DateField, number>;
  zone: TimeZone | undefined;

  constructor(values: ReadonlyMap<DateField, number> = new Map(), zone?: TimeZone) {
    this.#values = new Map(values);
    this.zone = zone;
  }

  /** False when the part was read before with another value. */
  set(field: DateField, value: number): boolean {
    const known = this.#values.get(field);
    if (known !== undefined) return known === value;
    this.#values.set(field, value);
    return true;
  }

  copy(): DateFields {
    return new DateFields(this.#values, this.zone);
  }

  /** Epoch milliseconds; null where the parts are no date. A date without any time of day is its midnight. */
  instant(defaultZone: TimeZone): number | null {
    const day = this.#dayStart();
    const time = this.#timeOfDay();
    if (day === null || time === null) return null;
    const local = day + time;
    const offset = this.#values.get('offset');
    const instant = offset === undefined ? instantOf(local, this.zone ?? defaultZone) : local - offset;
    return Number.isNaN(new Date(instant).getTime()) ? null : instant;
  }

  #dayStart(): number | null {
    const era = this.#within('yearOfEra', 1, 999_999_999);
    const proleptic = this.#within('year', -999_999_999, 999_999_999);
    const month = this.#within('month', 1, 12);
    const day = this.#within('day', 1, 31);
    if (era === null || proleptic === null || !month || !day) return null;
    const year = proleptic ?? era;
    if (year === undefined || (era !== undefined && era !== year)) return null;
    // The 31st of a short month is its last day.
    const lastDay = new Date(0);
    lastDay.setUTCFullYear(year, month, 0);
    const start = new Date(0);
    start.setUTCFullYear(year, month - 1, Math.min(day, lastDay.getUTCDate()));
    const weekday = this.#within('weekday', 0, 6);
    if (weekday === null || (weekday !== undefined && weekday !== start.getUTCDay())) return null;
    return Number.isNaN(start.getTime()) ? null : start.getTime();
  }

  #timeOfDay(): number | null {
    const hour = this.#hourOfDay();
    const minute = this.#within('minute', 0, 59);
    const second = this.#within('second', 0, 59);
    const nano = this.#within('nano', 0, 999_999_999);
    const parts = [hour, minute, second, nano];
    if (hour === null || minute === null || second === null || nano === null) return null;
    const missing = parts.indexOf(undefined);
    if (missing >= 0 && parts.slice(missing).some((part) => part !== undefined)) return null;
    if (hour === 24 && (minute || second || nano)) return null;
    const seconds = ((hour ?? 0) * 60 + (minute ?? 0)) * 60 + (second ?? 0);
    return seconds * 1000 + Math.floor((nano ?? 0) / 1_000_000);
  }

  #hourOfDay(): number | null | undefined {
    const hour = this.#within('hour', 0, 24);
    const clock = this.#within('hour12', 0, 12);
    const half = this.#within('half', 0, 1);
    if (hour === null || clock === null || half === null) return null;
    if (half === undefined) return clock === undefined ? hour : null;
    const byClock = clock === undefined ? hour : (clock % 12) + 12 * half;
    if (byClock === undefined || (hour !== undefined && hour !== byClock)) return null;
    return byClock >= 12 === (half === 1) ? byClock : null;
  }

  /** Undefined when the part was not read, null when its value is out of range. */
  #within(field: DateField, least: number, greatest: number): number | null | undefined {
    const value = this.#values.get(field);
    if (value === undefined) return undefined;
    return value >= least && value <= greatest ? value : null;
  }
}
