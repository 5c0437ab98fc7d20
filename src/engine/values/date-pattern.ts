/**
 * Date patterns with the letters of Java's `DateTimeFormatter` (language specification, section 10.35): which part of a text is which part of
 * a date. Reading never goes back over what it has taken, so it takes linear time. Names are English, and case matters.
 */
import { type DateField, DateFields } from './date-fields.ts';
import { MONTHS, WEEKDAYS } from './date-format.ts';
import { memoize } from './lru.ts';
import { type TimeZone, timeZone } from './time-zone.ts';

/** Reads one part of the text at a position. Returns the position behind it, or -1 where the text does not fit. */
type Reader = (text: string, at: number, fields: DateFields) => number;

/** An optional section. */
interface Section {
  readonly readers: (Reader | Section)[];
}

export type CompiledPattern =
  | { readonly ok: true; readonly parse: (text: string, zone: TimeZone) => number | null }
  | { readonly ok: false; readonly message: string };

const CACHED_PATTERNS = 64;
/** Sections inside sections; real patterns have two or three. */
const MAX_DEPTH = 32;

/** Compiles a pattern. Its `parse` gives epoch milliseconds, null for a text that does not fit; the zone is for texts without one. */
export const compilePattern: (pattern: string) => CompiledPattern = memoize(CACHED_PATTERNS, (pattern) => {
  const compiler = new Compiler();
  const message = compiler.compile(pattern);
  if (message !== undefined) return { ok: false, message };
  const { whole } = compiler;
  return {
    ok: true,
    parse: (text, zone) => {
      const read = readSection(whole, text, 0, new DateFields());
      return read?.at === text.length ? read.fields.instant(zone) : null;
    },
  };
});

function readSection(
  { readers }: Section,
  text: string,
  start: number,
  before: DateFields,
): { at: number; fields: DateFields } | undefined {
  let fields = before;
  let at = start;
  for (const reader of readers) {
    if (typeof reader === 'function') {
      at = reader(text, at, fields);
      if (at < 0) return undefined;
    } else {
      const read = readSection(reader, text, at, fields.copy());
      if (read) ({ at, fields } = read);
    }
  }
  return { at, fields };
}

/** Letters, quoted texts, brackets, and all other characters, which stand for themselves. */
const TOKEN = /([A-Za-z])\1*|'(?:[^']|'')*'|./gsu;

class Compiler {
  readonly whole: Section = { readers: [] };
  readonly #open: Section[] = [this.whole];
  /** The number that gives up digits to numbers of fixed width right behind it, as in `yyyyMMdd`. */
  #elastic: NumberWidth | undefined;

  /** Returns what is wrong with the pattern. */
  compile(pattern: string): string | undefined {
    for (const [token] of pattern.matchAll(TOKEN)) {
      const problem = this.#token(token);
      if (problem !== undefined) return `the date pattern ${problem}`;
    }
    return undefined;
  }

  #token(token: string): string | undefined {
    const first = token.charAt(0);
    if (/[A-Za-z]/.test(first)) return this.#letters(first, token.length);
    this.#elastic = undefined;
    switch (first) {
      case "'":
        if (token === "'") return 'has a quote that is not closed';
        this.#add(literalReader(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'")));
        return undefined;
      case '[': {
        if (this.#open.length > MAX_DEPTH) return 'has too many sections inside each other';
        const section: Section = { readers: [] };
        this.#open.at(-1)?.readers.push(section);
        this.#open.push(section);
        return undefined;
      }
      case ']':
        if (this.#open.length === 1) return 'has a ] without [';
        this.#open.pop();
        return undefined;
      case '{':
      case '}':
      case '#':
        return `has the reserved character ${first}`;
      default:
        this.#add(literalReader(token));
        return undefined;
    }
  }

  #letters(letter: string, count: number): string | undefined {
    const form = FORMS.get(letter);
    if (!form) return `has the unknown letter ${letter}`;
    const made = form(count);
    if (made === undefined) return `has too many or too few letters ${letter}`;
    if (typeof made === 'function') {
      this.#elastic = undefined;
      this.#add(made);
      return undefined;
    }
    if (this.#elastic && made.least === made.most) this.#elastic.reserved += made.most;
    else this.#elastic = made;
    this.#add(numberReader(made));
    return undefined;
  }

  #add(reader: Reader): void {
    this.#open.at(-1)?.readers.push(reader);
  }
}

