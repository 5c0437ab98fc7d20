/** Queries over a store: the engine's front door. */
import { SqliteError } from 'better-sqlite3';
import { type Diagnostic, type DiagnosticCode, diagnostic } from '../parser/diagnostics.ts';
import { type ParseResult, parse } from '../parser/parse.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Cell, ScanStatistics } from '../store/types.ts';
import type { FieldCatalog } from './analyze/analysis.ts';
import { analyze } from './analyze/analyze.ts';
import { cellFormatter } from './cells.ts';
import { type CompiledQuery, compileSqlite } from './compile/sqlite.ts';
import { registerFunctions } from './compile/sqlite-functions.ts';
import type { Plan } from './plan.ts';
import { QueryError } from './query-error.ts';
import { checkOptions, type QueryOptions } from './query-options.ts';
import type { CellText, ResultColumn, ResultTable } from './result.ts';

/** The stages of a query as `explain` shows them; each is plain data that prints as JSON, SQL is text. */
export interface Explanation {
  readonly ast: unknown;
  readonly plan: unknown;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** What the scan is asked for, and the fields fetched only for the rows of the result. */
  readonly scan: {
    readonly fields: readonly string[];
    readonly start: number | undefined;
    readonly end: number | undefined;
    readonly fetchedLate: readonly string[];
  };
}

/** Time spent per stage (ms) and what the scan read. */
export interface Profile {
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
  readonly scan: Readonly<ScanStatistics>;
}

/**
 * Runs a query.
 * @throws QueryError when the query has errors.
 */
export function runQuery(store: EventStore, text: string, options: QueryOptions = {}): ResultTable {
  return profileQuery(store, text, options).table;
}

/**
 * Runs a query and reports where the time went.
 * @throws QueryError when the query has errors.
 */
export function profileQuery(
  store: EventStore,
  text: string,
  options: QueryOptions = {},
): { table: ResultTable; profile: Profile } {
  checkOptions(options);
  const watch = new StopWatch();
  const { plan, diagnostics } = watch.time('parse and analyze', () => planOf(text, store));
  const compiled = watch.time('compile', () => compileFor(plan, options, store));
  const { scan, rows, matched } = watch.time('run', () => execute(store, compiled, text));
  const cells = watch.time('cells', () => cellsOf(store, compiled, rows));
  const extent = store.extent(options.start, options.end);
  const table: ResultTable = {
    columns: compiled.output.map(({ column }): ResultColumn => {
      const { name, role, bin, expression } = column;
      return { name, type: expression.type, role, ...(bin && { bin }) };
    }),
    rows: cells,
    statistics: {
      recordsMatched: matched ?? extent.events,
      recordsScanned: extent.events,
      bytesScanned: extent.bytes,
      resultCount: cells.length,
      elapsedMs: watch.elapsed(),
    },
    diagnostics,
  };
  return { table, profile: { stages: watch.stages, scan } };
}

/**
 * Shows what becomes of a query without running it.
 * @throws QueryError when the query has errors.
 */
export function explainQuery(store: EventStore | undefined, text: string, options: QueryOptions = {}): Explanation {
  const { ast, plan } = planOf(text, store);
  const { sql, parameters, scan, output } = compileFor(plan, options, store);
  return {
    ast,
    plan,
    sql,
    parameters,
    scan: {
      fields: scan.columns.flatMap(({ column }) => (column.kind === 'field' ? [column.path] : [])),
      start: scan.start,
      end: scan.end,
      fetchedLate: output.flatMap(({ from }) => (from.kind === 'event' ? [from.path] : [])),
    },
  };
}

/** All that can be said about a query without running it. With a store, also notes about fields that no event has. */
export function checkQuery(text: string, store?: EventStore): readonly Diagnostic[] {
  const parsed = parse(text);
  const analyzed = parsed.query ? analyze(parsed.query, store && catalogOf(store)).diagnostics : [];
  return together(parsed, analyzed);
}

