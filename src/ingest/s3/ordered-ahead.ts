/**
 * Works on items ahead of the one that is asked for, `count` at a time, and gives the results in the order of the items.
 */
export async function* orderedAhead<T, R>(
  items: AsyncIterable<T>,
  count: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = items[Symbol.asyncIterator]();
  const started: Promise<R>[] = [];
  let more = true;
  try {
    while (more || started.length > 0) {
      while (more && started.length < count) {
        const next = await iterator.next();
        if (next.done === true) more = false;
        else {
          const result = work(next.value);
          // It may fail long before it is asked for.
          result.catch(() => {});
          started.push(result);
        }
      }
      const first = started.shift();
      if (first !== undefined) yield await first;
    }
  } finally {
    await iterator.return?.();
  }
}
