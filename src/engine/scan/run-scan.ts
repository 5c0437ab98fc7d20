/** Running the scan's part of a pipeline over the segments of a store. */
import type { SegmentView } from '../../store/segment-view.ts';
import type { CompiledExpression, ScanValue } from './evaluate.ts';
import { type Frame, selectRows } from './frame.ts';
import { Groups, type KeyVectors } from './grouping.ts';
import { kernelOf, needsPositions } from './kernels.ts';
import type { ScanGrouping, ScanPlan } from './scan-plan.ts';
import type { Vector } from './vector.ts';

/** Chooses the rows of each segment that pass the filters of a scan, and counts those that the service calls matched. */
export class Selector {
  #matched = 0;
  readonly #seen = new Set<number>();
  readonly #plan: ScanPlan;

  constructor(plan: ScanPlan) {
    this.#plan = plan;
  }

  select(view: SegmentView): Uint32Array {
    return this.rows(this.#plan.frameOf(view));
  }

  /** The rows of a segment, ascending. */
  rows(frame: Frame): Uint32Array {
    const { id, from, to } = frame.view;
    const all = new Uint32Array(to - from);
    for (let i = 0; i < all.length; i++) all[i] = from + i;
    let rows: Uint32Array = all;
    const isNew = !this.#seen.has(id);
    this.#seen.add(id);
    for (const { condition, countsMatches } of this.#plan.filters) {
      rows = selectRows(frame, condition, rows);
      if (countsMatches && isNew) this.#matched += rows.length;
    }
    return rows;
  }

  /** The records matched in all of the segments, also in those that a limit left unread. Undefined when no filter counts. */
  matched(views: () => readonly SegmentView[]): number | undefined {
    if (!this.#plan.filters.some(({ countsMatches }) => countsMatches)) return undefined;
    for (const view of views()) if (!this.#seen.has(view.id)) this.select(view);
    return this.#matched;
  }
}

/**
 * The groups of a scan in order of first appearance: their keys, then their aggregates.
 * @param positionsOf gives the positions of the rows of each segment, by its id
 */
export function scanGroups(
  views: readonly SegmentView[],
  plan: ScanPlan,
  { keys, aggregates }: ScanGrouping,
  selector: Selector,
  positionsOf: () => ReadonlyMap<number, Uint32Array>,
): ScanValue[][] {
  const groups = new Groups(keys.length);
  const kernels = aggregates.map(({ aggregate }) => kernelOf(aggregate));
  const positions = aggregates.some(({ aggregate }) => needsPositions(aggregate)) ? positionsOf() : undefined;
  for (const view of views) {
    const frame = plan.frameOf(view);
    const rows = selector.rows(frame);
    if (rows.length === 0) continue;
    const read = (expression: CompiledExpression): Vector => frame.vectorFor(expression, rows);
    const vectors = keys.map(
      ({ value, identity }): KeyVectors => ({ value: read(value), identity: identity && read(identity) }),
    );
    const batch = { rows, groups: groups.assign(view, vectors, rows) };
    for (const [index, { aggregate, args }] of aggregates.entries()) {
      const places = needsPositions(aggregate) ? positions?.get(view.id) : undefined;
      kernels[index]?.add({ ...batch, positions: places }, args.map(read));
    }
    plan.release(view);
  }
  return Array.from(groups.inOrder(), (group) => [
    ...keys.map((_, key) => groups.keyOf(group, key)),
    ...kernels.map((kernel) => kernel.result(group)),
  ]);
}
