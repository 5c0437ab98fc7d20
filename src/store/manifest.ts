/** What belongs to a segment: the checksums of its rows in other tables. See docs/format.md, "Segment parts". */

import { frame } from './frame.ts';
import { joined, uint32At } from './typed-arrays.ts';

/** The parts that a manifest lists, in its order. */
export const PARTS = ['times', 'origins', 'identities', 'locations', 'spelling'] as const;

export type Part = (typeof PARTS)[number];

/** Checksums of rows. */
export interface Manifest {
  /** In the order of `PARTS`. */
  readonly parts: Uint32Array;
  /** By number of the block. */
  readonly blocks: Uint32Array;
  /** Ids of the fields that have a chunk, ascending. */
  readonly fields: Uint32Array;
  /** Of the chunks of these fields. */
  readonly chunks: Uint32Array;
}

/** Numbers of blocks and chunks. */
const HEADER_WORDS = 2;

/** Checksums do not compress. */
export function encodeManifest({ parts, blocks, fields, chunks }: Manifest): Uint8Array<ArrayBuffer> {
  return frame(joined([Uint32Array.of(blocks.length, chunks.length), parts, blocks, fields, chunks]), false);
}

/** @throws StoreError `corrupt` */
export function decodeManifest(raw: Uint8Array, what: string): Manifest {
  const [blocks = 0, chunks = 0] = uint32At(raw, 0, HEADER_WORDS, what);
  const words = uint32At(raw, HEADER_WORDS * 4, PARTS.length + blocks + chunks * 2, what);
  const blockEnd = PARTS.length + blocks;
  return {
    parts: words.subarray(0, PARTS.length),
    blocks: words.subarray(PARTS.length, blockEnd),
    fields: words.subarray(blockEnd, blockEnd + chunks),
    chunks: words.subarray(blockEnd + chunks),
  };
}

/** The checksum of the chunk of a field; undefined when the segment has none. */
export function chunkChecksum({ fields, chunks }: Manifest, field: number): number | undefined {
  let low = 0;
  let high = fields.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((fields[middle] ?? 0) < field) low = middle + 1;
    else high = middle;
  }
  return fields[low] === field ? chunks[low] : undefined;
}
