/**
 * Reads source objects into segments: the one engine of both modes, in this thread and in a worker. What it makes goes out through
 * `StepSink`, which answers which events are duplicates.
 */

import { createHash } from 'node:crypto';
import type { Claim, Identities } from '../store/identities.ts';
import { SEGMENT_EVENTS } from '../store/segment-builder.ts';
import type { KeptObject, Reject, SealedSegment, SourceOutcome, WriteStep } from '../store/types.ts';
import type { JsonWalker } from './json-walk.ts';
import type { IngestLimits } from './limits.ts';
import { describeFileError } from './listing.ts';
import { ObjectKeeper } from './object-keeper.ts';
import { originOf } from './origin.ts';
import type { SourceEnd } from './reading-summary.ts';
import { RecordReader } from './record-reader.ts';
import type { FoundReject, LogOrigin, RecordSink } from './record-sink.ts';
import { SegmentFiller } from './segment-filler.ts';
import { type Archive, type Piece, type Unpacked, Unpacker } from './unpack/unpacker.ts';
import { prepareZstd } from './unpack/zstd.ts';

/**
 * At the end of a source, a segment with as many events, or so much of the bytes that it may hold, is not filled up with the next one:
 * segments of whole sources commit at once, and those that end within a source not before it ends.
 */
const ENOUGH_EVENTS = 49_152;
const ENOUGH_BYTES = 0.75;
/** Rejects that wait to be written, in bytes and number: a file of nothing but garbage must not fill the memory. */
const MAX_REJECT_BYTES = 32 << 20;
const MAX_REJECTS = 65_536;
/** Finished sources that wait for the segment with their events: of tiny ones, a full segment would hold too many. */
const MAX_FINISHED = 6144;
/** Kept objects that wait to be written, in bytes. */
const MAX_KEPT_BYTES = 32 << 20;
/** Rejects of a source that are told one by one; the store has them all. */
const NOTED_REJECTS = 3;

export interface LoadOptions {
  readonly logGroup: string;
  readonly keepDuplicates: boolean;
  /** Keep the stored bytes of every object; of digest files they are kept in any case. */
  readonly keepObjects: boolean;
  readonly limits: IngestLimits;
  /** Bytes that a segment may hold while it is built. */
  readonly maxSegmentBytes: number;
  /** The time of loading, epoch milliseconds. */
  readonly now: number;
}

/** The bytes of an object that is not a file of its own: in memory, or in a temporary file. */
export type SourceBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'file'; readonly path: string };

export interface SourceTask {
  readonly id: number;
  readonly uri: string;
  readonly size: number;
  readonly modified: number | null;
  /** Of an object store. */
  readonly etag?: string;
  /** Where `uri` is no file: what was fetched from there. */
  readonly body?: SourceBody;
}

/** The stored bytes of a source. Chunks need to stay valid only until the next one is asked for. */
export interface SourceInput {
  readonly open: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Reads them once more, where that can be done. */
  readonly replay?: () => Iterable<Uint8Array>;
}

/** Counts of a source so far. */
export interface SourceCounts {
  events: number;
  duplicates: number;
  conflicts: number;
  rejects: number;
}

export interface SourceNote {
  readonly source: string;
  readonly message: string;
}

/** A step with what the report needs to know about it. */
export interface LoadStep {
  readonly step: WriteStep;
  readonly claims: readonly number[];
  readonly notes: readonly SourceNote[];
  /** The sources this loader is in the middle of, if rows of them are in this or earlier steps. */
  readonly pending: readonly PendingSource[];
}

/** A source that is written in part. */
export interface PendingSource {
  readonly task: SourceTask;
  readonly counts: SourceCounts;
  /** Of the object that it is an entry of, or its own. */
  readonly root: number;
}

/** What was done since the last time. */
export interface LoadProgress {
  /** Stored bytes read. */
  readonly bytes: number;
  /** Bytes after decompression. */
  readonly inflated: number;
  /** Events and rejects found. */
  readonly records: number;
  /** Objects finished. */
  readonly objects: number;
}