interface NumberWidth {
  readonly field: DateField;
  readonly least: number;
  readonly most: number;
  /** `+` must stand before more digits than the least, and before no others: years of four letters. */
  readonly sign: 'none' | 'minus' | 'exceeding';
  readonly value: (digits: string) => number;
  /** Digits that the numbers of fixed width behind this one need. */
  reserved: number;
}

const MOST_DIGITS = 19;

function width(
  field: DateField,
  least: number,
  most: number,
  sign: NumberWidth['sign'],
  value: NumberWidth['value'] = Number,
): NumberWidth {
  return { field, least, most, sign, value, reserved: 0 };
}

/** One letter is a number of any width, two are two digits. */
function oneOrTwo(field: DateField, value?: NumberWidth['value']): (count: number) => NumberWidth | undefined {
  return (count) => {
    if (count === 1) return width(field, 1, MOST_DIGITS, 'minus', value);
    return count === 2 ? width(field, 2, 2, 'none', value) : undefined;
  };
}

function year(field: DateField): (count: number) => NumberWidth | undefined {
  return (count) => {
    if (count === 2) return width(field, 2, 2, 'none', (digits) => 2000 + Number(digits));
    if (count > MOST_DIGITS) return undefined;
    return width(field, count, MOST_DIGITS, count < 4 ? 'minus' : 'exceeding');
  };
}

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));

/** What the letters of a pattern stand for, by their number; undefined for a number that they cannot have. */
const FORMS: ReadonlyMap<string, (count: number) => NumberWidth | Reader | undefined> = new Map<
  string,
  (count: number) => NumberWidth | Reader | undefined
>([
  ['y', year('yearOfEra')],
  ['u', year('year')],
  ['M', (count) => oneOrTwo('month')(count) ?? names('month', MONTHS, count, 1)],
  ['d', oneOrTwo('day')],
  ['E', (count) => names('weekday', WEEKDAYS, Math.max(count, 3), 0)],
  // The week begins on Sunday, as in the United States.
  ['e', (count) => oneOrTwo('weekday', (digits) => Number(digits) - 1)(count) ?? names('weekday', WEEKDAYS, count, 0)],
  ['a', (count) => (count === 1 ? nameReader('half', ['AM', 'PM'], 0) : undefined)],
  ['H', oneOrTwo('hour')],
  ['h', oneOrTwo('hour12')],
  ['m', oneOrTwo('minute')],
  ['s', oneOrTwo('second')],
  [
    'S',
    (count) => (count > 9 ? undefined : width('nano', count, count, 'none', (digits) => Number(digits.padEnd(9, '0')))),
  ],
  ['n', (count) => (count > MOST_DIGITS ? undefined : width('nano', count, MOST_DIGITS, 'none'))],
  ['X', (count) => offsetForm(count, 'Z')],
  ['x', (count) => offsetForm(count, undefined)],
  [
    'Z',
    (count) =>
      count === 4
        ? offsetReader(GMT_OFFSET, 'GMT')
        : count === 5
          ? offsetForm(5, 'Z')
          : count < 4
            ? offsetForm(2, undefined)
            : undefined,
  ],
  ['z', (count) => (count <= 4 ? zoneReader(ABBREVIATIONS) : undefined)],
  ['V', (count) => (count === 2 ? zoneReader(new Map()) : undefined)],
]);

function names(field: DateField, full: readonly string[], count: number, first: number): Reader | undefined {
  if (count === 3) return nameReader(field, short(full), first);
  return count === 4 ? nameReader(field, full, first) : undefined;
}

function nameReader(field: DateField, all: readonly string[], first: number): Reader {
  return (text, at, fields) => {
    const index = all.findIndex((name) => text.startsWith(name, at));
    if (index < 0 || !fields.set(field, index + first)) return -1;
    return at + (all[index] ?? '').length;
  };
}

function literalReader(literal: string): Reader {
  return (text, at) => (text.startsWith(literal, at) ? at + literal.length : -1);
}

