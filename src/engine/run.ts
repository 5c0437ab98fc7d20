/** Running a compiled plan: its subqueries, then step by step the main pipeline. */
import { SqliteError } from 'better-sqlite3';
import { diagnostic } from '../parser/diagnostics.ts';
import { storedText } from '../store/checksums.ts';
import type { EventStore } from '../store/event-store.ts';
import { TooManyTexts } from '../store/field-values.ts';
import type { SegmentView } from '../store/segment-view.ts';
import type { Cell, ScanStatistics } from '../store/types.ts';
import { type CompiledColumn, type CompiledPipeline, type CompiledStep, GROUPS_TABLE } from './compile/compiled.ts';
import { registerFunctions } from './compile/sqlite-functions.ts';
import { type Runtime, runtimeOf } from './compile/sqlite-runtime.ts';
import type { RowValue, ValueType } from './functions/definition.ts';
import type { Lookup } from './lookups.ts';
import { OperatorLimit } from './operators/operator-limit.ts';
import { createOperator } from './operators/operators.ts';
import { QueryError } from './query-error.ts';
import type { ScanValue } from './scan/evaluate.ts';
import { ScanRun, type ScanSharing, scanHere } from './scan/run-scan.ts';
import type { ScanGrouping, ScanPlan } from './scan/scan-plan.ts';

export interface CompiledPlan {
  readonly main: CompiledPipeline;
  readonly subqueries: readonly CompiledPipeline[];
  readonly lookups: readonly Lookup[];
}

/** A value in a row of SQL. JSON booleans are integers there, which come as bigint. */
export type SqlCell = Cell | Uint8Array;

type SqlRow = readonly SqlCell[];

export interface Execution {
  readonly scan: ScanStatistics;
  readonly rows: readonly SqlRow[];
  /** Undefined when nothing is filtered. */
  readonly matched: number | undefined;
}

/**
 * Runs a plan and keeps all rows of the main pipeline.
 * @param text the query, for what is said when SQLite or an operator gives up
 * @param pool threads that may help; undefined to do all in this one
 * @param take is given the rows of the main pipeline one by one instead; they are not kept then
 * @throws QueryError `too-complex`
 */
export function execute(
  store: EventStore,
  plan: CompiledPlan,
  text: string,
  pool?: ScanSharing,
  take?: (row: SqlRow) => void,
): Execution {
  const { database } = store;
  registerFunctions(database);
  const runtime = runtimeOf(database);
  runtime.reset();
  runtime.lookups = [...plan.lookups];
  const refusing = <Result>(work: () => Result): Result => withoutLimits(work, text);
  for (const pipeline of plan.subqueries) {
    const { rows } = refusing(() => runPipeline(store, runtime, pipeline, { pool, tellsBooleans: true }));
    const read = valueReader(store, pipeline);
    runtime.subqueries.push(rows.map((row) => pipeline.output.map((column) => read(row, column))));
  }
  runtime.tally = 0;
  const { rows, scan, matched } = refusing(() => runPipeline(store, runtime, plan.main, { pool, take }));
  return { scan, rows, matched: matched ?? (plan.main.talliesMatches ? runtime.tally : undefined) };
}

interface Run {
  readonly rows: SqlRow[];
  readonly scan: ScanStatistics;
  /** Of the filters that the scan has done. */
  readonly matched: number | undefined;
}

interface PipelineOptions {
  readonly pool: ScanSharing | undefined;
  /** Whether JSON booleans come as bigint, for another pipeline to read; cells show them as numbers anyway. */
  readonly tellsBooleans?: boolean;
  readonly take?: ((row: SqlRow) => void) | undefined;
}

