/**
 * Reads zip archives front to back, from the headers in front of the entries: pipes, archives in archives and truncated ones can be read so.
 * The directory at the end is held against what was found.
 */

import { crc32 } from 'node:zlib';
import { InflateRaw } from 'minizlib';
import type { ArchivePiece, ArchiveReader } from './archive.ts';
import { ByteQueue } from './byte-queue.ts';
import { headerLength, LOCAL_HEADER, readZipHeader, type ZipEntry } from './zip-header.ts';

/** Compressed bytes given to zlib at a time: at its best ratio of about 1000:1 they become 16 MB. */
const SLICE = 16_384;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DESCRIPTOR = 0x08074b50;
/** The longest descriptor: signature, checksum, and two sizes of eight bytes; and the signature of what follows. */
const LONGEST_DESCRIPTOR = 28;
const TOO_MANY = 0xffff;

interface Open {
  readonly entry: ZipEntry;
  readonly inflate: InflateRaw | undefined;
  /** Stored bytes read. */
  packed: number;
  size: number;
  checksum: number;
  damage: string | undefined;
}

export class ZipReader implements ArchiveReader {
  readonly container = 'zip';
  readonly damage: string[] = [];
  readonly #queue = new ByteQueue();
  #open: Open | undefined;
  #outputs: Uint8Array[] = [];
  #inflateError = false;
  /** Bytes of the directory to pass over. */
  #skip = 0;
  #expectsDescriptor = false;
  #locals = 0;
  #listed = 0;
  #ended = false;
  #lost = 0;

  *push(bytes: Uint8Array): Generator<ArchivePiece> {
    for (let at = 0; at < bytes.length; at += SLICE) {
      this.#queue.add(bytes.subarray(at, at + SLICE));
      while (yield* this.#step(false));
    }
  }

  *end(): Generator<ArchivePiece> {
    while (yield* this.#step(true));
    if (this.#open !== undefined) {
      this.#open.damage ??= 'the archive ends inside this entry';
      yield* this.#close();
    }
    this.#lost += this.#queue.take(this.#queue.length).length;
    this.#tellLost();
    if (!this.#ended) this.#found('the zip archive is truncated: its directory is missing');
    else if (this.#listed !== this.#locals) {
      this.#found(`the directory of the zip archive lists ${this.#listed} entries, but ${this.#locals} were found`);
    }
  }

  /** One record of the archive, or some bytes of an entry; false when more bytes are needed. */
  *#step(final: boolean): Generator<ArchivePiece, boolean> {
    const queue = this.#queue;
    if (this.#open !== undefined) return yield* this.#data(this.#open, final);
    if (this.#skip > 0) {
      this.#skip -= queue.take(this.#skip).length;
      return queue.length > 0;
    }
    const { bytes } = queue;
    if (this.#expectsDescriptor) return this.#passDescriptor(bytes, final);
    if (queue.length < 4) return false;
    switch (bytes.readUInt32LE(0)) {
      case LOCAL:
        return yield* this.#local(bytes);
      case CENTRAL:
        if (bytes.length < 46) return false;
        this.#listed++;
        return this.#pass(46 + bytes.readUInt16LE(28) + bytes.readUInt16LE(30) + bytes.readUInt16LE(32));
      case END:
        if (bytes.length < 22) return false;
        this.#ended = true;
        this.#checkCount(bytes.readUInt16LE(10));
        return this.#pass(22 + bytes.readUInt16LE(20));
      case END_64:
        if (bytes.length < 12) return false;
        return this.#pass(12 + Math.min(Number(bytes.readBigUInt64LE(4)), Number.MAX_SAFE_INTEGER - 12));
      case LOCATOR_64:
        return this.#pass(20);
      default:
        return this.#search(bytes, final);
    }
  }

  #pass(length: number): true {
    this.#tellLost();
    this.#skip = length;
    return true;
  }

  #checkCount(count: number): void {
    if (count !== TOO_MANY && count !== (this.#listed & TOO_MANY)) {
      this.#found(`the zip archive has ${count} entries by its last record, but ${this.#listed} in its directory`);
    }
  }

  /** Looks for the next signature. */
  #search(bytes: Buffer, final: boolean): boolean {
    for (let at = bytes.indexOf('PK', 1, 'latin1'); at >= 0; at = bytes.indexOf('PK', at + 1, 'latin1')) {
      if (at + 4 > bytes.length) break;
      const signature = bytes.readUInt32LE(at);
      if (signature === LOCAL || signature === CENTRAL || signature === END || signature === END_64) {
        this.#lost += this.#queue.take(at).length;
        return true;
      }
    }
    this.#lost += this.#queue.take(final ? bytes.length : Math.max(0, bytes.length - 3)).length;
    return false;
  }

  *#local(bytes: Buffer): Generator<ArchivePiece, boolean> {
    if (bytes.length < LOCAL_HEADER || bytes.length < headerLength(bytes)) return false;
    this.#tellLost();
    const entry = readZipHeader(bytes);
    this.#queue.take(headerLength(bytes));
    this.#locals++;
    this.#open = {
      entry,
      inflate: entry.method === 8 && entry.refusal === undefined ? this.#inflater() : undefined,
      packed: 0,
      size: 0,
      checksum: 0,
      damage: entry.refusal,
    };
    yield { type: 'entry', path: entry.path, modified: entry.modified };
    return true;
  }

