import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints, toText, wellFormed } from '../../../src/engine/values/text.ts';
import { timestampText } from '../../../src/engine/values/timestamp.ts';

test('text of values', () => {
  expect([toText('a'), toText(1.5), toText(-0), toText(null)]).toEqual(['a', '1.5', '0', null]);
});

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '\uffff', '\ufffd', '\ud83d', '\ude00', '\u{1f600}'),
  maxLength: 6,
});

test('texts compare as their UTF-8 bytes do, lone surrogates included', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(wellFormed(a)).toBe(Buffer.from(a).toString());
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [0, '1970-01-01 00:00:00.000'],
  [1645207209647, '2022-02-18 18:00:09.647'],
  [1645207209647.9, '2022-02-18 18:00:09.647'],
  [-1, '1969-12-31 23:59:59.999'],
  [951827696001, '2000-02-29 12:34:56.001'],
  [8.64e15, '+275760-09-13 00:00:00.000'],
  [8.64e15 + 1000, '8640000000001000'],
  [Number.NaN, 'NaN'],
])('the time %d is shown as %s', (ms, shown) => {
  expect(timestampText(ms)).toBe(shown);
});

test('times are shown as toISOString does', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(timestampText(date.getTime())).toBe(date.toISOString().replace('T', ' ').replace('Z', ''));
    }),
  );
});
