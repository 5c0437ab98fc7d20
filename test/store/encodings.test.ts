import { expect, test } from 'vitest';
import { cellOf, type Leaf, scanColumn, seal, storeOf } from './support.ts';

/** Events with these values of the field `f`, newest first. */
function eventsWith(values: readonly (Leaf | undefined)[]) {
  return values.map((value, i) => ({ time: -i, leaves: value === undefined ? [] : [['f', value] as const] }));
}

function encodingOf(values: readonly (Leaf | undefined)[]): string | undefined {
  return seal(eventsWith(values)).chunks[0]?.encoding;
}

function readsBack(values: readonly (Leaf | undefined)[]): void {
  const cells = scanColumn(storeOf(eventsWith(values)), 'f');
  expect(cells).toEqual(values.map((value) => (value === undefined ? null : cellOf(value))));
}

const uuid = (i: number) => `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`;
const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

test.each<[string, string, readonly (Leaf | undefined)[]]>([
  ['constant', 'one value in every row', many(1000, () => 'same')],
  ['constant', 'one row', [1.5]],
  ['dictionary', 'few values', many(1000, (i) => `v${i % 7}`)],
  ['dictionary', 'few values with gaps', many(1000, (i) => (i % 3 === 0 ? undefined : `v${i % 7}`))],
  ['dictionary', 'values of all types', many(1000, (i) => [true, false, 'true', 1, { exact: '1e999' }][i % 5])],
  ['dictionary', 'one value in most rows', many(1000, (i) => (i % 10 === 0 ? undefined : 'same'))],
  ['sparse', 'a field that few rows have', many(1000, (i) => (i % 100 === 0 ? `v${i % 7}` : undefined))],
  ['plain', 'a field of one row', many(1000, (i) => (i === 999 ? 'rare' : undefined))],
  ['plain', 'texts that do not repeat', many(1000, (i) => `value ${i}`)],
  ['plain', 'texts that do not repeat, with gaps', many(1000, (i) => (i % 3 === 0 ? undefined : `value ${i}`))],
  ['plain', 'numbers that do not repeat', many(1000, (i) => i * 1.5)],
  ['plain', 'UUIDs', many(1000, uuid)],
  ['plain', 'UUIDs with gaps', many(1000, (i) => (i % 2 === 0 ? uuid(i) : undefined))],
  ['plain', 'mixed types that do not repeat', many(1000, (i) => (i % 2 === 0 ? i : `text ${i}`))],
  ['plain', 'so many texts that they are only collected', many(10_000, (i) => `value ${i}`)],
])('%s: %s', (encoding, _, values) => {
  expect(encodingOf(values)).toBe(encoding);
  readsBack(values);
});

test('UUIDs take 16 bytes each', () => {
  const [chunk] = seal(eventsWith(many(1000, (i) => uuid(i * 0x1234567)))).chunks;
  expect(chunk?.values.length).toBeLessThan(1000 * 16 + 32);
});

test('a text that is nearly a UUID stays as it is', () => {
  readsBack([uuid(1).toUpperCase(), `${uuid(2)} `, uuid(3), 'x'.repeat(36), uuid(4).replaceAll('-', 'a')]);
  readsBack(['ABCDEF00-0000-4000-8000-000000000000', '0000000-00000-4000-8000-000000000000']);
});

test.each([255, 256, 257])('%i distinct values get codes wide enough', (distinct) => {
  const values = many(distinct * 4, (i) => `a value that repeats ${i % distinct}`);
  expect(encodingOf(values)).toBe('dictionary');
  readsBack(values);
  readsBack([undefined, ...values]);
  readsBack(many(distinct * 200, (i) => (i % 50 === 0 ? `v${(i / 50) % distinct}` : undefined)));
});

test.each([65_535, 65_536])(
  '%i distinct values fit in one segment',
  (distinct) => {
    readsBack(many(distinct, (i) => (i % 60_000 === 0 ? true : `v${i}`)));
    readsBack(many(distinct, (i) => i));
  },
  60_000,
);

test('a full segment with 65,535 values of which one repeats is read right whatever its encoding', () => {
  readsBack(many(65_536, (i) => `v${Math.min(i, 65_534)}`));
}, 60_000);

test('values that arrive after interning was given up are read right', () => {
  readsBack([...many(9000, (i) => `v${i}`), ...many(9000, (i) => `w${i % 3}`)]);
});

test('minimum and maximum of a chunk are those of its numbers', () => {
  const [chunk] = seal(eventsWith([3, -2.5, 'text', { exact: '1e400' }, undefined])).chunks;
  expect(chunk).toMatchObject({ present: 4, strings: 1, numbers: 3, booleans: 0, min: -2.5, max: Infinity });
  expect(seal(eventsWith(['a'])).chunks[0]).toMatchObject({ min: null, max: null });
});
