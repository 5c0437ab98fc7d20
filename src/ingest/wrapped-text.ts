/** Events that are text inside of something else: as it is, as base64, or packed with gzip. */

import { gunzipSync } from 'node:zlib';
import { setting } from './limits.ts';

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** Packed data in text that cannot be read. */
export class PackedTextError extends Error {}

/** What packed texts of one source may come to, in bytes. */
export class TextBudget {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  /**
   * The bytes that base64 stands for, unpacked; undefined if the text is no base64.
   * @param limit of one text, bytes
   * @throws PackedTextError when it is packed and cannot be unpacked
   */
  unpack(text: Buffer, limit: number): Buffer | undefined {
    if (text.length < 8 || !BASE64.test(text.toString('latin1'))) return undefined;
    let bytes = Buffer.from(text.toString('latin1'), 'base64');
    // Firehose packs what is packed already.
    for (let layer = 0; layer < 2 && bytes[0] === 0x1f && bytes[1] === 0x8b; layer++) {
      const room = Math.min(limit, this.#left);
      if (room < 1) throw new PackedTextError(`inflates to more than allowed ${setting('maxInflatedBytes')}`);
      try {
        bytes = gunzipSync(bytes, { maxOutputLength: room });
      } catch (error) {
        const tooLong = error instanceof RangeError;
        const limits = room === limit ? setting('maxRecordBytes') : setting('maxInflatedBytes');
        throw new PackedTextError(
          tooLong ? `inflates to more than ${room} bytes ${limits}` : 'is not valid gzip in base64',
        );
      }
      this.#left -= bytes.length;
    }
    return bytes;
  }
}
