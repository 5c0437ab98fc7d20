/** Queries over a store: the engine's front door. */
import type { Diagnostic } from '../parser/diagnostics.ts';
import type { EventStore } from '../store/event-store.ts';
import type { ScanStatistics } from '../store/types.ts';
import { cellFormatter } from './cells.ts';
import type { CompiledPipeline } from './compile/compiled.ts';
import { compileSqlite } from './compile/sqlite.ts';
import { createLookup } from './lookups.ts';
import type { Plan } from './plan.ts';
import { prepare } from './prepare.ts';
import { QueryError } from './query-error.ts';
import { checkOptions, type QueryOptions } from './query-options.ts';
import type { CellText, ResultColumn, ResultTable } from './result.ts';
import { type CompiledPlan, cellReader, type Execution, execute } from './run.ts';
import type { ScanSharing } from './scan/run-scan.ts';

/** A pipeline as `explain` shows it. */
export interface ExplainedPipeline {
  /** One statement for each step; the rows of all but the last go through an operator. */
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** What the scan is asked for, and the fields fetched only for the rows of the result. */
  readonly scan: {
    /** The stages that the scan does; SQL does the others. */
    readonly stages: readonly string[];
    /** The fields that SQL reads. */
    readonly fields: readonly string[];
    readonly start: number | undefined;
    readonly end: number | undefined;
    readonly fetchedLate: readonly string[];
  };
}

/** The stages of a query as `explain` shows them; each is plain data that prints as JSON, SQL is text. */
export interface Explanation extends ExplainedPipeline {
  readonly ast: unknown;
  readonly plan: unknown;
  /** The queries in parentheses and the windows compared with, which run first. */
  readonly subqueries: readonly ExplainedPipeline[];
}

/** Time spent per stage (ms) and what the scan read. */
export interface Profile {
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
  readonly scan: Readonly<ScanStatistics>;
  /** Threads that scanned at the same time. */
  readonly workers: number;
}

/**
 * Runs a query.
 * @param pool threads that may help to scan the store; undefined to do all in this one
 * @throws QueryError when the query has errors.
 */
export function runQuery(store: EventStore, text: string, options: QueryOptions = {}, pool?: ScanSharing): ResultTable {
  return profileQuery(store, text, options, pool).table;
}

/**
 * Runs a query and reports where the time went.
 * @throws QueryError when the query has errors.
 */
export function profileQuery(
  store: EventStore,
  text: string,
  options: QueryOptions = {},
  pool?: ScanSharing,
): { table: ResultTable; profile: Profile } {
  checkOptions(options);
  return store.atOneMoment(() => profiled(store, text, options, pool));
}

function profiled(
  store: EventStore,
  text: string,
  options: QueryOptions,
  pool: ScanSharing | undefined,
): { table: ResultTable; profile: Profile } {
  const watch = new StopWatch();
  const { plan, diagnostics } = watch.time('parse and analyze', () => planOf(text, store, options));
  const compiled = watch.time('compile', () => compilePlan(plan, options, store));
  const extent = store.extent(compiled.main.range.start, compiled.main.range.end);
  const result = plan.estimate ? estimated(extent.bytes) : executed(store, compiled, text, watch, pool);
  const table: ResultTable = {
    columns: result.columns,
    rows: result.rows,
    statistics: {
      recordsMatched: result.matched ?? extent.events,
      recordsScanned: extent.events,
      bytesScanned: extent.bytes,
      resultCount: result.rows.length,
      elapsedMs: watch.elapsed(),
    },
    diagnostics,
  };
  return { table, profile: { stages: watch.stages, scan: result.scan, workers: pool?.takeWorkers() ?? 1 } };
}

/**
 * Shows what becomes of a query without running it.
 * @throws QueryError when the query has errors.
 */
export function explainQuery(store: EventStore | undefined, text: string, options: QueryOptions = {}): Explanation {
  const { ast, plan } = planOf(text, store, options);
  const { main, subqueries } = compilePlan(plan, options, store);
  return { ast, plan, ...explained(main), subqueries: subqueries.map(explained) };
}

