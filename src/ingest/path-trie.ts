/** The paths seen so far, as a trie keyed by key bytes, so that a key is recognised without building a string for it. */

const NO_BYTES = new Uint8Array(0);

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
  /** Length of the path in bytes. */
  readonly length: number;
  #members: Map<string, PathNode> | undefined;
  #items: PathNode[] | undefined;

  constructor(parent?: PathNode, key: Uint8Array = NO_BYTES) {
    this.parent = parent;
    this.key = key;
    this.literal = key.every((byte) => byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c);
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
    return node;
  }

  item(index: number): PathNode | undefined {
    return this.#items?.[index];
  }

  /** Adds the next array element: `index` must be the number of elements known. */
  addItem(index: number): PathNode {
    const node = new PathNode(this, Buffer.from(String(index), 'latin1'));
    this.#items ??= [];
    this.#items.push(node);
    return node;
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
