import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, type IngestLimits, limitsOf } from '../../src/ingest/limits.ts';
import { type EntryEnd, Unpacker } from '../../src/ingest/unpack/unpacker.ts';
import { prepareZstd } from '../../src/ingest/unpack/zstd.ts';
import { type File, tar, tarHeader, zip, zstd } from './packs.ts';
import { gzip } from './records.ts';

const TEXT = Array.from({ length: 3000 }, (_, index) => `${(index * 7919) % 10_007},`).join('');
const FILES: readonly File[] = [
  { path: 'AWSLogs/a.json', bytes: TEXT },
  { path: 'b', bytes: 'b' },
];
/** Two lines, packed by the programs zstd and bzip2. */
const LINES =
  '{"eventVersion":"1.08","eventName":"A","eventID":"1"}\n{"eventVersion":"1.08","eventName":"B","eventID":"2"}';
const ZSTD = 'KLUv/SRr1QEAxAJ7ImV2ZW50VmVyc2lvbiI6IjEuMDgiLE5hbWUiOiJBSUQiOiIxIn0KQjIifQQA4BCzImfm4xObTbLLdM0=';
const BZIP2 =
  'QlpoOTFBWSZTWbwRw4MAADPfgAAQEAVwUDQhAQAiI50KIABIKqgA0MgA0ElRoGgaGmmnknDKDIz5U7q0CaMtCpFUSUjV8o3dplQyE5UY7ExcOUFeJniWF3JFOFCQvBHDgw==';

beforeAll(prepareZstd);

const NOTHING = (): undefined => undefined;

interface Found {
  /** Texts by path; the object itself is ''. */
  readonly texts: Readonly<Record<string, string>>;
  readonly ends: readonly (EntryEnd & { readonly path: string })[];
  readonly damage: string | undefined;
  readonly cutShort: boolean;
  readonly archive: unknown;
}

function unpack(stored: Uint8Array, limits: Partial<IngestLimits> = {}, chunk = 1 << 16): Found {
  const unpacker = new Unpacker(limitsOf(limits), () => [stored]);
  const texts = new Map<string, string>();
  const ends: (EntryEnd & { path: string })[] = [];
  const open = [''];
  const take = (pieces: Iterable<unknown>): void => {
    for (const piece of pieces as ReturnType<Unpacker['push']>) {
      const path = open.at(-1) ?? '';
      if (piece instanceof Uint8Array) texts.set(path, (texts.get(path) ?? '') + Buffer.from(piece).toString('latin1'));
      else if (piece.type === 'entry') open.push(piece.path);
      else ends.push({ ...piece, kept: NOTHING, path: open.pop() ?? '' });
    }
  };
  for (let at = 0; at < stored.length; at += chunk) take(unpacker.push(stored.subarray(at, at + chunk)));
  take(unpacker.end());
  expect(open).toEqual(['']);
  const { damage, cutShort, archive } = unpacker;
  return { texts: Object.fromEntries(texts), ends, damage, cutShort, archive };
}

const BOTH = { '!/AWSLogs/a.json': TEXT, '!/b': 'b' };

