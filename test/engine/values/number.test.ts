import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exactNumber,
  isNumericText,
  loggedNumberText,
  numberText,
  roundDecimal,
  toNumber,
} from '../../../src/engine/values/number.ts';
import { isExact } from '../../../src/ingest/json-number.ts';

describe('numeric-looking texts', () => {
  test.each(['0', '12', '-3', '+4', '4.5', '5.', '.5', '1e3', '4E-2', '-.5e+10', '007'])('%j is a number', (text) => {
    expect(isNumericText(text)).toBe(true);
    expect(toNumber(text)).toBe(Number(text));
  });

  test.each([
    '',
    ' ',
    '.',
    '-',
    '+',
    'e5',
    '1e',
    '0x10',
    'Infinity',
    'NaN',
    '1,000',
    '1_000',
    '١',
    '1 2',
    '--1',
    '12a',
  ])('%j is none', (text) => {
    expect(isNumericText(text)).toBe(false);
    expect(toNumber(text)).toBeNull();
  });

  test('surrounding white space is allowed where a number is needed', () => {
    expect(toNumber(' 123.45\n')).toBe(123.45);
    expect(isNumericText(' 123.45')).toBe(false);
  });

  test('numbers stay, null stays null, overflow is null', () => {
    expect(toNumber(1.5)).toBe(1.5);
    expect(toNumber(null)).toBeNull();
    expect(toNumber('1e999')).toBeNull();
  });
});

describe('text of computed numbers', () => {
  test.each([
    [955512908, '955512908'],
    [-0, '0'],
    [1e15, '1000000000000000'],
    [1e21, '1e+21'],
    [2665.79306, '2665.7931'],
    [2671.319, '2671.319'],
    [42.3560000001, '42.356'],
    [1043.9, '1043.9'],
    [100 / 3, '33.3333'],
    [2 / 3, '0.6667'],
    [-2 / 3, '-0.6667'],
    [9 / 7, '1.2857'],
    [0.1, '0.1'],
    [0.12345, '0.1235'],
    [1.00005, '1.0001'],
    [1 / 46.2 + 1 / 46.2, '0.04329'],
    [0.0216512, '0.02165'],
    [0.09999999, '0.1'],
    [0.099994, '0.09999'],
    [-0.000123456, '-0.0001235'],
    [1.23456e-7, '0.0000001235'],
    [5e-7, '0.0000005'],
    [-1e-9, '-0.000000001'],
    [12345678901.12345, '12345678901.1235'],
    [9007199254740.5, '9007199254740.5'],
  ])('%d is %s', (x, text) => {
    expect(numberText(x)).toBe(text);
  });

  test('is plain for fractions, and within half a unit of the last kept digit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), (x) => {
        const text = numberText(x);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        const unit = Math.abs(x) >= 0.1 ? 1e-4 : 10 ** (Math.floor(Math.log10(Math.abs(x) || 1)) - 3);
        expect(Math.abs(Number(text) - x)).toBeLessThanOrEqual(unit * 0.500001);
      }),
    );
  });
});

test.each([
  [0.123456789, '0.123456789'],
  [1234567890123456, '1234567890123456'],
  [-0, '0'],
  [1e-7, '0.0000001'],
])('text of the logged number %d is %s', (x, text) => {
  expect(loggedNumberText(x)).toBe(text);
});

test.each([
  [2.345, 2, 2.35],
  [-2.345, 2, -2.35],
  [1.005, 2, 1.01],
  [2.5, 0, 3],
  [-2.5, 0, -3],
  [1250, -2, 1300],
  [0.4999999999999999, 0, 0],
  [1e300, 5, 1e300],
  [1.5e-8, 8, 2e-8],
  [1.5, 1000, 1.5],
  [-0.2, 0, 0],
])('%d rounded at %d decimals is %d', (x, places, expected) => {
  expect(roundDecimal(x, places)).toBe(expected);
});

describe('the value of a JSON number', () => {
  test.each<[json: string, value: number | string]>([
    ['0', 0],
    ['-0', 0],
    ['1.10', 1.1],
    ['1e3', 1000],
    ['12E-1', 1.2],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890', '12345678901234567890'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    [`1.${'0'.repeat(300_000)}1`, `1.${'0'.repeat(300_000)}1`],
  ])('%# is a number if that holds it exactly', (json, value) => {
    expect(exactNumber(json)).toBe(value);
  });

  test('is a number where ingest makes it one', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
    const whole = digits.map((text) => text.replace(/^0+(?=.)/, ''));
    const exponent = fc.option(fc.integer({ min: -330, max: 330 }), { nil: undefined });
    fc.assert(
      fc.property(fc.boolean(), whole, fc.option(digits), exponent, (negative, integer, fraction, power) => {
        const json = `${negative ? '-' : ''}${integer}${fraction === null ? '' : `.${fraction}`}${power === undefined ? '' : `e${power}`}`;
        expect(typeof exactNumber(json) === 'number').toBe(isExact(json, Number(json)));
      }),
    );
  });
});
