/** Middle values: one slow run, by whatever else the machine does, does not move them. */

/** @throws RangeError for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError('median of nothing');
  return (upper + lower) / 2;
}

/** Milliseconds of `runs` calls, after one that is not counted. */
export function timeRuns(runs: number, work: () => unknown): number[] {
  work();
  return Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
}

/**
 * The middle value of ratios, in which twice as fast and half as fast cancel out.
 * @throws RangeError for an empty list.
 */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean of nothing');
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
