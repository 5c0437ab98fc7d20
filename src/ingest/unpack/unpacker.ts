/**
 * Takes the packing off a stream of bytes, whatever it is: gzip, zstd, bzip2, tar, zip, and these inside one another. What is not packed passes
 * through as it is. Entries of archives are told where they begin and end.
 */

import { createHash } from 'node:crypto';
import { Inflater, inflatesTooFar } from '../inflate.ts';
import { type IngestLimits, setting } from '../limits.ts';
import { ObjectKeeper } from '../object-keeper.ts';
import type { ArchivePiece, ArchiveReader, Decoder, EntryHead } from './archive.ts';
import { Bzip2Decoder } from './bzip2.ts';
import { type Packing, packingOf, SNIFF_BYTES } from './sniff.ts';
import { TarReader } from './tar.ts';
import { ZipReader } from './zip.ts';
import { ZstdDecoder } from './zstd.ts';

/** An entry begins: what follows is in it, up to its end. */
export interface EntryStart {
  readonly type: 'entry';
  /** Its name behind `!/`, and that of the archives around it, inside the object: `!/a.zip!/b.json`. */
  readonly path: string;
  readonly modified: number | null;
}

/** The entry that began last ends. */
export interface EntryEnd extends Unpacked {
  readonly type: 'end';
  /** Bytes of the entry. */
  readonly size: number;
}

/** What is known of an object or an entry at its end. */
export interface Unpacked {
  /** What is wrong with its bytes. */
  readonly damage: string | undefined;
  /** Lower-case hex of its bytes; null if they could not be read to the end. */
  readonly sha256: string | null;
  /** Lower-case hex of what is behind one layer of gzip, see `Inflater.contentSha256`. */
  readonly contentSha256: string | null;
  /** The bytes to keep of an object of that container, or why they are not kept; undefined if they need not be. */
  readonly kept: (container: string) => Uint8Array | string | undefined;
  /** If it is an archive. */
  readonly archive: Archive | undefined;
}

export interface Archive {
  readonly container: string;
  /** Entries that have bytes. */
  readonly entries: number;
}

export type Piece = Uint8Array | EntryStart | EntryEnd;

/** What all layers of one object share. */
interface Shared {
  readonly limits: IngestLimits;
  /** Bytes of the object that were read, and what came out of archives in it. */
  stored: number;
  delivered: number;
  entries: number;
  /** A limit on the whole object was hit: nothing more is read. */
  stopped: string | undefined;
}

const NO_BYTES = Buffer.alloc(0);

export class Unpacker {
  readonly #shared: Shared;
  readonly #peel: Peel;

  /** `replay`: reads the stored bytes once more, for what lies just before damage. */
  constructor(limits: IngestLimits, replay?: () => Iterable<Uint8Array>) {
    this.#shared = { limits, stored: 0, delivered: 0, entries: 0, stopped: undefined };
    this.#peel = new Peel(this.#shared, { depth: 0, path: '', replay, inArchive: false });
  }

  /** Takes stored bytes; pieces are valid until the next one is asked for. */
  push(bytes: Uint8Array): Iterable<Piece> {
    this.#shared.stored += bytes.length;
    return this.#peel.push(bytes);
  }

  end(): Iterable<Piece> {
    return this.#peel.end();
  }

  /** What is wrong with the stored bytes. */
  get damage(): string | undefined {
    return this.#peel.damage;
  }

  /** Stored bytes read before damage, if it is in an outermost layer of gzip. */
  get taken(): number {
    return this.#peel.taken;
  }

  /** Whether a limit ended the reading. */
  get cutShort(): boolean {
    return this.#peel.cutShort;
  }

  get archive(): Archive | undefined {
    return this.#peel.archive;
  }

  /** See `Inflater.contentSha256`. */
  contentSha256(stored: string): string | null {
    return this.#peel.contentSha256(stored);
  }
}

interface PeelOptions {
  readonly depth: number;
  /** Of the entries around. */
  readonly path: string;
  readonly replay: (() => Iterable<Uint8Array>) | undefined;
  readonly inArchive: boolean;
}

/** One object, entry or decompressed stream: gzip around it is taken off, and then what it is decides. */
class Peel {
  readonly #shared: Shared;
  readonly #options: PeelOptions;
  readonly #inflater: Inflater;
  #packing: Packing | undefined;
  #head = NO_BYTES;
  #decoder: Decoder | undefined;
  #inner: Peel | undefined;
  #decoded = 0;
  #archive: ArchiveReader | undefined;
  #entry: Entry | undefined;
  #entries = 0;
  #damage: string | undefined;
  #cutShort = false;

