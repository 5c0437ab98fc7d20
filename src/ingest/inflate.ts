/** Peels gzip off a stream of bytes, recognised by its magic number, as often as it is there. */

import { createHash, type Hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Gunzip, type ZlibOptions } from 'minizlib';
import { DEFAULT_LIMITS, setting } from './limits.ts';
import { OneMember } from './one-member.ts';

/** Compressed bytes given to zlib at a time: at its best ratio of about 1000:1 they become 16 MB, which bounds what a bomb can hold. */
const SLICE = 16_384;
/** Size of the pieces that come out: so many times what went in at first, so that tiny objects cost little memory, within bounds. */
const OUTPUT_RATIO = 16;
const MIN_OUTPUT_CHUNK = 4096;
const MAX_OUTPUT_CHUNK = 65_536;
/** A chunk up to this size may be a whole small object: it is tried in one call, which is many times faster than a stream for it. */
const SMALL_OBJECT = 65_536;
/** What such an object may inflate to; a larger one is read as a stream. */
const SMALL_OUTPUT = 4 << 20;
/** Bytes of a gzip stream without content: header, an empty block, checksum and length. */
const GZIP_BYTES = 20;
/** Two rounds of some hundred calls find the byte of an error in a slice. */
const RECOVERY_PIECES = [128, 1];

/** Bytes delivered over all layers, against the limit. */
interface Budget {
  limit: number;
  readonly maxLayers: number;
  /** Reads the input once more from its start, if that can be done. */
  readonly replay: (() => Iterable<Uint8Array>) | undefined;
  damage: string | undefined;
  cutShort: boolean;
}

export class Inflater {
  readonly #budget: Budget;
  readonly #layer: Layer;

  /**
   * `maxInflatedBytes`: what is compressed is read no further than that. `replay`: with it, what a damaged stream yields before the damage is recovered to the byte;
   * without it up to 16 KB of compressed data before the damage are lost. `maxLayers`: what is packed more often comes out packed.
   */
  constructor(
    maxInflatedBytes: number,
    replay?: () => Iterable<Uint8Array>,
    maxLayers: number = DEFAULT_LIMITS.maxLayers,
  ) {
    this.#budget = { limit: maxInflatedBytes, maxLayers, replay, damage: undefined, cutShort: false };
    this.#layer = new Layer(this.#budget, 0);
  }

  /** What is wrong with the stream; once set nothing more is delivered. */
  get damage(): string | undefined {
    return this.#budget.damage;
  }

  /** Stored bytes read before the damage, in steps of `SLICE`. */
  get taken(): number {
    return this.#layer.taken;
  }

  /** Whether the limit ended the reading. */
  get cutShort(): boolean {
    return this.#budget.cutShort;
  }

  /** Layers of gzip that were found so far. */
  get layers(): number {
    return this.#layer.layers;
  }

  /** What comes out is an archive, which has bounds of its own. */
  lift(): void {
    this.#budget.limit = Number.POSITIVE_INFINITY;
  }

  /**
   * Lower-case hex SHA-256 of the bytes after one layer of gzip, after the end; null when they were not all read, or when the stream is not
   * exactly one member with nothing behind it.
   * @param stored the hash of the stored bytes, which is that of what is not compressed
   */
  contentSha256(stored: string | null): string | null {
    return this.#layer.contentSha256(stored);
  }

  /** Takes stored bytes and yields the decompressed ones, in pieces of bounded size. */
  push(bytes: Uint8Array): Iterable<Uint8Array> {
    return this.#layer.push(bytes);
  }

  /** Yields what is left and detects a stream that ends too early. */
  end(): Iterable<Uint8Array> {
    return this.#layer.end();
  }
}

class Layer {
  readonly #budget: Budget;
  readonly #depth: number;
  #head = new Uint8Array(0);
  #mode: 'start' | 'plain' | 'gzip' = 'start';
  /** Opened when there is something that is no small object in one piece. */
  #gunzip: Gunzip | undefined;
  #inner: Layer | undefined;
  #outputs: Uint8Array[] = [];
  #error: string | undefined;
  /** Compressed bytes taken without an error. */
  taken = 0;
  #delivered = 0;
  /** What is behind the outermost layer. */
  #content: { readonly hash: Hash; readonly member: OneMember } | undefined;

