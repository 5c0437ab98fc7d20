/** Stores in memory for random queries, and what a query gives in one. */
import { prepare } from '../../src/engine/prepare.ts';
import { runQuery } from '../../src/engine/query.ts';
import { QueryError } from '../../src/engine/query-error.ts';
import type { QueryOptions } from '../../src/engine/query-options.ts';
import type { LookupTable } from '../../src/engine/resources.ts';
import { appendLogEvents } from '../../src/ingest/events.ts';
import type { Diagnostic } from '../../src/parser/diagnostics.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { Library } from '../../src/store/library.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { messageOf } from '../conformance/files.ts';
import { SAVED_QUERIES } from './query-generator-events.ts';
import { walkedCells } from './reference.ts';
import { type CaseEvent, timeOf } from './support.ts';

export interface World {
  readonly events: readonly CaseEvent[];
  readonly tables: readonly LookupTable[];
}

/** Opens a store of events, lookup tables and saved queries for `work`, and closes it. */
export function withWorld<Result>({ events, tables }: World, work: (store: EventStore) => Result): Result {
  const writer = StoreWriter.open(':memory:');
  try {
    appendLogEvents(
      writer,
      events.map((event) => ({
        timestamp: timeOf(event.at),
        message: messageOf(event),
        ...(event.logGroup !== undefined && { logGroup: event.logGroup }),
      })),
    );
    const library = Library.over(writer);
    for (const table of tables) library.addLookupTable(table, 1000, { replace: false });
    library.addSavedQueries(SAVED_QUERIES, { replace: false });
    const store = EventStore.over(writer);
    try {
      return work(store);
    } finally {
      store.close();
    }
  } finally {
    writer.close();
  }
}

export type Outcome =
  | {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
      readonly matched: number;
    }
  | { readonly refused: readonly Diagnostic[] };

/** The result of a query, or why it is refused. */
export function outcomeOf(store: EventStore, query: string, options: QueryOptions): Outcome {
  try {
    const { columns, rows, statistics } = runQuery(store, query, options);
    return {
      columns: columns.map(({ name }) => name),
      rows: rows.map((row) => row.map((cell) => cell ?? null)),
      matched: statistics.recordsMatched,
    };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { refused: error.diagnostics.filter(({ severity }) => severity === 'error') };
  }
}

/** The rows of a sound query in the second executor, without the record pointer. */
export function walkedRows(
  store: EventStore,
  { events, tables }: World,
  query: string,
  { start, end, now }: { readonly start?: number | undefined; readonly end?: number | undefined; readonly now: number },
): (string | null)[][] {
  const { plan } = prepare(query, store);
  if (!plan) throw new Error(`not a sound query: ${query}`);
  const range = store.timeRange();
  const context = { start: start ?? range?.min ?? 0, end: end ?? range?.max ?? now, now };
  return walkedCells(plan, { events, tables, context });
}
