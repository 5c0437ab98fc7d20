/** The writing end: takes the steps of one or several loaders in the order they come and keeps the store's transaction in view. */

import type { Claim, Identities } from '../store/identities.ts';
import type { SourceOutcome } from '../store/types.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { ReportBuilder } from './ingest-report.ts';
import type { LoadProgress, LoadStep, PendingSource, SourceCounts, SourceTask, StepSink } from './source-loader.ts';

/** How long reading in this thread may keep its other work (signals, timers) waiting, in milliseconds. */
const BREATH_MS = 50;

export class StepWriter implements StepSink {
  readonly #writer: StoreWriter;
  readonly #report: ReportBuilder;
  /** Sources that are partly written, of all loaders: what is written next must not be committed without them. */
  readonly #pending = new Map<number, PendingSource>();
  #breath = performance.now();

  constructor(writer: StoreWriter, report: ReportBuilder) {
    this.#writer = writer;
    this.#report = report;
  }

  claim(identities: Identities): Claim {
    return this.#writer.claim(identities);
  }

  reserve(): number {
    return this.#writer.reserveSource();
  }

  release(claim: number): void {
    this.#writer.release(claim);
  }

  step({ step, claims, notes, pending }: LoadStep): void {
    for (const source of pending) this.#pending.set(source.task.id, source);
    for (const { id } of step.completed) this.#pending.delete(id);
    this.#writer.write({ ...step, pending: [...this.#pending.keys()] }, claims);
    this.#report.notes.push(...notes);
    for (const outcome of step.completed) this.#report.add(outcome);
  }

  /** Makes what was written besides the steps durable, unless a source is partly written. */
  commit(): void {
    this.#writer.write({ segments: [], rejects: [], kept: [], completed: [], pending: [...this.#pending.keys()] });
  }

  progress(since: LoadProgress): void {
    this.#report.progress(since);
  }

  breathe(): Promise<void> | undefined {
    if (performance.now() - this.#breath < BREATH_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#breath = performance.now();
        resolve();
      });
    });
  }

  /** Whether rows of the object, or of entries of it, are written. */
  isPending(object: number): boolean {
    return [...this.#pending.values()].some(({ root }) => root === object);
  }

  /** Closes an object whose loader is gone, and its entries that are written in part: `failed`, or `damaged` if part of it is written. */
  abandon(task: SourceTask, message: string): void {
    const parts = [...this.#pending.values()].filter(({ root }) => root === task.id);
    const completed = parts.map((part) => abandoned(part.task, part.counts, message));
    if (!parts.some((part) => part.task.id === task.id)) completed.push(abandoned(task, undefined, message));
    this.step({
      step: { segments: [], rejects: [], kept: [], completed, pending: [] },
      claims: [],
      notes: [],
      pending: [],
    });
  }
}

function abandoned(task: SourceTask, counts: SourceCounts | undefined, message: string): SourceOutcome {
  const { events, duplicates, conflicts, rejects } = counts ?? { events: 0, duplicates: 0, conflicts: 0, rejects: 0 };
  return {
    id: task.id,
    uri: task.uri,
    size: task.size,
    modified: task.modified,
    etag: task.etag ?? null,
    sha256: null,
    contentSha256: null,
    container: 'unknown',
    status: counts === undefined ? 'failed' : 'damaged',
    message,
    records: events + duplicates + rejects,
    events,
    duplicates,
    conflicts,
    rejects,
  };
}
