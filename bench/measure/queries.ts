/** Queries through the libraries, in this process, over opened databases: each one in TrailQL and then in DuckDB. */
import type { Trail } from '../../src/index.ts';
import type { Cell, DuckDb } from '../peers/duckdb.ts';
import { PEER_QUERIES, type PeerQuery, statementOf } from '../peers/queries.ts';
import { type BenchQuery, withNeedle } from '../queries.ts';
import { cutByLimit, differenceOf } from './same-rows.ts';
import { median } from './statistics.ts';

export interface Timing {
  /** Milliseconds of the first run, with columns not read yet, and of those after it. */
  readonly firstMs: number;
  readonly runsMs: readonly number[];
  readonly medianMs: number;
}

export interface QueryFigures extends BenchQuery {
  /** Missing when the query failed. */
  readonly trailql?: Timing & { readonly rows: number; readonly recordsMatched: number };
  /** Missing when DuckDB is not installed or refuses the statement. */
  readonly duckdb?: Timing & { readonly sql: string };
  /** A query that failed, or whose rows differ: the figures of such a query mean nothing. */
  readonly problem?: string;
}

/** A query that takes long is run less often, but three times at least. */
const LONG_MS = 1000;
const FEWEST_RUNS = 3;

export async function measureQueries(
  trail: Trail,
  peer: DuckDb | undefined,
  queries: readonly BenchQuery[],
  runs: number,
): Promise<QueryFigures[]> {
  const needle = await oldestEventId(trail);
  const figures: QueryFigures[] = [];
  for (const { name, text } of queries) {
    const query = { name, text: withNeedle(text, needle) };
    figures.push(await measureQuery(trail, peer, query, needle, runs));
  }
  return figures;
}

/** The needle that is found last: the one record that has it is the oldest. */
export async function oldestEventId(trail: Trail): Promise<string> {
  const { rows } = await trail.query('fields eventID | sort @timestamp asc | limit 1');
  return rows[0]?.['eventID'] ?? 'none';
}

async function measureQuery(
  trail: Trail,
  peer: DuckDb | undefined,
  query: BenchQuery,
  needle: string,
  runs: number,
): Promise<QueryFigures> {
  let figures: QueryFigures = query;
  try {
    const { timing, result } = await timed(() => trail.query(query.text), runs);
    const { recordsMatched } = result.statistics;
    figures = { ...figures, trailql: { ...timing, rows: result.rows.length, recordsMatched } };
    if (peer === undefined) return figures;

    const found = PEER_QUERIES.get(query.name);
    if (found === undefined) throw new Error('has no counterpart in DuckDB');
    const counterpart = { ...found, select: withNeedle(found.select, needle) };
    const sql = statementOf(counterpart);
    const other = await timed(() => peer.query(sql), runs);
    figures = { ...figures, duckdb: { ...other.timing, sql } };
    const columns = result.columns.filter((column) => column !== '@ptr');
    const ours = result.rows.map((row) => columns.map((column) => row[column] ?? null));
    const difference = await compare(peer, counterpart, ours, other.result);
    return difference === undefined ? figures : { ...figures, problem: difference };
  } catch (error) {
    return { ...figures, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function compare(
  peer: DuckDb,
  { select, order = [], limit }: PeerQuery,
  ours: readonly (readonly Cell[])[],
  { columns, rows }: { columns: readonly string[]; rows: readonly (readonly Cell[])[] },
): Promise<string | undefined> {
  const keys = order.map(({ column }) => columns.indexOf(column));
  const last = rows.at(-1);
  if (keys.length === 0 || last === undefined || !cutByLimit(rows.length, limit))
    return differenceOf({ ours, theirs: rows, keys, limit });
  const conditions = order.map(({ column }, index) => {
    const value = last[keys[index] ?? 0] ?? null;
    return value === null ? `${column} IS NULL` : `${column} = '${String(value).replaceAll("'", "''")}'`;
  });
  const { rows: lastTies } = await peer.query(`SELECT * FROM (${select}) WHERE ${conditions.join(' AND ')}`);
  return differenceOf({ ours, theirs: rows, keys, limit, lastTies });
}

async function timed<T>(work: () => Promise<T>, runs: number): Promise<{ timing: Timing; result: T }> {
  const once = async () => {
    const start = performance.now();
    const result = await work();
    return { ms: performance.now() - start, result };
  };
  const { ms: firstMs, result } = await once();
  const runsMs: number[] = [];
  for (let spent = 0; runsMs.length < runs && (spent < LONG_MS || runsMs.length < FEWEST_RUNS); ) {
    const { ms } = await once();
    runsMs.push(ms);
    spent += ms;
  }
  return { timing: { firstMs, runsMs, medianMs: median(runsMs) }, result };
}
