/** Pairs of numbers, numbered as they appear: in one table of all combinations while these are few, else in a hash table with open addressing. */
import { grownUint32 } from '../../store/typed-arrays.ts';
import type { VectorCodes } from './vector.ts';

const FIRST_CAPACITY = 1024;

/** Combinations that a table of all may have. */
const MAX_COMBINATIONS = 1 << 22;

/** A slot is what it takes to compare a pair, side by side: left, right, the id plus 1; 0 is a free one. The fourth word keeps slots aligned. */
const SLOT_BITS = 2;
const RIGHT = 1;
const ID = 2;

export class PairTable {
  #count = 0;
  #left = new Uint32Array(FIRST_CAPACITY);
  #right = new Uint32Array(FIRST_CAPACITY);
  /** By right and left side by side, the id plus 1: all pairs with one right number are near to one another. Undefined once there are too many combinations. */
  #all: Uint32Array | undefined;
  /** The bits of the left number, and what the right one is below. */
  #bits = 5;
  #rights = FIRST_CAPACITY >> 5;
  /** Twice as many as pairs at least. A pair is at or behind the place that its hash tells. */
  #slots = NO_SLOTS;

  /** @param areMany whether there are so many combinations that a table of all is out of the question */
  constructor({ areMany = false }: { readonly areMany?: boolean } = {}) {
    if (areMany) this.#makeSlots();
    else this.#all = new Uint32Array(FIRST_CAPACITY);
  }

  get count(): number {
    return this.#count;
  }

  /** The id of a pair of numbers below 2³², which is new when the pair is. */
  id(left: number, right: number): number {
    if (this.#all === undefined || !this.#fits(left, right)) return this.#idByHash(left, right);
    const at = (right << this.#bits) | left;
    const id = this.#all[at] as number;
    if (id !== 0) return id - 1;
    this.#all[at] = this.#count + 1;
    return this.#append(left, right);
  }

  /**
   * Puts the ids of pairs in the place of their left numbers.
   * @param rights the right numbers, as places in `numbers`
   * @param below what all left and all right numbers are below
   */
  replace(
    lefts: Uint32Array,
    rights: VectorCodes,
    numbers: Uint32Array,
    below: { readonly lefts: number; readonly rights: number },
  ): void {
    const all = this.#all && this.#fits(below.lefts - 1, below.rights - 1) ? this.#all : undefined;
    if (all === undefined) {
      for (let i = 0; i < lefts.length; i++) {
        lefts[i] = this.#idByHash(lefts[i] as number, numbers[rights[i] as number] as number);
      }
      return;
    }
    const bits = this.#bits;
    for (let i = replaceKnown(all, bits, lefts, rights, numbers, 0); i < lefts.length; ) {
      const [left, right] = [lefts[i] as number, numbers[rights[i] as number] as number];
      all[(right << bits) | left] = this.#count + 1;
      lefts[i] = this.#append(left, right);
      i = replaceKnown(all, bits, lefts, rights, numbers, i + 1);
    }
  }

  left(id: number): number {
    return this.#left[id] ?? 0;
  }

  right(id: number): number {
    return this.#right[id] ?? 0;
  }

  /** Whether a pair is in the table of all combinations, which grows for it if it can. */
  #fits(left: number, right: number): boolean {
    if (right < this.#rights && left >>> this.#bits === 0) return true;
    const bits = Math.max(this.#bits, 32 - Math.clz32(left));
    const rights = Math.max(this.#rights, 2 ** (32 - Math.clz32(right)));
    if (rights * 2 ** bits > MAX_COMBINATIONS) {
      this.#all = undefined;
      this.#makeSlots();
      return false;
    }
    this.#bits = bits;
    this.#rights = rights;
    this.#all = new Uint32Array(rights << bits);
    for (let id = 0; id < this.#count; id++) this.#all[(this.right(id) << bits) | this.left(id)] = id + 1;
    return true;
  }

  #idByHash(left: number, right: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash(left, right) << SLOT_BITS) & mask;
    for (;;) {
      const id = slots[slot + ID] as number;
      if (id === 0) break;
      if (slots[slot] === left && slots[slot + RIGHT] === right) return id - 1;
      slot = (slot + (1 << SLOT_BITS)) & mask;
    }
    const id = this.#append(left, right);
    put(slots, slot, left, right, id);
    if (this.#count * 2 > slots.length >> SLOT_BITS) this.#makeSlots();
    return id;
  }

  #append(left: number, right: number): number {
    const id = this.#count++;
    if (id === this.#left.length) {
      this.#left = grownUint32(this.#left, id + 1);
      this.#right = grownUint32(this.#right, id + 1);
    }
    this.#left[id] = left;
    this.#right[id] = right;
    return id;
  }

  /** Slots for twice as many pairs as there are. */
  #makeSlots(): void {
    const slots = new Uint32Array((Math.max(FIRST_CAPACITY, 2 ** (32 - Math.clz32(this.#count))) * 2) << SLOT_BITS);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#count; id++) {
      const [left, right] = [this.left(id), this.right(id)];
      let slot = (hash(left, right) << SLOT_BITS) & mask;
      while (slots[slot + ID] !== 0) slot = (slot + (1 << SLOT_BITS)) & mask;
      put(slots, slot, left, right, id);
    }
    this.#slots = slots;
  }
}

/** Replaces until there is a pair that is not in the table of all: gives its place. A loop that calls nothing is several times as fast. */
function replaceKnown(
  all: Uint32Array,
  bits: number,
  lefts: Uint32Array,
  rights: VectorCodes,
  numbers: Uint32Array,
  from: number,
): number {
  for (let i = from; i < lefts.length; i++) {
    const right = (numbers[rights[i] as number] as number) | 0;
    const id = (all[(right << bits) | (lefts[i] as number)] as number) | 0;
    if (id === 0) return i;
    lefts[i] = id - 1;
  }
  return lefts.length;
}

const NO_SLOTS = new Uint32Array(0);

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
