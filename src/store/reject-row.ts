/** A row of the table `reject`. */

import { rowChecksum, storedText } from './checksums.ts';
import { corrupt } from './errors.ts';
import { frame, unframe } from './frame.ts';
import type { Reject } from './types.ts';

type Facts = readonly [
  source: number,
  ordinal: number,
  offset: number,
  length: number,
  reason: string,
  bytes: Uint8Array,
];

/** The columns of the table `reject`. */
export type RejectRow = readonly [...Facts, checksum: number];

/** @throws StoreError `corrupt` */
export function storedReject([source, ordinal, offset, length, reason, bytes, checksum]: RejectRow): Reject {
  const what = `reject ${ordinal} of source ${source}`;
  const facts: Facts = [source, ordinal, offset, length, reason, bytes];
  if (rowChecksum(facts) !== checksum) throw corrupt(`${what}: the row does not match its checksum`);
  return { source, ordinal, offset, length, reason, bytes: unframe(bytes, what) };
}

export function rejectRow({ source, ordinal, offset, length, reason, bytes }: Reject): RejectRow {
  const facts: Facts = [source, ordinal, offset, length, storedText(reason), frame(bytes)];
  return [...facts, rowChecksum(facts)];
}