function numberReader(number: NumberWidth): Reader {
  const { field, least, most, sign, value } = number;
  return (text, at, fields) => {
    const mark = text.charAt(at);
    const plus = mark === '+';
    const minus = mark === '-';
    if ((plus && sign !== 'exceeding') || (minus && sign === 'none')) return -1;
    const start = plus || minus ? at + 1 : at;
    let end = digitsEnd(text, start, most + number.reserved);
    if (number.reserved > 0) end = digitsEnd(text, start, Math.max(least, end - start - number.reserved));
    const length = end - start;
    if (length < least) return -1;
    if (sign === 'exceeding' && !minus && plus !== length > least) return -1;
    const read = value(text.slice(start, end));
    if (minus && read === 0) return -1;
    return fields.set(field, minus ? -read : read) ? end : -1;
  };
}

function digitsEnd(text: string, start: number, most: number): number {
  let end = start;
  while (end - start < most && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end;
}

/** Offsets by the number of letters of `X` and `x`. */
const OFFSETS: readonly RegExp[] = [
  /([+-])(\d\d)(\d\d)?/y,
  /([+-])(\d\d)(\d\d)/y,
  /([+-])(\d\d):(\d\d)/y,
  /([+-])(\d\d)(\d\d)(\d\d)?/y,
  /([+-])(\d\d):(\d\d)(?::(\d\d))?/y,
];
const GMT_OFFSET = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/y;

function offsetForm(count: number, zero: string | undefined): Reader | undefined {
  const pattern = OFFSETS[count - 1];
  return pattern && offsetReader(pattern, zero);
}

/** `zero` is a text for no offset. */
function offsetReader(pattern: RegExp, zero: string | undefined): Reader {
  return (text, at, fields) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) {
      const offset = offsetMs(match[1], match[2], match[3], match[4]);
      return offset !== undefined && fields.set('offset', offset) ? pattern.lastIndex : -1;
    }
    if (zero === undefined || !text.startsWith(zero, at)) return -1;
    return fields.set('offset', 0) ? at + zero.length : -1;
  };
}

/** Undefined beyond 18 hours, which no zone has. */
function offsetMs(sign = '+', hours = '0', minutes = '0', seconds = '0'): number | undefined {
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const total = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (total > 18 * 3600) return undefined;
  return (sign === '-' ? -total : total) * 1000 + 0;
}

/** Abbreviations of time zones in dates, which are not unique in the world: those of the United States, Europe and the Pacific. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ...['EST', 'EDT'].map((name) => [name, 'America/New_York'] as const),
  ...['CST', 'CDT'].map((name) => [name, 'America/Chicago'] as const),
  ...['MST', 'MDT'].map((name) => [name, 'America/Denver'] as const),
  ...['PST', 'PDT'].map((name) => [name, 'America/Los_Angeles'] as const),
  ...['WET', 'WEST'].map((name) => [name, 'Europe/Lisbon'] as const),
  ...['CET', 'CEST'].map((name) => [name, 'Europe/Paris'] as const),
  ...['EET', 'EEST'].map((name) => [name, 'Europe/Helsinki'] as const),
  ['BST', 'Europe/London'],
  ['IST', 'Asia/Kolkata'],
  ['JST', 'Asia/Tokyo'],
  ['KST', 'Asia/Seoul'],
  ...['AEST', 'AEDT'].map((name) => [name, 'Australia/Sydney'] as const),
  ...['NZST', 'NZDT'].map((name) => [name, 'Pacific/Auckland'] as const),
]);

const ZONE_ID = /(?:UTC|GMT|UT|Z)?([+-])(\d{1,2})(?::?(\d\d)(?::?(\d\d))?)?(?!\d)|[A-Za-z][\w/+-]{0,63}/y;
const NO_OFFSET: ReadonlySet<string> = new Set(['Z', 'UTC', 'GMT', 'UT']);

function zoneReader(abbreviations: ReadonlyMap<string, string>): Reader {
  return (text, at, fields) => {
    ZONE_ID.lastIndex = at;
    const match = ZONE_ID.exec(text);
    if (!match) return -1;
    const [id, sign, hours, minutes, seconds] = match;
    if (sign !== undefined || NO_OFFSET.has(id)) {
      const offset = offsetMs(sign, hours, minutes, seconds);
      return offset !== undefined && fields.set('offset', offset) ? at + id.length : -1;
    }
    const zone = timeZone(abbreviations.get(id) ?? id);
    if (!zone || (fields.zone && fields.zone !== zone)) return -1;
    fields.zone = zone;
    return at + id.length;
  };
}
