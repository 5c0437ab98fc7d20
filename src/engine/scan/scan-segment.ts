/** The scan of one segment: what its rows come to by themselves, as plain data that goes between threads. */
import { NO_ROW } from '../../store/code-index.ts';
import type { SegmentView } from '../../store/segment-view.ts';
import type { Value } from '../functions/definition.ts';
import type { Aggregation } from './aggregation.ts';
import { selectRows } from './conditions.ts';
import type { CompiledExpression } from './evaluate.ts';
import type { Frame } from './frame.ts';
import type { Groups } from './grouping.ts';
import { kernelOf, type Partial } from './kernels.ts';
import { allRows, inOrder, rowsThat, without } from './rows.ts';
import type { ScanDedup, ScanGrouping, ScanPlan } from './scan-plan.ts';
import { groupRows, type KeyVectors, numberedCodes, type SegmentGroups } from './segment-groups.ts';
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

/** What the thread of a query knows of the segments before. */
export interface ScanSoFar {
  /** Keys of a `sort` with `limit` behind which no row counts any more. */
  readonly worst?: readonly Value[] | undefined;
  /** The groups of the segments so far. Rows that are added to these are not part of the segment's own groups. */
  readonly groups?: { readonly addRows: Aggregation<SegmentView>['addRows'] } | undefined;
  /** The same for `dedup`. */
  readonly distinct?: Groups | undefined;
}

/** Scans a segment. */
export function scanSegment(plan: ScanPlan, view: SegmentView, before: ScanSoFar = {}): SegmentResult {
  const frame = plan.frameOf(view);
  const { rows, matched } = selectedRows(plan, frame);
  const result = endOf(plan, frame, rows, before);
  plan.release(view);
  return { ...result, matched };
}

/** The rows of a segment that pass the filters, ascending, and how many passed those that count. */
export function selectedRows({ filters }: ScanPlan, frame: Frame): { readonly rows: Uint32Array } & Matched {
  let rows = allRows(frame.view);
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
  { worst, groups, distinct }: ScanSoFar,
): Unmatched<SegmentResult> {
  switch (ending?.kind) {
    case 'group':
      return statsOf(frame, rows, ending, groups);
    case 'top':
      return { kind: 'top', ...topOfSegment(frame, rows, ending, worst) };
    case 'dedup':
      return dedupOf(frame, rows, ending, distinct);
    case undefined:
      return { kind: 'rows', rows: rows.slice() };
  }
}

const NO_GROUPS: SegmentGroups = { firsts: new Uint32Array(0), keys: [] };

function statsOf(
  frame: Frame,
  rows: Uint32Array,
  { keys, aggregates }: ScanGrouping,
  before: ScanSoFar['groups'],
): Unmatched<SegmentStats> {
  // Without rows there is nothing to read.
  if (rows.length === 0) return { kind: 'group', groups: NO_GROUPS, partials: [] };
  const read = (expression: CompiledExpression): Vector => frame.vectorFor(expression, rows);
  const vectors = keys.map(
    ({ value, identity }): KeyVectors => ({ value: read(value), identity: identity && read(identity) }),
  );
  const args = aggregates.map((aggregate) => aggregate.args.map(read));
  if (before?.addRows(frame.view, vectors, args, rows)) return { kind: 'group', groups: NO_GROUPS, partials: [] };
  const { groups, groupOf, counts } = groupRows(vectors, rows);
  const batch = { rows, groupOf, groups: groups.firsts.length, counts };
  const partials = aggregates.map(({ aggregate }, index) => kernelOf(aggregate).partial(batch, args[index] ?? []));
  return { kind: 'group', groups, partials };
}

function dedupOf(
  frame: Frame,
  rows: Uint32Array,
  { keys }: ScanDedup,
  before: Groups | undefined,
): Unmatched<SegmentDedup> {
  const values = keys.map((key) => frame.vectorFor(key, rows));
  if (before?.isPlain && values.every(({ numbers, codes }) => numbers && codes)) {
    const lacking = lackingRows(values, rows);
    const complete = without(rows, lacking);
    const numbered = numberedCodes(values, complete);
    if (numbered) {
      before.addRows(frame.view, complete, numbered);
      return { kind: 'dedup', groups: NO_GROUPS, lacking };
    }
  }
  const { groups, groupOf } = groupRows(
    values.map((value): KeyVectors => ({ value, identity: undefined })),
    rows,
  );
  const lacks = groups.firsts.map((row) => {
    return row !== NO_ROW && values.some((value) => value.lacks(row)) ? 1 : 0;
  });
  if (!lacks.includes(1)) return { kind: 'dedup', groups, lacking: new Uint32Array(0) };
  const firsts = groups.firsts.map((row, group) => (lacks[group] === 1 ? NO_ROW : row));
  const lacking = rows.filter((_, index) => lacks[groupOf[index] as number] === 1);
  return { kind: 'dedup', groups: { ...groups, firsts }, lacking };
}

/** The rows in which a value is missing. */
function lackingRows(values: readonly Vector[], rows: Uint32Array): Uint32Array {
  const indexes = values.map(({ index }) => index?.());
  if (indexes.every((index) => index?.counts[0] === 0)) return new Uint32Array(0);
  const known = indexes.flatMap((index) => index?.rowsWith(0) ?? []);
  return known.length === values.length && rows.length === indexes[0]?.events
    ? inOrder(known)
    : rowsThat(rows, (row) => values.some((value) => value.lacks(row)));
}
