/** What readers of archives have in common: bytes go in, entries come out as they are found, and nothing is written to disk. */

/** An entry begins. Its bytes follow, if it has any. */
export interface EntryHead {
  readonly type: 'entry';
  /** As the archive has it: a name, never a path to write to. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly modified: number | null;
}

/** An entry ends. */
export interface EntryTail {
  readonly type: 'end';
  /** What is wrong with its bytes, or why they are not read. */
  readonly damage?: string;
}

export type ArchivePiece = Uint8Array | EntryHead | EntryTail;

/** Reads the stored bytes of an archive in pieces, front to back. */
export interface ArchiveReader {
  /** Name of the container in the report. */
  readonly container: 'zip' | 'tar';
  /** What is wrong with the archive itself so far. */
  readonly damage: readonly string[];
  push(bytes: Uint8Array): Iterable<ArchivePiece>;
  /** No more bytes will come. */
  end(): Iterable<ArchivePiece>;
}

/** Unpacks one layer of compression. */
export interface Decoder {
  readonly damage: string | undefined;
  /** Pieces are valid until the next one is asked for. */
  push(bytes: Uint8Array): Iterable<Uint8Array>;
  end(): Iterable<Uint8Array>;
}

/** A name of bytes as text: UTF-8, or latin1 where it is none. */
export function nameOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  return text.includes('\ufffd') ? buffer.toString('latin1') : text;
}
