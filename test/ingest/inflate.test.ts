import { createHash } from 'node:crypto';
import { crc32, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
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

  test('padding with zeros may begin where a chunk begins, and a member may follow it in the next one', () => {
    const stored = gzip(TEXT);
    const padded = Buffer.concat([stored, Buffer.alloc(stored.length)]);
    expect(inflate(padded, { chunk: stored.length })).toEqual({ bytes: TEXT, damage: undefined });
    expect(inflate(Buffer.concat([padded, stored]), { chunk: stored.length })).toEqual({
      bytes: Buffer.concat([TEXT, TEXT]),
      damage: undefined,
    });
  });

  test('members behind padding are read, wherever they and the chunks begin', () => {
    const part = fc.oneof(
      fc.nat(60).map((zeros) => ({ stored: Buffer.alloc(zeros), bytes: Buffer.alloc(0) })),
      fc.tuple(fc.nat(3000), fc.nat(400)).map(([from, length]) => {
        const bytes = TEXT.subarray(from, from + length);
        return { stored: gzip(bytes), bytes };
      }),
    );
    const first = { stored: gzip(TEXT.subarray(0, 5)), bytes: TEXT.subarray(0, 5) };
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (parts, chunk) => {
        const all = [first, ...parts];
        const stored = Buffer.concat(all.map((each) => each.stored));
        const expected = { bytes: Buffer.concat(all.map(({ bytes }) => bytes)), damage: undefined };
        expect(inflate(stored, { chunk })).toEqual(expected);
        expect(inflate(stored)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('other data behind padding is told', () => {
    const stored = Buffer.concat([gzip(TEXT), Buffer.alloc(100), Buffer.from('{"Records":[]}')]);
    for (const chunk of [1, 100, 1 << 20]) {
      expect(inflate(stored, { chunk })).toEqual({
        bytes: TEXT,
        damage: 'there is other data after the end of the gzip stream',
      });
    }
  });

  test('a small object that inflates to much more than its last four bytes tell is read whole', () => {
    const zeros = Buffer.alloc(12 << 20);
    const stored = Buffer.concat([gzip(zeros), gzip(Buffer.from('end'))]);
    expect(stored.length).toBeLessThan(65_536);
    const found = inflate(stored);
    expect(found.damage).toBeUndefined();
    expect(found.bytes.equals(Buffer.concat([zeros, Buffer.from('end')]))).toBe(true);
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

describe('the hash of the content', () => {
  const STORED = 'hash of the stored bytes';
  /** It is read in chunks of few bytes. */
  const SHORT = TEXT.subarray(0, 20_000);
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  function contentHash(stored: Uint8Array, { chunk = 1 << 20, limit = 2 ** 30 } = {}): string | null {
    const inflater = new Inflater(limit, () => [stored]);
    const drain = (pieces: Iterable<Uint8Array>): void => void [...pieces];
    for (let at = 0; at < stored.length; at += chunk) drain(inflater.push(stored.subarray(at, at + chunk)));
    drain(inflater.end());
    return inflater.contentSha256(STORED);
  }

  const CHUNKS = [7, 1000, 16_384, 1 << 20];
  const EMPTY = gzip(Buffer.alloc(0));
  const ONE = gzip(SHORT);
  /** What the last eight bytes of a member with `SHORT` are. */
  const TRAILER = ONE.subarray(-8);

  test.each(CHUNKS)('is that of what one member inflates to, in chunks of %i', (chunk) => {
    expect(contentHash(ONE, { chunk })).toBe(sha256(SHORT));
    expect(contentHash(gzipSync(SHORT, { level: 0 }), { chunk })).toBe(sha256(SHORT));
    expect(contentHash(EMPTY, { chunk })).toBe(sha256(Buffer.alloc(0)));
    expect(contentHash(gzip(ONE), { chunk })).toBe(sha256(ONE));
  });

  test('is that of the stored bytes for what is not compressed', () => {
    expect(contentHash(SHORT)).toBe(STORED);
    expect(contentHash(Buffer.from('x'))).toBe(STORED);
    expect(contentHash(Buffer.alloc(0))).toBe(STORED);
  });

  test.each<[string, Uint8Array]>([
    ['two members', Buffer.concat([gzip(SHORT.subarray(0, 999)), gzip(SHORT.subarray(999))])],
    ['an empty first member', Buffer.concat([EMPTY, ONE])],
    ['two empty members first', Buffer.concat([EMPTY, EMPTY, ONE])],
    ['an empty last member', Buffer.concat([ONE, EMPTY])],
    ['only empty members', Buffer.concat([EMPTY, EMPTY])],
    ['an empty first member of flushed blocks', Buffer.concat([emptyMember(40), ONE])],
    ['an empty first member longer than a slice', Buffer.concat([emptyMember(5000), ONE])],
    ['an empty first member longer than what is searched', Buffer.concat([emptyMember(60_000), ONE])],
    ['zeros behind it', Buffer.concat([ONE, Buffer.alloc(8)])],
    ['one zero behind it', Buffer.concat([ONE, Buffer.alloc(1)])],
    ['zeros behind an empty one', Buffer.concat([EMPTY, Buffer.alloc(8)])],
    ['zeros and the same trailer behind it', Buffer.concat([ONE, Buffer.alloc(3), TRAILER])],
    ['other data behind it', Buffer.concat([ONE, Buffer.from('more')])],
    ['the same trailer behind it', Buffer.concat([ONE, TRAILER])],
    ['a truncated member', ONE.subarray(0, -1)],
    ['a member without its trailer', ONE.subarray(0, -8)],
    ['a member behind junk', Buffer.concat([ONE.subarray(0, 100), ONE])],
  ])('is null for %s', (_name, stored) => {
    for (const chunk of CHUNKS.slice(stored.length > 100_000 ? 1 : 0)) {
      expect(contentHash(stored, { chunk })).toBeNull();
    }
  });

  test('is null where a limit ended the reading', () => {
    expect(contentHash(ONE, { limit: SHORT.length - 1 })).toBeNull();
    expect(contentHash(ONE, { limit: SHORT.length })).toBe(sha256(SHORT));
  });

  test('magic numbers within a member do not make it two', () => {
    const magic = Buffer.from([0x1f, 0x8b, 0x08]);
    const content = Buffer.concat([Buffer.from('['), magic, SHORT, magic]);
    expect(contentHash(gzipSync(content, { level: 0 }))).toBe(sha256(content));
    // In the name that a header may have, before anything comes out.
    const header = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), magic, magic, Buffer.of(0)]);
    for (const chunk of CHUNKS) {
      expect(contentHash(Buffer.concat([header, ONE.subarray(10)]), { chunk })).toBe(sha256(SHORT));
    }
  });

  test('equals what splitting the stream at the end of its first member tells', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => gzipSync(bytes)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => gzipSync(bytes, { level: 0 })),
      fc.constant(EMPTY),
      fc.constant(Buffer.alloc(3)),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 90 }), (parts, chunk) => {
        const stored = Buffer.concat(parts);
        expect(contentHash(stored, { chunk })).toBe(reference(stored));
      }),
      { numRuns: 500 },
    );
  });

  /** Raw inflation stops at the end of the first member. */
  function reference(stored: Buffer): string | null {
    if (stored[0] !== 0x1f || stored[1] !== 0x8b) return STORED;
    try {
      const raw = inflateRawSync(stored.subarray(10), { info: true }) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      };
      if (10 + raw.engine.bytesWritten + 8 !== stored.length) return null;
      return stored.readUInt32LE(stored.length - 8) === crc32(raw.buffer) ? sha256(gunzipSync(stored)) : null;
    } catch {
      return null;
    }
  }

  /** A member without content, of so many empty stored blocks. */
  function emptyMember(blocks: number): Buffer {
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    const block = Buffer.from([0, 0, 0, 0xff, 0xff]);
    return Buffer.concat([header, ...Array<Buffer>(blocks).fill(block), Buffer.from([3, 0]), Buffer.alloc(8)]);
  }
});
