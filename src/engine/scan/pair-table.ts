/** Pairs of numbers, numbered as they appear: a hash table with open addressing over typed arrays. */

const FIRST_CAPACITY = 1024;

/** A slot is what it takes to compare a pair, side by side: left, right, the id plus 1; 0 is a free one. The fourth word keeps slots aligned. */
const SLOT_BITS = 2;
const RIGHT = 1;
const ID = 2;

export class PairTable {
  #count = 0;
  #left = new Uint32Array(FIRST_CAPACITY);
  #right = new Uint32Array(FIRST_CAPACITY);
  /** Twice as many as pairs at least. A pair is at or behind the place that its hash tells. */
  #slots = slotsFor(FIRST_CAPACITY);

  get count(): number {
    return this.#count;
  }

  /** The id of a pair of numbers below 2³², which is new when the pair is. */
  id(left: number, right: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash(left, right) << SLOT_BITS) & mask;
    for (;;) {
      const id = slots[slot + ID] as number;
      if (id === 0) return this.#add(left, right, slot);
      if (slots[slot] === left && slots[slot + RIGHT] === right) return id - 1;
      slot = (slot + (1 << SLOT_BITS)) & mask;
    }
  }

  left(id: number): number {
    return this.#left[id] ?? 0;
  }

  right(id: number): number {
    return this.#right[id] ?? 0;
  }

  #add(left: number, right: number, slot: number): number {
    const id = this.#count++;
    this.#left[id] = left;
    this.#right[id] = right;
    put(this.#slots, slot, left, right, id);
    if (this.#count === this.#left.length) this.#grow();
    return id;
  }

  #grow(): void {
    const capacity = this.#left.length * 2;
    this.#left = enlarged(this.#left, capacity);
    this.#right = enlarged(this.#right, capacity);
    const slots = slotsFor(capacity);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#count; id++) {
      const [left, right] = [this.#left[id] as number, this.#right[id] as number];
      let slot = (hash(left, right) << SLOT_BITS) & mask;
      while (slots[slot + ID] !== 0) slot = (slot + (1 << SLOT_BITS)) & mask;
      put(slots, slot, left, right, id);
    }
    this.#slots = slots;
  }
}

function slotsFor(capacity: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array((capacity * 2) << SLOT_BITS);
}

function put(slots: Uint32Array, slot: number, left: number, right: number, id: number): void {
  slots[slot] = left;
  slots[slot + RIGHT] = right;
  slots[slot + ID] = id + 1;
}

function hash(left: number, right: number): number {
  let mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

function enlarged(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
