/** How a query is run. */

export interface QueryOptions {
  /** Inclusive bounds of the time range, epoch milliseconds; left out means the whole store. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** What `now()` is, epoch milliseconds; the clock when left out. */
  readonly now?: number | undefined;
  /** `false` runs the whole query in SQL over unrestricted rows; the result is the same. */
  readonly pushdown?: boolean | undefined;
}

/**
 * A wrong time, such as what Date.parse gives for a slip of the pen, must not look like an empty result.
 * @throws TypeError for a time that is no number, RangeError for a range that ends before it starts
 */
export function checkOptions({ start, end, now }: QueryOptions): void {
  for (const [name, value] of Object.entries({ start, end, now })) {
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) continue;
    throw new TypeError(`The option ${name} must be a number of epoch milliseconds, not ${String(value)}.`);
  }
  if (start !== undefined && end !== undefined && start > end) {
    throw new RangeError(`The time range ends before it starts: from ${start} to ${end}.`);
  }
}
