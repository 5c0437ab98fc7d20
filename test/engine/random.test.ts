/** Random queries: the same rows with pushdown, without it, and from a plain walk over the plan. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomQuery } from './query-generator.ts';
import { randomEvents, randomTables } from './query-generator-events.ts';
import { outcomeOf, walkedRows, withWorld } from './query-generator-store.ts';
import { SEED, timeOf } from './support.ts';

const RUNS = 50;

const time = fc.integer({ min: timeOf('09:00:00.000'), max: timeOf('13:00:00.000') }).map((t) => t - (t % 30_000));
const range = fc.oneof(
  fc.constant({ start: undefined, end: undefined }),
  fc.tuple(time, time).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) })),
  time.map((start) => ({ start, end: undefined })),
  time.map((end) => ({ start: undefined, end })),
);
const queries = fc.array(randomQuery, { minLength: 6, maxLength: 10 });

it('well-typed queries give the same rows in each way of running them', () => {
  fc.assert(
    fc.property(randomEvents, randomTables, queries, range, (events, tables, texts, bounds) => {
      const world = { events, tables };
      const options = { ...bounds, now: timeOf('14:00:00.000') };
      withWorld(world, (store) => {
        for (const query of texts) {
          const pushed = outcomeOf(store, query, { ...options, pushdown: true });
          expect(complaints(pushed), query).toEqual([]);
          expect(outcomeOf(store, query, { ...options, pushdown: false }), query).toEqual(pushed);
          if ('refused' in pushed || !isWalkable(query)) continue;
          const pointer = pushed.columns.lastIndexOf('@ptr');
          const rows = pushed.rows.map((row) => row.filter((_, column) => column !== pointer));
          const walked = walkedRows(store, world, query, options);
          expect(rows.length, query).toBe(walked.length);
          for (const [index, row] of rows.entries()) expect(alike(row, walked[index] ?? []), query).toEqual(row);
        }
      });
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

/** Why a query was refused; SOURCE and the query may have ranges that do not meet. */
function complaints(outcome: ReturnType<typeof outcomeOf>): readonly string[] {
  const codes = 'refused' in outcome ? outcome.refused.map(({ code }) => code) : [];
  return codes.filter((code) => code !== 'time-range');
}

/** The walk does not know JSON booleans from numbers, so it cannot tell what the words true and false select. */
function isWalkable(query: string): boolean {
  return !query.includes('"true"');
}

type Cells = readonly (string | null)[];

/** The walked row with the cells of the other one where they are the same number but for rounding: sums depend on the order of rows. */
function alike(row: Cells, walked: Cells): Cells {
  return walked.map((cell, column) => {
    const other = row[column] ?? null;
    if (cell === null || other === null) return cell;
    const [x, y] = [Number(cell), Number(other)];
    return Math.abs(x - y) <= 1e-9 * Math.abs(x) ? other : cell;
  });
}
