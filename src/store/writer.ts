/** The writing side of a store: owns the only connection that writes, and decides what becomes visible when. */

import type { Database } from 'better-sqlite3';
import { CatalogWriter } from './catalog.ts';
import { fromSqlite, StoreError } from './errors.ts';
import { frame, unframe } from './frame.ts';
import { type Claim, ClaimedBatch, type Identities } from './identities.ts';
import { decodeIdentities } from './row-parts.ts';
import { LOCK_WAIT, openForWriting } from './schema.ts';
import { type SourceRow, storedSource } from './source-row.ts';
import type { Reject, SealedSegment, SourceOutcome, StoredSource, WriteStep } from './types.ts';

export interface WriterOptions {
  /** The clock for `ingestedAt`, epoch milliseconds. */
  readonly now?: () => number;
  /** How long to wait for another writer to finish, in milliseconds; 5 seconds when left out. */
  readonly lockWait?: number;
}

interface SegmentTimes {
  readonly id: number;
  readonly events: number;
  readonly minEventTime: number;
  readonly maxEventTime: number;
}

export class StoreWriter {
  readonly #path: string;
  readonly #database: Database;
  readonly #now: () => number;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #claims = new Map<number, ClaimedBatch>();
  #catalog: CatalogWriter;
  #segments: SegmentTimes[];
  #nextSource: number;
  #nextClaim = 1;
  #dataVersion: unknown;
  #changes = 0;
  /** A step has failed: what it left of the transaction must not be committed. */
  #failed = false;

  private constructor(path: string, database: Database, options: WriterOptions) {
    this.#path = path;
    this.#database = database;
    this.#now = options.now ?? Date.now;
    this.#statements = prepare(database);
    this.#catalog = new CatalogWriter(database);
    this.#segments = this.#statements.segments.all();
    this.#nextSource = (this.#statements.lastSource.get() ?? 0) + 1;
    this.#dataVersion = this.#currentVersion();
  }

  /**
   * Opens the store at `path`, creating it when there is none; `:memory:` makes one that is never saved. Until `close` no other
   * process can write to it; others can read what is committed.
   * @throws StoreError
   */
  static open(path: string, options: WriterOptions = {}): StoreWriter {
    const database = openForWriting(path, options.lockWait ?? LOCK_WAIT);
    try {
      return new StoreWriter(path, database, options);
    } catch (error) {
      database.close();
      throw fromSqlite(error, path);
    }
  }

  /** The writing connection. It is always in a transaction. */
  get database(): Database {
    return this.#database;
  }

  /** Grows with every change of what a reader on the same connection sees. */
  get changes(): number {
    return this.#changes;
  }

  /** An id for a source object about to be read. */
  reserveSource(): number {
    return this.#nextSource++;
  }

  /** The latest record of the source object of that URI. */
  findSource(uri: string): StoredSource | undefined {
    const row = this.#statements.findSource.get(uri);
    return row === undefined ? undefined : storedSource(row);
  }

  /**
   * Tells which rows of a batch are stored already or are being stored by an earlier batch, and remembers the rest as claimed.
   * Duplicates have the same event time, so only segments that overlap the batch in event time are looked at.
   * @throws StoreError `corrupt`
   */
  claim(identities: Identities): Claim {
    const batch = new ClaimedBatch(identities);
    for (const segment of this.#segments) {
      if (!batch.overlaps(segment.minEventTime, segment.maxEventTime)) continue;
      const { contents, keys } = this.#identitiesOf(segment);
      batch.compareStored(contents, keys);
    }
    for (const earlier of this.#claims.values()) {
      if (batch.overlaps(earlier.minEventTime, earlier.maxEventTime)) batch.compareClaimed(earlier);
    }
    batch.settle();
    const id = this.#nextClaim++;
    this.#claims.set(id, batch);
    return { id, duplicates: batch.duplicates.slice(), conflicts: batch.conflicts.slice() };
  }

