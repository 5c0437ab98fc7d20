/** A glob pattern of `parse` over the bytes of records, of which nothing but the captures becomes text. Matches what `compileGlob` matches. */
import type { RecordCursor } from '../../store/record-cursor.ts';
import { BlockSearch, searchableBytes, TextReader } from './block-search.ts';

interface Literal {
  readonly search: BlockSearch;
  /** In bytes. */
  readonly length: number;
}

export class BlockGlob {
  readonly #head: Literal;
  readonly #literals: readonly Literal[];
  readonly #takesRest: boolean;
  readonly #reader = new TextReader();

  private constructor([head, ...literals]: readonly [Literal, ...Literal[]], takesRest: boolean) {
    this.#head = head;
    this.#literals = literals;
    this.#takesRest = takesRest;
  }

  /** Undefined for a pattern that has to be looked for in texts. */
  static of(pattern: string): BlockGlob | undefined {
    const [head, ...literals] = pattern.split('*').map((text): Literal | undefined => {
      const bytes = searchableBytes(text);
      return bytes && { search: new BlockSearch(bytes), length: bytes.length };
    });
    if (head === undefined || literals.length === 0) return undefined;
    const takesRest = pattern.endsWith('*');
    const between = takesRest ? literals.slice(0, -1) : literals;
    const known = between.filter((literal) => literal !== undefined);
    return known.length === between.length ? new BlockGlob([head, ...known], takesRest) : undefined;
  }

  /** The captured texts, one for each `*`, or null when the record does not match. */
  exec({ block, start, end }: RecordCursor): string[] | null {
    const found = this.#head.search.find(block, start, end);
    if (found < 0) return null;
    let position = found + this.#head.length;
    const captures: string[] = [];
    for (const { search, length } of this.#literals) {
      const next = search.find(block, position, end);
      if (next < 0) return null;
      captures.push(this.#reader.read(block, position, next));
      position = next + length;
    }
    if (this.#takesRest) captures.push(this.#reader.read(block, position, end));
    return captures;
  }
}
