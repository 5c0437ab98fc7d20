/** `trailql ingest --watch`: reads what there is, and then what is added, until an interrupt. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestOptions, IngestReport } from '../ingest/ingest.ts';
import { addReports, NO_REPORT } from '../ingest/ingest-report.ts';
import { type FilterOptions, ObjectFilter } from '../ingest/object-filter.ts';
import type { RemoteArchive } from '../ingest/remote.ts';
import { RestingFiles } from '../ingest/resting-files.ts';
import { formatIngestReport, formatNotes } from '../report/ingest-report.ts';
import { stringify } from '../report/json.ts';
import { rounded } from '../report/units.ts';
import { failureOf, usageError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type IngestCommandOptions, ingestOptionsOf, s3SettingsOf } from './ingest-options.ts';
import { ingestUntil, interruptible } from './ingest-run.ts';
import { type Io, styleFor } from './io.ts';
import { writeLines } from './output.ts';
import { createProgressReporter } from './progress.ts';
import { noteSecondFile } from './stores.ts';

const DAY_MS = 86_400_000;
/** How often a folder and a bucket are looked at, in seconds: listing a bucket costs money. */
const [FOLDER_INTERVAL, BUCKET_INTERVAL] = [5, 300];
/** A file that did not change for so long is complete, in milliseconds. */
const REST_MS = 2000;
/** Once all is read, so many days before are looked at again: a name tells when its object was delivered. */
const LOOK_BACK_DAYS = 2;

export interface WatchJob {
  readonly files: readonly string[];
  readonly remote: readonly string[];
  readonly filterOptions: FilterOptions;
  readonly options: IngestCommandOptions;
}

/** @throws CliError, StoreError, and RemoteError when S3 cannot be read from the start */
export async function watchSources(io: Io, job: WatchJob): Promise<ExitCode> {
  if (job.files.includes('-')) throw usageError('Standard input cannot be watched.', 'Leave out - or --watch.');
  const report = await interruptible(io, (signal) => new Watch(io, job, signal).run());
  const figures = { ...report, seconds: rounded(report.seconds) };
  const style = styleFor(io.stdout, io, job.options.color);
  await writeLines(io.stdout, job.options.json ? [stringify(figures)] : formatIngestReport(report, style));
  const isDamaged = report.failedObjects + report.damagedObjects + report.archivedObjects + report.rejects > 0;
  return job.options.strict && isDamaged ? EXIT.damage : EXIT.ok;
}

class Watch {
  readonly #io: Io;
  readonly #job: WatchJob;
  readonly #signal: AbortSignal;
  readonly #filter: ObjectFilter;
  readonly #resting = new RestingFiles(REST_MS);
  /** Notes come again with every look; each is told once. */
  readonly #told = new Set<string>();
  #total: IngestReport = NO_REPORT;
  /** When the last look at the bucket began that read all there was. */
  #complete: number | undefined;

  constructor(io: Io, job: WatchJob, signal: AbortSignal) {
    this.#io = io;
    this.#job = job;
    this.#signal = signal;
    this.#filter = new ObjectFilter(job.filterOptions);
  }

  /** Ends with the signal. */
  async run(): Promise<IngestReport> {
    const { files, remote, options } = this.#job;
    const interval = (options.interval ?? (files.length > 0 ? FOLDER_INTERVAL : BUCKET_INTERVAL)) * 1000;
    const bucketInterval = (options.interval ?? BUCKET_INTERVAL) * 1000;
    let lookAtBucket = Number.NEGATIVE_INFINITY;
    while (!this.#signal.aborted) {
      if (files.length > 0) await this.#lookAtFiles(files);
      if (remote.length > 0 && !this.#signal.aborted && performance.now() >= lookAtBucket) {
        lookAtBucket = performance.now() + bucketInterval;
        await this.#lookAtBucket(remote);
      }
      await this.#wait(this.#resting.waiting > 0 ? Math.min(interval, REST_MS) : interval);
    }
    return this.#total;
  }

  async #lookAtFiles(files: readonly string[]): Promise<void> {
    const { listSources } = await import('../ingest/listing.ts');
    const listing = listSources(files, this.#job.options.db);
    await this.#tell([
      ...listing.notes,
      ...listing.failed.map(({ uri, message }) => ({ source: uri, message: `failed: ${message}` })),
    ]);
    const chosen = [...listing.objects].filter(({ uri }) => this.#filter.chooses(uri));
    const ready = this.#resting.take(chosen, performance.now());
    if (ready.size > 0) this.#add(await this.#ingest([...ready], {}));
  }

  async #lookAtBucket(uris: readonly string[]): Promise<void> {
    const began = this.#io.clock();
    let archive: RemoteArchive | undefined;
    try {
      const { S3Archive } = await import('../ingest/s3/s3-archive.ts');
      archive = await S3Archive.open(uris, s3SettingsOf(this.#job.options), this.#newest(), began);
    } catch (error) {
      if (this.#complete === undefined) throw error;
      // The network or the credentials may come back.
      await this.#tell([{ source: '', message: failureOf(error).message }]);
      return;
    }
    try {
      const report = await this.#ingest([], { remote: archive });
      // What was counted by the first look is there at each.
      this.#add(this.#complete === undefined ? report : { ...report, skippedObjects: 0 });
      if (report.stopped !== undefined) await this.#tell([{ source: '', message: report.stopped.message }]);
      else if (!this.#signal.aborted) this.#complete = began;
    } finally {
      archive.close();
    }
  }

  /** Once all has been read, only what is delivered from then on. */
  #newest(): ObjectFilter {
    if (this.#complete === undefined) return this.#filter;
    const since = this.#complete - LOOK_BACK_DAYS * DAY_MS;
    return new ObjectFilter({ ...this.#job.filterOptions, from: Math.max(since, this.#filter.from ?? since) });
  }

  /** One ingest into the database, which is closed again: between two looks others can write to it. */
  async #ingest(files: readonly string[], more: IngestOptions): Promise<IngestReport> {
    const { options } = this.#job;
    const { StoreWriter } = await import('../store/writer.ts');
    const progress = createProgressReporter(this.#io, styleFor(this.#io.stderr, this.#io, options.color));
    const writer = StoreWriter.open(options.db);
    let report: IngestReport;
    let whole = false;
    try {
      const all = { ...ingestOptionsOf(options), ...more, signal: this.#signal };
      report = await ingestUntil(this.#io, writer, files, all, progress.report);
    } finally {
      progress.end();
      whole = writer.close();
    }
    if (!whole) await noteSecondFile(this.#io, options.db, options.color);
    await this.#tell(report.notes);
    return report;
  }

  #add(report: IngestReport): void {
    this.#total = addReports(this.#total, report);
  }

  async #tell(notes: IngestReport['notes']): Promise<void> {
    const fresh = notes.filter(({ source, message }) => !this.#told.has(`${source}\n${message}`));
    for (const { source, message } of fresh) this.#told.add(`${source}\n${message}`);
    await writeLines(this.#io.stderr, formatNotes(fresh, styleFor(this.#io.stderr, this.#io, this.#job.options.color)));
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#signal }).catch(() => {});
  }
}
