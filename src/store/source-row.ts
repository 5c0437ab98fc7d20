/** A row of the table `source`. */

import { corrupt } from './errors.ts';
import type { SourceOutcome, SourceStatus, StoredSource } from './types.ts';

/** The columns of the table `source`. */
export type SourceRow = readonly [
  id: number,
  uri: string,
  size: number,
  modified: number | null,
  etag: string | null,
  sha256: string | null,
  contentSha256: string | null,
  container: string,
  status: string,
  message: string,
  records: number,
  events: number,
  duplicates: number,
  conflicts: number,
  rejects: number,
  ingestedAt: number,
];

/** The latest record of a source object, by its URI. */
export const LATEST_SOURCE = 'SELECT * FROM source WHERE uri = ? ORDER BY id DESC LIMIT 1';

const STATUSES: readonly SourceStatus[] = ['complete', 'damaged', 'failed', 'other'];

/** @throws StoreError `corrupt` */
export function storedSource(row: SourceRow): StoredSource {
  const [id, uri, size, modified, etag, sha256, contentSha256, ...rest] = row;
  const [container, text, message, records, events, duplicates, conflicts, rejects, ingestedAt] = rest;
  const status = STATUSES.find((known) => known === text);
  if (status === undefined) throw corrupt(`source ${id} has the unknown status ${text}`);
  const facts = { id, uri, size, modified, etag, sha256, contentSha256, container, status, message };
  return { ...facts, records, events, duplicates, conflicts, rejects, ingestedAt };
}

export function sourceRow(source: SourceOutcome, ingestedAt: number): SourceRow {
  const { id, uri, size, modified, etag, sha256, contentSha256, container, status, message } = source;
  const { records, events, duplicates, conflicts, rejects } = source;
  const facts = [id, uri, size, modified, etag, sha256, contentSha256, container, status, message] as const;
  return [...facts, records, events, duplicates, conflicts, rejects, ingestedAt];
}
