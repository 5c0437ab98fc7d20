/** Selections of the rows of a segment: numbers, ascending. */
import { NO_ROW } from '../../store/code-index.ts';

/** Rows have numbers of 16 bits. */
const MAX_ROWS = 1 << 16;
let rowNumbers: Uint32Array | undefined;

/** The rows of a view: a part of an array that must stay in this thread, and as it is. */
export function allRows({ from, to }: { readonly from: number; readonly to: number }): Uint32Array {
  rowNumbers ??= new Uint32Array(MAX_ROWS).map((_, row) => row);
  return rowNumbers.subarray(from, to);
}

/** Whether no row is left out between the first one and the last one. */
export function isRun(rows: Uint32Array): boolean {
  return (rows[rows.length - 1] ?? 0) - (rows[0] ?? 0) === rows.length - 1;
}

export function rowsThat(rows: Uint32Array, test: (row: number) => boolean): Uint32Array {
  return chosenOf(rows.length, (chosen) => {
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (test(row)) chosen[count++] = row;
    }
    return count;
  });
}

/** Memory for a choice among the rows of a segment. Large arrays are dear to ask for, again and again. */
let spare: Uint32Array | undefined;

/**
 * Rows that are chosen one after the other.
 * @param most how many these are at the most
 * @param choose writes them and tells how many they are
 */
export function chosenOf(most: number, choose: (chosen: Uint32Array) => number): Uint32Array {
  const chosen = spare && most <= spare.length ? spare : new Uint32Array(Math.max(most, MAX_ROWS));
  // Whoever chooses may have others choose.
  spare = undefined;
  const count = choose(chosen);
  if (chosen.length === MAX_ROWS) spare = chosen;
  return chosen.slice(0, count);
}

/** The rows that are not among others, which are a part of them. */
export function without(rows: Uint32Array, others: Uint32Array): Uint32Array {
  if (others.length === 0) return rows;
  return chosenOf(rows.length, (left) => {
    let next = 0;
    let other = others[0] as number;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (row !== other) left[count++] = row;
      else other = ++next < others.length ? (others[next] as number) : NO_ROW;
    }
    return count;
  });
}

/** The rows of a selection that are among others too, all ascending. */
export function common(rows: Uint32Array, others: readonly number[]): Uint32Array {
  if (isRun(rows)) {
    const [first = 0, last = -1] = [rows[0], rows[rows.length - 1]];
    return Uint32Array.from(others.filter((row) => row >= first && row <= last));
  }
  let next = 0;
  return rowsThat(rows, (row) => {
    while ((others[next] ?? row) < row) next++;
    return others[next] === row;
  });
}

/** Rows of a segment that are in one of several lists, each ascending. */
export function inOrder(lists: readonly Uint16Array[]): Uint32Array {
  const [first, ...others] = lists;
  if (first !== undefined && others.length === 0) return new Uint32Array(first);
  const flags = new Int32Array(MAX_ROWS / 32);
  for (const rows of lists) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      flags[row >>> 5] = (flags[row >>> 5] as number) | (1 << (row & 31));
    }
  }
  const ordered = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (let word = 0; word < flags.length; word++) {
    for (let left = flags[word] as number; left !== 0; left &= left - 1) {
      ordered[count++] = (word << 5) | (31 - Math.clz32(left & -left));
    }
  }
  return ordered.subarray(0, count);
}
