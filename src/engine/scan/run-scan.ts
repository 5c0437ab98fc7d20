/** Running the scan's part of a pipeline over the segments of a store: in this thread, or in several where that is worth it. */
import type { SegmentView } from '../../store/segment-view.ts';
import { Aggregation } from './aggregation.ts';
import type { ScanValue } from './evaluate.ts';
import { Groups, type RowPlace } from './grouping.ts';
import { needsPositions } from './kernels.ts';
import type { ScanDedup, ScanGrouping, ScanPlan, ScanTop } from './scan-plan.ts';
import { type ScanSoFar, type SegmentResult, scanSegment, selectedRows } from './scan-segment.ts';
import { TopRows } from './top-rows.ts';

/** Gives what each segment comes to, in the order of the segments. */
export type ScanAll = (views: readonly SegmentView[], local: LocalScan) => Iterable<SegmentResult>;

/** Scans a segment in this thread. */
export type LocalScan = (view: SegmentView) => SegmentResult;

/** Which part of the database a scan reads, and how much that is. */
export interface ScanExtent {
  /** Inclusive bounds of the time range, epoch milliseconds; undefined means unbounded. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly events: number;
  /** Of the records of these events. */
  readonly bytes: number;
}

/** Others that may help to scan. */
export interface ScanSharing {
  /** Shares a scan; undefined where that is not worth it. */
  sharing(plan: ScanPlan, extent: ScanExtent): ScanAll | undefined;
  /** How many have given results in the scans since the last call, the thread of the query among them. */
  takeWorkers(): number;
}

/** Scans one segment after the other in this thread. */
export function* scanHere(views: readonly SegmentView[], local: LocalScan): Generator<SegmentResult> {
  for (const view of views) yield local(view);
}

/** One run of a scan: chooses the rows of each segment that pass its filters, counts those that the service calls matched, and ends it. */
export class ScanRun {
  #matched = 0;
  readonly #seen = new Set<number>();
  /** The rows of segments, when all were selected at once. */
  readonly #selections = new Map<number, Uint32Array>();
  readonly #plan: ScanPlan;
  readonly #scanAll: ScanAll;

  constructor(plan: ScanPlan, scanAll: ScanAll) {
    this.#plan = plan;
    this.#scanAll = scanAll;
  }

  /** The selected rows of a segment, ascending. */
  select(view: SegmentView): Uint32Array {
    const known = this.#selections.get(view.id);
    if (known) return known;
    const { rows, matched } = selectedRows(this.#plan, this.#plan.frameOf(view));
    this.#note(view, matched);
    return rows;
  }

  /** Selects the rows of all segments at once: only where all will be asked for. */
  selectAll(views: readonly SegmentView[]): void {
    for (const [view, result] of this.#results(views)) {
      if (result.kind === 'rows') this.#selections.set(view.id, result.rows);
    }
  }

  /** Whether records are matched in all of the segments, also in those that a limit leaves unread. */
  get counts(): boolean {
    return this.#plan.filters.some(({ countsMatches }) => countsMatches);
  }

  /** The records matched in all of the segments. Undefined when no filter counts. */
  matched(views: () => readonly SegmentView[]): number | undefined {
    if (!this.counts) return undefined;
    for (const view of views()) if (!this.#seen.has(view.id)) this.select(view);
    return this.#matched;
  }

  /**
   * The groups of the last `stats` of the scan, in order of first appearance: their keys, then their aggregates.
   * @param positionsOf gives the positions of the rows of each segment, by its id
   */
  groups(
    views: readonly SegmentView[],
    grouping: ScanGrouping,
    positionsOf: () => ReadonlyMap<number, Uint32Array>,
  ): ScanValue[][] {
    const positioned = grouping.aggregates.map(({ aggregate }) => needsPositions(aggregate));
    const positions = positioned.includes(true) ? positionsOf() : undefined;
    const aggregation = new Aggregation<SegmentView>(grouping);
    for (const [view, result] of this.#results(views, () => ({ groups: aggregation }))) {
      if (result.kind !== 'group') continue;
      aggregation.add(view, result.groups, result.partials, (index) =>
        positioned[index] ? positions?.get(view.id) : undefined,
      );
    }
    const [first, ...later] = this.#plan.regroupings;
    return first === undefined
      ? aggregation.rows()
      : later.reduce((groups, next) => groups.regrouped(next), aggregation.regrouped(first)).rows();
  }

  /** The first rows by the keys of a sort, in their order; of equal ones those that come first by default. */
  top(views: readonly SegmentView[], ending: ScanTop): RowPlace[] {
    const top = new TopRows(ending);
    for (const [view, result] of this.#results(views, () => ({ worst: top.worst })))
      if (result.kind === 'top') top.add(view, result);
    return top.inOrder();
  }

  /** `dedup` over events in their default order: the rows that stay, ascending, by the id of their segment. */
  distinct(views: readonly SegmentView[], { keys }: ScanDedup): ReadonlyMap<number, Uint32Array> {
    const groups = new Groups(keys.length);
    const kept = new Map<number, number[]>();
    for (const [view, result] of this.#results(views, () => ({ distinct: groups }))) {
      if (result.kind !== 'dedup') continue;
      kept.set(view.id, Array.from(result.lacking));
      groups.add(view, result.groups);
    }
    for (let group = 0; group < groups.count; group++) {
      const first = groups.firstOf(group);
      if (first) kept.get(first.view.id)?.push(first.row);
    }
    return new Map([...kept].map(([id, rows]) => [id, Uint32Array.from(rows).sort()]));
  }

  *#results(views: readonly SegmentView[], before?: () => ScanSoFar): Generator<[SegmentView, SegmentResult]> {
    const local = (view: SegmentView): SegmentResult => scanSegment(this.#plan, view, before?.());
    let index = 0;
    for (const result of this.#scanAll(views, local)) {
      const view = views[index++];
      if (!view) return;
      this.#note(view, result.matched);
      yield [view, result];
    }
  }

  #note({ id }: SegmentView, matched: number): void {
    if (!this.#seen.has(id)) this.#matched += matched;
    this.#seen.add(id);
  }
}