describe('compression', () => {
  test.each([1, 7, 1 << 16])('zstd and bzip2, one or several streams, in chunks of %i', (chunk) => {
    for (const stored of [Buffer.from(ZSTD, 'base64'), Buffer.from(BZIP2, 'base64')]) {
      expect(unpack(stored, {}, chunk)).toMatchObject({ texts: { '': LINES }, damage: undefined, cutShort: false });
      const twice = unpack(Buffer.concat([stored, stored]), {}, chunk);
      expect(twice).toMatchObject({ texts: { '': LINES + LINES }, damage: undefined });
      expect(unpack(gzip(stored), {}, chunk).texts).toEqual({ '': LINES });
    }
    expect(unpack(zstd(TEXT), {}, chunk)).toMatchObject({ texts: { '': TEXT }, damage: undefined });
  });

  test('damage is told, and what comes before it is kept', () => {
    for (const [name, text] of [
      ['zstd', ZSTD],
      ['bzip2', BZIP2],
    ] as const) {
      const stored = Buffer.from(text, 'base64');
      expect(unpack(stored.subarray(0, -3)).damage).toBe(`the ${name} stream is truncated`);
      const more = unpack(Buffer.concat([stored, Buffer.from('something else')]));
      expect(more.texts).toEqual({ '': LINES });
      expect(more.damage).toContain('other data');
      const wrong = Uint8Array.from(stored);
      wrong[30] = 255 - (wrong[30] ?? 0);
      expect(() => unpack(wrong)).not.toThrow();
    }
  });

  test('a zstd frame with a wrong checksum or length is damaged, and read', () => {
    const stored = Buffer.from(ZSTD, 'base64');
    const [altered, longer] = [Buffer.from(stored), Buffer.from(stored)];
    // The first is in the checksum, the second in the length, which the header tells in two bytes.
    altered[stored.length - 1] = (stored[stored.length - 1] ?? 0) ^ 1;
    longer[5] = (stored[5] ?? 0) ^ 1;
    for (const chunk of [1, 1 << 16]) {
      expect(unpack(altered, {}, chunk)).toMatchObject({
        texts: { '': LINES },
        damage: 'the zstd stream is damaged: its checksum does not match',
      });
      expect(unpack(longer, {}, chunk).damage).toMatch(/damaged: its (checksum|length) does not match$/);
    }
    // A literal of the text: it still unpacks, to another text.
    const text = Buffer.from(stored);
    text[stored.indexOf('Version')] = 'W'.charCodeAt(0);
    expect(unpack(text).damage).toContain('checksum');
  });

  test('a zstd frame that wants a huge window is refused', () => {
    const stored = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8]), Buffer.alloc(20)]);
    expect(unpack(stored).damage).toContain('needs a window of');
  });

  test('a run in bzip2 that never ends is refused', () => {
    // A block of one symbol whose codes are all the same run.
    const stored = Buffer.from(BZIP2, 'base64');
    stored.fill(0, 60);
    expect(unpack(stored).damage).toMatch(/bzip2 stream is (?:damaged|truncated)/);
  });

  test('the limit holds for every kind of compression', () => {
    const limits = { maxInflatedBytes: 1000 };
    expect(unpack(zstd(TEXT), limits)).toMatchObject({ cutShort: true });
    expect(unpack(zstd(TEXT), limits).texts['']?.length).toBe(1000);
    expect(unpack(zstd(TEXT), limits).damage).toContain('(--max-inflated-bytes)');
  });

  test('what is packed in too many layers is refused', () => {
    let stored: Uint8Array = Buffer.from(TEXT);
    for (let layer = 0; layer < DEFAULT_LIMITS.maxLayers; layer++)
      stored = layer % 2 === 0 ? gzip(stored) : zstd(stored);
    expect(unpack(stored)).toMatchObject({ texts: { '': TEXT }, damage: undefined });
    for (const more of [gzip(stored), zstd(stored)]) {
      expect(unpack(more).texts).toEqual({});
      expect(unpack(more).damage).toBe('packed in more than 8 layers (--max-layers)');
    }
  });
});

