/** One segment under a scan: the columns of its fields and of what the query computes of them. */
import type { Column } from '../../store/column.ts';
import type { ColumnNumbers } from '../../store/field-values.ts';
import type { KeyedValues } from '../../store/keyed-values.ts';
import type { SegmentView } from '../../store/segment-view.ts';
import type { TextSearch } from '../../store/text-search.ts';
import type { Captures } from '../compile/sqlite-captures.ts';
import type { ParseNode } from '../plan.ts';
import { BlockGlob } from './block-glob.ts';
import { TextReader } from './block-search.ts';
import { applied, type CaptureSource, type ColumnSource, Columns } from './columns.ts';
import { beginOf, type CompiledExpression, type FixedPeriod, isRecord, type Leaf, type ScanValue } from './evaluate.ts';
import type { PairCaptures } from './pair-captures.ts';
import { remembered } from './remembered.ts';
import { allRows } from './rows.ts';
import { constantVector, Vector, ZEROS } from './vector.ts';

export class Frame extends Columns {
  readonly view: SegmentView;
  readonly #isNumbered: boolean;
  readonly #searches = new Map<TextSearch, { readonly states: Uint8Array | undefined }>();
  readonly #globs = new Map<ParseNode['pattern'], (row: number) => Captures>();
  readonly #keyed = new Map<PairCaptures, { readonly values: KeyedValues | undefined }>();
  readonly #texts = new TextReader();
  #messageRow = -1;
  #message = '';

  /** @param isNumbered whether values are told apart by their numbers across segments, which another thread does not know */
  constructor(view: SegmentView, columns: ReadonlyMap<number, ColumnSource>, isNumbered: boolean) {
    super(view.events, columns);
    this.view = view;
    this.#isNumbered = isNumbered;
  }

  override vector(expression: CompiledExpression): Vector {
    return this.#ofTimes(expression) ?? super.vector(expression);
  }

  /** The values of an expression for some rows; what reads the records is computed at once, in the order they are stored in. */
  vectorFor(expression: CompiledExpression, rows: Uint32Array): Vector {
    const { period } = expression;
    if (period) return this.#ofPeriods(period, rows);
    const vector = rows.length * FEW_ROWS < this.rows ? super.vector(expression) : this.vector(expression);
    return vector.readsRecords ? vector.filled(this.view.inStoredOrder(rows)) : vector;
  }

  /** What is computed of the time alone, for all rows; undefined for what is not, and where nearly each row has a value of its own. */
  #ofTimes({ leaves: [leaf, ...others], evaluate, keeps, period }: CompiledExpression): Vector | undefined {
    if (leaf === undefined || others.length > 0 || keeps === 'all' || !isTime(leaf)) return undefined;
    return period ? this.#ofPeriods(period, allRows(this.view)) : this.#ofRuns(applied(evaluate));
  }

  /** The beginnings of the periods that the times of rows are in. Times are sorted: each period is a run of rows. */
  #ofPeriods(period: FixedPeriod, rows: Uint32Array): Vector {
    const { times, events } = this.view;
    const codes = new Uint32Array(events);
    const begins: number[] = [];
    let begin = Number.POSITIVE_INFINITY;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const time = times[row] as number;
      if (time < begin) {
        begin = beginOf(time, period);
        begins.push(begin);
      }
      codes[row] = begins.length - 1;
    }
    return new Vector(codes, begins.length, (code) => begins[code] ?? null, { remembers: false });
  }

  /** Times are sorted, so that what is computed of them mostly comes in runs: it gets codes of its own. */
  #ofRuns(apply: (time: number) => ScanValue): Vector | undefined {
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

  /** The text of the record of a row. Several expressions ask for that of one row after the other. */
  message(row: number): string {
    if (row !== this.#messageRow) {
      const { block, start, end } = this.view.at(row);
      this.#message = this.#texts.read(block, start, end);
      this.#messageRow = row;
    }
    return this.#message;
  }

  /** What the columns tell of a text in the records of some rows, see `SegmentView.search`; undefined when it does not pay to ask them. */
  search(search: TextSearch, rows: Uint32Array): Uint8Array | undefined {
    if (search.worth.isFutile) return undefined;
    let known = this.#searches.get(search);
    if (known === undefined) {
      known = { states: this.view.isSearchCheap(search, rows) ? this.view.search(search) : undefined };
      this.#searches.set(search, known);
    }
    return known.states;
  }

  /** Of the record itself, captures are taken from columns where these tell them, and those of a glob from its bytes. */
  protected override captured(captured: CaptureSource): Vector {
    const { source, pattern, capture, pairs } = captured;
    const glob = isRecord(source) && pattern.kind === 'glob' ? BlockGlob.of(pattern.text) : undefined;
    const ofRecord = glob
      ? remembered(this.#globs, pattern, () => this.#globOf(glob))
      : (row: number): Captures => this.capturesOf(pattern)(this.message(row));
    const { values } = pairs
      ? remembered(this.#keyed, pairs, () => ({ values: pairs.valuesOf(this.view) }))
      : NO_VALUES;
    if (pairs && values) return pairs.vector(values, capture, ofRecord);
    if (!glob) return super.captured(captured);
    return new Vector(undefined, this.rows, (row) => ofRecord(row)?.[capture] ?? null, { readsRecords: true });
  }

  /** The captures of a row are asked for one after the other. */
  #globOf(glob: BlockGlob): (row: number) => Captures {
    let lastRow = -1;
    let captures: Captures = null;
    return (row) => {
      if (row !== lastRow) captures = glob.exec(this.view.at(row));
      lastRow = row;
      return captures;
    };
  }

  protected override field(path: string): Vector {
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
        if (column === null) return constantVector(null);
        // Without codes of its own, a column counts its values from 1.
        const first = column.codes ? 0 : 1;
        const numbers = this.#isNumbered ? view.numbers(path, column, first) : undefined;
        return columnVector(column, view.events, { numbers, doubles: column.doubles?.subarray(first) });
      }
    }
  }
}

const NO_VALUES = { values: undefined };

/** Of one row in so many, what is computed of its time is computed by itself. */
const FEW_ROWS = 4;

/** With fewer values than this it is too early to say whether they repeat. */
const MANY_VALUES = 256;

function isTime(leaf: Leaf): boolean {
  return leaf.kind === 'field' && leaf.path === '@timestamp';
}

function columnVector(
  column: Column,
  events: number,
  known: { readonly numbers: ColumnNumbers | undefined; readonly doubles: Float64Array | undefined },
): Vector {
  const { codes } = column;
  // Values are remembered by the column itself.
  const options = { ...known, remembers: false, index: () => column.index };
  if (column.isConstant) return new Vector(ZEROS, 1, () => column.value(1), options);
  if (codes) return new Vector(codes, column.count + 1, (code) => column.value(code), options);
  return new Vector(undefined, events, (row) => column.value(row + 1), options);
}
