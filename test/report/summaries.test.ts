import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatExplanation, formatProfile } from '../../src/report/explain.ts';
import { formatFields, formatFieldsJson } from '../../src/report/fields.ts';
import { formatIngestNotes, formatIngestReport, type IngestFigures } from '../../src/report/ingest-report.ts';
import { progressBar, progressLine } from '../../src/report/progress.ts';
import { formatSources, formatSourcesJson, formatSourcesSha256 } from '../../src/report/sources.ts';
import { bytes, compact, percent, roughly, rounded } from '../../src/report/units.ts';
import { visibleBytes } from '../../src/report/visible.ts';
import { displayWidth } from '../../src/report/width.ts';
import type { FieldInfo, StoredSource } from '../../src/store/types.ts';
import { PLAIN, text } from './tables.ts';

const FIELDS: readonly FieldInfo[] = [
  { path: 'eventName', events: 4000, strings: 4000, numbers: 0, booleans: 0, examples: ['GetObject', 'PutObject'] },
  { path: '__proto__.x', events: 1, strings: 1, numbers: 2, booleans: 0, examples: ['\x1b[31m'] },
];

const SOURCE: StoredSource = {
  id: 1,
  uri: 'AWSLogs/a.json.gz',
  size: 12_345,
  modified: 0,
  etag: null,
  sha256: 'ab',
  contentSha256: 'cd',
  container: 'cloudtrail',
  status: 'complete',
  message: '',
  records: 10,
  events: 7,
  duplicates: 2,
  conflicts: 0,
  rejects: 1,
  ingestedAt: 0,
};

const FIGURES: IngestFigures = {
  objects: 12,
  failedObjects: 1,
  damagedObjects: 0,
  skippedObjects: 3,
  archivedObjects: 0,
  deniedObjects: 0,
  retries: 0,
  otherObjects: 0,
  records: 1000,
  events: 990,
  duplicates: 9,
  conflicts: 2,
  rejects: 1,
  bytes: 2_000_000,
  inflatedBytes: 20_000_000,
  seconds: 2,
  notes: [{ source: 'a\x1b.gz', message: 'damaged: it ends early' }],
};

describe('fields', () => {
  test('are a table with share, types and examples', () => {
    expect(text(formatFields(FIELDS, 4000, { style: PLAIN }))).toMatchInlineSnapshot(`
      "┌─────────────┬────────┬─────────┬────────────────┬──────────────────────┐
      │ field       │ events │   share │ types          │ examples             │
      ├─────────────┼────────┼─────────┼────────────────┼──────────────────────┤
      │ eventName   │  4,000 │   100 % │ string         │ GetObject, PutObject │
      │ __proto__.x │      1 │ < 0.1 % │ number, string │ \\x1b[31m             │
      └─────────────┴────────┴─────────┴────────────────┴──────────────────────┘
      2 fields of 4,000 events"
    `);
  });

  test('are exact in JSON', () => {
    const parsed = JSON.parse(text(formatFieldsJson(FIELDS, 8000)));
    expect(parsed).toMatchObject({
      events: 8000,
      fields: [{ path: 'eventName', share: 0.5 }, { path: '__proto__.x' }],
    });
    expect(JSON.parse(text(formatFieldsJson([], 0)))).toEqual({ events: 0, fields: [] });
  });
});

describe('sources', () => {
  test('are a table with a total that balances', () => {
    expect(
      text(formatSources([SOURCE], { style: PLAIN }))
        .split('\n')
        .at(-1),
    ).toBe('1 source, 12.3 kB, 10 records = 7 events + 2 duplicates + 1 reject');
  });

  test('are complete in JSON', () => {
    expect(JSON.parse(text(formatSourcesJson([SOURCE, SOURCE])))).toEqual({
      sources: [SOURCE, SOURCE],
      totals: {
        ...{ sources: 2, size: 24_690, records: 20, events: 14, duplicates: 4, conflicts: 0, rejects: 2 },
        byStatus: { complete: 2 },
      },
    });
  });

  test('are lines for sha256sum, with names escaped as it does', () => {
    const sources = [SOURCE, { ...SOURCE, uri: 'a\\b\nc' }, { ...SOURCE, sha256: null }];
    expect(text(formatSourcesSha256(sources))).toBe('ab  AWSLogs/a.json.gz\n\\ab  a\\\\b\\nc');
  });
});

describe('bytes', () => {
  test.each([
    ['plain', Buffer.from('a "b" é'), 100, 'a "b" é'],
    ['controls', Buffer.from('a\x1b[31m\n\0'), 100, 'a\\x1b[31m\\n\\x00'],
    ['no UTF-8', Buffer.from([0x61, 0xff, 0x80, 0x41]), 100, 'a\\xff\\x80A'],
    ['cut within a character', Buffer.from('aé€😀'), 5, 'aé…'],
    ['cut behind a character', Buffer.from('aéb'), 3, 'aé…'],
    ['nothing', Buffer.alloc(0), 3, ''],
  ])('%s are harmless text', (_, bytes, most, shown) => {
    expect(visibleBytes(bytes, most)).toBe(shown);
  });
});

describe('ingest report', () => {
  test('has figures that add up', () => {
    expect(text(formatIngestReport(FIGURES, PLAIN))).toMatchInlineSnapshot(`
      "Objects  12 (1 failed), besides 3 already stored
      Records  1,000 = 990 events + 9 duplicates + 1 reject
               2 events with the id of another event but other content (stored)
      Read     2 MB (20 MB unpacked) in 2 s: 500 records/s, 1 MB/s"
    `);
  });

  test('has a harmless line per note', () => {
    expect(text(formatIngestNotes(FIGURES, PLAIN))).toBe('note: a\\x1b.gz: damaged: it ends early');
  });
});

