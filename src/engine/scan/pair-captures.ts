/** What `parse` takes out of records by a pattern about the value of one key, such as `"eventName":"*"`: as far as columns tell, out of those. */
import { KeyedFields } from '../../store/key-search.ts';
import type { KeyedQuery, KeyedValues } from '../../store/keyed-values.ts';
import { isMost, SearchWorth } from '../../store/search-worth.ts';
import type { SegmentView } from '../../store/segment-view.ts';
import type { KeyEnd } from '../../store/text-query.ts';
import { CAPTURES, type Captures } from '../compile/sqlite-captures.ts';
import type { ParseNode } from '../plan.ts';
import { searchableBytes } from './block-search.ts';
import { memberText, pairPattern } from './pair-pattern.ts';
import { treeOf } from './regex-nodes.ts';
import { isKey } from './text-query.ts';
import { Vector } from './vector.ts';

type Pattern = ParseNode['pattern'];

const PAIR_GLOB = /^"([^"*]+)":"\*"$/;

export class PairCaptures {
  /** What it asks of a segment. */
  readonly query: KeyedQuery;
  /** What it takes out of a value as it is written in JSON. */
  readonly capture: (written: string) => Captures;
  readonly #worth = new SearchWorth();

  private constructor(end: KeyEnd, { kind, text }: Pattern) {
    this.capture = (written) => CAPTURES[kind](text, memberText(end, written));
    this.query = { end, fields: new KeyedFields(end), fits: (written) => this.capture(written) !== null };
  }

  /** Undefined for another pattern than these. */
  static of(pattern: Pattern): PairCaptures | undefined {
    const end = keyOf(pattern);
    return end && new PairCaptures(end, pattern);
  }

  /**
   * The values of a segment that captures are taken of; undefined where that does not pay.
   * @throws StoreError `corrupt`
   */
  valuesOf(view: SegmentView): KeyedValues | undefined {
    if (this.#worth.isFutile) return undefined;
    const values = view.keyed(this.query);
    const blocks = { asked: view.mostBlocks(view.to - view.from), left: view.countBlocks(values.records) };
    this.#worth.note(blocks);
    return isMost(blocks) ? undefined : values;
  }

  /**
   * One of the captures, by its index.
   * @param ofRecord what the pattern captures of the record of a row
   */
  vector(values: KeyedValues, index: number, ofRecord: (row: number) => Captures): Vector {
    const { codes, firstRecord, records } = values;
    const capturesOf = (code: number): Captures => {
      if (code === 0) return null;
      const row = records[code - firstRecord];
      return row === undefined ? this.capture(values.written(code)) : ofRecord(row);
    };
    return new Vector(codes, firstRecord + records.length, (code) => capturesOf(code)?.[index] ?? null, {
      readsRecords: records.length > 0,
    });
  }
}

/** The key that a pattern is about, if its captures are a matter of the value of that key. */
function keyOf({ kind, text }: Pattern): KeyEnd | undefined {
  if (kind === 'glob') {
    const [, key = ''] = PAIR_GLOB.exec(text) ?? [];
    const isSearchable = isKey(key, false) && searchableBytes(key) !== undefined;
    return isSearchable ? { key, isWholeKey: true, ignoresCase: false } : undefined;
  }
  const [nodes, ...others] = (kind === 'regex' && treeOf(text)?.alternatives) || [];
  const pair = nodes && others.length === 0 ? pairPattern(nodes) : undefined;
  // The key may be captured too, and is not known where case does not matter.
  return pair?.isString && pair.endsWithin && !pair.ignoresCase ? pair : undefined;
}
