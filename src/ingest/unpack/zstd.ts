/** Unpacks zstd, frame by frame and block by block. The library passes over the checksums and sizes of frames: they are compared here. */

import { Decompress } from 'fzstd';
import xxhash, { type XXHash, type XXHashAPI } from 'xxhash-wasm';
import type { Decoder } from './archive.ts';
import { ByteQueue } from './byte-queue.ts';
import { guarded } from './guard.ts';

const MAGIC = 0xfd2fb528;
/** Longest header of a frame. */
const HEADER = 18;
/** What the format allows for a block. */
const MAX_BLOCK = 131_072;
/** The bound that zstd itself has unless it is told otherwise; a frame takes that much memory. */
const MAX_WINDOW = 128 << 20;

let hashes: XXHashAPI | undefined;

/** Makes ready what checksums are computed with. To be awaited before the first decoder is made. */
export async function prepareZstd(): Promise<void> {
  hashes ??= await xxhash();
}

/** Bytes of a checksum: the low ones of XXH64 over the content. */
const CHECKSUM = 4;

interface Frame {
  readonly decompress: Decompress;
  /** Of what has come out; undefined where the frame has no checksum. */
  readonly hash: XXHash<bigint> | undefined;
  /** As its header tells it; undefined where it does not. */
  readonly size: number | undefined;
  /** Bytes that have come out. */
  length: number;
}

export class ZstdDecoder implements Decoder {
  damage: string | undefined;
  readonly #queue = new ByteQueue();
  #frame: Frame | undefined;
  #skip = 0;
  #outputs: Uint8Array[] = [];
  #frames = 0;

  *push(bytes: Uint8Array): Generator<Uint8Array> {
    if (this.damage !== undefined) return;
    this.#queue.add(bytes);
    yield* this.#read(false);
  }

  *end(): Generator<Uint8Array> {
    yield* this.#read(true);
    const isOver = this.#frame === undefined && this.#queue.length === 0 && this.#skip === 0;
    if (!isOver) this.damage ??= 'the zstd stream is truncated';
  }

  *#read(final: boolean): Generator<Uint8Array> {
    while (this.damage === undefined && this.#step(final)) {
      const outputs = this.#outputs;
      this.#outputs = [];
      for (const output of outputs) if (output.length > 0) yield output;
    }
  }

  /** A frame header or a block; false when more bytes are needed. */
  #step(final: boolean): boolean {
    const queue = this.#queue;
    if (this.#skip > 0) {
      this.#skip -= queue.take(this.#skip).length;
      return queue.length > 0;
    }
    if (this.#frame === undefined) return this.#header(final);
    if (queue.length < 3) return false;
    const { bytes } = queue;
    const head = (bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16);
    const isLast = (head & 1) === 1;
    const type = (head >> 1) & 3;
    const size = head >> 3;
    if (type === 3 || size > MAX_BLOCK) return this.#fail('damaged');
    const { decompress, hash } = this.#frame;
    const length = 3 + (type === 1 ? 1 : size) + (isLast && hash ? CHECKSUM : 0);
    if (queue.length < length) return false;
    // A copy: what is pushed may be held.
    const block = Buffer.from(queue.take(length));
    if (!this.#run(() => decompress.push(block, isLast))) return false;
    return isLast ? this.#finish(this.#frame, block) : true;
  }

  /** @param block the last one of the frame, with the checksum at its end */
  #finish({ hash, size, length }: Frame, block: Buffer): boolean {
    this.#frame = undefined;
    // What has come out is worth having all the same, as it is of gzip: the reading goes on to it, and ends there.
    if (size !== undefined && size !== length) this.#fail('damaged: its length does not match');
    const told = hash && block.readUInt32LE(block.length - CHECKSUM);
    if (hash && Number(hash.digest() & 0xffffffffn) !== told) this.#fail('damaged: its checksum does not match');
    return true;
  }

  #header(final: boolean): boolean {
    const queue = this.#queue;
    if (queue.length === 0 || (queue.length < HEADER && !final)) return false;
    const { bytes } = queue;
    if (bytes.length < 8) return this.#fail('truncated');
    const magic = bytes.readUInt32LE(0);
    if (magic >>> 4 === 0x184d2a5) {
      this.#skip = 8 + bytes.readUInt32LE(4);
      return true;
    }
    if (magic !== MAGIC) return this.#fail(this.#frames > 0 ? 'followed by other data' : 'damaged');
    const flags = bytes[4] as number;
    const isSingle = (flags & 0x20) !== 0;
    if ((flags & 3) !== 0) return this.#fail('made with a dictionary, which is not supported');
    const contentBytes = flags >> 6 === 0 ? (isSingle ? 1 : 0) : 1 << (flags >> 6);
    const length = 5 + (isSingle ? 0 : 1) + contentBytes;
    if (bytes.length < length) return this.#fail('truncated');
    const size = contentBytes > 0 ? contentSize(bytes, length - contentBytes, contentBytes) : undefined;
    const window = isSingle ? (size ?? 0) : windowSize(bytes[5] as number);
    if (window > MAX_WINDOW) return this.#fail(`one that needs a window of ${window} bytes, more than ${MAX_WINDOW}`);
    const hash = (flags & 4) === 0 ? undefined : checksum();
    const decompress = new Decompress((output) => this.#take(frame, output));
    const frame: Frame = { decompress, hash, size, length: 0 };
    const head = Uint8Array.from(queue.take(length));
    this.#frames++;
    this.#frame = frame;
    return this.#run(() => decompress.push(head));
  }

  #take(frame: Frame, output: Uint8Array): void {
    frame.hash?.update(output);
    frame.length += output.length;
    this.#outputs.push(output);
  }

  #run(work: () => void): boolean {
    try {
      guarded(work);
      return true;
    } catch {
      return this.#fail('damaged');
    }
  }

  #fail(words: string): false {
    this.damage = `the zstd stream is ${words}`;
    return false;
  }
}

function checksum(): XXHash<bigint> {
  if (hashes === undefined) throw new Error('prepareZstd has not been awaited');
  return hashes.create64();
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(bytes: Buffer, at: number, length: number): number {
  if (length === 8) return Number(bytes.readBigUInt64LE(at));
  return bytes.readUIntLE(at, length) + (length === 2 ? 256 : 0);
}
