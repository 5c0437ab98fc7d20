/** Keeps the stored bytes of an object as they are: of digest files always, because their chain is checked later, and of all objects if wanted. */

import { createHash } from 'node:crypto';

/** The largest object that is kept: it becomes one value of the database. */
const MAX_KEPT_OBJECT = 256 << 20;
/** Digest files are not known before their end. Of what cannot be read again, so many bytes are held for the case that it is one. */
const MAX_HELD = 16 << 20;
const DIGEST = 'digest';

export class ObjectKeeper {
  readonly #replay: (() => Iterable<Uint8Array>) | undefined;
  readonly #limit: number;
  readonly #all: boolean;
  #held: Uint8Array[] | undefined;
  #length = 0;

  constructor(all: boolean, replay: (() => Iterable<Uint8Array>) | undefined) {
    this.#all = all;
    this.#replay = replay;
    this.#limit = all ? MAX_KEPT_OBJECT : MAX_HELD;
    this.#held = all || replay === undefined ? [] : undefined;
  }

  /** Takes the next stored bytes, and copies them if need be. */
  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#length > this.#limit) this.#held = undefined;
    this.#held?.push(Uint8Array.from(bytes));
  }

  /**
   * The bytes to keep, undefined if none are, or why they are not.
   * @param sha256 of all stored bytes
   */
  end(container: string, sha256: string): Uint8Array | string | undefined {
    if (!this.#all && container !== DIGEST) return undefined;
    if (this.#held !== undefined) return Buffer.concat(this.#held, this.#length);
    if (this.#length > this.#limit) return `not kept as it is: it has more than ${this.#limit} bytes`;
    const again = this.#again();
    return again !== undefined && createHash('sha256').update(again).digest('hex') === sha256
      ? again
      : 'not kept as it is: it changed while it was read';
  }

  #again(): Uint8Array | undefined {
    const pieces: Uint8Array[] = [];
    try {
      for (const piece of this.#replay?.() ?? []) pieces.push(Uint8Array.from(piece));
    } catch {
      return undefined;
    }
    return Buffer.concat(pieces);
  }
}