function planOf(
  text: string,
  store: EventStore | undefined,
): { ast: unknown; plan: Plan; diagnostics: readonly Diagnostic[] } {
  const parsed = parse(text);
  const analyzed = parsed.query && analyze(parsed.query, store && catalogOf(store));
  const diagnostics = together(parsed, analyzed?.diagnostics ?? []);
  if (!analyzed?.plan || parsed.diagnostics.length > 0) throw new QueryError(diagnostics);
  return { ast: parsed.query, plan: analyzed.plan, diagnostics };
}

/** What depends on the names and the order of all commands before. */
const DEPENDS_ON_EARLIER: ReadonlySet<DiagnosticCode> = new Set([
  'unknown-name-after-stats',
  'redefined-name',
  'not-aggregated',
  'stage-order',
  'bin-out-of-scope',
  'sort-before-stats',
  'relisted-name',
  'unknown-field',
  'parent-field',
]);

/** All diagnostics in order of place. Where names are not known, nothing is said that depends on them. */
function together({ diagnostics, uncertain }: ParseResult, analyzed: readonly Diagnostic[]): Diagnostic[] {
  const sound = analyzed.filter(({ code, span }) => {
    const known = uncertain.every(({ start, end }) => span.start < start || span.start >= end);
    return known || !DEPENDS_ON_EARLIER.has(code);
  });
  return [...diagnostics, ...sound].sort((a, b) => a.span.start - b.span.start);
}

function catalogOf(store: EventStore): FieldCatalog {
  return {
    has: (path) => store.hasField(path),
    hasBooleans: (path) => store.fields(path).some((field) => field.path === path && field.booleans > 0),
    paths: () => store.fields().map((field) => field.path),
  };
}

function compileFor(plan: Plan, options: QueryOptions, store: EventStore | undefined): CompiledQuery {
  const { start, end, now = Date.now(), pushdown = true } = options;
  const range = store?.timeRange();
  const context = { now, start: start ?? range?.min ?? 0, end: end ?? range?.max ?? now };
  return compileSqlite(plan, { context, start, end, pushdown });
}

interface Execution {
  readonly scan: ScanStatistics;
  readonly rows: readonly (readonly Cell[])[];
  /** Undefined when nothing is filtered. */
  readonly matched: number | undefined;
}

function execute(store: EventStore, compiled: CompiledQuery, text: string): Execution {
  const { database } = store;
  const tally = registerFunctions(database);
  tally.count = 0;
  const scan = store.defineEvents(compiled.scan);
  const statement = prepare(
    () => database.prepare<[Readonly<Record<string, string | number>>], readonly Cell[]>(compiled.sql),
    text,
  );
  const rows = statement.raw().all(compiled.parameters);
  return { scan, rows, matched: compiled.talliesMatches ? tally.count : undefined };
}

/** SQLite's words for its own limits, on columns, terms and depth, that a query may reach. Its other errors are defects of ours. */
const LIMIT_WORDS = /too (?:many|large|big|complex)|overflow|maximum depth/i;

function prepare<Statement>(attempt: () => Statement, text: string): Statement {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof SqliteError) || !LIMIT_WORDS.test(error.message)) throw error;
    const span = { start: 0, end: text.length };
    const message = `Query cannot be compiled: it is too complex (${error.message})`;
    throw new QueryError([diagnostic('too-complex', span, message, 'Split it, or use fewer columns and terms.')]);
  }
}

function cellsOf(store: EventStore, { output, rowIndex }: CompiledQuery, rows: Execution['rows']): CellText[][] {
  const readers = output.map(({ column, from }) => {
    const format = cellFormatter(column.expression);
    return (row: readonly Cell[]): CellText => {
      if (from.kind === 'sql') return format(row[from.index] ?? null);
      return format(store.cell(Number(row[rowIndex]), from.path));
    };
  });
  return rows.map((row) => readers.map((read) => read(row)));
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