function explained({ steps, sql, parameters, scan, scanPlan, output }: CompiledPipeline): ExplainedPipeline {
  const statements = [
    ...steps.map((step) => `${step.sql}\n-- ${step.operator.spec.name} makes "${step.table}" of these rows`),
    sql,
  ];
  return {
    sql: statements.join('\n\n'),
    parameters,
    scan: {
      stages: scanPlan?.taken.map(({ op }) => op) ?? [],
      fields: scan.columns.flatMap(({ column }) => (column.kind === 'field' ? [column.path] : [])),
      start: scan.start,
      end: scan.end,
      fetchedLate: output.flatMap(({ from }) => (from.kind === 'event' ? [from.path] : [])),
    },
  };
}

/** All that can be said about a query without running it. With a store, also notes about fields that no event has. */
export function checkQuery(text: string, store?: EventStore): readonly Diagnostic[] {
  return prepare(text, store).diagnostics;
}

/** @throws QueryError when the query has errors. */
export function planOf(
  text: string,
  store: EventStore | undefined,
  { now = Date.now(), start, end }: QueryOptions,
): { ast: unknown; plan: Plan; diagnostics: readonly Diagnostic[] } {
  const { query, plan, diagnostics } = prepare(text, store, { now, start, end });
  if (!plan) throw new QueryError(diagnostics);
  return { ast: query, plan, diagnostics };
}

/** Without a store, lookup tables are empty. */
export function compilePlan(plan: Plan, options: QueryOptions, store: EventStore | undefined): CompiledPlan {
  const { start, end, now = Date.now(), pushdown = true } = options;
  const range = store?.timeRange();
  const context = { now, start: start ?? range?.min ?? 0, end: end ?? range?.max ?? now };
  const settings = { context, start, end, pushdown };
  return {
    main: compileSqlite(plan, settings),
    subqueries: plan.subqueries.map((pipeline) => compileSqlite(pipeline, settings)),
    lookups: plan.lookups.map((lookup) => {
      const { table: name } = lookup;
      return createLookup(lookup, store?.lookupTable(name) ?? { name, columns: [], rows: [] });
    }),
  };
}

interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly CellText[])[];
  readonly matched: number | undefined;
  readonly scan: ScanStatistics;
}

function executed(
  store: EventStore,
  compiled: CompiledPlan,
  text: string,
  watch: StopWatch,
  pool: ScanSharing | undefined,
): Result {
  const { main } = compiled;
  const { scan, rows, matched } = watch.time('run', () => execute(store, compiled, text, pool));
  return {
    columns: main.output.map(({ column: { name, role, bin, expression } }) => ({
      name,
      type: expression.type,
      role,
      ...(bin && { bin }),
    })),
    rows: watch.time('cells', () => cellsOf(store, main, rows)),
    matched,
    scan,
  };
}

/** The result of `estimate`: the bytes of the records in the time range. */
function estimated(bytes: number): Result {
  return {
    columns: [{ name: '@estimatedBytes', type: 'number', role: 'aggregate' }],
    rows: [[String(bytes)]],
    matched: undefined,
    scan: { events: 0, bytes: 0, segments: 0, segmentsSkipped: 0 },
  };
}

function cellsOf(store: EventStore, pipeline: CompiledPipeline, rows: Execution['rows']): CellText[][] {
  const read = cellReader(store, pipeline);
  const columns = pipeline.output.map((output) => ({ output, format: cellFormatter(output.column.expression) }));
  return rows.map((row) => columns.map(({ output, format }) => format(read(row, output))));
}

class StopWatch {
  readonly stages: { stage: string; ms: number }[] = [];
  readonly #start = performance.now();

  time<Result>(stage: string, work: () => Result): Result {
    const start = performance.now();
    const result = work();
    this.stages.push({ stage, ms: performance.now() - start });
    return result;
  }

  /** To the microsecond. */
  elapsed(): number {
    return Math.round((performance.now() - this.#start) * 1000) / 1000;
  }
}
