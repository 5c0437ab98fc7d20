/** One member of a gzip stream, as `aws cloudtrail validate-logs` reads it: what lies behind is not read, but seen. */

import { crc32, inflateRawSync } from 'node:zlib';

/** Logs and digests are far smaller. */
const MAX_CONTENT = 2 ** 30;
const TRAILER = 8;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

export type Inflated =
  /** No gzip at all. */
  | { readonly kind: 'plain' }
  /** `behind`: bytes after the member. `whole` is false when a part of its trailer is missing. */
  | { readonly kind: 'member'; readonly content: Uint8Array; readonly behind: number; readonly whole: boolean }
  /** It ends before its content does. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'invalid' };

/** Inflates the first member. */
export function inflateMember(stored: Uint8Array): Inflated {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { kind: 'plain' };
  const start = headerLength(bytes);
  if (start === undefined) return { kind: 'truncated' };
  if (bytes[2] !== 8 || ((bytes[3] ?? 0) & 0xe0) !== 0) return { kind: 'invalid' };
  let content: Buffer;
  let end: number;
  try {
    const raw: unknown = inflateRawSync(bytes.subarray(start), { info: true, maxOutputLength: MAX_CONTENT });
    const { buffer, engine } = raw as { buffer: Buffer; engine: { bytesWritten: number } };
    content = buffer;
    end = start + engine.bytesWritten;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { kind: code === 'Z_BUF_ERROR' ? 'truncated' : 'invalid' };
  }
  const trailer = bytes.subarray(end, end + TRAILER);
  const expected = Buffer.alloc(TRAILER);
  expected.writeUInt32LE(crc32(content));
  expected.writeUInt32LE(content.length % 2 ** 32, 4);
  if (trailer.length < TRAILER) return { kind: 'member', content, behind: 0, whole: false };
  if (!trailer.equals(expected)) return { kind: 'invalid' };
  return { kind: 'member', content, behind: bytes.length - end - TRAILER, whole: true };
}

/** Bytes before the compressed data; undefined when they are not all there. */
function headerLength(bytes: Buffer): number | undefined {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & FLAG_EXTRA) {
    if (bytes.length < at + 2) return undefined;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return undefined;
    at = zero + 1;
  }
  if (flags & FLAG_HEADER_CRC) at += 2;
  return at <= bytes.length ? at : undefined;
}