export const NO_PROGRESS: LoadProgress = { bytes: 0, inflated: 0, records: 0, objects: 0 };

export function addProgress(a: LoadProgress, b: LoadProgress): LoadProgress {
  return {
    bytes: a.bytes + b.bytes,
    inflated: a.inflated + b.inflated,
    records: a.records + b.records,
    objects: a.objects + b.objects,
  };
}

export interface StepSink {
  claim(identities: Identities): Claim | Promise<Claim>;
  step(step: LoadStep): void | Promise<void>;
  /** The next id for an entry of an archive. */
  reserve(): number | Promise<number>;
  progress(since: LoadProgress): void;
  /** Called between chunks and sources: a chance for other work of the thread. */
  breathe?(): Promise<void> | undefined;
}

interface Draft {
  readonly task: SourceTask;
  /** The object that it is an entry of, or itself. */
  readonly root: SourceTask;
  /** Made when there is something to read: an archive is not read itself. */
  reader: RecordReader | undefined;
  readonly counts: SourceCounts;
  records: number;
  /** Records that `progress` has told of, and decompressed bytes that it has not. */
  told: number;
  inflated: number;
  stored: number;
}

export class SourceLoader implements RecordSink {
  readonly #options: LoadOptions;
  readonly #steps: StepSink;
  readonly #filler: SegmentFiller;
  readonly #drafts = new Map<number, Draft>();
  #finished: Omit<SourceOutcome, keyof SourceCounts>[] = [];
  #rejects: Reject[] = [];
  #kept: KeptObject[] = [];
  #keptBytes = 0;
  #rejectBytes = 0;
  #notes: SourceNote[] = [];
  /** The source being read, last, and those that it is an entry of. */
  readonly #open: Draft[] = [];

  constructor(options: LoadOptions, steps: StepSink) {
    this.#options = options;
    this.#steps = steps;
    this.#filler = new SegmentFiller(options.logGroup, options.limits);
  }

  get walker(): JsonWalker {
    return this.#filler.walker;
  }

  get full(): boolean {
    const { builder } = this.#filler;
    return (
      builder.events >= SEGMENT_EVENTS ||
      builder.heldBytes >= this.#options.maxSegmentBytes ||
      this.#rejectBytes >= MAX_REJECT_BYTES ||
      this.#rejects.length >= MAX_REJECTS ||
      this.#keptBytes >= MAX_KEPT_BYTES ||
      this.#filler.crowded
    );
  }

