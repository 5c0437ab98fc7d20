/** The public face of TrailQL: open a trail, ask it, check a query. */
import { existsSync } from 'node:fs';
import { checkQuery, runQuery } from './engine/query.ts';
import { QueryError } from './engine/query-error.ts';
import type { QueryOptions } from './engine/query-options.ts';
import type { SavedQuery, SavedQueryParameter } from './engine/resources.ts';
import type { QueryStatistics, ResultTable } from './engine/result.ts';
import { withLiteralDefaults } from './engine/saved-query-defaults.ts';
import { poolFor, type ScanPool } from './engine/scan/scan-pool.ts';
import { CsvError, type CsvTable, parseCsvTable } from './engine/values/csv.ts';
import { ExportError, type ExportErrorCode } from './export/errors.ts';
import type { ExportFormat, ExportOptions, ExportReport } from './export/export.ts';
import { appendLogEvents } from './ingest/events.ts';
import { checkLogEvents, type LogEvent } from './ingest/log-event.ts';
import type { Span } from './parser/ast.ts';
import type { Diagnostic, DiagnosticCode, Severity } from './parser/diagnostics.ts';
import { StoreError } from './store/errors.ts';
import { EventStore } from './store/event-store.ts';
import { Library } from './store/library.ts';
import { type Provenance, provenanceOf, rowsNamed } from './store/provenance.ts';
import type { FieldInfo, Reject, SourceStatus, StoredSource } from './store/types.ts';
import { StoreWriter } from './store/writer.ts';

export type {
  Diagnostic,
  DiagnosticCode,
  ExportErrorCode,
  ExportFormat,
  ExportOptions,
  ExportReport,
  FieldInfo,
  LogEvent,
  Provenance,
  QueryOptions,
  QueryStatistics,
  Reject,
  SavedQuery,
  SavedQueryParameter,
  Severity,
  SourceStatus,
  Span,
  StoredSource,
};
export { ExportError, QueryError, StoreError };

/** A row by column name. A missing value has no member; a cell is always text. */
export type ResultRow = Record<string, string>;

export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly ResultRow[];
  readonly statistics: QueryStatistics;
  /** Portability warnings and notes. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A body of evidence that can be asked. */
export interface Trail {
  /**
   * Runs a Logs Insights query. Rejects with
   * - QueryError when the query has errors; it carries all of them,
   * - TypeError or RangeError for options that are no times or no range.
   */
  query(text: string, options?: QueryOptions): Promise<QueryResult>;
  /** The paths of all discovered fields, sorted; with a prefix, those that start with it. */
  fields(prefix?: string): readonly FieldInfo[];
  /** The objects that the events were read from, in the order of ingest. */
  sources(): readonly StoredSource[];
  /** What could not be stored, of one source (by its id) or all; read as it is asked for. */
  rejects(source?: number): IterableIterator<Reject>;
  /** Where the events come from that have this eventID or `@ptr`; none when there is no such event. */
  provenance(event: string): readonly Provenance[];
  /** The bytes of a source (by its id) exactly as they were ingested; undefined when they were not kept. */
  object(source: number): Uint8Array | undefined;
  /**
   * Writes events to a file, or for `cloudtrail` to a folder, which is there as a whole or not at all. Rejects with
   * - ExportError when the export cannot be made,
   * - QueryError when its query has errors,
   * - TypeError or RangeError for options that are no times or no range.
   */
  export(path: string, options: ExportOptions): Promise<ExportReport>;
  close(): void;
}

export interface OpenOptions {
  /**
   * Threads that scan large databases side by side, the calling one among them; 0 and 1 leave all to that one. One per processor, at most
   * 8, when left out. Results do not depend on it. Threads start with the first query that is worth it and end with the trail.
   */
  readonly workers?: number | undefined;
}

