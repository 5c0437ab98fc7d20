/** The writing side of a store: owns the only connection that writes, and decides what becomes visible when. */

import type { Database } from 'better-sqlite3';
import { CatalogWriter } from './catalog.ts';
import { insertRow, TableChecksum } from './checksums.ts';
import { fromSqlite, StoreError } from './errors.ts';
import { type Claim, ClaimedBatch, type Identities } from './identities.ts';
import { encodeManifest, PARTS } from './manifest.ts';
import { keptObjectRow, objectMetadataRow, publicKeyRow } from './proof-rows.ts';
import { rejectRow } from './reject-row.ts';
import { decodeIdentities } from './row-parts.ts';
import { LOCK_WAIT, openForWriting } from './schema.ts';
import {
  type BlockRow,
  type ChunkRow,
  type PartRow,
  readSegments,
  type Segment,
  type SegmentRow,
  SegmentRows,
  segmentOfRow,
} from './segment.ts';
import { leaveOneFile } from './single-file.ts';
import { LATEST_SOURCE, type SourceRow, sourceRow, storedSource } from './source-row.ts';
import type { PublicKey, SealedChunk, SealedSegment, SourceOutcome, StoredSource, WriteStep } from './types.ts';

interface WriterOptions {
  /** The clock for `ingestedAt`, epoch milliseconds. */
  readonly now?: () => number;
  /** How long `open` waits for another writer, and `close` for readers, in milliseconds; 5 seconds when left out. */
  readonly lockWait?: number;
}

export class StoreWriter {
  readonly #path: string;
  readonly #database: Database;
  readonly #now: () => number;
  readonly #lockWait: number;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #claims = new Map<number, ClaimedBatch>();
  #catalog: CatalogWriter;
  #rows: SegmentRows;
  #segments: Segment[];
  #segmentTable: TableChecksum;
  #sourceTable: TableChecksum;
  #nextSource: number;
  #nextClaim = 1;
  #dataVersion: unknown;
  #changes = 0;
  /** Why a step or a rollback has failed: what it left of the transaction must not be committed. */
  #failure: unknown;

  private constructor(path: string, database: Database, options: WriterOptions) {
    this.#path = path;
    this.#database = database;
    this.#now = options.now ?? Date.now;
    this.#lockWait = options.lockWait ?? LOCK_WAIT;
    this.#statements = prepare(database);
    this.#catalog = new CatalogWriter(database);
    this.#rows = new SegmentRows(database);
    this.#segments = readSegments(database);
    this.#segmentTable = new TableChecksum(database, 'segment');
    this.#sourceTable = new TableChecksum(database, 'source');
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
    const row = this.#guarded(() => this.#statements.findSource.get(uri));
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
      const { contents, keys } = this.#guarded(() => this.#identitiesOf(segment));
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

  #identitiesOf(segment: Segment) {
    const raw = this.#rows.part(segment, 'identities');
    return decodeIdentities(raw, segment.events, `identities of segment ${segment.id}`);
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
    if (this.#failure !== undefined) {
      throw new StoreError(
        'unreadable',
        `Nothing more is written to ${this.#path}: an earlier step of this ingest failed. Run the ingest again.`,
      );
    }
    try {
      for (const segment of step.segments) this.#insertSegment(segment);
      for (const reject of step.rejects) this.#statements.addReject.run(...rejectRow(reject));
      for (const object of step.kept) this.#statements.keepObject.run(...keptObjectRow(object));
      for (const source of step.completed) this.#insertSource(source);
      this.#saveChecksums();
      this.#changes++;
      if (step.pending.length === 0) this.#commit();
    } catch (error) {
      this.#failure = fromSqlite(error, this.#path);
      throw this.#failure;
    }
    for (const claim of claims) this.release(claim);
  }

  /** Whether the stored bytes of a source are kept. */
  keepsObject(source: number): boolean {
    return this.#guarded(() => this.#statements.keptObject.get(source)) !== undefined;
  }

  /**
   * Keeps the user metadata of an object, in place of what is there; it is committed with the next step.
   * @throws StoreError
   */
  keepMetadata(uri: string, metadata: ReadonlyMap<string, string>): void {
    this.#guarded(() => this.#statements.keepMetadata.run(...objectMetadataRow(uri, metadata)));
  }

  /**
   * Keeps a public key of CloudTrail, in place of the one with its Region and fingerprint; it is committed with the next step.
   * @throws StoreError
   */
  keepPublicKey(key: PublicKey): void {
    this.#guarded(() => this.#statements.keepPublicKey.run(...publicKeyRow(key)));
  }

  #commit(): void {
    this.#database.exec('COMMIT; BEGIN IMMEDIATE');
    const version = this.#currentVersion();
    if (version === this.#dataVersion) return;
    // Lookup tables and saved queries may change between two steps.
    if (![this.#catalog, this.#segmentTable, this.#sourceTable].every((table) => table.isStored())) {
      throw new StoreError(
        'locked',
        `Another process has written to ${this.#path} during this ingest. What is committed is complete; run the ingest again to add the rest.`,
      );
    }
    this.#dataVersion = version;
  }

  #currentVersion(): unknown {
    return this.#database.pragma('data_version', { simple: true });
  }