describe('progress', () => {
  const half = { objectsDone: 50, objectsTotal: 100, bytesDone: 5e6, bytesTotal: 1e7, events: 30_000, elapsedMs: 2000 };

  test('tells objects, rates and the time left', () => {
    expect(progressLine(half)).toBe('50% 50/100 objects, 30,000 events, 15,000 events/s, 2.5 MB/s, 2 s left');
    expect(progressBar(half, 120, PLAIN)).toContain(
      ' 50% 50/100 objects · 30,000 events · 15,000 events/s · 2.5 MB/s · 2 s left',
    );
  });

  test('fits the terminal', () => {
    const figures = fc.record({
      objectsDone: fc.nat(),
      objectsTotal: fc.nat(),
      bytesDone: fc.nat(),
      bytesTotal: fc.nat(),
      events: fc.nat(),
      elapsedMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    });
    fc.assert(
      fc.property(figures, fc.integer({ min: 1, max: 200 }), (progress, width) => {
        expect(displayWidth(progressBar(progress, width, PLAIN))).toBeLessThanOrEqual(width);
      }),
    );
  });

  const small = {
    objectsDone: 26,
    objectsTotal: 132,
    bytesDone: 30e6,
    bytesTotal: 150e6,
    events: 61_494,
    elapsedMs: 5708,
  };
  const large = {
    objectsDone: 1204,
    objectsTotal: 12_345,
    bytesDone: 2.72e9,
    bytesTotal: 27.2e9,
    events: 3_164_062,
    elapsedMs: 28_561,
  };

  // One cell of the terminal stays free.
  test.each([
    [
      200,
      small,
      '━━━━━━━━━━━━━━━━━━━━  20% 26/132 objects · 61,494 events · 10,773 events/s · 5.26 MB/s · 22.8 s left',
    ],
    [80, small, '━━━━━━━━━━━━━━━  20% 26/132 objects · 10,773 events/s · 5.26 MB/s · 22.8 s left'],
    [60, small, '━━━━━━  20% 26/132 obj · 10.8k ev/s · 5.26 MB/s · 23 s left'],
    [40, small, '26/132 10.8k ev/s 5.26 MB/s 23 s left'],
    [80, large, '━━━━  10% 1,204/12,345 objects · 110,783 events/s · 95.2 MB/s · 4 min 17 s left'],
    [60, large, '━━━━━━━━━━  10% 1,204/12,345 111k ev/s 95.2 MB/s 4 min left'],
    [40, large, '1,204/12,345 111k ev/s 95.2 MB/s 4 min'],
  ])(
    'in %d columns the bar is shorter and words are left out, but objects, both rates and the time left are there',
    (columns, progress, line) => {
      expect(progressBar(progress, columns - 1, PLAIN)).toBe(line);
    },
  );

  test('where nothing fits the figures are cut', () => {
    expect(progressBar(small, 24, PLAIN)).toBe('26/132 10.8k ev/s 5.26 …');
  });

  test('unknown totals give no share', () => {
    expect(progressLine({ ...half, objectsTotal: 0, bytesTotal: 0 })).toBe(
      '50 objects, 30,000 events, 15,000 events/s, 2.5 MB/s',
    );
  });
});

describe('explain', () => {
  const explanation = {
    ast: { kind: 'query' },
    plan: { stages: [] },
    sql: 'SELECT 1\nFROM "events"',
    parameters: { p0: 'x' },
    scan: { stages: ['filter'], fields: ['a'], start: undefined, end: undefined, fetchedLate: [] },
    subqueries: [],
  };

  test('shows the stages asked for', () => {
    const output = text(formatExplanation(explanation, { ast: false, plan: false, sql: true }, PLAIN));
    expect(output).toMatch(/^SQL\nSELECT 1\nFROM "events"\n\nParameters\n\{"p0":"x"\}\n/);
    expect(output).not.toContain('Plan');
  });

  test('a profile sums its stages', () => {
    const scan = { events: 10, bytes: 1000, segments: 1, segmentsSkipped: 2 };
    const output = text(
      formatProfile(
        {
          stages: [
            { stage: 'parse', ms: 1 },
            { stage: 'run', ms: 2.5 },
          ],
          scan,
          workers: 3,
        },
        PLAIN,
      ),
    );
    expect(output).toContain('│ total │ 3.50 │');
    expect(output).toContain('10 events (1 kB) scanned in 1 segment, 2 skipped by time, by 3 workers');
  });
});

describe('units', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [999_600, '1 MB'],
    [123_456_789, '123 MB'],
    [2e12, '2 TB'],
  ])('%d bytes are %j', (size, words) => {
    expect(bytes(size)).toBe(words);
  });

  test.each([
    [0, '0'],
    [999, '999'],
    [10_773, '10.8k'],
    [3_061_494, '3.06M'],
  ])('the count %d is %j where there is little room', (count, words) => {
    expect(compact(count)).toBe(words);
  });

  test.each([
    [0, '0 s'],
    [4200, '5 s'],
    [89_000, '89 s'],
    [725_000, '12 min'],
    [5_400_000, '2 h'],
    [3.6e9, '1,000 h'],
  ])('%d ms are roughly %j', (ms, words) => {
    expect(roughly(ms)).toBe(words);
  });

  test('figures for machines have three decimals at most', () => {
    expect([0.445205662, 12, 0.0004].map(rounded)).toEqual([0.445, 12, 0]);
  });

  test.each([
    [0, 10, '0 %'],
    [10, 10, '100 %'],
    [9999, 10_000, '> 99.9 %'],
    [1, 100_000, '< 0.1 %'],
    [1, 3, '33.3 %'],
    [0, 0, '0 %'],
  ])('%d of %d is %j', (part, whole, words) => {
    expect(percent(part, whole)).toBe(words);
  });
});
