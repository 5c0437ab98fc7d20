/** What compiling gives: for each pipeline, what the scan does and the SQL that goes on from there. */
import type { ScanRequest } from '../../store/types.ts';
import type { QueryContext } from '../functions/definition.ts';
import type { OperatorNode, OutputColumn } from '../plan.ts';
import type { ScanPlan } from '../scan/scan-plan.ts';

/** One SELECT whose rows an operator takes; what it gives is the table that the next step reads. */
export interface CompiledStep {
  readonly sql: string;
  readonly operator: OperatorNode;
  /** The name of the table. */
  readonly table: string;
  /** SQL's names of the operator's columns, and of the position of the rows. */
  readonly columns: readonly string[];
}

export interface CompiledPipeline {
  readonly steps: readonly CompiledStep[];
  readonly sql: string;
  /** Values of the parameters `:p0`, `:p1`, … of all steps. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly scan: ScanRequest;
  /** What the scan does below SQL; undefined when SQL does all. */
  readonly scanPlan: ScanPlan | undefined;
  /** SQL's names of the keys and aggregates that the scan makes, and of the position of its groups. */
  readonly groupColumns: readonly string[];
  /** Set where all that SQL would do is to give the first groups as they are. */
  readonly plainGroups: PlainGroups | undefined;
  /** Inclusive bounds of the time range, epoch milliseconds; undefined means unbounded. */
  readonly range: { readonly start: number | undefined; readonly end: number | undefined };
  /** The same with the bounds of the store in place of missing ones. */
  readonly context: QueryContext;
  readonly output: readonly CompiledColumn[];
  /** Position in SQL's rows of the locator that late columns are fetched by. */
  readonly rowIndex: number;
  /** SQL counts the records matched through `ql_tally()`; otherwise all events in the time range match. */
  readonly talliesMatches: boolean;
}

export interface PlainGroups {
  /** For each column of the result the place of a key or aggregate. */
  readonly places: readonly number[];
  /** How many groups; undefined for all. */
  readonly limit: number | undefined;
}

export interface CompiledColumn {
  readonly column: OutputColumn;
  /** From SQL's row, or from the event itself once the row is known to be in the result. */
  readonly from: { readonly kind: 'sql'; readonly index: number } | { readonly kind: 'event'; readonly path: string };
}

export interface CompileOptions {
  readonly context: QueryContext;
  /** Inclusive bounds, epoch milliseconds; undefined means unbounded. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly pushdown: boolean;
}

/** The table of the groups that a scan has made: keys, aggregates, position. */
export const GROUPS_TABLE = 'groups';
