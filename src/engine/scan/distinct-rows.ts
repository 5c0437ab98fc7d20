/** `dedup` over events in their default order: the first row of each combination of keys, and every row that lacks a key. */
import type { SegmentView } from '../../store/segment-view.ts';
import { Groups, type KeyVectors } from './grouping.ts';
import type { Selector } from './run-scan.ts';
import type { ScanDedup, ScanPlan } from './scan-plan.ts';

/** The rows that stay, ascending, by the id of their segment. */
export function distinctRows(
  views: readonly SegmentView[],
  plan: ScanPlan,
  { keys }: ScanDedup,
  selector: Selector,
): ReadonlyMap<number, Uint32Array> {
  const groups = new Groups(keys.length);
  const kept = new Map<number, number[]>();
  for (const view of views) {
    const frame = plan.frameOf(view);
    const vectors = keys.map((key): KeyVectors => ({ value: frame.vector(key), identity: undefined }));
    const lacking: number[] = [];
    const complete: number[] = [];
    for (const row of selector.rows(frame)) {
      if (vectors.some(({ value }) => value.at(row) === null)) lacking.push(row);
      else complete.push(row);
    }
    kept.set(view.id, lacking);
    groups.assign(view, vectors, Uint32Array.from(complete));
    plan.release(view);
  }
  for (let group = 0; group < groups.count; group++) {
    const first = groups.firstOf(group);
    if (first) kept.get(first.view.id)?.push(first.row);
  }
  return new Map([...kept].map(([id, rows]) => [id, Uint32Array.from(rows).sort()]));
}