  #insertSegment(sealed: SealedSegment): void {
    const id = (this.#segments.at(-1)?.id ?? 0) + 1;
    const statements = this.#statements;
    const parts = PARTS.map((part) => insertRow(statements.addPart, [id, part, sealed[part]] satisfies PartRow));
    const blocks = sealed.blocks.map((records, block) =>
      insertRow(statements.addBlock, [id, block, records] satisfies BlockRow),
    );
    const chunks = sealed.chunks.map((chunk) => this.#insertChunk(id, chunk)).sort((a, b) => a.field - b.field);
    const manifest = encodeManifest({
      parts: Uint32Array.from(parts),
      blocks: Uint32Array.from(blocks),
      fields: Uint32Array.from(chunks, ({ field }) => field),
      chunks: Uint32Array.from(chunks, ({ checksum }) => checksum),
    });
    const { events, minTime, maxTime, minEventTime, maxEventTime, recordBytes } = sealed;
    const checksum = insertRow(statements.addPart, [id, 'manifest', manifest] satisfies PartRow);
    const row: SegmentRow = [id, events, minTime, maxTime, minEventTime, maxEventTime, recordBytes, checksum];
    this.#segmentTable.add(insertRow(statements.addSegment, row));
    this.#segments.push(segmentOfRow(row));
  }

  #insertChunk(segment: number, chunk: SealedChunk): { field: number; checksum: number } {
    const { encoding, present, strings, numbers, booleans, min, max, values, codes } = chunk;
    const field = this.#catalog.add(chunk);
    const counts = [present, strings, numbers, booleans] as const;
    const row: ChunkRow = [segment, field, encoding, ...counts, min, max, values, codes];
    return { field, checksum: insertRow(this.#statements.addChunk, row) };
  }

  #insertSource(source: SourceOutcome): void {
    this.#sourceTable.add(insertRow(this.#statements.addSource, sourceRow(source, this.#now())));
  }

  #saveChecksums(): void {
    this.#catalog.saveChecksum();
    this.#segmentTable.save();
    this.#sourceTable.save();
  }

  /**
   * Undoes everything since the last commit and drops all claims.
   * @throws StoreError, of the step that has failed if there is one; then the only way on is `close`
   */
  rollback(): void {
    try {
      this.#startAgain();
    } catch (error) {
      this.#failure ??= fromSqlite(error, this.#path);
      throw this.#failure;
    }
    this.#failure = undefined;
    this.#changes++;
  }

  #startAgain(): void {
    // SQLite itself undoes a transaction after some errors.
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    this.#database.exec('BEGIN IMMEDIATE');
    this.#claims.clear();
    this.#catalog = new CatalogWriter(this.#database);
    // A segment that is gone may come again with other rows.
    this.#rows = new SegmentRows(this.#database);
    this.#segments = readSegments(this.#database);
    this.#segmentTable = new TableChecksum(this.#database, 'segment');
    this.#sourceTable = new TableChecksum(this.#database, 'source');
  }

  /**
   * Closes the store. What is not committed is undone. Waits for readers, so that a single file is left.
   * @returns false when a reader stays that needs the write-ahead log: the file is only whole with the `-wal` file beside it,
   *   until the next writer closes.
   * @throws StoreError when nothing has failed before; everything committed is kept
   */
  close(): boolean {
    if (!this.#database.open) return true;
    try {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      return leaveOneFile(this.#database, this.#lockWait);
    } catch (error) {
      // The first error has been thrown, and is the one to tell.
      if (this.#failure === undefined) throw fromSqlite(error, this.#path);
      return false;
    } finally {
      this.#database.close();
    }
  }

  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw fromSqlite(error, this.#path);
    }
  }
}

function prepare(database: Database) {
  return {
    lastSource: database.prepare<[], number>('SELECT max(id) FROM source').pluck(),
    findSource: database.prepare<[string], SourceRow>(LATEST_SOURCE).raw(),
    addSegment: database.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    addPart: database.prepare('INSERT INTO segment_part VALUES (?, ?, ?)'),
    addBlock: database.prepare('INSERT INTO record_block VALUES (?, ?, ?)'),
    addChunk: database.prepare('INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addReject: database.prepare('INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?, ?)'),
    addSource: database.prepare('INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    keepObject: database.prepare('INSERT INTO kept_object VALUES (?, ?, ?)'),
    keptObject: database.prepare<[number], number>('SELECT source FROM kept_object WHERE source = ?').pluck(),
    keepMetadata: database.prepare('INSERT OR REPLACE INTO object_metadata VALUES (?, ?, ?)'),
    keepPublicKey: database.prepare('INSERT OR REPLACE INTO public_key VALUES (?, ?, ?, ?, ?, ?)'),
  };
}
