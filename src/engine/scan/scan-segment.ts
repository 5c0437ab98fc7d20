/** The scan of one segment: what its rows come to by themselves, as plain data that goes between threads. */
import type { SegmentView } from '../../store/segment-view.ts';
import type { Value } from '../functions/definition.ts';
import { selectRows } from './conditions.ts';
import type { CompiledExpression } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { kernelOf, type Partial } from './kernels.ts';
import type { ScanDedup, ScanGrouping, ScanPlan } from './scan-plan.ts';
import { groupRows, type KeyVectors, NO_ROW, type SegmentGroups } from './segment-groups.ts';
import { type SegmentTop, topOfSegment } from './top-rows.ts';
import type { Vector } from './vector.ts';

interface Matched {
  /** Rows that passed the filters that count. */
  readonly matched: number;
}

/** The rows that pass the filters. */
interface SegmentRows extends Matched {
  readonly kind: 'rows';
  readonly rows: Uint32Array;
}

interface SegmentStats extends Matched {
  readonly kind: 'group';
  readonly groups: SegmentGroups;
  /** One for each aggregate. */
  readonly partials: readonly Partial[];
}

/** Of rows with equal keys the first. */
interface SegmentDedup extends Matched {
  readonly kind: 'dedup';
  readonly groups: SegmentGroups;
  /** Rows that lack a key. */
  readonly lacking: Uint32Array;
}

export type SegmentResult =
  | SegmentRows
  | SegmentStats
  | SegmentDedup
  | (SegmentTop & Matched & { readonly kind: 'top' });

/**
 * Scans a segment.
 * @param worst keys of a `sort` with `limit` behind which no row counts any more
 */
export function scanSegment(plan: ScanPlan, view: SegmentView, worst?: readonly Value[]): SegmentResult {
  const frame = plan.frameOf(view);
  const { rows, matched } = selectedRows(plan, frame);
  const result = endOf(plan, frame, rows, worst);
  plan.release(view);
  return { ...result, matched };
}

/** Rows have numbers of two bytes. */
const MAX_ROWS = 1 << 16;
let rowNumbers: Uint32Array | undefined;

/** The rows of the largest segment, of which selections without a gap are a part: they must stay here, and as they are. */
function allRows(): Uint32Array {
  rowNumbers ??= new Uint32Array(MAX_ROWS).map((_, row) => row);
  return rowNumbers;
}

/** The rows of a segment that pass the filters, ascending, and how many passed those that count. */
export function selectedRows({ filters }: ScanPlan, frame: Frame): { readonly rows: Uint32Array } & Matched {
  const { from, to } = frame.view;
  let rows: Uint32Array = allRows().subarray(from, to);
  let matched = 0;
  for (const { condition, countsMatches } of filters) {
    rows = selectRows(frame, condition, rows);
    if (countsMatches) matched += rows.length;
  }
  return { rows, matched };
}

type Unmatched<Result> = Result extends Matched ? Omit<Result, 'matched'> : never;

function endOf(
  { ending }: ScanPlan,
  frame: Frame,
  rows: Uint32Array,
  worst: readonly Value[] | undefined,
): Unmatched<SegmentResult> {
  switch (ending?.kind) {
    case 'group':
      return statsOf(frame, rows, ending);
    case 'top':
      return { kind: 'top', ...topOfSegment(frame, rows, ending, worst) };
    case 'dedup':
      return dedupOf(frame, rows, ending);
    case undefined:
      return { kind: 'rows', rows: rows.slice() };
  }
}

function statsOf(frame: Frame, rows: Uint32Array, { keys, aggregates }: ScanGrouping): Unmatched<SegmentStats> {
  // Without rows there is nothing to read.
  if (rows.length === 0) return { kind: 'group', groups: { firsts: new Uint32Array(0), keys: [] }, partials: [] };
  const read = (expression: CompiledExpression): Vector => frame.vectorFor(expression, rows);
  const vectors = keys.map(
    ({ value, identity }): KeyVectors => ({ value: read(value), identity: identity && read(identity) }),
  );
  const { groups, groupOf } = groupRows(vectors, rows);
  const batch = { rows, groupOf, groups: groups.firsts.length };
  const partials = aggregates.map(({ aggregate, args }) => kernelOf(aggregate).partial(batch, args.map(read)));
  return { kind: 'group', groups, partials };
}

function dedupOf(frame: Frame, rows: Uint32Array, { keys }: ScanDedup): Unmatched<SegmentDedup> {
  const vectors = keys.map((key): KeyVectors => ({ value: frame.vectorFor(key, rows), identity: undefined }));
  const { groups, groupOf } = groupRows(vectors, rows);
  const lacks = groups.firsts.map((row) => {
    return row !== NO_ROW && vectors.some(({ value }) => value.lacks(row)) ? 1 : 0;
  });
  if (!lacks.includes(1)) return { kind: 'dedup', groups, lacking: new Uint32Array(0) };
  const firsts = groups.firsts.map((row, group) => (lacks[group] === 1 ? NO_ROW : row));
  const lacking = rows.filter((_, index) => lacks[groupOf[index] as number] === 1);
  return { kind: 'dedup', groups: { ...groups, firsts }, lacking };
}
