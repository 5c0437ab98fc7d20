/** Running the scan's part of a pipeline over the segments of a store: in this thread, or in several where that is worth it. */
import type { SegmentView } from '../../store/segment-view.ts';
import type { Value } from '../functions/definition.ts';
import { BoundedHeap } from './bounded-heap.ts';
import { type ScanValue, scalar } from './evaluate.ts';
import { Groups, type RowPlace } from './grouping.ts';
import { kernelOf, needsPositions } from './kernels.ts';
import type { GroupTop, ScanDedup, ScanGrouping, ScanPlan, ScanTop } from './scan-plan.ts';
import { type SegmentResult, scanSegment, selectedRows } from './scan-segment.ts';
import { comparison, TopRows } from './top-rows.ts';

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
   * The groups of a scan that count, in order of first appearance: their keys, then their aggregates.
   * @param positionsOf gives the positions of the rows of each segment, by its id
   */
  groups(
    views: readonly SegmentView[],
    { keys, aggregates, top }: ScanGrouping,
    positionsOf: () => ReadonlyMap<number, Uint32Array>,
  ): ScanValue[][] {
    const groups = new Groups(keys.length);
    const kernels = aggregates.map(({ aggregate }) => kernelOf(aggregate));
    const positioned = aggregates.map(({ aggregate }) => needsPositions(aggregate));
    const positions = positioned.includes(true) ? positionsOf() : undefined;
    for (const [view, result] of this.#results(views)) {
      if (result.kind !== 'group') continue;
      const merged = groups.add(view, result.groups);
      for (const [index, partial] of result.partials.entries()) {
        const places = positioned[index] ? positions?.get(view.id) : undefined;
        kernels[index]?.merge(partial, { groups: merged, positions: places });
      }
    }
    const cells = [
      ...keys.map((_, key) => (group: number) => groups.keyOf(group, key)),
      ...kernels.map((kernel) => (group: number) => kernel.result(group)),
    ];
    const order = top && groups.count > top.count ? topGroups(groups, cells, top) : groups.inOrder();
    return Array.from(order, (group) => cells.map((cell) => cell(group)));
  }

  /** The first rows by the keys of a sort, in their order; of equal ones those that come first by default. */
  top(views: readonly SegmentView[], ending: ScanTop): RowPlace[] {
    const top = new TopRows(ending);
    for (const [view, result] of this.#results(views, () => top.worst))
      if (result.kind === 'top') top.add(view, result);
    return top.inOrder();
  }

  /** `dedup` over events in their default order: the rows that stay, ascending, by the id of their segment. */
  distinct(views: readonly SegmentView[], { keys }: ScanDedup): ReadonlyMap<number, Uint32Array> {
    const groups = new Groups(keys.length);
    const kept = new Map<number, number[]>();
    for (const [view, result] of this.#results(views)) {
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

  *#results(views: readonly SegmentView[], worst?: () => TopRows['worst']): Generator<[SegmentView, SegmentResult]> {
    const local = (view: SegmentView): SegmentResult => scanSegment(this.#plan, view, worst?.());
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

/** The first groups by some of their cells, in order of first appearance. */
function topGroups(
  groups: Groups,
  cells: readonly ((group: number) => ScanValue)[],
  { keys, count }: GroupTop,
): readonly number[] {
  const compare = comparison(keys);
  const best = new BoundedHeap<{ readonly group: number; readonly values: readonly Value[] }>(
    count,
    (a, b) => compare(a.values, b.values) || groups.compareAge(a.group, b.group),
  );
  for (let group = 0; group < groups.count; group++) {
    best.offer({ group, values: keys.map(({ place }) => scalar(cells[place]?.(group) ?? null)) });
  }
  return best
    .sorted()
    .map(({ group }) => group)
    .sort(groups.compareAge);
}
