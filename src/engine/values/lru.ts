/** A function with a bounded memory of its last results. */

/** Remembers the results of a pure function for the `limit` most recently used keys. */
export function memoize<Result>(limit: number, compute: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>();
  let last: { readonly key: string; readonly result: Result } | undefined;
  return (key) => {
    // A literal argument is the same on every row: no bookkeeping for it.
    if (last?.key === key) return last.result;
    const known = results.has(key);
    const result = known ? (results.get(key) as Result) : compute(key);
    if (known) results.delete(key);
    results.set(key, result);
    if (results.size > limit) {
      for (const oldest of results.keys()) {
        results.delete(oldest);
        break;
      }
    }
    last = { key, result };
    return result;
  };
}
