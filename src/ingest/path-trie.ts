/** The paths seen so far, as a trie keyed by key bytes, so that a key is recognised without building a string for it. */

const NO_BYTES = new Uint8Array(0);
const NO_WORDS = new Int32Array(0);
const QUOTE = 0x22;
const COLON = 0x3a;
const DOT = 0x2e;

/** Slots looked at for a key: keys that are made to collide are found by the map, which takes a string. */
const MAX_PROBES = 8;
const FIRST_SLOTS = 4;

/** One path. Records of one kind list their members in one order, so each node remembers what followed it last time. */
export class PathNode {
  /** Column id, or -1 as long as no leaf was seen here. */
  column = -1;
  /** Index of the fact this path holds (see facts.ts), or -1. */
  fact = -1;
  /** The member that came first in this object, and the one that came after this one in its parent, when last seen. */
  first: PathNode | undefined;
  next: PathNode | undefined;
  readonly parent: PathNode | undefined;
  /** The key, unescaped UTF-8. */
  readonly key: Uint8Array;
  /** Plain ASCII that is written without escapes: only such a key can be compared with the source byte by byte. */
  readonly literal: boolean;
  /** The key as JSON without white space writes it, `"key":`, in words; the last one overlaps. Empty when it is not literal. */
  readonly #written: Int32Array;
  /** Bytes of `"key":`. */
  readonly writtenLength: number;
  /** Length of the path in bytes. */
  readonly length: number;
  /** Whether a key on the way here has a dot. */
  readonly isDotted: boolean;
  /** Number of the key, once it was seen without a leaf under it; -1 before, and for an element of an array. */
  bareKey = -1;
  readonly isItem: boolean;
  #members: Map<string, PathNode> | undefined;
  /** The literal members by hash of their keys. */
  #slots: (PathNode | undefined)[] = [];
  #slotted = 0;
  #items: PathNode[] | undefined;

  constructor(parent?: PathNode, key: Uint8Array = NO_BYTES, isItem = false) {
    this.parent = parent;
    this.key = key;
    this.literal = key.length > 0 && key.every((byte) => byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c);
    this.writtenLength = key.length + 3;
    this.#written = this.literal ? writtenWords(key) : NO_WORDS;
    this.isItem = isItem;
    this.isDotted = parent?.isDotted === true || key.includes(DOT);
    this.length = parent === undefined ? 0 : parent.length + key.length + 1;
  }

  /** The member with this key, if it is known. `key` has one character per byte (latin1). */
  member(key: string): PathNode | undefined {
    return this.#members?.get(key);
  }

  addMember(key: string): PathNode {
    const node = new PathNode(this, Buffer.from(key, 'latin1'));
    this.#members ??= new Map();
    this.#members.set(key, node);
    if (node.literal) this.#enter(node);
    return node;
  }

  /** Whether `"key":` is at `at`, where `view` must have `writtenLength` bytes. Never for a key that is not literal. */
  isWrittenAt(view: DataView, at: number): boolean {
    const words = this.#written;
    const last = words.length - 1;
    if (last < 0) return false;
    for (let word = 0; word < last; word++) if (view.getInt32(at + word * 4, true) !== words[word]) return false;
    return view.getInt32(at + this.writtenLength - 4, true) === words[last];
  }

  /** The literal member that is written at `at`, in quotes and with a colon, if it is known. Others may be known to `member`. */
  writtenMember(view: DataView, at: number, length: number): PathNode | undefined {
    const slots = this.#slots;
    // The empty key is shorter than the words that are compared.
    if (slots.length === 0 || length === 0 || at + length + 3 > view.byteLength) return undefined;
    const mask = slots.length - 1;
    let slot = hashOf(view, at, length + 3);
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const node = slots[slot & mask];
      if (node === undefined) return undefined;
      if (node.key.length === length && node.isWrittenAt(view, at)) return node;
      slot++;
    }
    return undefined;
  }

  #enter(node: PathNode): void {
    if (this.#slotted * 2 >= this.#slots.length) {
      const nodes = this.#slots;
      this.#slots = new Array<PathNode | undefined>(Math.max(FIRST_SLOTS, nodes.length * 2)).fill(undefined);
      this.#slotted = 0;
      for (const known of nodes) if (known !== undefined) this.#place(known);
    }
    this.#place(node);
  }

  #place(node: PathNode): void {
    const mask = this.#slots.length - 1;
    let slot = node.#hash;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      if (this.#slots[slot & mask] === undefined) {
        this.#slots[slot & mask] = node;
        this.#slotted++;
        return;
      }
      slot++;
    }
  }

  get #hash(): number {
    const words = this.#written;
    return mix(words[0] as number, words[words.length - 1] as number, this.writtenLength);
  }

  item(index: number): PathNode | undefined {
    return this.#items?.[index];
  }

  /** Adds the next array element: `index` must be the number of elements known. */
  addItem(index: number): PathNode {
    const node = new PathNode(this, Buffer.from(String(index), 'latin1'), true);
    this.#items ??= [];
    this.#items.push(node);
    return node;
  }

  /** The key as a text. */
  get name(): string {
    return Buffer.from(this.key).toString('utf8');
  }

  /** The field path: keys joined by dots; a top-level key that starts with `@` gets one more. */
  get path(): string {
    const keys: string[] = [];
    for (let node: PathNode = this; node.parent !== undefined; node = node.parent) {
      keys.push(Buffer.from(node.key).toString('utf8'));
    }
    const path = keys.reverse().join('.');
    return path.startsWith('@') ? `@${path}` : path;
  }
}

function writtenWords(key: Uint8Array): Int32Array {
  const written = new Uint8Array(key.length + 3);
  written[0] = QUOTE;
  written.set(key, 1);
  written[key.length + 1] = QUOTE;
  written[key.length + 2] = COLON;
  const view = new DataView(written.buffer);
  const words = new Int32Array(Math.ceil(written.length / 4));
  for (let word = 0; word < words.length; word++) {
    words[word] = view.getInt32(Math.min(word * 4, written.length - 4), true);
  }
  return words;
}

/** Of the first and the last four bytes, and the length. */
function hashOf(view: DataView, at: number, length: number): number {
  return mix(view.getInt32(at, true), view.getInt32(at + length - 4, true), length);
}

function mix(first: number, last: number, length: number): number {
  const hash = Math.imul(first ^ Math.imul(last, 0x5bd1e995) ^ length, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
