/** Ingest: source objects into a store. */

import type { StoreWriter } from '../store/writer.ts';
import { inputOf, streamInput } from './file-input.ts';
import { type IngestProgress, type IngestReport, ReportBuilder } from './ingest-report.ts';
import { KnownObjects } from './known-objects.ts';
import { type IngestLimits, limitsOf } from './limits.ts';
import { listSources, type SourceObject, STANDARD_INPUT } from './listing.ts';
import { PackedList } from './packed-list.ts';
import { runPool } from './pool.ts';
import type { RemoteArchive } from './remote.ts';
import { readRemote } from './remote-run.ts';
import type { RemoteLimits } from './remote-supply.ts';
import { type LoadOptions, SourceLoader, type SourceTask } from './source-loader.ts';
import { StepWriter } from './step-writer.ts';
import { ListedTasks, type TaskSupply } from './task-supply.ts';
import { maxWorkers, workersFor } from './worker-count.ts';

export type { IngestProgress, IngestReport };

export const DEFAULT_LOG_GROUP = 'cloudtrail';
const MAX_MEMORY_MB = 512;
/** Objects fetched at a time, when an archive lies elsewhere: enough to hide how long each answer takes. */
const REMOTE_CONCURRENCY = 24;
/** Fetched and not read yet; less where the memory bound is small. */
const REMOTE_BYTES = 64 << 20;
const REMOTE_SHARE = 0.125;
/** Of the memory bound, the part that segments may hold while they are built; encoding and what is under way need the rest. */
const SEGMENT_SHARE = 0.16;

export interface IngestOptions extends Partial<IngestLimits> {
  /** Name of the log group in `@log`; default `cloudtrail`. */
  readonly logGroup?: string;
  /** Store events again that are already there. */
  readonly keepDuplicates?: boolean;
  /** Worker threads; 0 reads in this thread. Default: none for small inputs, else one for each 8 MB, up to one per processor and 4. */
  readonly workers?: number;
  /** The bundled entry of the workers; without it all is read in this thread. */
  readonly workerUrl?: URL | string;
  /** Bound for the memory that data under way may take, in megabytes; default 512. */
  readonly maxMemoryMb?: number;
  /** Keep the stored bytes of every object, not only of digest files. */
  readonly keepObjects?: boolean;
  /** An archive that lies elsewhere, read after `sources`. The caller closes it. */
  readonly remote?: RemoteArchive;
  /** Chooses among the files; all when left out. */
  readonly choose?: (object: SourceObject) => boolean;
  /** Ends the ingest early: objects that are being read are read to their end, so that what is stored is whole. */
  readonly signal?: AbortSignal;
  /** What the source `-` reads; default standard input. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /** The clock, epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Reads files, folders (with all that is in them) and `-` (standard input) into the store. Objects that were read whole before
 * and have not changed are skipped; of those read in part, what is there already becomes duplicates. What cannot be read is in the report and does not end the ingest.
 * @throws StoreError when the store cannot be written; what was committed before stays.
 */
export async function ingest(
  writer: StoreWriter,
  sources: readonly string[],
  options: IngestOptions = {},
  onProgress?: (progress: IngestProgress) => void,
): Promise<IngestReport> {
  const report = new ReportBuilder(onProgress);
  const steps = new StepWriter(writer, report);
  const known = new KnownObjects(writer, report, options);
  const { files, streams } = tasksOf(writer, sources, options, report, steps, known);

  const { remote, signal } = options;
  const workers = workerCount(options, report.objectsTotal, report.bytesTotal);
  const load: LoadOptions = {
    logGroup: options.logGroup ?? DEFAULT_LOG_GROUP,
    keepDuplicates: options.keepDuplicates ?? false,
    keepObjects: options.keepObjects ?? false,
    limits: limitsOf(options),
    maxSegmentBytes: ((options.maxMemoryMb ?? MAX_MEMORY_MB) * 2 ** 20 * SEGMENT_SHARE) / Math.max(workers, 1),
    now: (options.now ?? Date.now)(),
  };
  const readAll = async (supply: TaskSupply): Promise<void> => {
    if (workers > 0 && options.workerUrl !== undefined) {
      await runPool(supply, steps, { workers, workerUrl: options.workerUrl, load, signal });
    } else await loadHere(supply, steps, load, options);
  };
  const limits: RemoteLimits = {
    concurrency: REMOTE_CONCURRENCY,
    bytes: Math.min(REMOTE_BYTES, (options.maxMemoryMb ?? MAX_MEMORY_MB) * 2 ** 20 * REMOTE_SHARE),
  };
  try {
    await readAll(new ListedTasks(files, report.bytesTotal, Math.max(workers, 1)));
    await loadHere(new ListedTasks(streams, 0, 1), steps, load, options);
    if (remote !== undefined) await readRemote(remote, { writer, steps, report, known, limits, signal, readAll });
  } catch (error) {
    writer.rollback();
    throw error;
  }
  known.finish();
  if (signal?.aborted === true) report.notes.push({ source: '', message: 'stopped before all objects were read' });
  return report.finish();
}

/** What is to be read. The list of what there is lives only in here: it may be long. */
function tasksOf(
  writer: StoreWriter,
  sources: readonly string[],
  { choose }: IngestOptions,
  report: ReportBuilder,
  steps: StepWriter,
  known: KnownObjects,
): { readonly files: PackedList<SourceTask>; readonly streams: PackedList<SourceTask> } {
  const listing = listSources(sources, writer.database.memory ? undefined : writer.database.name);
  report.notes.push(...listing.notes);
  for (const { uri, message } of listing.failed) {
    steps.abandon({ id: writer.reserveSource(), uri, size: 0, modified: null }, message);
  }
  const files = new PackedList<SourceTask>();
  const streams = new PackedList<SourceTask>();
  for (const object of listing.objects) {
    if (choose?.(object) === false) continue;
    if (known.isWanted(object)) {
      report.objectsTotal++;
      report.bytesTotal += object.size;
      const list = object.uri === STANDARD_INPUT ? streams : files;
      list.push({ id: writer.reserveSource(), ...object });
    } else report.skippedObjects++;
  }
  return { files, streams };
}

function workerCount({ workers, workerUrl, remote }: IngestOptions, objects: number, bytes: number): number {
  if (workerUrl === undefined) return 0;
  if (workers !== undefined) return workers;
  return remote === undefined ? workersFor(objects, bytes) : maxWorkers();
}

/** Reads in this thread. */
async function loadHere(
  supply: TaskSupply,
  steps: StepWriter,
  load: LoadOptions,
  { stdin, signal }: IngestOptions,
): Promise<void> {
  const loader = new SourceLoader(load, steps);
  for (;;) {
    const batch = signal?.aborted === true ? undefined : await supply.next();
    if (batch === undefined) break;
    for (const task of batch) {
      if (signal?.aborted === true) break;
      const isStream = task.uri === STANDARD_INPUT;
      await loader.load(task, isStream ? streamInput(stdin ?? process.stdin, signal) : inputOf(task));
    }
    supply.release(batch);
  }
  await loader.flush();
}
