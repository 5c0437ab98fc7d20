/** Helpers: leaves of a walk as a map, and a plain flattener to compare with. */

import type { LeafSink } from '../../src/ingest/json-walk.ts';

export type Leaf = string | number | boolean | { readonly exact: string };

/** Collects leaves; the first value of a path wins, as in a segment. */
export class LeafMap implements LeafSink {
  readonly leaves = new Map<string, Leaf>();
  readonly #paths: string[] = [];

  column(path: string): number {
    const known = this.#paths.indexOf(path);
    return known >= 0 ? known : this.#paths.push(path) - 1;
  }

  addText(column: number, bytes: Uint8Array, start: number, end: number): void {
    this.#add(column, Buffer.from(bytes.subarray(start, end)).toString('utf8'));
  }

  addNumber(column: number, value: number): void {
    this.#add(column, value);
  }

  addExactNumber(column: number, text: string): void {
    this.#add(column, { exact: text });
  }

  addBoolean(column: number, value: boolean): void {
    this.#add(column, value);
  }

  addSpelling(): void {}

  addEscaped(): void {}

  key(): number {
    return 0;
  }

  addBareKey(): boolean {
    return false;
  }

  #add(column: number, leaf: Leaf): void {
    const path = this.#paths[column] ?? '';
    if (!this.leaves.has(path)) this.leaves.set(path, leaf);
  }
}

/** Language specification, section 1.3, written the short way. */
export function flatten(value: unknown): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (node: unknown, path: string | undefined): void => {
    if (typeof node === 'object' && node !== null) {
      for (const [key, member] of Object.entries(node)) {
        const name = Buffer.from(key).toString();
        visit(member, path === undefined ? (name.startsWith('@') ? `@${name}` : name) : `${path}.${name}`);
      }
    } else if (node !== null && path !== undefined && !leaves.has(path)) {
      if (typeof node === 'string') leaves.set(path, Buffer.from(node).toString());
      if (typeof node === 'boolean') leaves.set(path, node);
      if (typeof node === 'number') leaves.set(path, node);
    }
  };
  visit(value, undefined);
  return leaves;
}
