/** The columns of a table under a scan, whose rows are numbered from 0: those it has, and what the query computes of them, each made once. */
import { CAPTURES, type Captures } from '../compile/sqlite-captures.ts';
import type { ParseNode } from '../plan.ts';
import type { CompiledExpression, Leaf, ScanValue } from './evaluate.ts';
import type { PairCaptures } from './pair-captures.ts';
import { remembered } from './remembered.ts';
import { combine, constantVector, type Vector } from './vector.ts';

/** Where the columns of a plan come from. */
export type ColumnSource =
  | { readonly kind: 'given'; readonly vector: Vector }
  | { readonly kind: 'expression'; readonly expression: CompiledExpression }
  | CaptureSource;

/** One of the texts that a pattern of `parse` takes out of another. */
export interface CaptureSource {
  readonly kind: 'capture';
  readonly source: CompiledExpression;
  readonly pattern: ParseNode['pattern'];
  readonly capture: number;
  /** Where columns may tell what the pattern captures of records. */
  readonly pairs: PairCaptures | undefined;
}

export class Columns {
  /** How many rows there are. */
  readonly rows: number;
  readonly #sources: ReadonlyMap<number, ColumnSource>;
  readonly #fields = new Map<string, Vector>();
  readonly #made = new Map<number, Vector>();
  readonly #matchers = new Map<ParseNode['pattern'], (text: string) => Captures>();

  /** @param sources by the ids of the plan */
  constructor(rows: number, sources: ReadonlyMap<number, ColumnSource>) {
    this.rows = rows;
    this.#sources = sources;
  }

  /** The values of an expression. */
  vector({ leaves, evaluate, keeps }: CompiledExpression): Vector {
    const vectors = leaves.map((leaf) => this.leaf(leaf));
    const [only] = vectors;
    if (only === undefined) return constantVector(evaluate([]));
    if (keeps === 'all' || (keeps === 'texts' && only.numbers !== undefined)) return only;
    return vectors.length > 1 ? combine(vectors, this.rows, evaluate) : only.map(applied(evaluate));
  }

  /** The values of a column that the query makes. */
  column(id: number): Vector {
    return this.leaf({ kind: 'column', id });
  }

  protected leaf(leaf: Leaf): Vector {
    return leaf.kind === 'field'
      ? remembered(this.#fields, leaf.path, (path) => this.field(path))
      : remembered(this.#made, leaf.id, (id) => this.#make(id));
  }

  protected field(path: string): Vector {
    throw new Error(`there is no field ${path} where the plan reads it`);
  }

  #make(id: number): Vector {
    const source = this.#sources.get(id);
    switch (source?.kind) {
      case undefined:
        throw new Error(`plan column ${id} is read before it is made`);
      case 'given':
        return source.vector;
      case 'expression':
        return this.vector(source.expression);
      case 'capture':
        return this.captured(source);
    }
  }

  protected captured({ source, pattern, capture }: CaptureSource): Vector {
    const capturesOf = this.capturesOf(pattern);
    return this.vector(source).map((text) => (typeof text === 'string' ? (capturesOf(text)?.[capture] ?? null) : null));
  }

  /** The captures of a text are asked for one after the other, so the last match of each pattern is kept. */
  protected capturesOf(pattern: ParseNode['pattern']): (text: string) => Captures {
    return remembered(this.#matchers, pattern, () => {
      const match = CAPTURES[pattern.kind];
      let lastText: string | undefined;
      let captures: Captures = null;
      return (text) => {
        if (text !== lastText) {
          captures = match(pattern.text, text);
          lastText = text;
        }
        return captures;
      };
    });
  }
}

/** An expression of one leaf as a function of its value. */
export function applied(evaluate: CompiledExpression['evaluate']): (value: ScanValue) => ScanValue {
  const values: [ScanValue] = [null];
  return (value) => {
    values[0] = value;
    return evaluate(values);
  };
}
