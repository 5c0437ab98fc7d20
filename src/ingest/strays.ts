/** Punctuation that is too much, and padding between records: what lies around it can be read. */

import type { Reading } from './reading.ts';

/** Bytes that are passed over: at the top level, after an element, and before one. */
const AT_TOP = new Set([0x00, 0x2c, 0x5d, 0x7d]);
const BEHIND = new Set([0x00, 0x7d]);
const BEFORE = new Set([0x00, 0x2c, 0x7d]);

export class Strays {
  readonly #reading: Reading;
  /** Where the last run ended. */
  #end = -1;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Passes over the strays at the start of the window, whose first byte is given; false if there are none. */
  skip(byte: number, state: string): boolean {
    const { window, summary } = this.#reading;
    const atTop = state === 'top';
    const strays = atTop ? AT_TOP : state === 'separator' ? BEHIND : BEFORE;
    if (!strays.has(byte) || (atTop && summary.values === 0)) return false;
    // A run is told once, also when it comes in several chunks.
    if (this.#end !== window.offset(window.start)) summary.damage('stray bytes between records');
    while (window.start < window.end && strays.has(window.buffer[window.start] as number)) window.start++;
    this.#end = window.offset(window.start);
    return true;
  }
}