/**
 * Opens a database that `trailql ingest` has written, for reading.
 * @throws StoreError when the file is missing, no TrailQL database, or of another version.
 * @throws RangeError when `workers` is no whole number from 0 to 64.
 */
export function openTrail(path: string, { workers }: OpenOptions = {}): Trail {
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 0 && workers <= 64)) {
    throw new RangeError(`The option workers must be a whole number from 0 to 64, not ${String(workers)}.`);
  }
  const store = EventStore.open(path);
  const worker = new URL('./scan-worker.js', import.meta.url);
  return trailOver(store, { pool: poolFor(store, existsSync(worker) ? worker : undefined, workers) });
}

/** What the queries of a trail in memory can name besides fields. */
export interface TrailResources {
  /** Lookup tables by name, as CSV text with a header row. */
  readonly lookupTables?: Readonly<Record<string, string>>;
  readonly savedQueries?: readonly SavedQuery[];
}

/**
 * A trail in memory, of log events as CloudWatch Logs would hold them. Messages that are JSON objects have fields.
 * @throws TypeError for an event whose timestamp is no number or whose message is no text.
 * @throws StoreError `invalid` for a lookup table or saved query that cannot be stored.
 */
export function trailFromEvents(events: readonly LogEvent[], resources: TrailResources = {}): Trail {
  checkLogEvents(events);
  const writer = StoreWriter.open(':memory:');
  appendLogEvents(writer, events);
  addResources(Library.over(writer), resources);
  return trailOver(EventStore.over(writer), { closed: () => writer.close() });
}

/** Everything that can be said about a query without events: errors, portability warnings and notes, in order of place. */
export function check(text: string): readonly Diagnostic[] {
  return checkQuery(text);
}

function addResources(library: Library, { lookupTables = {}, savedQueries = [] }: TrailResources): void {
  for (const [name, csv] of Object.entries(lookupTables)) {
    library.addLookupTable({ name, ...tableOf(name, csv) }, Buffer.byteLength(csv), { replace: false });
  }
  library.addSavedQueries(savedQueries.map(withLiteralDefaults), { replace: false });
}

function tableOf(name: string, csv: string): CsvTable {
  try {
    return parseCsvTable(csv);
  } catch (error) {
    if (error instanceof CsvError) throw new StoreError('invalid', `The lookup table ${name}: ${error.message}`);
    throw error;
  }
}

interface Surroundings {
  /** Threads that help to scan. */
  readonly pool?: ScanPool | undefined;
  /** Called when the trail has been closed. */
  readonly closed?: () => void;
}

function trailOver(store: EventStore, { pool, closed }: Surroundings): Trail {
  let open = true;
  const opened = (): EventStore => {
    if (!open) throw new Error('This trail is closed.');
    return store;
  };
  return {
    query: async (text, options) => resultOf(runQuery(opened(), text, options, pool)),
    fields: (prefix) => opened().fields(prefix),
    sources: () => opened().sources(),
    rejects: (source) => opened().rejects(source),
    provenance: (event) => provenanceOf(opened(), rowsNamed(opened(), event)),
    object: (source) => opened().keptObject(source),
    export: async (path, options) => {
      const from = opened();
      const { exportTo } = await import('./export/export.ts');
      return exportTo(from, path, options);
    },
    close: () => {
      if (!open) return;
      open = false;
      pool?.close();
      store.close();
      closed?.();
    },
  };
}

function resultOf({ columns, rows, statistics, diagnostics }: ResultTable): QueryResult {
  const names = columns.map((column) => column.name);
  return { columns: names, rows: rows.map((row) => rowOf(names, row)), statistics, diagnostics };
}

/** `defineProperty`, so that a column called `__proto__` is a member like any other. */
function rowOf(names: readonly string[], cells: ResultTable['rows'][number]): ResultRow {
  const row: ResultRow = {};
  for (const [index, name] of names.entries()) {
    const value = cells[index];
    if (value !== undefined)
      Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return row;
}
