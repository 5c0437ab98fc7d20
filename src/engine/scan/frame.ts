/** One segment under a scan: the columns of its fields and of what the query computes of them, each made once. */
import type { Column } from '../../store/column.ts';
import type { ColumnNumbers } from '../../store/field-values.ts';
import type { SegmentView } from '../../store/segment-view.ts';
import type { TextSearch } from '../../store/text-search.ts';
import { CAPTURES, type Captures } from '../compile/sqlite-captures.ts';
import type { ParseNode } from '../plan.ts';
import { beginOf, type CompiledExpression, type FixedPeriod, type Leaf, type ScanValue } from './evaluate.ts';
import { combine, Vector } from './vector.ts';

/** How the columns that a query makes are computed. */
export type ColumnSource =
  | { readonly kind: 'expression'; readonly expression: CompiledExpression }
  | {
      readonly kind: 'capture';
      readonly source: CompiledExpression;
      readonly pattern: ParseNode['pattern'];
      readonly capture: number;
    };

export class Frame {
  readonly view: SegmentView;
  readonly #columns: ReadonlyMap<number, ColumnSource>;
  readonly #isNumbered: boolean;
  readonly #fields = new Map<string, Vector>();
  readonly #made = new Map<number, Vector>();
  readonly #matchers = new Map<ParseNode['pattern'], (text: string) => Captures>();
  readonly #searches = new Map<TextSearch, { readonly states: Uint8Array | undefined }>();
  #messageRow = -1;
  #message = '';

  /** @param isNumbered whether values are told apart by their numbers across segments, which another thread does not know */
  constructor(view: SegmentView, columns: ReadonlyMap<number, ColumnSource>, isNumbered: boolean) {
    this.view = view;
    this.#isNumbered = isNumbered;
    this.#columns = columns;
  }

  /** The values of an expression for the rows of the segment. `few`: only few of them are asked for. */
  vector({ leaves, evaluate, keeps, period }: CompiledExpression, few = false): Vector {
    const vectors = leaves.map((leaf) => this.#leaf(leaf));
    const [only] = vectors;
    if (only === undefined) return constant(evaluate([]));
    if (keeps === 'all' || (keeps === 'texts' && only.numbers !== undefined)) return only;
    if (vectors.length > 1) return combine(vectors, this.view.events, evaluate);
    if (period && !few) return this.#ofPeriods(period);
    const values: [ScanValue] = [null];
    const apply = (value: ScanValue): ScanValue => {
      values[0] = value;
      return evaluate(values);
    };
    const isTime = !few && leaves[0]?.kind === 'field' && leaves[0].path === '@timestamp';
    return (isTime ? this.#ofTimes(apply) : undefined) ?? only.map(apply);
  }

  /** The values of an expression for some rows; what reads the records is computed at once, in the order they are stored in. */
  vectorFor(expression: CompiledExpression, rows: Uint32Array): Vector {
    const vector = this.vector(expression, rows.length * FEW_ROWS < this.view.events);
    return vector.readsRecords ? vector.filled(this.view.inStoredOrder(rows)) : vector;
  }

  /** The beginnings of the periods that the times are in. Times are sorted: each period is a run of rows. */
  #ofPeriods(period: FixedPeriod): Vector {
    const { times, from, to, events } = this.view;
    const codes = new Uint32Array(events);
    const begins: number[] = [];
    let begin = Number.POSITIVE_INFINITY;
    for (let row = from; row < to; row++) {
      const time = times[row] as number;
      if (time < begin) {
        begin = beginOf(time, period);
        begins.push(begin);
      }
      codes[row] = begins.length - 1;
    }
    return new Vector(codes, begins.length, (code) => begins[code] ?? null, { remembers: false });
  }

  /**
   * Times are sorted, so that what is computed of them, such as a bin, mostly comes in runs: it gets codes of its own. Undefined when it turns
   * out that nearly each row has a value of its own.
   */
  #ofTimes(apply: (time: number) => ScanValue): Vector | undefined {
    const { times, from, to, events } = this.view;
    const codes = new Uint32Array(events);
    const values: ScanValue[] = [];
    const known = new Map<ScanValue, number>();
    let lastTime = Number.NaN;
    let code = 0;
    for (let row = from; row < to; row++) {
      const time = times[row] ?? 0;
      if (time !== lastTime) {
        const value = apply(time);
        lastTime = time;
        if (values.length === 0 || value !== values[code]) {
          const seen = known.get(value);
          code = seen ?? values.push(value) - 1;
          if (seen === undefined) {
            known.set(value, code);
            if (code > MANY_VALUES && code * 4 > row - from) return undefined;
          }
        }
      }
      codes[row] = code;
    }
    return new Vector(codes, values.length, (index) => values[index] ?? null, { remembers: false });
  }

