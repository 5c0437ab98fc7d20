/** The frame around every blob: 16 bytes of header (method, length of the content, CRC-32 of these and the payload), then the payload. See docs/format.md. */

import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { corrupt } from './errors.ts';

export const FRAME_HEADER = 16;
/** Method and length. */
const CHECKED_HEADER = 8;

const STORED = 0;
const BROTLI = 1;

/** Below this a compressor costs more time than it saves space: a segment has thousands of small blobs, and each call costs tens of microseconds. */
const WORTH_COMPRESSING = 512;

/** Sizes of Brotli's window, as powers of two, and of the pieces in which its output comes. */
const MIN_WINDOW = 10;
const MAX_WINDOW = 22;
const MIN_PIECE = 1024;
const MAX_PIECE = 65_536;

/**
 * Frames `raw`: compressed where that saves at least an eighth, else as it is, so that ids and hashes are read without a
 * copy. The result has a buffer of its own.
 */
export function frame(raw: Uint8Array, compress = true): Uint8Array<ArrayBuffer> {
  if (compress && raw.length >= WORTH_COMPRESSING) {
    const packed = brotliCompressSync(raw, {
      chunkSize: Math.max(MIN_PIECE, Math.min(MAX_PIECE, raw.length)),
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 1,
        [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
        // A window larger than the input only costs memory.
        [constants.BROTLI_PARAM_LGWIN]: Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, 32 - Math.clz32(raw.length - 1))),
      },
    });
    if (packed.length <= raw.length - (raw.length >>> 3)) return assemble(BROTLI, raw, packed);
  }
  return assemble(STORED, raw, raw);
}

function assemble(method: number, raw: Uint8Array, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(FRAME_HEADER + payload.length);
  const view = new DataView(framed.buffer);
  view.setUint8(0, method);
  view.setUint32(4, raw.length, true);
  framed.set(payload, FRAME_HEADER);
  view.setUint32(8, checksumOf(framed), true);
  return framed;
}

/** Of the payload as it is stored, which is a fraction of the content. */
function checksumOf(framed: Uint8Array): number {
  return crc32(framed.subarray(FRAME_HEADER), crc32(framed.subarray(0, CHECKED_HEADER)));
}

/** The checksum as a frame tells it; 0 for what is too short to be a frame. */
export function frameChecksum(framed: Uint8Array): number {
  if (framed.length < FRAME_HEADER) return 0;
  return new DataView(framed.buffer, framed.byteOffset, FRAME_HEADER).getUint32(8, true);
}

/**
 * The raw bytes of a frame, verified. A view of `framed` when it is stored uncompressed.
 * @param what names the blob in the error.
 * @throws StoreError `corrupt`
 */
export function unframe(framed: Uint8Array, what: string): Uint8Array {
  // Damage can change the type of a value in a SQLite row.
  if (!(framed instanceof Uint8Array)) throw corrupt(`${what}: not a blob`);
  if (framed.length < FRAME_HEADER) throw corrupt(`${what} is cut short`);
  if (checksumOf(framed) !== frameChecksum(framed)) throw corrupt(`${what} does not match its checksum`);
  const view = new DataView(framed.buffer, framed.byteOffset, FRAME_HEADER);
  const length = view.getUint32(4, true);
  const raw = payload(view.getUint8(0), framed.subarray(FRAME_HEADER), length, what);
  if (raw.length !== length) throw corrupt(`${what} has ${raw.length} bytes instead of ${length}`);
  return raw;
}

function payload(method: number, bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (method === STORED) return bytes;
  if (method !== BROTLI) throw corrupt(`${what} has the unknown compression ${method}`);
  try {
    // One output buffer for everything, with room to spare, so that nothing is copied together.
    return brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length), chunkSize: length + 64 });
  } catch (error) {
    throw corrupt(`${what} cannot be decompressed`, error);
  }
}
