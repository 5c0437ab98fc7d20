/** A sealed segment with all its bytes in one buffer, so that it goes to another thread as one and not as thousands. */

import type { SealedSegment } from './types.ts';

/** A copy of which all arrays lie in one buffer. */
export function packSegment(segment: SealedSegment): SealedSegment {
  const { times, origins, identities, locations, spelling, blocks, chunks } = segment;
  let size = 0;
  for (const view of viewsOf(segment)) size += view.length;
  const packed = new Uint8Array(size);
  let end = 0;
  const pack = (view: Uint8Array): Uint8Array => {
    packed.set(view, end);
    end += view.length;
    return packed.subarray(end - view.length, end);
  };
  return {
    ...segment,
    times: pack(times),
    origins: pack(origins),
    identities: pack(identities),
    locations: pack(locations),
    spelling: pack(spelling),
    blocks: blocks.map(pack),
    chunks: chunks.map((chunk) => ({ ...chunk, values: pack(chunk.values), codes: pack(chunk.codes) })),
  };
}

/** The buffers of a sealed segment, for the transfer list of `postMessage`. */
export function transferList(segment: SealedSegment): ArrayBuffer[] {
  const buffers = new Set<ArrayBufferLike>();
  for (const { buffer } of viewsOf(segment)) buffers.add(buffer);
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}

function* viewsOf(segment: SealedSegment): Generator<Uint8Array> {
  const { times, origins, identities, locations, spelling, blocks, chunks } = segment;
  yield* [times, origins, identities, locations, spelling, ...blocks];
  for (const { values, codes } of chunks) {
    yield values;
    yield codes;
  }
}