  constructor(budget: Budget, depth: number) {
    this.#budget = budget;
    this.#depth = depth;
  }

  get layers(): number {
    return this.#mode === 'gzip' ? 1 + (this.#inner?.layers ?? 0) : 0;
  }

  *push(bytes: Uint8Array): Generator<Uint8Array> {
    let input = bytes;
    if (this.#mode === 'start') {
      input = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
      if (input.length < 2) {
        this.#head = Uint8Array.from(input);
        return;
      }
      this.#start(input);
    }
    if (this.#mode === 'plain') {
      // What is not compressed has no limit; what was has been counted by the layer around.
      yield input;
      return;
    }
    if (this.#gunzip === undefined) {
      const whole = this.taken === 0 ? wholeObject(input) : undefined;
      if (whole !== undefined) {
        this.taken = input.length;
        this.#content?.member.add(input, input.length, whole.length);
        for (let at = 0; at < whole.length; at += MAX_OUTPUT_CHUNK) {
          yield* this.#deliver(whole.subarray(at, at + MAX_OUTPUT_CHUNK));
        }
        return;
      }
      // Zeros behind whole members are padding.
      const padding = this.taken > 0 ? zerosAt(input, 0) : 0;
      if (padding > 0) {
        this.taken += padding;
        this.#content?.member.add(input, 0, 0);
        input = input.subarray(padding);
      }
      if (input.length === 0) return;
      this.#gunzip = this.#open(Math.min(MAX_OUTPUT_CHUNK, Math.max(MIN_OUTPUT_CHUNK, input.length * OUTPUT_RATIO)));
    }
    for (let at = 0; at < input.length && this.#budget.damage === undefined; at += SLICE) {
      const slice = input.subarray(at, at + SLICE);
      this.#write(slice);
      if (this.#error === undefined) {
        this.taken += slice.length;
        yield* this.#drain();
      } else {
        const words = this.#error;
        this.#outputs = [];
        yield* this.#recover();
        this.#budget.damage ??= words;
      }
    }
  }

