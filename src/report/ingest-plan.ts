/** What an ingest would read, for people and machines. */
import { drawGrid, type GridOptions } from './grid.ts';
import { stringify } from './json.ts';
import { bytes, counted, thousands } from './units.ts';

interface Group {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly objects: number;
  readonly bytes: number;
  /** Days, 00:00 in epoch milliseconds. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface PlanFigures {
  readonly objects: number;
  readonly bytes: number;
  readonly skippedObjects: number;
  readonly archivedObjects: number;
  readonly groups: readonly Group[];
  readonly notes: readonly { readonly source: string; readonly message: string }[];
}

/** The lines of a table by account, kind and Region, with a total. */
export function* formatPlan(plan: PlanFigures, options: GridOptions): Generator<string> {
  yield* drawGrid(
    [
      { title: 'account', align: 'left' },
      { title: 'kind', align: 'left' },
      { title: 'region', align: 'left' },
      { title: 'objects', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'first day', align: 'left' },
      { title: 'last day', align: 'left' },
    ],
    plan.groups.map(({ account, kind, region, objects, bytes: size, first, last }) => [
      ...[account, kind, region, thousands(objects), bytes(size), day(first), day(last)],
    ]),
    options,
  );
  const archived = plan.archivedObjects > 0 ? ` (${thousands(plan.archivedObjects)} in an archive tier)` : '';
  yield `${counted(plan.objects, 'object')}${archived}, ${bytes(plan.bytes)}`;
  if (plan.skippedObjects > 0) yield `${thousands(plan.skippedObjects)} more stored already`;
}

/** One JSON object; days are written `2024-05-01`. */
export function formatPlanJson(plan: PlanFigures): string {
  const groups = plan.groups.map((group) => ({
    ...group,
    first: group.first === null ? null : day(group.first),
    last: group.last === null ? null : day(group.last),
  }));
  return stringify({ ...plan, groups });
}

function day(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString().slice(0, 10);
}
