/** Nothing is lost on the way in or out, whatever the archive looks like: every record is counted, every byte has its place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { exportTo } from '../../src/export/export.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { envelope, json } from '../ingest/records.ts';
import { catalogOf, recordTexts } from './support.ts';

/** Numbers are few, so that records repeat within and across objects; the same number with other content is a conflict. */
const record = fc.record({
  number: fc.nat(12),
  more: fc.constantFrom({}, { userAgent: '=x' }, { requestParameters: { a: [1, { b: 'c' }], 'd.e': null } }),
  pretty: fc.boolean(),
});

const recordText = ({ number, more, pretty }: { number: number; more: object; pretty: boolean }): string => {
  const text = json(number, { ...more });
  return pretty ? JSON.stringify(JSON.parse(text), null, 1) : text;
};

type Damage =
  | { readonly kind: 'none' }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'drop'; readonly at: number; readonly length: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('insert' as const), at: place, text: fc.string({ minLength: 1, maxLength: 20 }) }),
  fc.record({ kind: fc.constant('drop' as const), at: place, length: fc.integer({ min: 1, max: 400 }) }),
);

function damaged(bytes: Buffer, how: Damage): Buffer {
  if (how.kind === 'none') return bytes;
  const at = Math.min(bytes.length - 1, Math.floor(how.at * bytes.length));
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (how.kind === 'cut') return before;
  if (how.kind === 'insert') return Buffer.concat([before, Buffer.from(how.text), after]);
  if (how.kind === 'drop') return Buffer.concat([before, after.subarray(how.length)]);
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << how.bit);
  return flipped;
}

const object = fc.record({
  records: fc.array(record, { maxLength: 6 }),
  shape: fc.constantFrom('cloudtrail', 'ndjson', 'array'),
  gzip: fc.boolean(),
  damage: fc.array(damage, { minLength: 1, maxLength: 2 }),
});

type Shape = 'cloudtrail' | 'ndjson' | 'array';

function contentOf(records: readonly string[], shape: string): Buffer {
  const shapes: Readonly<Record<Shape, () => string>> = {
    cloudtrail: () => envelope(...records),
    ndjson: () => records.map((text) => `${text}\n`).join(''),
    array: () => `[${records.join(',\n')}]`,
  };
  return Buffer.from(shapes[shape as Shape]());
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'trailql-accounting-'));
}

interface Loaded {
  readonly writer: StoreWriter;
  readonly store: EventStore;
}

async function withStore<T>(
  sources: readonly string[],
  keepDuplicates: boolean,
  work: (loaded: Loaded & { readonly report: Awaited<ReturnType<typeof ingest>> }) => Promise<T>,
): Promise<T> {
  const writer = StoreWriter.open(':memory:');
  const store = EventStore.over(writer);
  try {
    const report = await ingest(writer, sources, { workers: 0, keepDuplicates });
    return await work({ writer, store, report });
  } finally {
    store.close();
    writer.close();
  }
}

const RUNS = { numRuns: Number(process.env['TRAILQL_TEST_RUNS'] ?? 60) };

test('records = events + duplicates + rejects, and what is exported is what is stored', async () => {
  const root = newFolder();
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(object, { minLength: 1, maxLength: 3 }), async (objects) => {
      const paths = objects.map(({ records, shape, gzip, damage: how }, index) => {
        const path = join(root, `${run}-${index}`);
        const content = contentOf(records.map(recordText), shape);
        const stored = gzip ? gzipSync(content) : content;
        writeFileSync(path, how.reduce(damaged, stored));
        return path;
      });
      const out = join(root, `out-${run++}`);
      await withStore(paths, false, async ({ store, report, writer }) => {
        expect(report.records).toBe(report.events + report.duplicates + report.rejects);
        expect(report.bytes).toBe(paths.reduce((sum, path) => sum + readFileSync(path).length, 0));
        expect(store.eventCount()).toBe(report.events);
        expect([...store.rejects()].length).toBe(report.rejects);
        for (const { records, events, duplicates, rejects } of store.sources())
          expect(records).toBe(events + duplicates + rejects);
        for (const format of ['records', 'cloudtrail'] as const) {
          await exportTo(store, out, { format });
          await withStore([out], false, async (again) => {
            expect(recordTexts(again.store)).toEqual(recordTexts(store));
            expect(catalogOf(again.store)).toEqual(catalogOf(store));
            expect(again.report).toMatchObject({ duplicates: 0, rejects: 0 });
          });
          const twice = await ingest(writer, [out], { workers: 0 });
          expect(twice).toMatchObject({ events: 0, duplicates: report.events, rejects: 0 });
          rmSync(out, { recursive: true });
        }
      });
    }),
    RUNS,
  );
});

/** What may lie between records: punctuation, white space, and the beginning of an envelope. */
const BETWEEN = /^(?:[\s,[\]{}\0\ufeff]|"Records"\s*:)*$/;

/** Anything else is a damaged envelope: the message of the source speaks of it, and it is too short for a record. */
function isAccountedFor(gap: string, message: string): boolean {
  return BETWEEN.test(gap) || (message !== '' && gap.length < MAX_ENVELOPE && !gap.includes('eventVersion'));
}

/** What an envelope has, with what damage adds. */
const MAX_ENVELOPE = 64;

test('every byte of a plain object is in an event, in a reject, or between records', async () => {
  const root = newFolder();
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(object, async ({ records, shape, damage: how }) => {
      const path = join(root, String(run++));
      const bytes = how.reduce(damaged, contentOf(records.map(recordText), shape));
      writeFileSync(path, bytes);
      // With duplicates kept, the records of all that is no reject are there.
      await withStore([path], true, async ({ store, report }) => {
        const [source] = store.sources();
        // Nothing of it is stored, and it is said so; or it is something else by nature.
        if (source === undefined || source.status === 'failed' || source.status === 'other') {
          expect(report.records).toBe(0);
          return;
        }
        const pieces = new Map<number, { bytes: Uint8Array; offset: number | undefined }>();
        for (const view of store.views())
          for (let row = 0; row < view.events; row++)
            pieces.set(view.origin(row).ordinal, { bytes: view.record(row), offset: undefined });
        for (const { ordinal, bytes: kept, offset } of store.rejects()) pieces.set(ordinal, { bytes: kept, offset });
        expect([...pieces.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: report.records }, (_, i) => i));
        let end = 0;
        for (let ordinal = 0; ordinal < pieces.size; ordinal++) {
          const piece = pieces.get(ordinal);
          if (piece === undefined) throw new Error('a record is missing');
          const start = piece.offset ?? bytes.indexOf(piece.bytes, end);
          expect(start).toBeGreaterThanOrEqual(end);
          expect(bytes.subarray(start, start + piece.bytes.length).equals(piece.bytes)).toBe(true);
          const gap = bytes.toString('latin1', end, start);
          expect(isAccountedFor(gap, source.message), `${gap} (${source.message})`).toBe(true);
          end = start + piece.bytes.length;
        }
        const rest = bytes.toString('latin1', end);
        expect(isAccountedFor(rest, source.message), `${rest} (${source.message})`).toBe(true);
      });
    }),
    RUNS,
  );
});