  *end(): Generator<Uint8Array> {
    if (this.#mode === 'start' && this.#head.length > 0) yield this.#head;
    if (this.#mode === 'gzip' && this.#budget.damage === undefined) {
      this.#gunzip?.end();
      yield* this.#drain();
      this.#budget.damage ??= this.#error;
    }
    // Complete records of a damaged stream are worth having.
    if (this.#inner !== undefined) yield* this.#inner.end();
  }

  contentSha256(stored: string | null): string | null {
    if (this.#mode !== 'gzip') return stored;
    if (this.#budget.damage !== undefined || this.#content?.member.end() !== true) return null;
    return this.#content.hash.digest('hex');
  }

  #start(head: Uint8Array): void {
    const magic = head[0] === 0x1f && head[1] === 0x8b;
    this.#mode = magic && this.#depth < this.#budget.maxLayers ? 'gzip' : 'plain';
    if (this.#mode === 'plain') return;
    if (this.#depth === 0) this.#content = { hash: createHash('sha256'), member: new OneMember() };
    this.#inner = new Layer(this.#budget, this.#depth + 1);
  }

  #open(chunkSize = MAX_OUTPUT_CHUNK): Gunzip {
    // minizlib hands zlib's own options on without declaring them all.
    const options: ZlibOptions & { chunkSize: number } = { chunkSize };
    const gunzip = new Gunzip(options);
    gunzip.on('data', (chunk: Uint8Array) => this.#outputs.push(chunk));
    gunzip.on('error', (error: unknown) => {
      this.#error = describe(error instanceof Error ? error.message : String(error), this.#delivered > 0);
    });
    return gunzip;
  }

  /** zlib goes on with a further member, but not behind zeros, where it leaves off without a word: they are passed over here. */
  #write(slice: Uint8Array): void {
    for (let rest = slice; rest.length > 0; ) {
      // zlib only reads it, but Minipass wants a Buffer.
      this.#gunzip?.write(Buffer.from(rest.buffer, rest.byteOffset, rest.length));
      if (this.#error !== undefined) return;
      const taken = this.#gunzip?.handle?.bytesWritten ?? 0;
      const output = this.#outputs.reduce((sum, piece) => sum + piece.length, 0);
      this.#content?.member.add(rest, taken, output);
      const padding = zerosAt(rest, taken);
      if (taken + padding === 0) return;
      rest = rest.subarray(taken + padding);
    }
  }

  *#drain(): Generator<Uint8Array> {
    const outputs = this.#outputs;
    this.#outputs = [];
    for (const output of outputs) yield* this.#deliver(output);
  }

  *#deliver(bytes: Uint8Array): Generator<Uint8Array> {
    const { limit } = this.#budget;
    const room = limit - this.#delivered;
    const taken = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.#delivered += taken.length;
    if (taken.length > 0) {
      this.#content?.hash.update(taken);
      if (this.#inner === undefined) yield taken;
      else yield* this.#inner.push(taken);
    }
    if (taken.length < bytes.length) {
      this.#budget.damage = inflatesTooFar(limit);
      this.#budget.cutShort = true;
    }
  }

  /** zlib drops the output of the call that fails: what failed is given once more in small pieces, at last byte by byte. */
  *#recover(): Generator<Uint8Array> {
    const { replay } = this.#budget;
    if (replay === undefined || this.#depth > 0) return;
    for (const size of RECOVERY_PIECES) {
      this.#error = undefined;
      this.#gunzip = this.#open();
      yield* this.#readAgain(replay(), size);
    }
  }

  /** Reads the input from its start, in pieces of `size` from the place of the error on, and delivers what was not delivered before. */
  *#readAgain(input: Iterable<Uint8Array>, size: number): Generator<Uint8Array> {
    let skip = this.#delivered;
    let position = 0;
    for (const chunk of input) {
      for (let at = 0; at < chunk.length; ) {
        const known = this.taken - position;
        const piece = chunk.subarray(at, at + (known > 0 ? Math.min(SLICE, known) : size));
        this.#write(piece);
        if (this.#error !== undefined || this.#budget.damage !== undefined) {
          this.#outputs = [];
          return;
        }
        at += piece.length;
        position += piece.length;
        this.taken = Math.max(this.taken, position);
        const outputs = this.#outputs;
        this.#outputs = [];
        for (const output of outputs) {
          const again = Math.min(skip, output.length);
          skip -= again;
          if (again < output.length) yield* this.#deliver(output.subarray(again));
        }
      }
    }
  }
}

/** How many zeros there are from a place on. */
function zerosAt(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] === 0) end++;
  return end - start;
}

/**
 * What a small object of whole gzip members inflates to; undefined if it is not one, is damaged, or goes on: then the stream must tell what
 * is wrong, and what lies before it.
 */
function wholeObject(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length > SMALL_OBJECT || bytes.length < GZIP_BYTES) return undefined;
  // The length that the last member tells, only as a hint: mostly there is one member, and its output fits exactly.
  const told = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  if (told > SMALL_OUTPUT) return undefined;
  try {
    const options = { chunkSize: told + GZIP_BYTES * 4, maxOutputLength: SMALL_OUTPUT, info: true };
    // With `info` there is more in the result than its declaration says.
    const { buffer, engine } = gunzipSync(bytes, options) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    return engine.bytesWritten === bytes.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}

/** What a bomb is told with. */
export function inflatesTooFar(limit: number): string {
  return `inflates to more than ${limit} bytes; the rest was not read ${setting('maxInflatedBytes')}`;
}

/** zlib's words for the reader of a report. */
function describe(message: string, begun: boolean): string {
  if (message.includes('unexpected end of file')) return 'the gzip stream is truncated';
  if (message.includes('incorrect data check')) return 'the gzip checksum does not match: the data is damaged';
  if (message.includes('incorrect length check')) return 'the gzip length does not match: the data is damaged';
  if (message.includes('incorrect header check') && begun)
    return 'there is other data after the end of the gzip stream';
  return `the gzip stream is damaged (${message.replace(/^zlib: /, '')})`;
}
