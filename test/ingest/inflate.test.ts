import { describe, expect, test } from 'vitest';
import { Inflater } from '../../src/ingest/inflate.ts';
import { gzip } from './records.ts';

/** Text that does not compress to nothing, with a place to cut anywhere. */
const TEXT = Buffer.from(Array.from({ length: 20_000 }, (_, index) => `${(index * 7919) % 10_007},`).join(''));

function inflate(stored: Uint8Array, { chunk = 1 << 20, limit = 2 ** 30, replay = true } = {}) {
  const inflater = new Inflater(limit, replay ? () => [stored] : undefined);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < stored.length && inflater.damage === undefined; at += chunk) {
    for (const piece of inflater.push(stored.subarray(at, at + chunk))) pieces.push(Uint8Array.from(piece));
  }
  for (const piece of inflater.end()) pieces.push(Uint8Array.from(piece));
  return { bytes: Buffer.concat(pieces), damage: inflater.damage };
}

describe('whole streams', () => {
  test.each([1, 2, 1000, 16_384, 1 << 20])('plain, gzip, several members and nested gzip, in chunks of %i', (chunk) => {
    const text = TEXT.subarray(0, chunk < 10 ? 2000 : TEXT.length);
    const expected = { bytes: text, damage: undefined };
    expect(inflate(text, { chunk })).toEqual(expected);
    expect(inflate(gzip(text), { chunk })).toEqual(expected);
    expect(inflate(Buffer.concat([gzip(text.subarray(0, 999)), gzip(text.subarray(999))]), { chunk })).toEqual(
      expected,
    );
    expect(inflate(gzip(gzip(text)), { chunk })).toEqual(expected);
    expect(inflate(gzip(gzip(gzip(text))), { chunk })).toEqual(expected);
  });

  test('nothing, one byte, and padding with zeros', () => {
    expect(inflate(Buffer.alloc(0))).toEqual({ bytes: Buffer.alloc(0), damage: undefined });
    expect(inflate(Buffer.from('x'))).toEqual({ bytes: Buffer.from('x'), damage: undefined });
    expect(inflate(Buffer.concat([gzip(TEXT), Buffer.alloc(100)]))).toEqual({ bytes: TEXT, damage: undefined });
  });

  test('a member that ends where a chunk ends is followed by the next one', () => {
    const first = gzip(TEXT.subarray(0, 999));
    expect(inflate(Buffer.concat([first, gzip(TEXT.subarray(999))]), { chunk: first.length }).bytes).toEqual(TEXT);
  });
});

describe('damage', () => {
  test('a truncated stream yields what is there', () => {
    const stored = gzip(TEXT);
    const found = inflate(stored.subarray(0, stored.length >> 1));
    expect(found.damage).toBe('the gzip stream is truncated');
    expect(found.bytes.length).toBeGreaterThan(TEXT.length / 3);
    expect(found.bytes).toEqual(TEXT.subarray(0, found.bytes.length));
  });

  test('a wrong checksum, or data after the end, loses nothing', () => {
    const stored = gzip(TEXT);
    const wrong = Uint8Array.from(stored);
    wrong[stored.length - 8] = (wrong[stored.length - 8] ?? 0) ^ 1;
    expect(inflate(wrong)).toEqual({ bytes: TEXT, damage: 'the gzip checksum does not match: the data is damaged' });
    expect(inflate(Buffer.concat([stored, Buffer.from('more')]))).toEqual({
      bytes: TEXT,
      damage: 'there is other data after the end of the gzip stream',
    });
  });

  test('damage in the middle yields all that comes before it, or nearly all when the input cannot be read again', () => {
    const half = TEXT.length >> 1;
    const start = gzip(TEXT.subarray(0, half));
    // A second member whose first block has a type that does not exist.
    const stored = Buffer.concat([
      start,
      Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff]),
      Buffer.alloc(500, 1),
    ]);
    expect(inflate(stored)).toEqual({
      bytes: TEXT.subarray(0, half),
      damage: 'the gzip stream is damaged (invalid block type)',
    });
    const once = inflate(stored, { replay: false });
    expect(once.damage).toBe('the gzip stream is damaged (invalid block type)');
    expect(once.bytes).toEqual(TEXT.subarray(0, once.bytes.length));
  });

  test('the limit is for what is compressed: plain data has none', () => {
    expect(inflate(TEXT, { limit: 1000 })).toEqual({ bytes: TEXT, damage: undefined });
  });

  test('inflation stops at the limit', () => {
    const found = inflate(gzip(Buffer.alloc(5_000_000)), { limit: 1_000_000 });
    expect([found.bytes.length, found.damage]).toEqual([
      1_000_000,
      'inflates to more than 1000000 bytes; the rest was not read (--max-inflated-bytes)',
    ]);
    expect(inflate(gzip(gzip(Buffer.alloc(5_000_000))), { limit: 1_000_000 }).bytes.length).toBe(1_000_000);
  });
});
