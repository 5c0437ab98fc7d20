/** How bytes are packed, by what they begin with. */

import { BLOCK, isTarHeader } from './tar-header.ts';

/** Of tar, at byte 257. */
const MAGIC = new Set(['ustar\0', 'ustar ']);
/** Bytes that are enough to tell. */
export const SNIFF_BYTES = BLOCK;

export type Packing = 'plain' | 'gzip' | 'zstd' | 'bzip2' | 'zip' | 'tar';

/** Packed data that is named in a message and not read. */
const NOT_READ: readonly (readonly [magic: string, words: string])[] = [
  ['\xfd7zXZ\0', 'xz is not supported: unpack it with xz -d first'],
  ['7z\xbc\xaf\x27\x1c', '7z archives are not supported: unpack it first'],
  ['Rar!\x1a\x07', 'RAR archives are not supported: unpack it first'],
  ['\x04\x22\x4d\x18', 'LZ4 is not supported: unpack it with lz4 -d first'],
  ['PK\x07\x08', 'a part of a zip archive in several files: put them together first'],
  ['PAR1', 'Parquet is not supported: export the events as JSON'],
  ['Obj\x01', 'Avro is not supported: export the events as JSON'],
];

/** `head` begins with the first bytes there are, up to `SNIFF_BYTES`. */
export function packingOf(head: Buffer): Packing {
  const first = head[0];
  // JSON, the case of nearly all.
  if (first === 0x7b || first === 0x5b) return isTar(head) ? 'tar' : 'plain';
  if (first === 0x1f && head[1] === 0x8b) return 'gzip';
  const start = head.toString('latin1', 0, 10);
  const isSkippable = first !== undefined && first >> 4 === 5 && start.startsWith('*M', 1) && head[3] === 0x18;
  if (start.startsWith('\x28\xb5\x2f\xfd') || isSkippable) return 'zstd';
  if (/^BZh[1-9]/.test(start) && (start.endsWith('1AY&SY') || start.endsWith('\x17rE8P\x90'))) return 'bzip2';
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip';
  return isTar(head) ? 'tar' : 'plain';
}

/** A whole header, or one that is damaged elsewhere. */
function isTar(head: Buffer): boolean {
  return isTarHeader(head) || MAGIC.has(head.toString('latin1', 257, 263));
}

/** Why data that is packed in another way is not read; undefined if it is not known. */
export function unreadPacking(head: Buffer): string | undefined {
  const start = head.toString('latin1', 0, 8);
  return NOT_READ.find(([magic]) => start.startsWith(magic))?.[1];
}
