/** Reads an archive that lies elsewhere, as a part of an ingest. */

import type { StoreWriter } from '../store/writer.ts';
import type { ReportBuilder } from './ingest-report.ts';
import type { KnownObjects } from './known-objects.ts';
import type { FetchedObject, RemoteArchive, RemoteError, RemoteObject } from './remote.ts';
import { type RemoteEvents, type RemoteLimits, RemoteSupply } from './remote-supply.ts';
import type { SourceTask } from './source-loader.ts';
import type { StepWriter } from './step-writer.ts';
import type { TaskSupply } from './task-supply.ts';

export interface RemoteRun {
  readonly writer: StoreWriter;
  readonly steps: StepWriter;
  readonly report: ReportBuilder;
  readonly known: KnownObjects;
  readonly limits: RemoteLimits;
  readonly signal: AbortSignal | undefined;
  readonly readAll: (supply: TaskSupply) => Promise<void>;
}

/**
 * Reads all objects of the archive that are not known. What ends that early, such as credentials that have expired, is in the report.
 * @throws StoreError
 */
export async function readRemote(remote: RemoteArchive, run: RemoteRun): Promise<void> {
  const { report, signal } = run;
  const supply = new RemoteSupply(remote, eventsOf(remote, run), run.limits, signal);
  try {
    await run.readAll(supply);
  } finally {
    await supply.close();
  }
  if (signal?.aborted !== true) await keepKeys(remote, run);
  report.retries = remote.retries;
  report.archivedObjects = remote.archived;
  report.notes.push(...remote.notes());
  if (supply.stopped === undefined) return;
  const { message, hint, missing } = supply.stopped;
  report.stopped = { message, hint, missing };
}

function eventsOf(remote: RemoteArchive, { writer, steps, report, known }: RemoteRun): RemoteEvents {
  let [objects, bytes] = [report.objectsTotal, report.bytesTotal];
  // Until all is listed nobody knows how much there is.
  report.objectsTotal = 0;
  report.bytesTotal = 0;
  return {
    begin: (object: RemoteObject) => {
      if (!known.isWanted(object)) {
        report.skippedObjects++;
        return undefined;
      }
      if (object.archived !== undefined) {
        remote.leaveOut(object);
        report.archivedObjects = remote.archived;
        return undefined;
      }
      objects++;
      bytes += object.size;
      return writer.reserveSource();
    },
    fetched: ({ object, metadata, note }: FetchedObject) => {
      report.retries = remote.retries;
      if (metadata !== undefined) writer.keepMetadata(object.uri, metadata);
      if (note !== undefined) report.notes.push({ source: object.uri, message: note });
    },
    failed: (task: SourceTask, error: RemoteError) => {
      if (error.scope === 'archived') return;
      steps.abandon(task, error.message);
      if (error.denied) report.deniedObjects++;
    },
    listed: () => {
      report.objectsTotal = objects;
      report.bytesTotal = bytes;
    },
  };
}

/** Stores the public keys, in a step of their own so that they are committed. */
async function keepKeys(remote: RemoteArchive, { writer, steps, signal }: RemoteRun): Promise<void> {
  const keys = await remote.publicKeys(signal ?? new AbortController().signal);
  if (keys.length === 0) return;
  for (const key of keys) writer.keepPublicKey(key);
  steps.commit();
}