  constructor(shared: Shared, options: PeelOptions) {
    this.#shared = shared;
    this.#options = options;
    const { maxInflatedBytes, maxLayers } = shared.limits;
    this.#inflater = new Inflater(maxInflatedBytes, options.replay, Math.max(0, maxLayers - options.depth));
  }

  get damage(): string | undefined {
    const own = [this.#inflater.damage, this.#damage, ...(this.#archive?.damage ?? [])];
    const found = [...own, this.#decoder?.damage, this.#inner?.damage].filter((words) => words !== undefined);
    return found.length === 0 ? undefined : found.join('; ');
  }

  contentSha256(stored: string): string | null {
    return this.#inflater.contentSha256(stored);
  }

  get taken(): number {
    return this.#inflater.damage === undefined ? Number.POSITIVE_INFINITY : this.#inflater.taken;
  }

  get cutShort(): boolean {
    return this.#cutShort || this.#inflater.cutShort || (this.#inner?.cutShort ?? false);
  }

  get archive(): Archive | undefined {
    if (this.#archive === undefined) return this.#inner?.archive;
    return { container: this.#archive.container, entries: this.#entries };
  }

  *push(bytes: Uint8Array): Generator<Piece> {
    for (const piece of this.#inflater.push(bytes)) {
      if (this.#packing === 'plain') {
        if (this.#options.inArchive) this.#count(piece.length);
        yield piece;
      } else if (!this.#stops()) {
        yield* this.#inside(piece);
      }
    }
  }

  *end(): Generator<Piece> {
    for (const piece of this.#inflater.end()) yield* this.#inside(piece);
    if (this.#packing === undefined && this.#head.length > 0) yield* this.#begin(this.#head);
    if (this.#decoder !== undefined && !this.#stops()) yield* this.#decode(this.#decoder.end());
    if (this.#inner !== undefined) yield* this.#inner.end();
    if (this.#archive !== undefined && !this.#stops()) yield* this.#read(this.#archive.end());
    if (this.#entry !== undefined) yield* this.#endEntry(this.#entry, this.#shared.stopped);
    if (this.#shared.stopped !== undefined && this.#archive !== undefined) this.#stop(this.#shared.stopped);
  }

  /** Whether nothing more is to be read here. */
  #stops(): boolean {
    return this.#cutShort || this.#shared.stopped !== undefined;
  }

  *#inside(piece: Uint8Array): Generator<Piece> {
    if (this.#packing === undefined) {
      const head = this.#head.length === 0 ? piece : Buffer.concat([this.#head, piece]);
      if (head.length < SNIFF_BYTES) {
        this.#head = Buffer.from(head);
        return;
      }
      this.#head = NO_BYTES;
      yield* this.#begin(head);
    } else if (this.#packing === 'plain') {
      if (this.#options.inArchive) this.#count(piece.length);
      yield piece;
    } else {
      yield* this.#packed(piece);
    }
  }

  /** The first bytes decide. */
  *#begin(head: Uint8Array): Generator<Piece> {
    const view = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_BYTES));
    const packing = packingOf(view);
    const { maxLayers } = this.#shared.limits;
    const depth = this.#depth;
    if (packing === 'plain') {
      this.#packing = packing;
      yield* this.#inside(head);
      return;
    }
    this.#packing = packing;
    if (packing === 'gzip' || depth >= maxLayers) {
      this.#stop(`packed in more than ${maxLayers} layers ${setting('maxLayers')}`);
      return;
    }
    if (packing === 'zip' || packing === 'tar') {
      this.#archive = packing === 'zip' ? new ZipReader() : new TarReader();
      this.#inflater.lift();
    } else {
      this.#decoder = packing === 'zstd' ? new ZstdDecoder() : new Bzip2Decoder();
      this.#inner = new Peel(this.#shared, { ...this.#options, depth: depth + 1, replay: undefined });
    }
    yield* this.#packed(head);
  }

  /** Layers around what the first bytes are of. */
  get #depth(): number {
    return this.#options.depth + this.#inflater.layers;
  }

  *#packed(bytes: Uint8Array): Generator<Piece> {
    if (this.#archive !== undefined) yield* this.#read(this.#archive.push(bytes));
    else if (this.#decoder !== undefined) yield* this.#decode(this.#decoder.push(bytes));
  }

  *#decode(pieces: Iterable<Uint8Array>): Generator<Piece> {
    const inner = this.#inner;
    if (inner === undefined) return;
    for (const piece of pieces) {
      const { maxInflatedBytes } = this.#shared.limits;
      const isArchive = inner.archive !== undefined;
      const room = isArchive ? piece.length : maxInflatedBytes - this.#decoded;
      this.#decoded += piece.length;
      yield* inner.push(room < piece.length ? piece.subarray(0, Math.max(0, room)) : piece);
      if (room < piece.length && inner.archive === undefined) {
        this.#stop(inflatesTooFar(maxInflatedBytes));
        return;
      }
      if (this.#stops()) return;
    }
  }

  *#read(pieces: Iterable<ArchivePiece>): Generator<Piece> {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) {
        if (this.#entry !== undefined) yield* this.#add(this.#entry, piece);
      } else if (piece.type === 'entry') {
        this.#entry = new Entry(piece);
      } else if (this.#entry !== undefined) {
        yield* this.#endEntry(this.#entry, piece.damage);
      }
      if (this.#stops()) return;
    }
  }

  *#add(entry: Entry, bytes: Uint8Array): Generator<Piece> {
    if (entry.peel === undefined) yield* this.#startEntry(entry);
    entry.add(bytes);
    this.#count(bytes.length);
    if (entry.peel !== undefined) yield* entry.peel.push(bytes);
  }

  /** An entry has bytes, or something to tell: it is an object of its own. */
  *#startEntry(entry: Entry): Generator<Piece> {
    const shared = this.#shared;
    const { maxEntries } = shared.limits;
    if (shared.entries >= maxEntries) {
      shared.stopped ??= `has more than ${maxEntries} entries; the rest was not read ${setting('maxEntries')}`;
      return;
    }
    shared.entries++;
    this.#entries++;
    const path = `${this.#options.path}!/${entry.head.path}`;
    entry.peel = new Peel(shared, { depth: this.#depth + 1, path, replay: undefined, inArchive: true });
    yield { type: 'entry', path, modified: entry.head.modified };
  }

  *#endEntry(entry: Entry, damage: string | undefined): Generator<Piece> {
    this.#entry = undefined;
    if (entry.peel === undefined && damage !== undefined) yield* this.#startEntry(entry);
    const { peel } = entry;
    // Folders, and files without a byte.
    if (peel === undefined) return;
    yield* peel.end();
    const found = [damage, peel.damage].filter((words) => words !== undefined);
    const isWhole = damage === undefined && !peel.cutShort && this.#shared.stopped === undefined;
    const sha256 = isWhole ? entry.hash.digest('hex') : null;
    yield {
      type: 'end',
      damage: found.length === 0 ? undefined : found.join('; '),
      sha256,
      contentSha256: sha256 === null ? null : peel.contentSha256(sha256),
      kept: (container) => (sha256 === null ? undefined : entry.keeper.end(container, sha256)),
      archive: peel.archive,
      size: entry.size,
    };
  }

  /** Counts what comes out of archives, against the size of the object. */
  #count(bytes: number): void {
    const shared = this.#shared;
    shared.delivered += bytes;
    const { maxRatio, maxInflatedBytes } = shared.limits;
    if (shared.delivered <= Math.max(maxInflatedBytes, shared.stored * maxRatio)) return;
    const words = `comes to more than ${maxRatio} times its own size, and to more than ${maxInflatedBytes} bytes`;
    shared.stopped ??= `${words}; the rest was not read ${setting('maxRatio')}`;
  }

  #stop(words: string): void {
    this.#damage ??= words;
    this.#cutShort = true;
  }
}

/** The entry being read. */
class Entry {
  readonly head: EntryHead;
  readonly hash = createHash('sha256');
  /** Of entries only digest files are kept: the archive can be kept whole. */
  readonly keeper = new ObjectKeeper(false, undefined);
  peel: Peel | undefined;
  size = 0;

  constructor(head: EntryHead) {
    this.head = head;
  }

  add(bytes: Uint8Array): void {
    this.hash.update(bytes);
    this.keeper.add(bytes);
    this.size += bytes.length;
  }
}
