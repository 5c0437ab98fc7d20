/** Queries over a store: the engine's front door. */
import type { Diagnostic } from '../parser/diagnostics.ts';
import type { EventStore } from '../store/event-store.ts';
import type { ResultTable } from './result.ts';

export interface QueryOptions {
  /** Inclusive bounds of the time range, epoch milliseconds; left out means the whole store. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** What `now()` is, epoch milliseconds; the clock when left out. */
  readonly now?: number | undefined;
  /** `false` runs the whole query in SQL over unrestricted rows; the result is the same. */
  readonly pushdown?: boolean | undefined;
}

/** A query that cannot run. Its diagnostics hold at least one error. */
export class QueryError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.find((d) => d.severity === 'error')?.message ?? 'Query cannot be compiled');
    this.name = 'QueryError';
    this.diagnostics = diagnostics;
  }
}

/** The stages of a query as `explain` shows them; each is plain data that prints as JSON, SQL is text. */
export interface Explanation {
  readonly ast: unknown;
  readonly plan: unknown;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Columns and time range that the scan is asked for. */
  readonly scan: unknown;
}

/** Time spent per stage (ms) and what the scan read. */
export interface Profile {
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
  readonly scan: { readonly events: number; readonly bytes: number; readonly segments: number; readonly segmentsSkipped: number };
}

/**
 * Runs a query.
 * @throws QueryError when the query has errors.
 */
export declare function runQuery(store: EventStore, text: string, options?: QueryOptions): ResultTable;
/** Runs a query and reports where the time went. @throws QueryError */
export declare function profileQuery(store: EventStore, text: string, options?: QueryOptions): { table: ResultTable; profile: Profile };
/** @throws QueryError */
export declare function explainQuery(store: EventStore | undefined, text: string, options?: QueryOptions): Explanation;
/** All that can be said about a query without running it. With a store, also notes about fields that no event has. */
export declare function checkQuery(text: string, store?: EventStore): readonly Diagnostic[];
