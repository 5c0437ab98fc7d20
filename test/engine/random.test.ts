/** Random queries: the same result with and without pushdown, and no failure but `QueryError`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, QueryError, type QueryOptions, type Trail } from '../../src/index.ts';
import { damagedQuery, randomEvents, randomQuery, wordSalad } from './query-generator.ts';
import { SEED, type Table, tableOf, timeOf, withTrail } from './support.ts';

type Outcome = Table | { readonly refused: readonly string[] };

async function outcome(trail: Trail, query: string, options: QueryOptions): Promise<Outcome> {
  try {
    return await tableOf(trail, query, options, true);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { refused: error.diagnostics.map(({ code }) => code) };
  }
}

const time = fc.option(
  fc.integer({ min: timeOf('09:00:00.000'), max: timeOf('13:00:00.000') }).map((t) => t - (t % 30_000)),
  { nil: undefined },
);

describe('well-typed queries', () => {
  it('run, and give identical rows with pushdown and without', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomEvents,
        fc.array(randomQuery, { minLength: 4, maxLength: 8 }),
        time,
        time,
        async (events, queries, bound, other) => {
          // A range that ends before it starts is refused.
          const ordered = bound === undefined || other === undefined || bound <= other;
          const [start, end] = ordered ? [bound, other] : [other, bound];
          await withTrail(events, async (trail) => {
            for (const query of queries) {
              const options = { start, end, now: timeOf('14:00:00.000') };
              const pushed = await outcome(trail, query, { ...options, pushdown: true });
              expect(pushed, query).not.toHaveProperty('refused');
              expect(await outcome(trail, query, { ...options, pushdown: false }), query).toEqual(pushed);
            }
          });
        },
      ),
      { numRuns: 60, seed: SEED },
    );
  });
});

describe('any text', () => {
  it.each([
    ['words of the language', wordSalad],
    ['damaged queries', damagedQuery],
    ['any characters', fc.string({ maxLength: 60, unit: 'binary' })],
  ])('%s run or are refused with a QueryError', async (_, texts) => {
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 10, maxLength: 30 }), async (queries) => {
        await withTrail('six', async (trail) => {
          for (const query of queries) {
            const pushed = await outcome(trail, query, { pushdown: true });
            expect(await outcome(trail, query, { pushdown: false }), query).toEqual(pushed);
            for (const { span } of check(query)) {
              expect(span.start, query).toBeLessThanOrEqual(span.end);
              expect(span.end, query).toBeLessThanOrEqual(query.length);
            }
          }
        });
      }),
      { numRuns: 25, seed: SEED },
    );
  });
});
