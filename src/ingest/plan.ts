/** What an ingest would read, by account, Region and kind: nothing is read or written. */

import { DAY_MS, factsOf, type KeyFacts } from './archive-key.ts';
import { type KnownSources, needsReading } from './known-objects.ts';
import { listSources, type SourceObject } from './listing.ts';
import type { ObjectFilter } from './object-filter.ts';
import type { RemoteArchive } from './remote.ts';
import type { SourceNote } from './source-loader.ts';

/** Objects of one account, Region and kind; empty texts where the names do not tell. */
export interface PlanGroup {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  objects: number;
  /** As stored. */
  bytes: number;
  /** First and last day of delivery, 00:00 in epoch milliseconds; null where the names do not tell. */
  first: number | null;
  last: number | null;
}

export interface IngestPlan {
  readonly objects: number;
  readonly bytes: number;
  /** Not among the objects: those that have been read already, and have not changed. */
  readonly skippedObjects: number;
  /** Among the objects: those that must be restored from an archive tier first. */
  readonly archivedObjects: number;
  /** In the order of account, kind and Region. */
  readonly groups: readonly PlanGroup[];
  readonly notes: readonly SourceNote[];
}

/**
 * Lists what would be read.
 * @param known what a database has already
 * @throws RemoteError
 */
export async function planIngest(
  files: readonly string[],
  archive: RemoteArchive | undefined,
  filter: ObjectFilter,
  known: KnownSources | undefined,
  signal: AbortSignal,
): Promise<IngestPlan> {
  const groups = new Map<string, PlanGroup>();
  let archivedObjects = 0;
  let skippedObjects = 0;
  const count = (object: SourceObject, isArchived: boolean): void => {
    if (known && !needsReading(known, object)) {
      skippedObjects++;
      return;
    }
    if (isArchived) archivedObjects++;
    add(groups, factsOf(object.uri), object.size);
  };
  const listing = listSources(files);
  const notes = [...listing.notes, ...listing.failed.map(({ uri, message }) => ({ source: uri, message }))];
  for (const object of listing.objects) if (filter.chooses(object.uri)) count(object, false);
  if (archive !== undefined) {
    for await (const object of archive.objects(signal)) count(object, object.archived !== undefined);
    notes.push(...archive.notes());
  }
  const sorted = [...groups.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    objects: sorted.reduce((sum, group) => sum + group.objects, 0),
    bytes: sorted.reduce((sum, group) => sum + group.bytes, 0),
    skippedObjects,
    archivedObjects,
    groups: sorted,
    notes,
  };
}

function add(groups: Map<string, PlanGroup>, facts: KeyFacts, size: number): void {
  const { account = '', region = '', kind = '' } = facts;
  const fresh: PlanGroup = { account, region, kind, objects: 0, bytes: 0, first: null, last: null };
  const key = keyOf(fresh);
  const group = groups.get(key) ?? fresh;
  groups.set(key, group);
  group.objects++;
  group.bytes += size;
  const day = facts.day ?? (facts.time === undefined ? undefined : Math.floor(facts.time / DAY_MS) * DAY_MS);
  if (day === undefined) return;
  group.first = Math.min(group.first ?? day, day);
  group.last = Math.max(group.last ?? day, day);
}

function keyOf({ account, kind, region }: PlanGroup): string {
  return `${account}/${kind}/${region}`;
}
