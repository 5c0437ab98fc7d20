/** Finds where reading can go on after a record that is not valid JSON. */

/** Bytes that a decision may look ahead, so that it never depends on how the data was cut into chunks. */
const LOOK_AHEAD = 256;

/** Where the damaged record lies: in an array of records, among consecutive values at the top level, or on a line that holds no JSON. */
export type ResyncPlace = 'array' | 'top' | 'line';

export interface Resumption {
  /** End of the damaged record, exclusive. */
  readonly end: number;
  /** Where reading goes on. */
  readonly next: number;
  /** Whether a record starts at `next`; if not, a separator is expected there. */
  readonly atRecord: boolean;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Scans from the start of the damaged record for whichever comes first: the brace that closes it, if what follows fits; a place that looks
 * like the start of the next record, whatever quotes and braces say; at the top level, a new line that starts with a value.
 * It can stop when bytes run out and go on when there are more. Positions are relative to the start of the record.
 */
export class Resync {
  readonly place: ResyncPlace;
  #at = 0;
  #depth = 0;
  #closed = false;
  #inString = false;
  /** Last byte that is not white space, and its position. */
  #last = 0;
  #lastAt = -1;

  constructor(place: ResyncPlace) {
    this.place = place;
  }

  /** Position up to which bytes are no longer needed. */
  get scanned(): number {
    return this.#at;
  }

  /**
   * Goes on in `bytes`, where `origin` is the index of the record's first byte (below 0 if that has been let go). Undefined: more bytes
   * are needed, or, when `final`, there is no place to go on.
   */
  scan(bytes: Uint8Array, origin: number, end: number, final: boolean): Resumption | undefined {
    const stop = final ? end : end - LOOK_AHEAD;
    let at = origin + this.#at;
    let found: Resumption | undefined;
    while (at < stop && found === undefined) {
      const byte = bytes[at] as number;
      if (byte === 0x0a && this.#isBreak(at + 1 < end ? bytes[at + 1] : undefined)) {
        found = { end: at - origin, next: at + 1 - origin, atRecord: true };
      } else if (byte === 0x7b && at > origin && this.#mayFollow() && startsEvent(bytes, at, end)) {
        found = { end: this.place === 'top' ? at - origin : this.#lastAt, next: at - origin, atRecord: true };
      } else if (this.#step(byte) && this.#fits(bytes, at + 1, end)) {
        found = { end: at + 1 - origin, next: at + 1 - origin, atRecord: false };
      }
      if (!isSpace(byte)) {
        this.#last = byte;
        this.#lastAt = at - origin;
      }
      at += this.#inString && byte === 0x5c ? 2 : 1;
    }
    this.#at = Math.max(this.#at, at - origin);
    return found;
  }

  #isBreak(next: number | undefined): boolean {
    return this.place === 'line' || (this.place === 'top' && startsValue(next));
  }

  /** Follows strings and brackets; true at the bracket that closes the record. */
  #step(byte: number): boolean {
    if (byte === 0x22) this.#inString = !this.#inString;
    if (this.#inString || this.#closed || this.place === 'line') return false;
    if (byte === 0x7b || byte === 0x5b) this.#depth++;
    if (byte !== 0x7d && byte !== 0x5d) return false;
    this.#closed = --this.#depth <= 0;
    return this.#closed;
  }

  /** Whether what was read last can stand before a record. */
  #mayFollow(): boolean {
    if (this.place === 'line') return false;
    return this.place === 'array' ? this.#last === 0x2c : this.#last === 0x7d;
  }

  /** Whether what comes after the closing bracket can stand after a record. */
  #fits(bytes: Uint8Array, after: number, end: number): boolean {
    const limit = Math.min(end, after + LOOK_AHEAD - 1);
    let at = after;
    while (at < limit && isSpace(bytes[at])) {
      if (this.place === 'top' && bytes[at] === 0x0a) return true;
      at++;
    }
    if (at >= end) return this.place === 'top';
    return this.place === 'array' ? bytes[at] === 0x2c || bytes[at] === 0x5d : bytes[at] === 0x7b;
  }
}

function startsValue(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b || (byte !== undefined && byte >= 0x30 && byte <= 0x39);
}

const FIRST_KEY = Buffer.from('"eventVersion"');

/** Whether `{"eventVersion"` is at this position, white space allowed between the two. */
function startsEvent(bytes: Uint8Array, position: number, end: number): boolean {
  const limit = Math.min(end, position + LOOK_AHEAD) - FIRST_KEY.length;
  let at = position + 1;
  while (at < limit && isSpace(bytes[at])) at++;
  if (at > limit) return false;
  return FIRST_KEY.every((byte, index) => bytes[at + index] === byte);
}