  /** The values of a column that the query makes. */
  column(id: number): Vector {
    return this.#leaf({ kind: 'column', id });
  }

  /** The text of the record of a row. Several expressions ask for that of one row after the other. */
  message(row: number): string {
    if (row !== this.#messageRow) {
      this.#message = this.view.record(row).toString();
      this.#messageRow = row;
    }
    return this.#message;
  }

  /** What the columns tell of a text in the records of some rows, see `SegmentView.search`; undefined when it does not pay to ask them. */
  search(search: TextSearch, rows: Uint32Array): Uint8Array | undefined {
    let known = this.#searches.get(search);
    if (known === undefined) {
      known = { states: this.view.isSearchCheap(search, rows) ? this.view.search(search) : undefined };
      this.#searches.set(search, known);
    }
    return known.states;
  }

  #leaf(leaf: Leaf): Vector {
    if (leaf.kind === 'field') {
      let vector = this.#fields.get(leaf.path);
      if (!vector) {
        vector = this.#field(leaf.path);
        this.#fields.set(leaf.path, vector);
      }
      return vector;
    }
    let vector = this.#made.get(leaf.id);
    if (!vector) {
      vector = this.#make(leaf.id);
      this.#made.set(leaf.id, vector);
    }
    return vector;
  }

  #field(path: string): Vector {
    const { view } = this;
    switch (path) {
      case '@timestamp': {
        const { times } = view;
        return new Vector(undefined, view.events, (row) => times[row] ?? null, { doubles: times });
      }
      case '@message':
        return new Vector(undefined, view.events, (row) => this.message(row), { readsRecords: true });
      case '@ptr':
        return new Vector(undefined, view.events, (row) => view.pointer(row));
      default: {
        const column = view.column(path);
        if (column === null) return constant(null);
        // Without codes of its own, a column counts its values from 1.
        const first = column.codes ? 0 : 1;
        const numbers = this.#isNumbered ? view.numbers(path, column, first) : undefined;
        return columnVector(column, view.events, { numbers, doubles: column.doubles?.subarray(first) });
      }
    }
  }

  #make(id: number): Vector {
    const source = this.#columns.get(id);
    if (!source) throw new Error(`plan column ${id} is read before it is made`);
    if (source.kind === 'expression') return this.vector(source.expression);
    const { pattern, capture } = source;
    const capturesOf = this.#matcher(pattern);
    return this.vector(source.source).map((text) =>
      typeof text === 'string' ? (capturesOf(text)?.[capture] ?? null) : null,
    );
  }

  /** The captures of a text are asked for one after the other, so the last match of each pattern is kept. */
  #matcher(pattern: ParseNode['pattern']): (text: string) => Captures {
    let matcher = this.#matchers.get(pattern);
    if (!matcher) {
      const match = CAPTURES[pattern.kind];
      let lastText: string | undefined;
      let captures: Captures = null;
      matcher = (text) => {
        if (text !== lastText) {
          captures = match(pattern.text, text);
          lastText = text;
        }
        return captures;
      };
      this.#matchers.set(pattern, matcher);
    }
    return matcher;
  }
}

/** Of one row in so many, what is computed of its time is computed by itself. */
const FEW_ROWS = 4;

/** With fewer values than this it is too early to say whether they repeat. */
const MANY_VALUES = 256;

function constant(value: ScanValue): Vector {
  return new Vector(ZEROS, 1, () => value);
}

/** Enough rows for any segment. */
const ZEROS = new Uint8Array(1 << 16);

function columnVector(
  column: Column,
  events: number,
  known: { readonly numbers: ColumnNumbers | undefined; readonly doubles: Float64Array | undefined },
): Vector {
  const { codes } = column;
  // Values are remembered by the column itself.
  const options = { ...known, remembers: false };
  if (column.isConstant) return new Vector(ZEROS, 1, () => column.value(1), options);
  if (codes) return new Vector(codes, column.count + 1, (code) => column.value(code), options);
  return new Vector(undefined, events, (row) => column.value(row + 1), options);
}
