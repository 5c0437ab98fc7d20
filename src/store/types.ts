/**
 * What passes between the store and its users: ingest, which fills segments, and the engine, which scans them.
 * All times are epoch milliseconds, all sizes bytes.
 */

import type { SegmentView } from './segment-view.ts';

/** A scalar leaf as SQL sees it: text, number, boolean (`bigint` 1n/0n, so that SQLite stores INTEGER and not REAL) or missing. */
export type Cell = string | number | bigint | null;

// --- filling ---------------------------------------------------------------------------------------------------------

/** What an event carries besides its leaves. */
export interface EventMeta {
  /** `@timestamp`. */
  readonly timestamp: number;
  /** The event's own time (`eventTime`): two copies of one event have the same one, whatever their `@timestamp`. */
  readonly eventTime: number;
  /** Id of the source object, from `StoreWriter.reserveSource`. */
  readonly source: number;
  /** Position of the record in its source, from 0. */
  readonly ordinal: number;
  /** 16 bytes: equal exactly if two records have the same content. */
  readonly content: Uint8Array;
  /** 8 bytes: hash of eventID, recipientAccountId and eventCategory; all zero when the record has no eventID. */
  readonly key: Uint8Array;
  /** What its leaves tell of the text of its record; nothing (`opaque`) when left out. */
  readonly spelled?: Spelled;
}

/**
 * - `plain`, `spaced`: the record is a JSON object, without or with white space between its tokens; all of its texts are leaves of the event
 *   or have been given to the builder by other ways
 * - `opaque`: only the record itself tells what is in it
 */
export type Spelled = 'plain' | 'spaced' | 'opaque';

/** How a source object ended. */
export type SourceStatus =
  /** Every record is accounted for. */
  | 'complete'
  /** Something could not be read (`message` says what); what could be read is stored. */
  | 'damaged'
  /** Nothing could be read. */
  | 'failed'
  /** Recognised as something other than events (`container` says what) and not stored. */
  | 'other';

/** A source object with its final counts. `records = events + duplicates + rejects`. */
export interface SourceOutcome {
  readonly id: number;
  readonly uri: string;
  /** Size as stored (compressed), in bytes. */
  readonly size: number;
  /** Last modification, or null where the object has none (standard input). */
  readonly modified: number | null;
  readonly etag: string | null;
  /** Lower-case hex of the stored bytes; null when they could not be read to the end. */
  readonly sha256: string | null;
  /**
   * Lower-case hex of the bytes behind one layer of gzip, of the stored ones where there is none; null when they could not be read to
   * the end, or when the gzip is not exactly one member with nothing behind it.
   */
  readonly contentSha256: string | null;
  /** e.g. `cloudtrail`, `ndjson`, `array`, `event`, `cloudwatch-export`, `digest`, `unknown`. */
  readonly container: string;
  readonly status: SourceStatus;
  readonly message: string;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  /** Events stored although another event with the same key and other content is there. Contained in `events`. */
  readonly conflicts: number;
  readonly rejects: number;
}

export interface StoredSource extends SourceOutcome {
  readonly ingestedAt: number;
}

export interface Reject {
  readonly source: number;
  /** Position among the records of the source, from 0. */
  readonly ordinal: number;
  /** Byte offset and length in the decompressed source. */
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  /** The bytes themselves. */
  readonly bytes: Uint8Array;
}

/** An encoded segment, ready to be inserted: plain data that can be transferred between threads. */
export interface SealedSegment {
  readonly events: number;
  readonly minTime: number;
  readonly maxTime: number;
  readonly minEventTime: number;
  readonly maxEventTime: number;
  /** Bytes of the records, uncompressed. */
  readonly recordBytes: number;
  /** `@timestamp` of each row, newest first; ties by source, then ordinal. */
  readonly times: Uint8Array;
  /** Source id and ordinal of each row. */
  readonly origins: Uint8Array;
  /** Content hash (16) and key (8) of each row. */
  readonly identities: Uint8Array;
  /** Where each row's record lies in the blocks. */
  readonly locations: Uint8Array;
  /** What the chunks do not tell of the texts of the records. */
  readonly spelling: Uint8Array;
  readonly blocks: readonly Uint8Array[];
  readonly chunks: readonly SealedChunk[];
}

