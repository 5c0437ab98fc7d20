/**
 * Do two engines give the same rows? What a query leaves open may differ: the order of rows with equal keys, which of them a limit
 * keeps, and how numbers and times are written.
 */
import type { Cell } from '../peers/duckdb.ts';

export interface Comparison {
  readonly ours: readonly (readonly Cell[])[];
  readonly theirs: readonly (readonly Cell[])[];
  /** Places of the columns that rows are ordered by. */
  readonly keys: readonly number[];
  /** How many rows the query keeps at most. */
  readonly limit?: number | undefined;
  /** All rows whose keys are those of the last row, asked for when the limit has cut. */
  readonly lastTies?: readonly (readonly Cell[])[] | undefined;
}

/** Characters of a row that are shown. */
const SHOWN = 300;

/** Has the limit cut, perhaps between rows with equal keys? */
export function cutByLimit(rows: number, limit: number | undefined): boolean {
  return limit !== undefined && rows >= limit;
}

/** What differs, in words; nothing when the rows are the same. */
export function differenceOf({ ours, theirs, keys, limit, lastTies }: Comparison): string | undefined {
  if (ours.length !== theirs.length) return `${ours.length} rows, DuckDB has ${theirs.length}`;
  const keyOf = (row: readonly Cell[]) => textOf(keys.map((place) => row[place] ?? null));
  for (const [index, row] of ours.entries()) {
    const other = keyOf(theirs[index] ?? []);
    if (keyOf(row) !== other) return `row ${index + 1} is ordered by ${keyOf(row)}, in DuckDB by ${other}`;
  }
  const last = ours.at(-1);
  if (last === undefined) return undefined;
  const cut = cutByLimit(ours.length, limit) && lastTies !== undefined;
  const whole = (row: readonly Cell[]) => !cut || keyOf(row) !== keyOf(last);
  const stray =
    rowMissingFrom(theirs.filter(whole), ours.filter(whole)) ??
    rowMissingFrom(lastTies ?? [], cut ? ours.filter((row) => !whole(row)) : []);
  return stray === undefined ? undefined : `DuckDB lacks the row ${stray.slice(0, SHOWN)}`;
}

/** The first row of a bag that another bag does not have, or not as often. */
function rowMissingFrom(bag: readonly (readonly Cell[])[], rows: readonly (readonly Cell[])[]): string | undefined {
  const counts = new Map<string, number>();
  for (const row of bag) counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1);
  return rows.map(textOf).find((text) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count === 0;
  });
}

const textOf = (row: readonly Cell[]): string => JSON.stringify(row.map(normalized));

/**
 * One way to write a value: times as ISO without a fraction of zeros, fractions with four decimals, booleans as numbers. DuckDB writes the
 * JSON that it keeps anew, `98.10` as `98.1`, so a record is compared by what it says.
 */
export function normalized(cell: Cell): string | null {
  if (cell === null) return null;
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  const text = String(cell);
  if (text.startsWith('{')) return rewritten(text);
  const [, day, clock, fraction = ''] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?Z?$/.exec(text) ?? [];
  if (day !== undefined) return `${day}T${clock}${fraction.replace(/\.?0+$/, '')}`;
  return /^-?\d+\.\d+(e[+-]?\d+)?$/.test(text) ? String(Number(Number(text).toFixed(4))) : text;
}

function rewritten(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