  #inflater(): InflateRaw {
    const inflate = new InflateRaw({});
    this.#outputs = [];
    this.#inflateError = false;
    inflate.on('data', (chunk: Uint8Array) => this.#outputs.push(chunk));
    inflate.on('error', () => {
      this.#inflateError = true;
    });
    return inflate;
  }

  *#data(open: Open, final: boolean): Generator<ArchivePiece, boolean> {
    if (open.entry.packedSize !== undefined) return yield* this.#known(open, open.entry.packedSize, final);
    if (open.inflate !== undefined) return yield* this.#untilEnd(open, open.inflate, final);
    return yield* this.#untilDescriptor(open, final);
  }

  /** An entry whose length is known. */
  *#known(open: Open, size: number, final: boolean): Generator<ArchivePiece, boolean> {
    const wanted = Math.min(SLICE, size - open.packed);
    // In whole slices: what damage costs must not depend on how the bytes came.
    if (this.#queue.length < wanted && !final) return false;
    const taken = this.#queue.take(wanted);
    open.packed += taken.length;
    if (open.inflate === undefined) yield* this.#deliver(open, taken);
    else yield* this.#inflate(open, open.inflate, taken);
    if (open.packed < size) return this.#queue.length > 0;
    if (open.entry.refusal === undefined) this.#check(open, open.entry.size, open.entry.checksum);
    yield* this.#close();
    this.#expectsDescriptor = open.entry.hasDescriptor;
    return true;
  }

  /** A compressed entry, as long as its stream goes on. */
  *#untilEnd(open: Open, inflate: InflateRaw, final: boolean): Generator<ArchivePiece, boolean> {
    const slice = this.#queue.bytes.subarray(0, SLICE);
    if (slice.length === 0 || (slice.length < SLICE && !final)) return false;
    const used = yield* this.#inflate(open, inflate, slice);
    if (open.damage !== undefined) {
      // Where the entry ends cannot be told: the next one is searched for from here on.
      yield* this.#close();
      return true;
    }
    this.#queue.take(used);
    open.packed += used;
    if (used === slice.length) return this.#queue.length > 0;
    // The stream has ended: its descriptor comes next.
    if (this.#queue.length < LONGEST_DESCRIPTOR && !final) return false;
    this.#descriptor(open);
    yield* this.#close();
    return true;
  }

  /** Bytes that tell neither their length nor their end: the descriptor behind them is found by its signature and what it says of them. */
  *#untilDescriptor(open: Open, final: boolean): Generator<ArchivePiece, boolean> {
    const { bytes } = this.#queue;
    const at = bytes.indexOf('PK\x07\x08', 0, 'latin1');
    if (at >= 0 && at + 16 > bytes.length && !final) {
      if (at === 0) return false;
    }
    if (at !== 0) {
      const length = at > 0 ? at : final ? bytes.length : bytes.length - 3;
      if (length <= 0) return false;
      const taken = this.#queue.take(length);
      open.packed += taken.length;
      yield* this.#deliver(open, taken);
      return this.#queue.length > 0;
    }
    const isEnd = bytes.length >= 16 && bytes.readUInt32LE(8) === (open.packed & 0xffff_ffff) >>> 0;
    if (isEnd && (open.entry.refusal !== undefined || bytes.readUInt32LE(4) === open.checksum)) {
      if (bytes.length < LONGEST_DESCRIPTOR && !final) return false;
      this.#descriptor(open);
      yield* this.#close();
      return true;
    }
    const taken = this.#queue.take(1);
    open.packed++;
    yield* this.#deliver(open, taken);
    return true;
  }

  /** Takes the descriptor at the front, and holds it against the bytes that were read. */
  #descriptor(open: Open): void {
    const { bytes } = this.#queue;
    const start = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR ? 4 : 0;
    if (bytes.length < start + 12) {
      open.damage ??= 'the archive ends inside this entry';
      return;
    }
    const length = descriptorLength(bytes, start);
    const size = length > 12 ? Number(bytes.readBigUInt64LE(start + 12)) : bytes.readUInt32LE(start + 8);
    const checksum = bytes.readUInt32LE(start);
    this.#queue.take(start + length);
    if (open.entry.refusal === undefined) this.#check(open, size, checksum);
  }

  /** Passes over a descriptor that repeats what its header has told. */
  #passDescriptor(bytes: Buffer, final: boolean): boolean {
    if (bytes.length < LONGEST_DESCRIPTOR && !final) return false;
    this.#expectsDescriptor = false;
    const signature = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
    if (signature === LOCAL || signature === CENTRAL) return true;
    const start = signature === DESCRIPTOR ? 4 : 0;
    this.#queue.take(start + descriptorLength(bytes, start));
    return true;
  }

  #check(open: Open, size: number, checksum: number): void {
    if (open.size !== size || open.checksum !== checksum) {
      open.damage ??= 'its checksum or length in the zip archive does not match: the data is damaged';
    }
  }

  /** Unpacks some bytes; how many of them belong to the entry. */
  *#inflate(open: Open, inflate: InflateRaw, bytes: Buffer): Generator<ArchivePiece, number> {
    if (open.damage !== undefined) return bytes.length;
    inflate.write(bytes);
    const used = inflate.handle?.bytesWritten ?? bytes.length;
    const outputs = this.#outputs;
    this.#outputs = [];
    for (const output of outputs) yield* this.#deliver(open, output);
    if (this.#inflateError) open.damage = 'its compressed data in the zip archive is damaged';
    return used;
  }

  *#deliver(open: Open, bytes: Uint8Array): Generator<ArchivePiece> {
    if (bytes.length === 0 || open.entry.refusal !== undefined) return;
    open.size += bytes.length;
    open.checksum = crc32(bytes, open.checksum);
    yield bytes;
  }

  *#close(): Generator<ArchivePiece> {
    const damage = this.#open?.damage;
    this.#open?.inflate?.close();
    this.#open = undefined;
    yield damage === undefined ? { type: 'end' } : { type: 'end', damage };
  }

  #tellLost(): void {
    if (this.#lost > 0) this.#found(`${this.#lost} bytes of the zip archive cannot be read`);
    this.#lost = 0;
  }

  /** Of many, the first are told. */
  #found(words: string): void {
    if (this.damage.length < 3) this.damage.push(words);
  }
}

/** Length of a descriptor from `start` on, behind its signature: what follows it begins with a signature. */
function descriptorLength(bytes: Buffer, start: number): 12 | 20 {
  const follows = (at: number): boolean => bytes[at] === 0x50 && bytes[at + 1] === 0x4b;
  return !follows(start + 12) && follows(start + 20) && bytes.length >= start + 20 ? 20 : 12;
}
