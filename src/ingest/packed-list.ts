/** A list of plain data that may be long, kept small: a million files must not be a million objects for as long as an ingest takes. */

import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Shorter lists are not packed at all. */
const PACK_ITEMS = 4096;

export class PackedList<Item> implements Iterable<Item> {
  readonly #packs: Uint8Array[] = [];
  #last: Item[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param item what JSON can hold */
  push(item: Item): void {
    this.#last.push(item);
    this.#length++;
    if (this.#last.length < PACK_ITEMS) return;
    this.#packs.push(deflateRawSync(JSON.stringify(this.#last), { level: 1 }));
    this.#last = [];
  }

  *[Symbol.iterator](): Generator<Item> {
    for (const pack of this.#packs) yield* unpacked<Item>(pack);
    yield* this.#last;
  }

  /** Gives the items and forgets those that have been given. */
  *drain(): Generator<Item> {
    for (let pack = this.#packs.shift(); pack !== undefined; pack = this.#packs.shift()) {
      const items = unpacked<Item>(pack);
      this.#length -= items.length;
      yield* items;
    }
    const last = this.#last;
    this.#last = [];
    this.#length = 0;
    yield* last;
  }
}

function unpacked<Item>(pack: Uint8Array): readonly Item[] {
  const items: readonly Item[] = JSON.parse(inflateRawSync(pack).toString());
  return items;
}
