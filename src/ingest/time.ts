/** Times in records and file names, as epoch milliseconds. */

const ISO = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d:?\d\d)?$/;
const DELIVERY = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z/;

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function fromParts(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const days = dayNumber(year, month, day);
  // 31 April and the like would silently become another day.
  if (day > 28 && new Date(days * 86_400_000).getUTCDate() !== day) return Number.NaN;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000;
}

function digits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads an ISO 8601 time with optional fraction and offset; without an offset it is UTC. NaN if it is not one. */
export function parseTime(bytes: Uint8Array, start = 0, end = bytes.length): number {
  // 2024-01-31T23:59:59Z, the form of nearly every event, without a string.
  if (end - start === 20 && bytes[end - 1] === 0x5a && isByte(bytes, start + 10, 0x54)) {
    const dashes = isByte(bytes, start + 4, 0x2d) && isByte(bytes, start + 7, 0x2d);
    if (dashes && isByte(bytes, start + 13, 0x3a) && isByte(bytes, start + 16, 0x3a)) {
      return fromParts(
        digits(bytes, start, 4),
        digits(bytes, start + 5, 2),
        digits(bytes, start + 8, 2),
        digits(bytes, start + 11, 2),
        digits(bytes, start + 14, 2),
        digits(bytes, start + 17, 2),
      );
    }
  }
  return end - start > 64 ? Number.NaN : parseTimeText(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
}

function isByte(bytes: Uint8Array, at: number, byte: number): boolean {
  return bytes[at] === byte;
}

function parseTimeText(text: string): number {
  const parts = ISO.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = parts;
  const time = fromParts(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  if (zone === 'Z' || zone === 'z') return time + milliseconds;
  const offset = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return time + milliseconds - (zone.startsWith('-') ? -offset : offset) * 60_000;
}

/** The delivery time in a CloudTrail file name (`…_20240131T2355Z_…`), or undefined. */
export function deliveryTime(name: string): number | undefined {
  const parts = DELIVERY.exec(name);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second = '0'] = parts;
  const time = fromParts(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  return Number.isNaN(time) ? undefined : time;
}