describe('archives', () => {
  test.each([1, 100, 1 << 16])('tar and zip in all their forms, in chunks of %i', (chunk) => {
    for (const stored of [
      tar(FILES),
      tar(FILES, '\0'),
      gzip(tar(FILES)),
      zstd(tar(FILES)),
      zip(FILES),
      gzip(zip(FILES)),
      zip(FILES, { method: 0 }),
      zip(FILES, { descriptor: 'signed' }),
      zip(FILES, { descriptor: 'bare' }),
      zip(FILES, { method: 0, descriptor: 'signed' }),
    ]) {
      const found = unpack(stored, {}, chunk);
      expect(found).toMatchObject({ texts: BOTH, damage: undefined, cutShort: false, archive: { entries: 2 } });
      expect(found.ends.map(({ size, damage }) => [size, damage])).toEqual([
        [TEXT.length, undefined],
        [1, undefined],
      ]);
    }
  });

  test('an entry has its own hash and its time', () => {
    const sha256 = 'dc1e84d7d2bb11bf1d9f7c6b0e3d1a3b6a7fbd2f1b0ac1f0eac3fbbbf2d50ed2'.length;
    const [end] = unpack(zip(FILES)).ends;
    expect(end?.sha256?.length).toBe(sha256);
    const unpacker = new Unpacker(DEFAULT_LIMITS);
    const [first] = [...unpacker.push(zip(FILES)), ...unpacker.end()];
    expect(first).toMatchObject({ path: '!/AWSLogs/a.json', modified: Date.UTC(2024, 4, 1, 12, 30) });
  });

  test('archives in archives, and packed entries', () => {
    const inner = zip([{ path: 'c.gz', bytes: gzip(TEXT) }]);
    const found = unpack(
      tar([
        { path: 'x/inner.zip', bytes: inner },
        { path: 'd', bytes: zstd('d') },
      ]),
    );
    expect(found).toMatchObject({ texts: { '!/x/inner.zip!/c.gz': TEXT, '!/d': 'd' }, damage: undefined });
    expect(found.ends.map(({ path, archive }) => [path, archive])).toEqual([
      ['!/x/inner.zip!/c.gz', undefined],
      ['!/x/inner.zip', { container: 'zip', entries: 1 }],
      ['!/d', undefined],
    ]);
  });

  test('folders and empty files are no objects; names are only names', () => {
    const files = [
      { path: 'folder/', bytes: '' },
      { path: '../../etc/passwd', bytes: 'x' },
      { path: '/absolute', bytes: 'y' },
      { path: 'empty', bytes: '' },
    ];
    const expected = { texts: { '!/../../etc/passwd': 'x', '!//absolute': 'y' }, damage: undefined };
    expect(unpack(zip(files))).toMatchObject(expected);
    expect(unpack(tar(files))).toMatchObject(expected);
    expect(unpack(zip([]))).toMatchObject({ texts: {}, damage: undefined, archive: { entries: 0 } });
  });

  test('long names: GNU, pax, and a prefix', () => {
    const long = `${'folder/'.repeat(30)}a.json`;
    const record = ` path=${long}\n`;
    const pax = `${record.length + 3}${record}`;
    for (const [type, content] of [
      ['L', `${long}\0`],
      ['x', pax],
    ] as const) {
      const head = tar([{ path: 'name', bytes: content }], type).subarray(0, -1024);
      expect(unpack(Buffer.concat([head, tar([{ path: 'short', bytes: 'x' }])]))).toMatchObject({
        texts: { [`!/${long}`]: 'x' },
        damage: undefined,
      });
    }
  });

  test('encrypted entries and unknown methods are refused with a reason, the rest is read', () => {
    const files = [...FILES, { path: 'c', bytes: 'c' }];
    const encrypted = unpack(zip(files, { flags: 1, method: 0 }));
    expect(encrypted.texts).toEqual({});
    expect(encrypted.ends.map(({ damage }) => damage)).toEqual(
      Array(3).fill('it is encrypted: unpack the archive with its password first'),
    );
    const unknown = unpack(Buffer.concat([zip(files, { method: 14, descriptor: 'signed' })]));
    expect(unknown.ends.map(({ damage }) => damage)).toEqual(
      Array(3).fill('it is compressed with LZMA, which is not supported in zip archives'),
    );
    expect([encrypted.damage, unknown.damage]).toEqual([undefined, undefined]);
  });

  test('a truncated archive yields the entries that are whole, and the part of the last one', () => {
    const first = { path: 'first', bytes: 'whole' };
    const last = { path: 'last', bytes: TEXT };
    for (const stored of [tar([first, last]).subarray(0, 5000), zip([first, last]).subarray(0, 3000)]) {
      const found = unpack(stored);
      expect(found.texts['!/first']).toBe('whole');
      expect(TEXT.startsWith(found.texts['!/last'] ?? '-')).toBe(true);
      expect(found.damage).toContain('truncated');
      expect(found.ends.at(-1)).toMatchObject({ damage: 'the archive ends inside this entry', sha256: null });
    }
  });

  test('damage in one entry does not touch the others', () => {
    for (const options of [{}, { descriptor: 'signed' }] as const) {
      const stored = zip([{ path: 'bad', bytes: TEXT }, ...FILES], options);
      stored.fill(0xff, 200, 220);
      const found = unpack(stored);
      expect(found.texts).toMatchObject(BOTH);
      expect(found.ends[0]?.damage).toMatch(/damaged/);
    }
    const stored = tar([{ path: 'bad', bytes: 'bad' }, ...FILES]);
    stored[3] = 0xff;
    expect(unpack(stored)).toMatchObject({ texts: BOTH, damage: '1024 bytes of the tar archive cannot be read' });
  });

  test('a directory that lists other entries than were found is told', () => {
    const stored = zip(FILES);
    const at = stored.indexOf('PK\x01\x02', 0, 'latin1');
    const next = stored.indexOf('PK\x01\x02', at + 1, 'latin1');
    const found = unpack(Buffer.concat([stored.subarray(0, at), stored.subarray(next)]));
    expect(found.texts).toEqual(BOTH);
    expect(found.damage).toContain('lists 1 entries, but 2 were found');
  });

  test('a sparse file and an oversized header are told, not read', () => {
    const sparse = Buffer.concat([tarHeader('s', 512, 'S'), Buffer.alloc(512), tar([{ path: 'b', bytes: 'b' }])]);
    expect(unpack(sparse)).toMatchObject({ texts: { '!/b': 'b' }, damage: 's is a sparse file, which is not read' });
    const long = Buffer.concat([tarHeader('l', 2 << 20, 'L'), Buffer.alloc(2 << 20), tar([{ path: 'b', bytes: 'b' }])]);
    expect(unpack(long)).toMatchObject({ texts: { '!/b': 'b' } });
    expect(unpack(long).damage).toContain('longer than 1 MB');
  });
});