  #identitiesOf({ id, events }: SegmentTimes) {
    const what = `the identities of segment ${id}`;
    const data = this.#statements.identities.get(id) ?? new Uint8Array(0);
    return decodeIdentities(unframe(data, what), events, what);
  }

  /** Forgets a claim. Without having written its rows this is right only if no later batch was told of duplicates among them. */
  release(claim: number): void {
    this.#claims.delete(claim);
  }

  /**
   * Stores a step and releases the claims whose rows it contains. When no source is pending afterwards, everything since the last
   * commit becomes visible and durable at once; until then nothing of it does, whatever happens to the process. After an error
   * the only ways on are `rollback` and `close`.
   * @throws StoreError
   */
  write(step: WriteStep, claims: readonly number[] = []): void {
    if (this.#failed) {
      throw new StoreError(
        'unreadable',
        `Nothing more is written to ${this.#path}: an earlier step of this ingest failed. Run the ingest again.`,
      );
    }
    try {
      for (const segment of step.segments) this.#insertSegment(segment);
      for (const reject of step.rejects) this.#insertReject(reject);
      for (const source of step.completed) this.#insertSource(source);
      this.#changes++;
      if (step.pending.length === 0) this.#commit();
    } catch (error) {
      this.#failed = true;
      throw fromSqlite(error, this.#path);
    }
    for (const claim of claims) this.release(claim);
  }

  #commit(): void {
    this.#database.exec('COMMIT; BEGIN IMMEDIATE');
    if (this.#currentVersion() !== this.#dataVersion) {
      throw new StoreError(
        'locked',
        `Another process has written to ${this.#path} during this ingest. What is committed is complete; run the ingest again to add the rest.`,
      );
    }
  }

  #currentVersion(): unknown {
    return this.#database.pragma('data_version', { simple: true });
  }

  #insertSegment(segment: SealedSegment): void {
    const id = (this.#segments.at(-1)?.id ?? 0) + 1;
    const { events, minTime, maxTime, minEventTime, maxEventTime } = segment;
    const statements = this.#statements;
    statements.addSegment.run(id, events, minTime, maxTime, minEventTime, maxEventTime, segment.recordBytes);
    for (const part of ['times', 'origins', 'identities', 'locations'] as const) {
      statements.addPart.run(id, part, segment[part]);
    }
    for (const [block, records] of segment.blocks.entries()) statements.addBlock.run(id, block, records);
    for (const chunk of segment.chunks) {
      const { encoding, present, strings, numbers, booleans, min, max, values, codes } = chunk;
      const field = this.#catalog.add(chunk);
      statements.addChunk.run(id, field, encoding, present, strings, numbers, booleans, min, max, values, codes);
    }
    this.#segments.push({ id, events, minEventTime, maxEventTime });
  }

  #insertReject({ source, ordinal, offset, length, reason, bytes }: Reject): void {
    this.#statements.addReject.run(source, ordinal, offset, length, reason, frame(bytes));
  }

  #insertSource(source: SourceOutcome): void {
    const { id, uri, size, modified, etag, sha256, container, status, message } = source;
    const { records, events, duplicates, conflicts, rejects } = source;
    const facts = [id, uri, size, modified, etag, sha256, container, status, message] as const;
    this.#statements.addSource.run(...facts, records, events, duplicates, conflicts, rejects, this.#now());
  }

  /** Undoes everything since the last commit and drops all claims. */
  rollback(): void {
    // SQLite itself undoes a transaction after some errors.
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    this.#database.exec('BEGIN IMMEDIATE');
    this.#failed = false;
    this.#claims.clear();
    this.#catalog = new CatalogWriter(this.#database);
    this.#segments = this.#statements.segments.all();
    this.#changes++;
  }

  /** Closes the store. What is not committed is undone. The file is left as a single file unless someone is reading it. */
  close(): void {
    if (!this.#database.open) return;
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    this.#database.pragma('busy_timeout = 0');
    try {
      this.#database.pragma('journal_mode = DELETE');
    } catch (error) {
      // Readers are connected: the write-ahead log stays beside the file, which is as good.
      if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) throw error;
    } finally {
      this.#database.close();
    }
  }
}

type SourceValues = [
  ...[number, string, number, number | null, string | null, string | null, string, string, string],
  ...[number, number, number, number, number, number],
];

function prepare(database: Database) {
  return {
    segments: database.prepare<[], SegmentTimes>(
      `SELECT id, events, min_event_time AS minEventTime, max_event_time AS maxEventTime FROM segment ORDER BY id`,
    ),
    identities: database
      .prepare<[number], Uint8Array>(`SELECT data FROM segment_part WHERE segment = ? AND part = 'identities'`)
      .pluck(),
    lastSource: database.prepare<[], number>('SELECT max(id) FROM source').pluck(),
    findSource: database.prepare<[string], SourceRow>('SELECT * FROM source WHERE uri = ? ORDER BY id DESC LIMIT 1'),
    addSegment: database.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?)'),
    addPart: database.prepare<[number, string, Uint8Array]>('INSERT INTO segment_part VALUES (?, ?, ?)'),
    addBlock: database.prepare<[number, number, Uint8Array]>('INSERT INTO record_block VALUES (?, ?, ?)'),
    addChunk: database.prepare('INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addReject: database.prepare('INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?)'),
    addSource: database.prepare<SourceValues>(
      'INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}
