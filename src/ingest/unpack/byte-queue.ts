/** Bytes that wait to be read, in one buffer. */

const FIRST_CAPACITY = 4096;

export class ByteQueue {
  #buffer = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  /** All that waits; valid until bytes are added. */
  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  add(bytes: Uint8Array): void {
    if (this.#buffer.length - this.#end < bytes.length) {
      const waiting = this.bytes;
      let capacity = this.#buffer.length;
      while (capacity < waiting.length + bytes.length) capacity *= 2;
      const target = capacity === this.#buffer.length ? this.#buffer : Buffer.allocUnsafeSlow(capacity);
      target.set(waiting, 0);
      this.#buffer = target;
      this.#end = waiting.length;
      this.#start = 0;
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The next bytes, which no longer wait; valid until bytes are added. */
  take(length: number): Buffer {
    const taken = this.#buffer.subarray(this.#start, Math.min(this.#end, this.#start + length));
    this.#start += taken.length;
    return taken;
  }
}
