/** Which values the events of a segment have, in the order they come; read back column by column. */

import { grownInt32, grownUint32 } from './typed-arrays.ts';

const FIRST_LEAVES = 512;
const FIRST_COLUMNS = 16;
/** Memory that is kept for the next segment at most. */
const MAX_KEPT_BYTES = 32 << 20;

/** The leaves of one column: position and value of each row that has one, by ascending position. */
export interface ColumnLeaves {
  readonly column: number;
  readonly positions: Uint16Array;
  readonly entries: Uint32Array;
}

export class LeafLog {
  /** Pairs of a column and an entry. */
  #leaves = new Int32Array(FIRST_LEAVES * 2);
  /** Words used, also those of the unfinished event. */
  #fill = 0;
  #events = 0;
  /** Where the leaves of each event begin; one more than there are events. */
  #starts = new Uint32Array(64);
  /** By column the latest event that has it. */
  #latest = new Int32Array(FIRST_COLUMNS);
  /** Number of the unfinished event, also counting abandoned ones. */
  #serial = 1;

  /** Memory in use, in bytes. */
  get heldBytes(): number {
    return this.#fill * 4 + this.#starts.byteLength + this.#latest.byteLength;
  }

  /** Forgets all events. The memory is used again, if it is not too much. */
  clear(): void {
    if (this.#leaves.byteLength > MAX_KEPT_BYTES) this.#leaves = new Int32Array(FIRST_LEAVES * 2);
    this.#latest.fill(0);
    this.#fill = 0;
    this.#events = 0;
    this.#serial = 1;
  }

  /** Makes room for columns with ids below `columns`. */
  reserve(columns: number): void {
    if (columns > this.#latest.length) this.#latest = grownInt32(this.#latest, columns);
  }

  /** Whether the unfinished event has no value of the column yet. */
  isNew(column: number): boolean {
    return this.#latest[column] !== this.#serial;
  }

  add(column: number, entry: number): void {
    if (this.#fill === this.#leaves.length) this.#leaves = grownInt32(this.#leaves, this.#fill + 2);
    this.#leaves[this.#fill] = column;
    this.#leaves[this.#fill + 1] = entry;
    this.#fill += 2;
    this.#latest[column] = this.#serial;
  }

  endEvent(): void {
    this.#events++;
    this.#serial++;
    if (this.#events === this.#starts.length) this.#starts = grownUint32(this.#starts, this.#events + 1);
    this.#starts[this.#events] = this.#fill;
  }

  /** Forgets the leaves of the unfinished event. */
  abandonEvent(): void {
    this.#fill = this.#starts[this.#events] as number;
    this.#serial++;
  }

  /**
   * The leaves of the events in `order`, by column. The unfinished event must have been abandoned.
   * @param order numbers of events; the position of an event in it becomes its row.
   */
  *columns(order: Uint32Array): Generator<ColumnLeaves> {
    const leaves = this.#leaves;
    const starts = this.#starts;
    const { ends, total } = this.#ends(order);
    const positions = new Uint16Array(total);
    const entries = new Uint32Array(total);
    // From the last row to the first, so that an end moves to the start of its column.
    for (let position = order.length - 1; position >= 0; position--) {
      const event = order[position] as number;
      const end = starts[event + 1] as number;
      for (let at = starts[event] as number; at < end; at += 2) {
        const column = leaves[at] as number;
        const place = (ends[column] as number) - 1;
        ends[column] = place;
        positions[place] = position;
        entries[place] = leaves[at + 1] as number;
      }
    }
    for (let column = 0; column < ends.length; column++) {
      const start = ends[column] as number;
      const end = column + 1 < ends.length ? (ends[column + 1] as number) : total;
      if (start === end) continue;
      yield { column, positions: positions.subarray(start, end), entries: entries.subarray(start, end) };
    }
  }

  /** Where each column ends when the leaves are sorted by column. */
  #ends(order: Uint32Array): { ends: Uint32Array; total: number } {
    const leaves = this.#leaves;
    const starts = this.#starts;
    const ends = new Uint32Array(this.#latest.length);
    for (let position = 0; position < order.length; position++) {
      const event = order[position] as number;
      const end = starts[event + 1] as number;
      for (let at = starts[event] as number; at < end; at += 2) {
        const column = leaves[at] as number;
        ends[column] = (ends[column] as number) + 1;
      }
    }
    let total = 0;
    for (let column = 0; column < ends.length; column++) {
      total += ends[column] as number;
      ends[column] = total;
    }
    return { ends, total };
  }
}
