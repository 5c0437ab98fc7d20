/** The parts of unbzip2-stream that unpack one block. */

declare module 'unbzip2-stream/lib/bzip2.js' {
  /** Reads so many bits; null goes on to the next whole byte. */
  export type BitReader = ((bits: number | null) => number | undefined) & { readonly bytesRead: number };
  export function header(bits: BitReader): number;
  /** One block, byte by byte; null at the end of the stream. */
  export function decompress(
    bits: BitReader,
    output: (byte: number) => void,
    buffer: Int32Array,
    size: number,
    checksum: number,
  ): number | null;
}

declare module 'unbzip2-stream/lib/bit_iterator.js' {
  import type { BitReader } from 'unbzip2-stream/lib/bzip2.js';

  const bitIterator: (next: () => Uint8Array | undefined) => BitReader;
  export = bitIterator;
}
