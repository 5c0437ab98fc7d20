/** The order of rows in a segment. */

const ROW_NUMBERS = 65_536;

/**
 * Sorts rows by time, newest first; ties by source, then ordinal, then number.
 * @param rows numbers of rows below 65,536, ascending.
 */
export function newestFirst(
  rows: Uint32Array,
  times: Float64Array,
  sources: Uint32Array,
  ordinals: Uint32Array,
): Uint32Array {
  let newest = Number.NEGATIVE_INFINITY;
  let oldest = Number.POSITIVE_INFINITY;
  let inOrder = true;
  let whole = true;
  let previous = -1;
  for (const row of rows) {
    const time = times[row] as number;
    if (time > newest) newest = time;
    if (time < oldest) oldest = time;
    whole &&= Number.isSafeInteger(time);
    inOrder &&= previous < 0 || comesAfter(row, previous, sources, ordinals);
    previous = row;
  }
  if (whole && inOrder && newest - oldest < Number.MAX_SAFE_INTEGER / ROW_NUMBERS - 1) {
    // Age and row in one number: sorting plain numbers needs no calls of a comparison.
    const keys = Float64Array.from(rows, (row) => (newest - (times[row] as number)) * ROW_NUMBERS + row).sort();
    return Uint32Array.from(keys, (key) => key % ROW_NUMBERS);
  }
  return rows
    .slice()
    .sort(
      (a, b) =>
        (times[b] as number) - (times[a] as number) ||
        (sources[a] as number) - (sources[b] as number) ||
        (ordinals[a] as number) - (ordinals[b] as number) ||
        a - b,
    );
}

/** Whether the row is of a later source than the one before it, or later in the same. */
function comesAfter(row: number, before: number, sources: Uint32Array, ordinals: Uint32Array): boolean {
  const source = sources[row] as number;
  const previous = sources[before] as number;
  return source > previous || (source === previous && (ordinals[row] as number) >= (ordinals[before] as number));
}
