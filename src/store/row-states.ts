/** How sure it is of each row of a segment that its record has a text. */

import type { ChunkCodes } from './chunk-codes.ts';
import type { Column } from './column.ts';
import { ALWAYS } from './text-query.ts';

/** Makes sure that all rows are at least so certain. */
export function raise(states: Uint8Array, state: number): void {
  for (let row = 0; row < states.length; row++) if ((states[row] ?? 0) < state) states[row] = state;
}

/** What is known of each row; it only becomes more certain. */
export class RowStates {
  readonly states: Uint8Array;
  #open: number;

  constructor(events: number) {
    this.states = new Uint8Array(events);
    this.#open = events;
  }

  /** Whether every row is certain. */
  get isComplete(): boolean {
    return this.#open === 0;
  }

  /** The rows that have a value. */
  addPresent(codes: ChunkCodes, state: number): void {
    codes.eachPresent((row) => this.#raise(row, state));
  }

  /** The rows that have one of these values, given by their indexes. */
  addValues(codes: ChunkCodes, found: readonly number[], state: number): void {
    codes.eachWith(found, (row) => this.#raise(row, state));
  }

  /** The rows that have one of the codes for which `isFound` is 1. */
  addCodes(column: Column, isFound: Uint8Array, state: number): void {
    column.eachPresent((row, code) => {
      if (isFound[code] === 1) this.#raise(row, state);
    });
  }

  #raise(row: number, state: number): void {
    const before = this.states[row] ?? 0;
    if (before >= state) return;
    this.states[row] = state;
    if (state === ALWAYS) this.#open--;
  }
}
