import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowValue } from '../../../src/engine/functions/definition.ts';
import { createSessionize } from '../../../src/engine/operators/sessionize.ts';
import { run, valuesOf } from './run.ts';

const sessionize = (maxspanMs = 10) => createSessionize({ name: 'sessionize', maxspanMs });
const ids = (rows: readonly (readonly RowValue[])[]) => valuesOf(sessionize(), rows).map(([id]) => id);

describe('sessionize', () => {
  test('a pause longer than maxspan starts a session, by time, while the rows keep their order', () => {
    const rows = [
      [31, 'a'],
      [20, 'a'],
      [10, 'a'],
      [0, 'a'],
    ];
    // SHA-256 of ["a"].
    expect(run(sessionize(), rows)).toEqual([
      { source: 0, values: ['0eb5b8d6f81b-2'] },
      { source: 1, values: ['0eb5b8d6f81b-1'] },
      { source: 2, values: ['0eb5b8d6f81b-1'] },
      { source: 3, values: ['0eb5b8d6f81b-1'] },
    ]);
  });

  test('combinations of keys have their own sessions; null and prototype names are keys', () => {
    const [a, b, c, d, e] = ids([
      [0, 'a', 'b'],
      [0, 'a', null],
      [0, 'a', 'null'],
      [0, '__proto__', 'b'],
      [1, 'a', null],
    ]);
    expect(new Set([a, b, c, d]).size).toBe(4);
    expect(e).toBe(b);
  });

  test('a row without a time belongs to no session', () => {
    expect(
      ids([
        [null, 'a'],
        [5, 'a'],
      ]),
    ).toEqual([null, expect.stringMatching(/-1$/)]);
  });

  test('no rows give no rows', () => {
    expect(ids([])).toEqual([]);
  });

  test('a session is a run of rows with pauses of at most maxspan, and longer ones lie between sessions', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.constantFrom('a', 'b', null));
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const sessions = ids(rows);
        for (const key of ['a', 'b', null]) {
          const own = rows
            .map(([time, k], i) => ({ time, k, id: sessions[i] }))
            .filter(({ k }) => k === key)
            .sort((x, y) => x.time - y.time);
          for (const [i, { time, id }] of own.entries()) {
            const before = own[i - 1];
            if (before) expect(before.id === id).toBe(time - before.time <= 10);
          }
        }
      }),
    );
  });
});
