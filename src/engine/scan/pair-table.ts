/** Pairs of numbers, numbered as they appear: a hash table with open addressing over typed arrays. */

const FIRST_CAPACITY = 1024;

export class PairTable {
  #count = 0;
  #left = new Uint32Array(FIRST_CAPACITY);
  #right = new Uint32Array(FIRST_CAPACITY);
  /** The id of a pair plus 1, at or behind the place that its hash tells; twice as many places as pairs at least. */
  #slots = new Uint32Array(FIRST_CAPACITY * 2);

  get count(): number {
    return this.#count;
  }

  /** The id of a pair of numbers below 2³², which is new when the pair is. */
  id(left: number, right: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(left, right) & mask;
    for (;;) {
      const id = (slots[slot] ?? 0) - 1;
      if (id < 0) return this.#add(left, right, slot);
      if (this.#left[id] === left && this.#right[id] === right) return id;
      slot = (slot + 1) & mask;
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
    this.#slots[slot] = id + 1;
    if (this.#count === this.#left.length) this.#grow();
    return id;
  }

  #grow(): void {
    const capacity = this.#left.length * 2;
    this.#left = enlarged(this.#left, capacity);
    this.#right = enlarged(this.#right, capacity);
    const slots = new Uint32Array(capacity * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#count; id++) {
      let slot = hash(this.left(id), this.right(id)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

function hash(left: number, right: number): number {
  let mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function enlarged(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