export interface SealedChunk {
  readonly path: string;
  /** See docs/format.md. */
  readonly encoding: string;
  /** Rows that have a value. */
  readonly present: number;
  readonly strings: number;
  readonly numbers: number;
  readonly booleans: number;
  /** Smallest and largest number, null when the chunk has none. */
  readonly min: number | null;
  readonly max: number | null;
  /** Up to three short values, for the field catalog. */
  readonly examples: readonly string[];
  readonly values: Uint8Array;
  readonly codes: Uint8Array;
}

/** The stored bytes of a source object. */
export interface KeptObject {
  readonly source: number;
  readonly bytes: Uint8Array;
}

/** A key of CloudTrail, as ListPublicKeys tells it. */
export interface PublicKey {
  readonly region: string;
  readonly fingerprint: string;
  /** Base64, as it was given. */
  readonly value: string;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
}

/** A step of an ingest. */
export interface WriteStep {
  readonly segments: readonly SealedSegment[];
  readonly rejects: readonly Reject[];
  /** Stored bytes of sources, to be kept as they are. */
  readonly kept: readonly KeptObject[];
  /** The sources that are complete with this step: they become visible together with all their segments. */
  readonly completed: readonly SourceOutcome[];
  /** Sources with rows in `segments` of this or earlier steps that are not complete yet: the transaction stays open for them. */
  readonly pending: readonly number[];
}

// --- reading ---------------------------------------------------------------------------------------------------------

/** A column of the `events` relation. */
export type EventColumn =
  /** A field path or a system field. */
  | { readonly kind: 'field'; readonly path: string }
  /** 0, 1, 2, … in the language's default order: newest first; ties by source, then position in the source. */
  | { readonly kind: 'position' }
  /** Locator of the row, for `EventStore.cell`. */
  | { readonly kind: 'row' }
  /** Computed of the other columns of a row by its reader. */
  | { readonly kind: 'computed'; readonly reads: (view: SegmentView) => (row: number) => Cell | Uint8Array };

/** What SQL reads as `events`: columns by the name SQL uses for them, within an inclusive time range. */
export interface ScanRequest {
  readonly columns: readonly { readonly name: string; readonly column: EventColumn }[];
  /** Inclusive bounds on `@timestamp`; left out means unbounded. */
  readonly start?: number;
  readonly end?: number;
  /** Chooses among the rows of a segment: those it returns, ascending, are read. All when left out. */
  readonly select?: (view: SegmentView) => ArrayLike<number>;
  /** Reads these rows in this order instead; their positions count from 0. */
  readonly places?: readonly { readonly view: SegmentView; readonly row: number }[];
}

/** Counted while SQL reads. */
export interface ScanStatistics {
  events: number;
  /** Record bytes of the events read. */
  bytes: number;
  segments: number;
  /** Segments that the time range excluded. */
  segmentsSkipped: number;
}

/** One path of the field catalog. */
export interface FieldInfo {
  readonly path: string;
  /** Events that have the field. */
  readonly events: number;
  readonly strings: number;
  readonly numbers: number;
  readonly booleans: number;
  readonly examples: readonly string[];
}

// --- lookup tables and saved queries -----------------------------------------------------------------------------------

/** A table that queries look values up in. All cells are texts. */
export interface LookupTable {
  /** Letters, digits and `_`. */
  readonly name: string;
  /** Names of the columns, none twice. */
  readonly columns: readonly string[];
  /** One cell per column. */
  readonly rows: readonly (readonly string[])[];
}

/** What is known of a lookup table without reading its cells. */
export interface LookupTableInfo {
  readonly name: string;
  readonly columns: readonly string[];
  /** Number of rows, the header not among them. */
  readonly rows: number;
  /** Bytes of the CSV it was made from. */
  readonly size: number;
  /** When it was stored, epoch milliseconds. */
  readonly modified: number;
}

export interface SavedQueryParameter {
  readonly name: string;
  /** As it is put into the text, quotes included; undefined when every call must give a value. */
  readonly defaultValue?: string | undefined;
  readonly description?: string | undefined;
}

export interface SavedQuery {
  /** `/` makes folders. */
  readonly name: string;
  /** With `{{parameter}}` where a value is to stand. */
  readonly text: string;
  readonly parameters: readonly SavedQueryParameter[];
}

export interface StoredQuery extends SavedQuery {
  /** When it was stored, epoch milliseconds. */
  readonly modified: number;
}
