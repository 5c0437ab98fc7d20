/** Finds where reading can go on after bytes that are not valid JSON. */

import { type FirstKeys, isSpace, LOOK_AHEAD } from './event-marks.ts';

/** Where the damage lies: in an array of records, among consecutive values at the top level, or on a line that holds no JSON. */
export type ResyncPlace = 'array' | 'top' | 'line';

export interface Resumption {
  /** End of the damaged bytes, exclusive. */
  readonly end: number;
  /** Where reading goes on. */
  readonly next: number;
  /** Whether a record starts at `next`; if not, a separator is expected there. */
  readonly atRecord: boolean;
  /** Whether what starts at `next` must prove to be an event: an object inside the damaged record may begin alike. */
  readonly doubtful: boolean;
}

export interface DamageStart {
  readonly place: ResyncPlace;
  /** The data is valid JSON up to here, relative to the start of the damage. */
  readonly valid: number;
  /** Whether a record is damaged, and not something around records: no object inside it is a record of its own. */
  readonly isRecord: boolean;
}

/**
 * Scans from the start of the damage for whichever comes first: an object that begins as records do; the bracket that closes the damaged
 * record, if the next record follows; outside arrays, a new line (at the top level one that starts a value). What is inside of a damaged
 * record is content, which may have been chosen to look like records: as long as its brackets and strings fit together, no record is
 * looked for before they are closed.
 * It can stop when bytes run out and go on when there are more. Positions are relative to the start of the damage.
 */
export class Resync {
  readonly #start: DamageStart;
  readonly #keys: FirstKeys;
  readonly #brackets = new Brackets();
  #at = 0;
  #inString = false;
  /** Brackets or strings do not fit together: they no longer tell what is inside of the record. */
  #broken = false;
  /** Last byte that is not white space, and its position. */
  #last = 0;
  #lastAt = -1;
  #refused = 0;

  constructor(start: DamageStart, keys: FirstKeys) {
    this.#start = start;
    this.#keys = keys;
  }

  /** Position up to which bytes are no longer needed. */
  get scanned(): number {
    return this.#at;
  }

  /** What starts at `next` of the last, doubtful find is no event: the scan goes on after it. */
  refuse(next: number): void {
    this.#refused = next;
  }

  /**
   * Goes on in `bytes`, where `origin` is the index of the first damaged byte (below 0 if that has been let go). Undefined: more bytes
   * are needed, or, when `final`, there is no place to go on. A doubtful find is found again until it is refused.
   */
  scan(bytes: Uint8Array, origin: number, end: number, final: boolean): Resumption | undefined {
    const stop = final ? end : end - LOOK_AHEAD;
    let at = origin + this.#at;
    let found: Resumption | undefined;
    while (at < stop) {
      const byte = bytes[at] as number;
      if (byte === 0x0a && this.#isBreak(at + 1 < end ? bytes[at + 1] : undefined)) {
        found = { end: at - origin, next: at + 1 - origin, atRecord: true, doubtful: false };
      } else if (byte === 0x7b && at - origin > this.#refused) {
        found = this.#startOfRecord(bytes, origin, at, end);
      } else if (this.#closes(byte) && this.#fits(bytes, at + 1, end)) {
        found = { end: at + 1 - origin, next: at + 1 - origin, atRecord: false, doubtful: false };
      }
      if (found !== undefined) break;
      this.#pass(byte, at - origin);
      at += this.#inString && byte === 0x5c ? 2 : 1;
    }
    this.#at = Math.max(this.#at, at - origin);
    return found;
  }

  #startOfRecord(bytes: Uint8Array, origin: number, at: number, end: number): Resumption | undefined {
    const key = this.#keys.find(bytes, at, end);
    if (key === undefined) return undefined;
    const { place, valid, isRecord } = this.#start;
    const inValid = key.end - origin < valid;
    // No string of valid JSON holds a brace with a quote after it, and not everything can stand before a brace.
    if (this.#inString || !this.#brackets.allowValueAfter(this.#last)) this.#broken = true;
    if (isRecord && (inValid || (!this.#broken && this.#brackets.depth > 0))) return undefined;
    const afterComma = place === 'array' && this.#last === 0x2c && this.#lastAt > 0;
    return {
      end: afterComma ? this.#lastAt : at - origin,
      next: at - origin,
      atRecord: true,
      doubtful: !key.certain || inValid,
    };
  }

  #isBreak(next: number | undefined): boolean {
    return this.#start.place === 'line' || (this.#start.place === 'top' && startsValue(next));
  }

  /** Whether this byte is a bracket that closes the damaged record, or one around it. */
  #closes(byte: number): boolean {
    return (
      (byte === 0x7d || byte === 0x5d) && !this.#inString && this.#brackets.depth <= 1 && this.#start.place !== 'line'
    );
  }

  /** Follows strings and brackets. */
  #pass(byte: number, position: number): void {
    if (byte === 0x22) this.#inString = !this.#inString;
    else if (this.#inString) this.#broken ||= byte === 0x0a;
    else if (!this.#brackets.pass(byte)) this.#broken = true;
    if (!isSpace(byte)) {
      this.#last = byte;
      this.#lastAt = position;
    }
  }

  /** Whether the next record, or the end of all records, comes after the closing bracket. */
  #fits(bytes: Uint8Array, after: number, end: number): boolean {
    const limit = Math.min(end, after + LOOK_AHEAD - 1);
    let at = after;
    let comma = false;
    while (at < limit && (isSpace(bytes[at]) || (bytes[at] === 0x2c && !comma))) {
      if (this.#start.place === 'top' && bytes[at] === 0x0a) return true;
      if (bytes[at] === 0x2c) comma = true;
      at++;
    }
    if (at >= end) return this.#start.place === 'top';
    if (this.#start.place === 'array') return bytes[at] === 0x5d || (comma && bytes[at] === 0x7b);
    return bytes[at] === 0x7b;
  }
}

/** A brace, a bracket, a digit or a byte order mark. */
function startsValue(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b || byte === 0xef || (byte !== undefined && byte >= 0x30 && byte <= 0x39);
}

/** Nesting levels whose brackets are told apart. */
const KNOWN_LEVELS = 65_536;

/** The brackets that are open. */
class Brackets {
  readonly #open: number[] = [];
  /** Levels beyond those in `#open`. */
  #more = 0;

  get depth(): number {
    return this.#open.length + this.#more;
  }

  /** Whether a value can come after this byte; where no bracket is open, anything can be. */
  allowValueAfter(byte: number): boolean {
    if (this.#more > 0 || this.#open.length === 0) return true;
    return byte === 0x5b || byte === (this.#open.at(-1) === 0x7b ? 0x3a : 0x2c);
  }

  /** Takes a byte outside of strings; false for a closing bracket that does not fit. */
  pass(byte: number): boolean {
    if (byte === 0x7b || byte === 0x5b) {
      if (this.#open.length < KNOWN_LEVELS) this.#open.push(byte);
      else this.#more++;
      return true;
    }
    if (byte !== 0x7d && byte !== 0x5d) return true;
    if (this.#more > 0) {
      this.#more--;
      return true;
    }
    // Each closing bracket is two more than its opening one.
    return this.#open.length === 0 || this.#open.pop() === byte - 2;
  }
}
