/**
 * What V8 has compiled of a bundle, kept in a file beside it. V8 itself refuses what another version of it has made, but tells bundles apart by their length
 * only and need not find damage: the file begins with checksums of the bundle and of the code.
 */
import { crc32 } from 'node:zlib';

const HEADER = 8;

/** The content of the file. @param code what V8 has compiled of the bundle */
export function packCode(bundle: Uint8Array, code: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(crc32(bundle), 0);
  header.writeUInt32LE(crc32(code), 4);
  return Buffer.concat([header, code]);
}

/** The code in a file; undefined when it is of another bundle or damaged. */
export function unpackCode(bundle: Uint8Array, file: Buffer): Buffer | undefined {
  if (file.length <= HEADER) return undefined;
  const code = file.subarray(HEADER);
  return file.readUInt32LE(0) === crc32(bundle) && file.readUInt32LE(4) === crc32(code) ? code : undefined;
}
