/** What of the result of a segment moves to another thread instead of being copied. */
import type { SegmentResult } from './scan-segment.ts';

/** The buffers of a result, each once. They were made for it and nobody else reads them. */
export function buffersOf(result: SegmentResult | undefined): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const array of result === undefined ? [] : arraysOf(result)) {
    if (array.buffer instanceof ArrayBuffer) buffers.add(array.buffer);
  }
  return [...buffers];
}

function* arraysOf(result: SegmentResult): Generator<Uint32Array | Float64Array> {
  switch (result.kind) {
    case 'rows':
      yield result.rows;
      return;
    case 'top':
      return;
    case 'dedup':
      yield* groupArrays(result.groups);
      yield result.lacking;
      return;
    case 'group':
      yield* groupArrays(result.groups);
      for (const { groupOf, rows, columns } of result.partials) {
        if (groupOf) yield groupOf;
        if (rows) yield rows;
        for (const column of columns) if (column instanceof Float64Array) yield column;
      }
  }
}

function* groupArrays({ firsts, keys }: Extract<SegmentResult, { kind: 'group' }>['groups']): Generator<Uint32Array> {
  yield firsts;
  for (const key of keys) yield key.numbers ? key.codes : key.places;
}
