/** Ingest: source objects into a store. */

import { availableParallelism } from 'node:os';
import type { StoredSource } from '../store/types.ts';
import type { StoreWriter } from '../store/writer.ts';
import { fileInput, streamInput } from './file-input.ts';
import { type IngestProgress, type IngestReport, ReportBuilder } from './ingest-report.ts';
import { type IngestLimits, limitsOf } from './limits.ts';
import { listSources, type SourceObject, STANDARD_INPUT } from './listing.ts';
import { runPool } from './pool.ts';
import { type LoadOptions, SourceLoader, type SourceTask } from './source-loader.ts';
import { StepWriter } from './step-writer.ts';

export type { IngestProgress, IngestReport };

export const DEFAULT_LOG_GROUP = 'cloudtrail';
const MAX_MEMORY_MB = 512;
/** More threads than this only wait for the one that writes. */
const MAX_WORKERS = 4;
/** Below this many stored bytes the work is done before threads have started. */
const WORKER_BYTES = 8 << 20;
/** Of the memory bound, the part that segments may hold while they are built; encoding and what is under way need the rest. */
const SEGMENT_SHARE = 0.25;

export interface IngestOptions extends Partial<IngestLimits> {
  /** Name of the log group in `@log`; default `cloudtrail`. */
  readonly logGroup?: string;
  /** Store events again that are already there. */
  readonly keepDuplicates?: boolean;
  /** Worker threads; 0 reads in this thread. Default: none for small inputs, else one per processor up to 4. */
  readonly workers?: number;
  /** The bundled entry of the workers; without it all is read in this thread. */
  readonly workerUrl?: URL | string;
  /** Bound for the memory that data under way may take, in megabytes; default 512. */
  readonly maxMemoryMb?: number;
  /** Keep the stored bytes of every object, not only of digest files. */
  readonly keepObjects?: boolean;
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
  const tasks = tasksOf(writer, sources, options, report, steps);

  const workers = workerCount(options, tasks.length, report.bytesTotal);
  const load: LoadOptions = {
    logGroup: options.logGroup ?? DEFAULT_LOG_GROUP,
    keepDuplicates: options.keepDuplicates ?? false,
    keepObjects: options.keepObjects ?? false,
    limits: limitsOf(options),
    maxSegmentBytes: ((options.maxMemoryMb ?? MAX_MEMORY_MB) * 2 ** 20 * SEGMENT_SHARE) / Math.max(workers, 1),
    now: (options.now ?? Date.now)(),
  };
  try {
    if (workers > 0 && options.workerUrl !== undefined) {
      const files = tasks.filter((task) => task.uri !== STANDARD_INPUT);
      const streams = tasks.filter((task) => task.uri === STANDARD_INPUT);
      tasks.length = 0;
      await runPool(files, steps, { workers, workerUrl: options.workerUrl, load, signal: options.signal });
      await loadHere(streams, steps, load, options);
    } else {
      await loadHere(tasks, steps, load, options);
    }
  } catch (error) {
    writer.rollback();
    throw error;
  }
  if (options.signal?.aborted === true)
    report.notes.push({ source: '', message: 'stopped before all objects were read' });
  return report.finish();
}

/** What is to be read. The list of what there is lives only in here: it may be long. */
function tasksOf(
  writer: StoreWriter,
  sources: readonly string[],
  options: IngestOptions,
  report: ReportBuilder,
  steps: StepWriter,
): SourceTask[] {
  const listing = listSources(sources, writer.database.memory ? undefined : writer.database.name);
  report.notes.push(...listing.notes);
  for (const { uri, message } of listing.failed) {
    steps.abandon({ id: writer.reserveSource(), uri, size: 0, modified: null }, message);
  }
  let notKept = 0;
  const objects = listing.objects.filter((object) => {
    const known = knownAs(writer, object);
    if (options.keepObjects && known !== undefined && !writer.keepsObject(known.id)) notKept++;
    if (known === undefined || known.status === 'failed') return true;
    if (known.status !== 'damaged') return false;
    // Without a hash, something cut the reading short that may be different now: a limit, a read error, a worker that died.
    if (known.sha256 !== null) {
      report.notes.push({ source: object.uri, message: `already stored, damaged: ${known.message}` });
      return false;
    }
    if (options.keepDuplicates !== true || known.events + known.duplicates === 0) return true;
    const message = 'it was read in part before, and is not read again: keeping duplicates would store that part twice';
    report.notes.push({ source: object.uri, message });
    return false;
  });
  if (notKept > 0) {
    const message = `${notKept} objects that are stored already are not kept as they are: for that, ingest them into a new database`;
    report.notes.push({ source: '', message });
  }
  report.skippedObjects = listing.objects.length - objects.length;
  report.objectsTotal = objects.length;
  report.bytesTotal = objects.reduce((sum, object) => sum + object.size, 0);
  return objects.map((object) => ({ id: writer.reserveSource(), ...object }));
}

/** The last record of the same object, by size and time. */
function knownAs(writer: StoreWriter, object: SourceObject): StoredSource | undefined {
  if (object.modified === null) return undefined;
  const stored = writer.findSource(object.uri);
  return stored?.size === object.size && stored.modified === object.modified ? stored : undefined;
}

function workerCount({ workers, workerUrl }: IngestOptions, objects: number, bytes: number): number {
  if (workerUrl === undefined) return 0;
  if (workers !== undefined) return workers;
  // One object is one thread's work.
  return bytes < WORKER_BYTES || objects < 2 ? 0 : Math.min(availableParallelism(), MAX_WORKERS, objects);
}

/** Reads in this thread. */
async function loadHere(
  tasks: readonly SourceTask[],
  steps: StepWriter,
  load: LoadOptions,
  { stdin, signal }: IngestOptions,
): Promise<void> {
  const loader = new SourceLoader(load, steps);
  for (const task of tasks) {
    if (signal?.aborted === true) break;
    const isStream = task.uri === STANDARD_INPUT;
    await loader.load(
      task,
      isStream ? streamInput(stdin ?? process.stdin, signal) : fileInput(task.uri, task.modified),
    );
  }
  await loader.flush();
}
