/** Damages a store bit by bit: whatever is hit, what is read is what was written, or an error says that the store is damaged. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../../src/store/errors.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { Library } from '../../src/store/library.ts';
import { SegmentBuilder } from '../../src/store/segment-builder.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { feed, newPath, scan, scanColumn, seal, source, type TestEvent } from './support.ts';

const FLIPS = 300;
const FIELDS = ['eventName', 'userAgent', 'id', 'n', 'rare', 'mixed', '@logStream', 'nothing'];

function events(first: number, count: number): TestEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    time: first + (i % 50),
    source: 1 + (i % 2),
    ordinal: i,
    content: `content ${first + i}`,
    message: `{"eventName":"Get${i % 7}","id":${first + i}}`,
    leaves: [
      ['eventName', `Get${i % 7}`],
      ['userAgent', `agent ${'é'.repeat(i % 3)}`],
      ['id', `00000000-0000-4000-8000-${String(first + i).padStart(12, '0')}`],
      ['n', i / 4],
      ...(i % 40 === 0 ? ([['rare', i]] as const) : []),
      ['mixed', i % 2 === 0 ? 'x' : i % 3 === 0],
      ['@logStream', 'stream'],
    ] as const,
  }));
}

function newStore(): string {
  const file = newPath();
  const writer = StoreWriter.open(file, { now: () => 1_700_000_000_000.5 });
  for (let step = 0; step < 3; step++) {
    const ids = [writer.reserveSource(), writer.reserveSource()];
    const rejects = ids.map((id) => ({
      source: id,
      ordinal: 7,
      offset: 100,
      length: 50,
      reason: `not an object ${id}`,
      bytes: Buffer.alloc(50, id),
    }));
    writer.write({
      segments: [seal(events(step * 100, 90)), seal(events(step * 100 + 20, 90))],
      rejects,
      completed: ids.map((id) => source(id, { rejects: 1 })),
      kept: [],
      pending: [],
    });
  }
  writer.close();
  const library = Library.open(file, { now: () => 1_700_000_000_000.5 });
  const rows = Array.from({ length: 200 }, (_, i) => [`${i}`, `owner ${i % 7}`]);
  library.addLookupTable({ name: 'owners', columns: ['id', 'owner'], rows }, 3000, { replace: false });
  const parameters = [{ name: 'n', defaultValue: '5' }];
  const queries = ['a', 'b', 'c'].map((name) => ({ name, text: `limit {{n}} # ${name.repeat(900)}`, parameters }));
  library.addSavedQueries(queries, { replace: false });
  library.commit();
  library.close();
  return file;
}

/** Everything that the reading side tells. */
function readAll(file: string): unknown {
  const store = EventStore.open(file);
  try {
    return [
      scan(store, ['@timestamp', '@message', '@ptr', '#row', '#position', ...FIELDS]),
      ...['eventName', 'rare'].map((path) => scanColumn(store, path, { start: 130, end: 145 })),
      [store.extent(), store.extent(110, 120), store.timeRange(), store.hasField('rare')],
      [store.fields(), store.sources(), [...store.rejects()], [...store.rejects(3)]],
      [store.lookupTables(), store.lookupTable('owners'), store.savedQueries(), store.savedQuery('b')],
    ];
  } finally {
    store.close();
  }
}

/** What the writing side tells before it writes: which events are stored already, and whether a source is known. */
function askWriter(file: string): unknown {
  const writer = StoreWriter.open(file, { lockWait: 0 });
  try {
    const builder = new SegmentBuilder();
    for (const event of [...events(40, 60), ...events(5000, 5)]) feed(builder, event);
    const { duplicates, conflicts } = writer.claim(builder.identities());
    return [duplicates, conflicts];
  } finally {
    writer.close();
  }
}

/** What is read as text, or the error. */
function outcome(read: (file: string) => unknown, file: string): string | Error {
  try {
    return JSON.stringify(read(file), (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A generator of numbers from 0 to 1 that always gives the same ones. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test.each([
  ['read', readAll],
  ['claimed', askWriter],
])('after any single bit has flipped, the same is %s, or the error is a StoreError', (_, read) => {
  const good = readFileSync(newStore());
  const file = newPath();
  const next = random(1);
  writeFileSync(file, good);
  const expected = outcome(read, file);
  expect(expected).toBeTypeOf('string');
  const wrong: string[] = [];
  let refused = 0;
  for (let flip = 0; flip < FLIPS; flip++) {
    const [at, bit] = [Math.floor(next() * good.length), Math.floor(next() * 8)];
    const bytes = Buffer.from(good);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    rmSync(dirname(file), { recursive: true });
    mkdirSync(dirname(file));
    writeFileSync(file, bytes);
    const result = outcome(read, file);
    if (result instanceof StoreError) refused++;
    else if (result !== expected) {
      wrong.push(`byte ${at}, bit ${bit}: ${typeof result === 'string' ? 'other rows' : result.stack}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(0);
});