describe('limits of archives', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ path: `${index}`, bytes: 'x' }));

  test('entries, over all archives in one object', () => {
    for (const stored of [zip(many), tar([{ path: 'a', bytes: zip(many) }])]) {
      const found = unpack(stored, { maxEntries: 20 });
      expect(found.cutShort).toBe(true);
      expect(Object.keys(found.texts).length).toBeLessThanOrEqual(20);
      expect(found.damage).toBe('has more than 20 entries; the rest was not read (--max-entries)');
    }
  });

  test('what archives unpack to, against their own size', () => {
    const bomb = zip(Array.from({ length: 20 }, (_, index) => ({ path: `${index}`, bytes: Buffer.alloc(1 << 20) })));
    const found = unpack(bomb, { maxInflatedBytes: 4 << 20, maxRatio: 10 });
    expect(found.cutShort).toBe(true);
    expect(found.damage).toContain('(--max-ratio)');
    expect(unpack(bomb, { maxInflatedBytes: 4 << 20, maxRatio: 100_000 }).damage).toBeUndefined();
  });

  test('an archive in gzip is no bomb for being larger than the limit of one entry', () => {
    const files = Array.from({ length: 10 }, (_, index) => ({ path: `${index}`, bytes: TEXT.repeat(10) }));
    const limits = { maxInflatedBytes: TEXT.length * 10, maxRatio: 10_000 };
    expect(unpack(gzip(tar(files)), limits).damage).toBeUndefined();
    expect(Object.keys(unpack(gzip(tar(files)), limits).texts).length).toBe(10);
  });

  test('layers, through archives', () => {
    let stored: Uint8Array = Buffer.from('x');
    for (let layer = 0; layer < 9; layer++) stored = zip([{ path: 'n', bytes: stored }]);
    const found = unpack(stored);
    expect(found.texts).toEqual({});
    expect(found.ends[0]?.damage).toBe('packed in more than 8 layers (--max-layers)');
  });
});

test('damaged bytes anywhere never throw, and every entry that begins ends', () => {
  const whole = [gzip(tar(FILES)), tar(FILES), zip(FILES), zip(FILES, { descriptor: 'bare' }), zstd(zip(FILES))];
  const change = fc.tuple(fc.nat(100_000), fc.nat(255));
  fc.assert(
    fc.property(
      fc.nat(whole.length - 1),
      fc.array(change, { maxLength: 5 }),
      fc.nat(100_000),
      (which, changes, cut) => {
        const stored = whole[which] ?? Buffer.alloc(0);
        const bytes = Buffer.from(stored.subarray(0, stored.length - (cut % 4 === 0 ? cut % stored.length : 0)));
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const [small, large] = [unpack(bytes, {}, 97), unpack(bytes)];
        expect(small).toEqual(large);
      },
    ),
    { numRuns: 150 },
  );
});