function runPipeline(
  store: EventStore,
  runtime: Runtime,
  pipeline: CompiledPipeline,
  { pool, tellsBooleans = false, take }: PipelineOptions,
): Run {
  const { scanPlan, plainGroups } = pipeline;
  if (scanPlan?.ending?.kind === 'group' && plainGroups && !take) {
    const { places, limit } = plainGroups;
    const { run, matched } = scanning(store, pipeline, scanPlan, pool);
    const { groups, statistics } = groupsOf(store, pipeline, scanPlan.ending, run);
    const rows = groups.slice(0, limit).map((group) => {
      return places.map((place) => asOfSql(group[place] ?? null, tellsBooleans));
    });
    return { rows, scan: statistics, matched: matched() };
  }
  const scanned = scanPlan ? scan(store, pipeline, scanPlan, pool) : { statistics: store.defineEvents(pipeline.scan) };
  for (const step of pipeline.steps) runStep(store, runtime, pipeline, step);
  runtime.elements = 0;
  const prepared = store.database.prepare<[CompiledPipeline['parameters']], SqlRow>(pipeline.sql);
  const statement = prepared.raw().safeIntegers(tellsBooleans);
  if (take) for (const row of statement.iterate(pipeline.parameters)) take(row);
  const rows = take ? [] : statement.all(pipeline.parameters);
  return { rows, scan: scanned.statistics, matched: scanned.matched?.() };
}

interface Scanned {
  readonly statistics: ScanStatistics;
  /** To be asked when SQL has read what it needs. */
  readonly matched?: () => number | undefined;
}

/** The scan's part of a pipeline, ready to be run. */
interface Scanning {
  readonly run: ScanRun;
  readonly isShared: boolean;
  readonly views: () => readonly SegmentView[];
  readonly matched: () => number | undefined;
}

function scanning(
  store: EventStore,
  { range: { start, end } }: CompiledPipeline,
  plan: ScanPlan,
  pool: ScanSharing | undefined,
): Scanning {
  const shared = pool?.sharing(plan, { start, end, ...store.extent(start, end) });
  const run = new ScanRun(plan, shared ?? scanHere);
  const views = (): readonly SegmentView[] => store.views(start, end);
  return { run, isShared: shared !== undefined, views, matched: () => run.matched(views) };
}

/** Does the scan's part, and makes the table that SQL goes on with. */
function scan(store: EventStore, pipeline: CompiledPipeline, plan: ScanPlan, pool: ScanSharing | undefined): Scanned {
  const { ending, filters } = plan;
  const { run, isShared, views, matched } = scanning(store, pipeline, plan, pool);
  const request = pipeline.scan;
  switch (ending?.kind) {
    case 'group': {
      const { groups, statistics } = groupsOf(store, pipeline, ending, run);
      store.database.table(GROUPS_TABLE, {
        columns: [...pipeline.groupColumns],
        *rows() {
          for (const [position, group] of groups.entries()) yield [...group, position];
        },
      });
      return { statistics, matched };
    }
    case 'top':
      return { statistics: store.defineEvents({ ...request, places: run.top(views(), ending) }), matched };
    case 'dedup': {
      const kept = run.distinct(views(), ending);
      return { statistics: store.defineEvents({ ...request, select: ({ id }) => kept.get(id) ?? [] }), matched };
    }
    case undefined: {
      // What is counted is selected in all segments, whatever SQL reads of them.
      if (isShared && run.counts) run.selectAll(views());
      const select = (view: SegmentView): Uint32Array => run.select(view);
      return { statistics: store.defineEvents({ ...request, ...(filters.length > 0 && { select }) }), matched };
    }
  }
}

/** The groups that the scan makes, in order of first appearance. */
function groupsOf(
  store: EventStore,
  { range: { start, end } }: CompiledPipeline,
  grouping: ScanGrouping,
  run: ScanRun,
): { readonly groups: readonly (readonly ScanValue[])[]; readonly statistics: ScanStatistics } {
  const views = store.views(start, end);
  const groups = run.groups(views, grouping, () => store.positions(start, end));
  const { events, bytes } = store.extent(start, end);
  const segmentsSkipped = store.segmentCount - views.length;
  return { groups, statistics: { events, bytes, segments: views.length, segmentsSkipped } };
}

/** A value as SQLite would give it back. */
function asOfSql(value: ScanValue, tellsBooleans: boolean): SqlCell {
  if (typeof value === 'string') return storedText(value);
  if (typeof value === 'bigint') return tellsBooleans ? value : Number(value);
  return Number.isNaN(value) ? null : value;
}

/** SQLite's limit on the columns of a table. */
const MAX_COLUMNS = 2000;