  get #isEnough(): boolean {
    const { events, heldBytes } = this.#filler.builder;
    const { maxSegmentBytes } = this.#options;
    return (
      events >= ENOUGH_EVENTS || heldBytes >= maxSegmentBytes * ENOUGH_BYTES || this.#finished.length >= MAX_FINISHED
    );
  }

  event(bytes: Uint8Array, start: number, end: number, time: number | undefined, log?: LogOrigin): void {
    const draft = this.#draft();
    this.#filler.add(bytes, start, end, draft.records++, time, log);
  }

  abandon(): void {
    this.#filler.builder.abandonEvent();
  }

  reject(found: FoundReject): void {
    const draft = this.#draft();
    draft.counts.rejects++;
    if (draft.counts.rejects <= NOTED_REJECTS) {
      const place = `record ${draft.records + 1} at byte ${found.offset}`;
      this.#notes.push({
        source: draft.task.uri,
        message: `${place} (${found.length} bytes) is rejected: ${found.reason}`,
      });
    }
    this.#rejects.push({ source: draft.task.id, ordinal: draft.records++, ...found });
    this.#rejectBytes += found.bytes.length;
  }

  #draft(): Draft {
    const draft = this.#open.at(-1);
    if (draft === undefined) throw new Error('a record outside a source');
    return draft;
  }

  /** Reads one source. Errors of its bytes or of the file system end up in its outcome; others are thrown. */
  async load(task: SourceTask, input: SourceInput): Promise<void> {
    await prepareZstd();
    const draft = this.#begin(task, task);
    const unpacker = new Unpacker(this.#options.limits, input.replay);
    const hash = createHash('sha256');
    const keeper = new ObjectKeeper(this.#options.keepObjects, input.replay);
    let failure: string | undefined;
    const chunks = chunksOf(input.open());
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await chunks.next();
      } catch (error) {
        failure = describeFileError(error);
        break;
      }
      if (next.done === true) break;
      hash.update(next.value);
      keeper.add(next.value);
      draft.stored += next.value.length;
      await this.#read(unpacker.push(next.value));
      this.#progress(this.#draft(), next.value.length, 0);
      await this.#steps.breathe?.();
    }
    await this.#read(unpacker.end());
    const stored = failure === undefined ? hash.digest('hex') : null;
    const sha256 = unpacker.cutShort ? null : stored;
    await this.#finish({
      damage: failure ?? damageOf(unpacker, draft.stored),
      sha256,
      contentSha256: sha256 === null ? null : unpacker.contentSha256(sha256),
      archive: unpacker.archive,
      kept: (container) => (stored === null ? undefined : keeper.end(container, stored)),
    });
  }

  /** Begins a source, inside of the one that is being read if there is one. */
  #begin(task: SourceTask, root: SourceTask): Draft {
    const counts = { events: 0, duplicates: 0, conflicts: 0, rejects: 0 };
    const draft: Draft = { task, root, reader: undefined, counts, records: 0, told: 0, inflated: 0, stored: 0 };
    this.#open.push(draft);
    this.#drafts.set(task.id, draft);
    this.#filler.begin(task.id, originOf(task.uri, task.modified, this.#options.now));
    return draft;
  }

  /** Ends the source that began last. */
  async #finish({ damage, sha256, contentSha256, archive, kept }: Unpacked): Promise<void> {
    const draft = this.#draft();
    const { task, root } = draft;
    let end: SourceEnd;
    if (archive === undefined) {
      draft.reader ??= new RecordReader(this, this.#options.limits);
      while (draft.reader.advance(true) === 'full') await this.flush();
      end = draft.reader.finish(damage);
      this.#noteOddities(task.uri, draft.counts);
    } else {
      end = archiveEnd(archive, damage);
    }
    this.#keep(task, kept(end.container));
    this.#finished.push({
      id: task.id,
      uri: task.uri,
      size: task === root && task.modified !== null ? task.size : draft.stored,
      modified: task.modified,
      etag: task.etag ?? null,
      sha256,
      contentSha256,
      container: end.container,
      status: end.status,
      message: end.message,
      records: draft.records,
    });
    this.#open.pop();
    // Its counts are needed until it is written; what has read it is not.
    draft.reader = undefined;
    this.#progress(draft, 0, task === root ? 1 : 0);
    if (this.full || this.#isEnough) await this.flush();
  }

  /** Keeps the bytes of an object, or says why not. */
  #keep({ id, uri }: SourceTask, kept: Uint8Array | string | undefined): void {
    if (kept instanceof Uint8Array) {
      this.#kept.push({ source: id, bytes: kept });
      this.#keptBytes += kept.length;
    } else if (kept !== undefined) {
      this.#notes.push({ source: uri, message: kept });
    }
  }

  async #read(pieces: Iterable<Piece>): Promise<void> {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) {
        const draft = this.#draft();
        draft.inflated += piece.length;
        draft.reader ??= new RecordReader(this, this.#options.limits);
        draft.reader.push(piece);
        while (draft.reader.advance(false) === 'full') await this.flush();
      } else if (piece.type === 'entry') {
        const { root } = this.#draft();
        const id = await this.#steps.reserve();
        this.#begin({ id, uri: root.uri + piece.path, size: 0, modified: piece.modified ?? root.modified }, root);
      } else {
        this.#draft().stored = piece.size;
        await this.#finish(piece);
      }
    }
  }

  #progress(draft: Draft, bytes: number, objects: number): void {
    this.#steps.progress({ bytes, inflated: draft.inflated, records: draft.records - draft.told, objects });
    draft.told = draft.records;
    draft.inflated = 0;
  }

  #noteOddities(source: string, { rejects }: SourceCounts): void {
    if (rejects > NOTED_REJECTS) this.#notes.push({ source, message: `rejected in all: ${rejects} records` });
    const { invalidUtf8, undated } = this.#filler;
    if (invalidUtf8 > 0) {
      this.#notes.push({ source, message: `events with text that is not valid UTF-8: ${invalidUtf8}` });
    }
    if (undated > 0) {
      this.#notes.push({ source, message: `events without a time of their own, dated by delivery: ${undated}` });
    }
  }

  /** The sources that are written in part with the next step. */
  #pending(): PendingSource[] {
    const isPart = (draft: Draft): boolean => {
      // An archive whose entries become visible one by one is read again after a crash, which makes duplicates: where these are kept it is one whole.
      return draft.records > 0 || (this.#options.keepDuplicates && this.#open.length > 1);
    };
    return this.#open.filter(isPart).map(({ task, root, counts }) => ({ task, root: root.id, counts: { ...counts } }));
  }

  /** Seals the segment and sends it out with the sources that are finished. */
  async flush(): Promise<void> {
    const { builder } = this.#filler;
    let claim: Claim | undefined;
    if (builder.events > 0) {
      const identities = builder.identities();
      // A copy: the buffers may be on their way to another thread when the answer comes.
      const sources = Uint32Array.from(identities.sources);
      if (!this.#options.keepDuplicates) claim = await this.#steps.claim(identities);
      for (let row = 0; row < sources.length; row++) {
        const counts = this.#drafts.get(sources[row] as number)?.counts;
        if (counts === undefined) continue;
        if (claim?.duplicates[row] === 1) counts.duplicates++;
        else counts.events++;
        if (claim?.conflicts[row] === 1) counts.conflicts++;
      }
    }
    const segment: SealedSegment | undefined = builder.events > 0 ? builder.seal(claim?.duplicates) : undefined;
    this.#filler.sealed();
    const completed = this.#finished.map((end) => ({ ...end, ...(this.#drafts.get(end.id) as Draft).counts }));
    const pending = this.#pending();
    const step: WriteStep = {
      segments: segment === undefined ? [] : [segment],
      rejects: this.#rejects,
      kept: this.#kept,
      completed,
      pending: pending.map(({ task }) => task.id),
    };
    const notes = this.#notes;
    for (const end of this.#finished) this.#drafts.delete(end.id);
    this.#finished = [];
    this.#rejects = [];
    this.#rejectBytes = 0;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#notes = [];
    if (completed.length === 0 && segment === undefined && step.rejects.length === 0 && claim === undefined) return;
    await this.#steps.step({
      step,
      claims: claim === undefined ? [] : [claim.id],
      notes,
      pending,
    });
  }
}

/** The verdict on an archive: its entries have their own. */
function archiveEnd({ container, entries }: Archive, damage: string | undefined): SourceEnd {
  if (damage !== undefined) return { container, status: entries === 0 ? 'failed' : 'damaged', message: damage };
  if (entries === 0) return { container, status: 'other', message: 'an archive without files' };
  return { container, status: 'complete', message: '' };
}

/** What is wrong with the stored bytes, and how many of them lie behind it unread: perhaps whole gzip members. */
function damageOf({ damage, taken }: Unpacker, stored: number): string | undefined {
  if (damage === undefined || taken >= stored) return damage;
  return `${damage}; nothing behind about byte ${taken} of the ${stored} stored ones was read`;
}

/** One kind of iterator for both kinds of input. */
function chunksOf(
  input: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Iterator<Uint8Array> | AsyncIterator<Uint8Array> {
  return Symbol.asyncIterator in input ? input[Symbol.asyncIterator]() : input[Symbol.iterator]();
}
