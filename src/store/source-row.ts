/** A row of the table `source`. */

import { corrupt } from './errors.ts';
import type { SourceStatus, StoredSource } from './types.ts';

export interface SourceRow extends Omit<StoredSource, 'status' | 'ingestedAt'> {
  readonly status: string;
  readonly ingested_at: number;
}

const STATUSES: readonly SourceStatus[] = ['complete', 'damaged', 'failed', 'other'];

/** @throws StoreError `corrupt` */
export function storedSource({ ingested_at: ingestedAt, status: text, ...facts }: SourceRow): StoredSource {
  const status = STATUSES.find((known) => known === text);
  if (status === undefined) throw corrupt(`source ${facts.id} has the unknown status ${text}`);
  return { ...facts, status, ingestedAt };
}