/** Feeds an operator with the rows of a SELECT, and makes a table of those that it gives. */
function runStep({ database }: EventStore, runtime: Runtime, pipeline: CompiledPipeline, step: CompiledStep): void {
  const { operator } = step;
  const statement = database.prepare<[CompiledPipeline['parameters']], SqlRow>(step.sql).raw().safeIntegers();
  const width = statement.columns().length - operator.inputs.length;
  const keeps = operator.rows !== 'new';
  const names = keeps ? statement.columns().slice(0, width) : [];
  const columns = names.length + step.columns.length;
  if (columns > MAX_COLUMNS)
    throw new OperatorLimit(`${operator.spec.name} would make more than ${MAX_COLUMNS} columns`);
  const subqueries = operator.subqueries.map((place) => runtime.subqueries[place] ?? []);
  const machine = createOperator(operator.spec, { ...pipeline.context, subqueries, columns: operator.columns.length });
  const kept: SqlRow[] = [];
  runtime.elements = 0;
  for (const row of statement.iterate(pipeline.parameters)) {
    // A SELECT without columns is `SELECT 1`.
    machine.add(operator.inputs.map(({ type }, index) => rowValue(row[width + index], type)));
    if (keeps) kept.push(row.slice(0, width));
  }
  const none: SqlRow = names.map(() => null);
  const made = [...machine.finish()].map(({ source, values }, position): SqlRow => {
    const before = source === undefined ? none : (kept[source] ?? none);
    return [...before, ...values, position];
  });
  database.table(step.table, {
    columns: [...names.map(({ name }) => name), ...step.columns],
    *rows() {
      yield* made;
    },
  });
}

/** Integers of SQL are JSON booleans where the type leaves it open, else counts and conditions. */
function rowValue(cell: SqlCell | undefined, type: ValueType): RowValue {
  if (typeof cell !== 'bigint') return cell ?? null;
  return type === 'any' || type === 'dynamic' ? cell : Number(cell);
}

/** Reads the value of an output column in a row, late columns from the event itself. */
export function cellReader(
  store: EventStore,
  { rowIndex }: Pick<CompiledPipeline, 'rowIndex'>,
): (row: SqlRow, column: CompiledColumn) => SqlCell {
  return (row, { from }) => {
    if (from.kind === 'sql') return row[from.index] ?? null;
    // Rows that an operator has added belong to no event.
    const locator = row[rowIndex] ?? null;
    return locator === null ? null : store.cell(Number(locator), from.path);
  };
}

function valueReader(store: EventStore, pipeline: CompiledPipeline): (row: SqlRow, column: CompiledColumn) => RowValue {
  const read = cellReader(store, pipeline);
  return (row, column) => rowValue(read(row, column), column.column.expression.type);
}

/** SQLite's words for its own limits, on columns, terms and depth, that a query may reach. Its other errors are defects of ours. */
const LIMIT_WORDS = /too (?:many|large|big|complex)|overflow|maximum depth/i;

function withoutLimits<Result>(work: () => Result, text: string): Result {
  try {
    return work();
  } catch (error) {
    const reason = limitOf(error);
    if (reason === undefined) throw error;
    const span = { start: 0, end: text.length };
    throw new QueryError([diagnostic('too-complex', span, `Query cannot be compiled: ${reason}`, HINT)]);
  }
}

const HINT = 'Split the query, narrow its time range, or use fewer columns and terms.';

function limitOf(error: unknown): string | undefined {
  if (error instanceof OperatorLimit || error instanceof TooManyTexts) return error.message;
  return error instanceof SqliteError && LIMIT_WORDS.test(error.message) ? limitInWords(error.message) : undefined;
}

/** Which of its limits SQLite means. */
const LIMITS: readonly (readonly [RegExp, string])[] = [
  [/too many columns/i, 'with more columns than can be run'],
  [/maximum depth|stack overflow/i, 'with expressions nested too deeply'],
  [/too many/i, 'with more terms than can be run'],
  [/too big/i, 'with a value larger than can be held'],
];

function limitInWords(message: string): string {
  const [, words] = LIMITS.find(([pattern]) => pattern.test(message)) ?? [];
  return words === undefined ? 'it is too complex' : `it is too complex, ${words}`;
}
