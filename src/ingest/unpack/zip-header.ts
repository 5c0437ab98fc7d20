/** The local headers of zip: what is in front of each entry. */

import { nameOf } from './archive.ts';

export const LOCAL_HEADER = 30;

/** Names of methods that are not read. */
const METHODS: ReadonlyMap<number, string> = new Map([
  [1, 'shrink'],
  [6, 'implode'],
  [9, 'deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'zstd'],
  [95, 'xz'],
  [99, 'AES encryption'],
]);
const UNKNOWN_SIZE = 0xffff_ffff;
const ZIP64 = 0x0001;
const UNIX_TIME = 0x5455;

export interface ZipEntry {
  readonly path: string;
  /** Epoch milliseconds. */
  readonly modified: number | null;
  readonly method: number;
  /** Bytes as stored; undefined when only the descriptor behind them tells. */
  readonly packedSize: number | undefined;
  readonly size: number;
  readonly checksum: number;
  /** Whether a descriptor comes behind the bytes. */
  readonly hasDescriptor: boolean;
  /** Why it is not read; undefined if it can be. */
  readonly refusal: string | undefined;
}

/** Length of a local header with its name and extra fields, if its fixed part is there. */
export function headerLength(bytes: Buffer): number {
  return LOCAL_HEADER + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
}

/** Reads a whole local header. */
export function readZipHeader(bytes: Buffer): ZipEntry {
  const flags = bytes.readUInt16LE(6);
  const method = bytes.readUInt16LE(8);
  const nameEnd = LOCAL_HEADER + bytes.readUInt16LE(26);
  const extra = readExtra(bytes.subarray(nameEnd, headerLength(bytes)));
  let packed = bytes.readUInt32LE(18);
  let size = bytes.readUInt32LE(22);
  const large = extra.get(ZIP64);
  if (large !== undefined) {
    if (size === UNKNOWN_SIZE && large.length >= 8) size = Number(large.readBigUInt64LE(0));
    if (packed === UNKNOWN_SIZE && large.length >= 16) packed = Number(large.readBigUInt64LE(8));
  }
  const hasDescriptor = (flags & 8) !== 0;
  return {
    path: nameOf(bytes.subarray(LOCAL_HEADER, nameEnd)),
    modified: timeOf(extra.get(UNIX_TIME), bytes.readUInt16LE(10), bytes.readUInt16LE(12)),
    method,
    packedSize: hasDescriptor && (packed === 0 || packed === UNKNOWN_SIZE) ? undefined : packed,
    size,
    checksum: bytes.readUInt32LE(14),
    hasDescriptor,
    refusal: refusalOf(flags, method),
  };
}

function refusalOf(flags: number, method: number): string | undefined {
  if ((flags & 1) !== 0 || method === 99) return 'it is encrypted: unpack the archive with its password first';
  if (method === 0 || method === 8) return undefined;
  const name = METHODS.get(method) ?? `method ${method}`;
  return `it is compressed with ${name}, which is not supported in zip archives`;
}

function readExtra(bytes: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16LE(at + 2);
    fields.set(bytes.readUInt16LE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

/** Unix time, or that of DOS, which has no zone and is taken as UTC. */
function timeOf(unix: Buffer | undefined, time: number, date: number): number | null {
  if (unix !== undefined && unix.length >= 5 && ((unix[0] as number) & 1) !== 0) return unix.readInt32LE(1) * 1000;
  if (date === 0) return null;
  return Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}
