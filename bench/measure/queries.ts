/** Queries through the library, in this process, over an opened database. */
import type { Trail } from '../../src/index.ts';
import { type BenchQuery, withNeedle } from '../queries.ts';
import { median } from './statistics.ts';

export interface QueryFigures extends BenchQuery {
  /** Milliseconds of the first run, with columns not read yet, and of those after it. */
  readonly firstMs: number;
  readonly runsMs: readonly number[];
  readonly medianMs: number;
  readonly rows: number;
  readonly recordsMatched: number;
  /** Why there are no figures. */
  readonly error?: string;
}

/** A query that takes long is run less often, but three times at least. */
const LONG_MS = 1000;
const FEWEST_RUNS = 3;

export async function measureQueries(
  trail: Trail,
  queries: readonly BenchQuery[],
  runs: number,
): Promise<QueryFigures[]> {
  const needle = await oldestEventId(trail);
  const figures: QueryFigures[] = [];
  for (const query of queries) figures.push(await measureQuery(trail, withNeedle(query, needle), runs));
  return figures;
}

async function measureQuery(trail: Trail, query: BenchQuery, runs: number): Promise<QueryFigures> {
  try {
    const first = await timed(trail, query.text);
    const runsMs: number[] = [];
    for (let spent = 0; runsMs.length < runs && (spent < LONG_MS || runsMs.length < FEWEST_RUNS); ) {
      const { ms } = await timed(trail, query.text);
      runsMs.push(ms);
      spent += ms;
    }
    const { recordsMatched } = first.statistics;
    return { ...query, firstMs: first.ms, runsMs, medianMs: median(runsMs), rows: first.rows, recordsMatched };
  } catch (error) {
    const nothing = { firstMs: 0, runsMs: [], medianMs: 0, rows: 0, recordsMatched: 0 };
    return { ...query, ...nothing, error: error instanceof Error ? error.message : String(error) };
  }
}

async function timed(trail: Trail, text: string) {
  const start = performance.now();
  const { rows, statistics } = await trail.query(text);
  return { ms: performance.now() - start, rows: rows.length, statistics };
}

/** The needle that is found last: the one record that has it is the oldest. */
async function oldestEventId(trail: Trail): Promise<string> {
  const { rows } = await trail.query('fields eventID | sort @timestamp asc | limit 1');
  return rows[0]?.['eventID'] ?? 'none';
}
