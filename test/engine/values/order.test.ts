import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNatural, sortKey } from '../../../src/engine/values/order.ts';

const byKey = (a: string, b: string): number => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

test('the documented list is ascending', () => {
  const documented = '!  #  *%04  0#  5A  111A  2345_  @  @_  A  A9876fghj  a12345hfh  0  01  1  2  3'.split('  ');
  expect([...documented].reverse().sort(compareNatural)).toEqual(documented);
  expect([...documented].reverse().sort((a, b) => byKey(sortKey(a), sortKey(b)))).toEqual(documented);
});

test('null comes first, then texts, then numbers by value', () => {
  const sorted = [null, '', 'a', 'a2', 'a10', -2, -1.5, 0, 1e-3, '1', '1.0', 2, '10', 1e300];
  expect([...sorted].reverse().sort(compareNatural)).toEqual(sorted);
  expect([...sorted].reverse().sort((a, b) => byKey(sortKey(a), sortKey(b)))).toEqual(sorted);
});

test('runs of millions of digits compare by length', () => {
  const long = (length: number): string => `a${'9'.repeat(length)}x`;
  const lengths = [9, 10, 99, 100, 999_999, 1_000_000, 3_000_000];
  for (const [i, length] of lengths.slice(1).entries()) {
    const shorter = long(lengths[i] ?? 0);
    expect(byKey(sortKey(shorter), sortKey(long(length)))).toBe(-1);
    expect(Math.sign(compareNatural(shorter, long(length)))).toBe(-1);
  }
});

test('the comparison and the bytes of the keys agree', () => {
  const unit = fc.constantFrom(
    '0',
    '1',
    '9',
    'a',
    'B',
    '.',
    '-',
    '+',
    'e',
    ' ',
    '/',
    ':',
    'é',
    '\ufffd',
    '\uffff',
    '\ud83d',
    '\ude00',
    '\u{1f600}',
  );
  const text = fc.string({ unit, maxLength: 8 });
  const value = fc.oneof(
    { weight: 6, arbitrary: text },
    { weight: 2, arbitrary: fc.tuple(text, text).map(([a, b]) => `x12${a}0${b}`) },
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(Math.sign(compareNatural(a, b))).toBe(byKey(sortKey(a), sortKey(b)));
      expect(Math.sign(compareNatural(b, a))).toBe(byKey(sortKey(b), sortKey(a)));
    }),
    { numRuns: 10_000 },
  );
});
