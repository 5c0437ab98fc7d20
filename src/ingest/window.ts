/** A window over a stream of bytes: it grows while a record does not fit and lets go of what has been read. */

const FIRST_CAPACITY = 1 << 18;

const EMPTY = Buffer.alloc(0);

/** A buffer of the first capacity that no window uses: thousands of tiny objects are read with one. */
let spare: Buffer | undefined;

function takeSpare(): Buffer {
  const buffer = spare ?? Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  spare = undefined;
  return buffer;
}

export class Window {
  /** The bytes; those in `[start, end)` are valid. Replaced when the window grows. */
  buffer: Buffer = takeSpare();
  /** First byte not read yet. */
  start = 0;
  end = 0;
  /** Position in the stream of `buffer[0]`. */
  #base = 0;

  get length(): number {
    return this.end - this.start;
  }

  /** Position in the stream of the byte at `index`. */
  offset(index: number): number {
    return this.#base + index;
  }

  /** Nothing of the bytes is needed any more: the next window may use their memory. */
  release(): void {
    if (this.buffer.length === FIRST_CAPACITY) spare = this.buffer;
    this.buffer = EMPTY;
    this.start = 0;
    this.end = 0;
  }

  append(bytes: Uint8Array): void {
    if (this.buffer.length - this.end < bytes.length) this.#makeRoom(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  #makeRoom(room: number): void {
    const length = this.length;
    let target = this.buffer;
    if (target.length < length + room) {
      let capacity = target.length;
      while (capacity < length + room) capacity *= 2;
      target = Buffer.allocUnsafeSlow(capacity);
    }
    target.set(this.buffer.subarray(this.start, this.end), 0);
    this.#base += this.start;
    this.buffer = target;
    this.start = 0;
    this.end = length;
  }
}
