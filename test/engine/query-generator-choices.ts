/** Choices of a random query, and the names that it may use. */

/** Choices from a tape; past its end always the first, so that a shorter tape is a simpler query. */
export class Choices {
  readonly #tape: readonly number[];
  #next = 0;

  constructor(tape: readonly number[]) {
    this.#tape = tape;
  }

  /** A whole number from 0 below `n`. */
  below(n: number): number {
    return (this.#tape[this.#next++] ?? 0) % n;
  }

  /** Once in `n` times; never past the end of the tape. */
  once(n: number): boolean {
    return this.below(n) === n - 1;
  }

  of<T>(options: readonly [T, ...T[]]): T {
    return options[this.below(options.length)] ?? options[0];
  }

  /** One to `most` of what `make` makes. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.below(most) }, make);
  }
}

/** Names as a query writes them. */
export class Names {
  /** Whether rows are events, whose fields may be named as well. */
  events: boolean;
  /** How many `bin` keys the columns have. */
  bins = 0;
  /** What may be compared and grouped. */
  scalars: string[];
  /** Maps and lists. */
  structures: string[] = [];

  constructor(events: boolean, scalars: readonly string[]) {
    this.events = events;
    this.scalars = [...scalars];
  }

  add(name: string, isStructure = false): void {
    this.scalars = this.scalars.filter((other) => other !== name);
    this.structures = this.structures.filter((other) => other !== name);
    (isStructure ? this.structures : this.scalars).push(name);
  }
}

/** A name in backticks where it needs them. */
export function quoted(path: string): string {
  return /^[@_a-z][@\w]*(?:\.[@\w]+)*$/i.test(path) ? path : `\`${path}\``;
}

/** A name without its backticks. */
export function pathOf(name: string): string {
  return name.replaceAll('`', '');
}
