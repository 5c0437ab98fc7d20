/** What a query gives: typed columns, cell texts as the service prints them, and the counts of the scan. */
import type { PeriodUnit } from '../parser/ast.ts';
import type { Diagnostic } from '../parser/diagnostics.ts';
import type { ValueType } from './functions/definition.ts';

export interface ResultColumn {
  readonly name: string;
  readonly type: ValueType;
  /** `field` of event rows, group `key` or `aggregate` of stats rows, or the record pointer `@ptr`. */
  readonly role: 'field' | 'key' | 'aggregate' | 'pointer';
  /** The period of a `bin` key: such a column is a time axis. */
  readonly bin?: { readonly count: number; readonly unit: PeriodUnit };
}

export interface QueryStatistics {
  /** Events that passed the filters, before limit and dedup. */
  readonly recordsMatched: number;
  /** Events in the time range. */
  readonly recordsScanned: number;
  /** Record bytes of the events in the time range. */
  readonly bytesScanned: number;
  readonly resultCount: number;
  readonly elapsedMs: number;
}

/** A cell is its text, or `undefined` where the value is missing (which is not the empty text). */
export type CellText = string | undefined;

export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly CellText[])[];
  readonly statistics: QueryStatistics;
  /** Portability warnings and notes; a query with errors gives no table. */
  readonly diagnostics: readonly Diagnostic[];
}
