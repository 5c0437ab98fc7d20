import { describe, expect, it } from 'vitest';
import { differenceOf, normalized } from '../../bench/measure/same-rows.ts';

describe('normalized', () => {
  it.each([
    [null, null],
    [true, '1'],
    [false, '0'],
    [12, '12'],
    ['12', '12'],
    ['007', '007'],
    ['123456789012', '123456789012'],
    [62.34567, '62.3457'],
    ['62.3457', '62.3457'],
    ['5.0', '5'],
    ['1.5e-3', '0.0015'],
    ['10.0.0.1', '10.0.0.1'],
    ['2024-05-01 10:00:00', '2024-05-01T10:00:00'],
    ['2024-05-01 10:00:00.000', '2024-05-01T10:00:00'],
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00'],
    ['2024-05-01 10:00:00.120', '2024-05-01T10:00:00.12'],
    ['at 2024-05-01 10:00:00', 'at 2024-05-01 10:00:00'],
    ['{"a": 98.10}', '{"a":98.1}'],
    ['{not JSON}', '{not JSON}'],
    ['', ''],
  ])('writes %j as %j', (cell, expected) => {
    expect(normalized(cell)).toBe(expected);
  });
});

describe('differenceOf', () => {
  const keys = [1];

  it('is nothing for the same rows, however values are written', () => {
    const ours = [
      ['a', '2'],
      [null, '1'],
    ];
    expect(
      differenceOf({
        ours,
        theirs: [
          ['a', 2],
          [null, 1],
        ],
        keys,
      }),
    ).toBeUndefined();
    expect(differenceOf({ ours: [], theirs: [], keys })).toBeUndefined();
  });

  it('lets rows with equal keys stand in any order, but no others', () => {
    const ours = [
      ['a', '2'],
      ['b', '2'],
      ['c', '1'],
    ];
    const theirs = [
      ['b', 2],
      ['a', 2],
      ['c', 1],
    ];
    expect(differenceOf({ ours, theirs, keys })).toBeUndefined();
    expect(differenceOf({ ours, theirs: [...theirs].reverse(), keys })).toMatch(/^row 1 is ordered by \["2"\]/);
    expect(differenceOf({ ours, theirs: [...theirs].reverse(), keys: [] })).toBeUndefined();
  });

  it('tells rows that are missing, other ones, and rows that come more often', () => {
    const ours = [
      ['a', '1'],
      ['a', '1'],
    ];
    expect(differenceOf({ ours, theirs: [['a', 1]], keys })).toBe('2 rows, DuckDB has 1');
    expect(
      differenceOf({
        ours,
        theirs: [
          ['a', 1],
          ['b', 1],
        ],
        keys,
      }),
    ).toBe('DuckDB lacks the row ["a","1"]');
    expect(
      differenceOf({
        ours,
        theirs: [
          ['a', 1],
          [null, 1],
        ],
        keys: [],
      }),
    ).toBe('DuckDB lacks the row ["a","1"]');
  });

  it('lets a limit keep any of the rows with the last keys, if they are among all of those', () => {
    const ours = [
      ['a', '3'],
      ['b', '1'],
    ];
    const theirs = [
      ['a', 3],
      ['c', 1],
    ];
    const lastTies = [
      ['b', 1],
      ['c', 1],
      ['d', 1],
    ];
    expect(differenceOf({ ours, theirs, keys, limit: 2, lastTies })).toBeUndefined();
    expect(differenceOf({ ours, theirs, keys, limit: 2, lastTies: [['c', 1]] })).toBe('DuckDB lacks the row ["b","1"]');
    expect(
      differenceOf({
        ours: [
          ['x', '3'],
          ['b', '1'],
        ],
        theirs,
        keys,
        limit: 2,
        lastTies,
      }),
    ).toMatch(/\["x","3"\]/);
  });

  it('lets a limit that has not cut excuse nothing', () => {
    const ours = [
      ['a', '3'],
      ['b', '1'],
    ];
    expect(
      differenceOf({
        ours,
        theirs: [
          ['a', 3],
          ['c', 1],
        ],
        keys,
        limit: 3,
      }),
    ).toBe('DuckDB lacks the row ["b","1"]');
  });
});
