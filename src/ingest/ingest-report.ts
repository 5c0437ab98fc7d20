/** Counts of an ingest as it goes, for the report at its end and for progress on the way. */

import type { SourceOutcome } from '../store/types.ts';
import { addProgress, type LoadProgress, NO_PROGRESS, type SourceNote } from './source-loader.ts';

/** The sum of an ingest. `records = events + duplicates + rejects`. Sizes are bytes. */
export interface IngestReport {
  /** Objects that were read or tried, without those skipped. */
  readonly objects: number;
  /** Objects of which nothing could be read. */
  readonly failedObjects: number;
  /** Objects of which a part could not be read. */
  readonly damagedObjects: number;
  /** Objects that were ingested before and have not changed since. */
  readonly skippedObjects: number;
  /** Objects that were left out because they must be restored from an archive tier first. Not contained in `objects`. */
  readonly archivedObjects: number;
  /** Objects that nobody with these rights can read. Contained in `failedObjects`. */
  readonly deniedObjects: number;
  /** Objects recognised as something other than events. */
  readonly otherObjects: number;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  /** Events stored although another event with the same eventID is there. Contained in `events`. */
  readonly conflicts: number;
  readonly rejects: number;
  /** As stored. */
  readonly bytes: number;
  readonly inflatedBytes: number;
  /** Requests that were made again because an answer failed, broke off or was refused for the moment. */
  readonly retries: number;
  readonly seconds: number;
  readonly notes: readonly SourceNote[];
  /** Why a remote archive was not read to its end; what is complete is stored. */
  readonly stopped?: { readonly message: string; readonly hint: string; readonly missing: boolean };
}

export interface IngestProgress {
  readonly objectsDone: number;
  readonly objectsTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Known already, or left out. */
  readonly objectsSkipped: number;
  /** Requests made again. */
  readonly retries: number;
  /** Records found so far; some will turn out to be duplicates. */
  readonly events: number;
  readonly elapsedMs: number;
}

const PROGRESS_INTERVAL_MS = 100;

export class ReportBuilder {
  readonly notes: SourceNote[] = [];
  skippedObjects = 0;
  archivedObjects = 0;
  deniedObjects = 0;
  retries = 0;
  stopped: IngestReport['stopped'];
  objectsTotal = 0;
  bytesTotal = 0;
  readonly #onProgress: ((progress: IngestProgress) => void) | undefined;
  readonly #started = performance.now();
  #lastProgress = Number.NEGATIVE_INFINITY;
  #counts = {
    objects: 0,
    failedObjects: 0,
    damagedObjects: 0,
    otherObjects: 0,
    records: 0,
    events: 0,
    duplicates: 0,
    conflicts: 0,
    rejects: 0,
  };
  #done = NO_PROGRESS;

  constructor(onProgress?: (progress: IngestProgress) => void) {
    this.#onProgress = onProgress;
  }

  /** Adds a source that has been written. */
  add(outcome: SourceOutcome): void {
    const counts = this.#counts;
    counts.objects++;
    if (outcome.status === 'failed') counts.failedObjects++;
    if (outcome.status === 'damaged') counts.damagedObjects++;
    if (outcome.status === 'other') counts.otherObjects++;
    counts.records += outcome.records;
    counts.events += outcome.events;
    counts.duplicates += outcome.duplicates;
    counts.conflicts += outcome.conflicts;
    counts.rejects += outcome.rejects;
    if (outcome.message !== '') {
      const verdict = outcome.status === 'other' ? 'not stored' : outcome.status;
      this.notes.push({
        source: outcome.uri,
        message: outcome.status === 'complete' ? outcome.message : `${verdict}: ${outcome.message}`,
      });
    }
  }

  progress(since: LoadProgress): void {
    this.#done = addProgress(this.#done, since);
    if (performance.now() - this.#lastProgress >= PROGRESS_INTERVAL_MS) this.#tell();
  }

  #tell(): void {
    this.#lastProgress = performance.now();
    this.#onProgress?.({
      objectsDone: this.#done.objects,
      objectsTotal: this.objectsTotal,
      bytesDone: this.#done.bytes,
      bytesTotal: this.bytesTotal,
      objectsSkipped: this.skippedObjects + this.archivedObjects,
      retries: this.retries,
      events: this.#done.records,
      elapsedMs: performance.now() - this.#started,
    });
  }

  /** The report; progress is told a last time. */
  finish(): IngestReport {
    this.#tell();
    return {
      ...this.#counts,
      skippedObjects: this.skippedObjects,
      archivedObjects: this.archivedObjects,
      deniedObjects: this.deniedObjects,
      retries: this.retries,
      bytes: this.#done.bytes,
      inflatedBytes: this.#done.inflated,
      seconds: (performance.now() - this.#started) / 1000,
      notes: this.notes,
      ...(this.stopped === undefined ? {} : { stopped: this.stopped }),
    };
  }
}

export const NO_REPORT: IngestReport = new ReportBuilder().finish();

/** The sum of two ingests, one after the other, without their notes. Both may have seen the same archived objects. */
export function addReports(a: IngestReport, b: IngestReport): IngestReport {
  return {
    objects: a.objects + b.objects,
    failedObjects: a.failedObjects + b.failedObjects,
    damagedObjects: a.damagedObjects + b.damagedObjects,
    skippedObjects: a.skippedObjects + b.skippedObjects,
    archivedObjects: Math.max(a.archivedObjects, b.archivedObjects),
    deniedObjects: a.deniedObjects + b.deniedObjects,
    otherObjects: a.otherObjects + b.otherObjects,
    records: a.records + b.records,
    events: a.events + b.events,
    duplicates: a.duplicates + b.duplicates,
    conflicts: a.conflicts + b.conflicts,
    rejects: a.rejects + b.rejects,
    bytes: a.bytes + b.bytes,
    inflatedBytes: a.inflatedBytes + b.inflatedBytes,
    retries: a.retries + b.retries,
    seconds: a.seconds + b.seconds,
    notes: [],
  };
}
