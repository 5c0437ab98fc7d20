/** Reads tar archives front to back: ustar, pax and GNU. A damaged header costs the bytes up to the next one that is whole. */

import type { ArchivePiece, ArchiveReader } from './archive.ts';
import { ByteQueue } from './byte-queue.ts';
import { BLOCK, isTarHeader, readPax, readTarHeader } from './tar-header.ts';

/** Long names and pax records are no longer than this. */
const MAX_EXTENSION = 1 << 20;
/** Files, in their several notations. */
const FILES = new Set(['0', '7']);
/** A name, a link name, and records of pax for the next entry or for all. */
const EXTENSIONS = new Set(['L', 'K', 'x', 'g']);

type Reading =
  | { readonly state: 'header' }
  /** Bytes of an entry. */
  | { readonly state: 'data'; left: number; readonly padding: number }
  | { readonly state: 'extension'; readonly type: string; readonly size: number }
  | { readonly state: 'skip'; left: number };

export class TarReader implements ArchiveReader {
  readonly container = 'tar';
  readonly damage: string[] = [];
  readonly #queue = new ByteQueue();
  #reading: Reading = { state: 'header' };
  #longName: string | undefined;
  #pax = new Map<string, string>();
  #lost = 0;

  *push(bytes: Uint8Array): Generator<ArchivePiece> {
    let rest = bytes;
    // Bytes of entries need no copy.
    if (this.#queue.length === 0) rest = yield* this.#direct(rest);
    if (rest.length === 0) return;
    this.#queue.add(rest);
    while (yield* this.#step());
  }

  *end(): Generator<ArchivePiece> {
    const { state } = this.#reading;
    const { bytes } = this.#queue;
    const isOver = state === 'header' || (state === 'skip' && this.#reading.left < BLOCK);
    if (!isOver || (state === 'header' && bytes.some((byte) => byte !== 0)))
      this.#found('the tar archive is truncated');
    if (state === 'data') yield { type: 'end', damage: 'the archive ends inside this entry' };
    this.#tellLost();
  }

  /** The part of an entry at the front of `bytes`; what is behind it comes back. */
  *#direct(bytes: Uint8Array): Generator<ArchivePiece, Uint8Array> {
    const reading = this.#reading;
    if (reading.state !== 'data' || reading.left <= bytes.length) return bytes;
    reading.left -= bytes.length;
    yield bytes;
    return bytes.subarray(bytes.length);
  }

  *#step(): Generator<ArchivePiece, boolean> {
    const reading = this.#reading;
    const queue = this.#queue;
    if (reading.state === 'data') {
      const taken = queue.take(reading.left);
      reading.left -= taken.length;
      if (taken.length > 0) yield taken;
      if (reading.left > 0) return false;
      yield { type: 'end' };
      this.#reading = { state: 'skip', left: reading.padding };
      return true;
    }
    if (reading.state === 'skip') {
      reading.left -= queue.take(reading.left).length;
      if (reading.left > 0) return false;
      this.#reading = { state: 'header' };
      return queue.length > 0;
    }
    if (reading.state === 'extension') {
      if (queue.length < reading.size) return false;
      this.#extend(reading.type, queue.take(reading.size));
      this.#reading = { state: 'skip', left: paddingOf(reading.size) };
      return true;
    }
    if (queue.length < BLOCK) return false;
    const head = this.#header(queue.take(BLOCK));
    if (head !== undefined) yield head;
    return true;
  }

  /** Reads a header; the head of the entry if a file begins. */
  #header(block: Buffer): ArchivePiece | undefined {
    const header = isTarHeader(block) ? readTarHeader(block) : undefined;
    if (header === undefined) {
      if (block.some((byte) => byte !== 0)) this.#lost += BLOCK;
      return undefined;
    }
    this.#tellLost();
    const { type } = header;
    if (EXTENSIONS.has(type)) {
      if (header.size <= MAX_EXTENSION) {
        this.#reading = { state: 'extension', type, size: header.size };
      } else {
        this.#found('a header of the tar archive is longer than 1 MB: the name of its entry is not read');
        this.#reading = { state: 'skip', left: header.size + paddingOf(header.size) };
      }
      return undefined;
    }
    const pax = this.#pax;
    const path = pax.get('path') ?? this.#longName ?? header.path;
    const size = sizeOf(pax.get('size')) ?? header.size;
    const seconds = Number(pax.get('mtime') ?? Number.NaN);
    const isSparse = type === 'S' || [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'));
    this.#longName = undefined;
    this.#pax = new Map();
    // Links, folders and devices have no bytes of their own.
    const padding = paddingOf(size);
    if (isSparse) {
      this.#found(`${path} is a sparse file, which is not read`);
    }
    if (isSparse || !FILES.has(type) || size === 0) {
      const hasBytes = isSparse || FILES.has(type) || !/[1-6]/.test(type);
      this.#reading = { state: 'skip', left: hasBytes ? size + padding : 0 };
      return undefined;
    }
    this.#reading = { state: 'data', left: size, padding };
    const modified = Number.isFinite(seconds) ? Math.floor(seconds * 1000) : header.modified;
    return { type: 'entry', path, modified: Number.isFinite(modified) ? modified : null };
  }

  #extend(type: string, bytes: Buffer): void {
    if (type === 'L') this.#longName = bytes.toString('utf8').replace(/\0.*$/s, '');
    else if (type === 'x') this.#pax = readPax(bytes);
  }

  #tellLost(): void {
    if (this.#lost > 0) this.#found(`${this.#lost} bytes of the tar archive cannot be read`);
    this.#lost = 0;
  }

  /** Of many, the first are told. */
  #found(words: string): void {
    if (this.damage.length < 3) this.damage.push(words);
  }
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function sizeOf(text: string | undefined): number | undefined {
  const size = Number(text ?? Number.NaN);
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}
