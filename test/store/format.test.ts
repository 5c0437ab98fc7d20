/** Reads a file by docs/format.md alone, and holds the page to the tables. */

import { readFileSync } from 'node:fs';
import { brotliDecompressSync, crc32 } from 'node:zlib';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { JsonWalker } from '../../src/ingest/json-walk.ts';
import { rowChecksum } from '../../src/store/checksums.ts';
import { frame } from '../../src/store/frame.ts';
import { Library } from '../../src/store/library.ts';
import { encodeTimes } from '../../src/store/row-parts.ts';
import { SegmentBuilder } from '../../src/store/segment-builder.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { type Leaf, newPath, seal, write } from './support.ts';

const page = readFileSync(new URL('../../docs/format.md', import.meta.url), 'utf8');

/** Table names with the columns that the page lists for each. */
function documentedTables(): Map<string, string[]> {
  const tables = new Map<string, string[]>();
  const chapter = page.slice(page.indexOf('## Tables'), page.indexOf('## Frames'));
  for (const part of chapter.split(/^### /m).slice(1)) {
    const [, name = ''] = /^`(\w+)`/.exec(part) ?? [];
    const rows = [...part.matchAll(/^\| (`[^|]*`) +\|/gm)].map(([, cells = '']) => cells);
    tables.set(
      name,
      rows.flatMap((cells) => [...cells.matchAll(/`(\w+)`/g)].map(([, column = '']) => column)),
    );
  }
  return tables;
}

test('the documented tables and columns are those of the schema', () => {
  const { database } = StoreWriter.open(':memory:');
  const names = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const columns = database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck();
  expect(documentedTables()).toEqual(new Map(names.map((name) => [name, columns.all(name)])));
  const indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
  expect(database.prepare(indexes).pluck().all()).toEqual(['source_by_uri']);
});

test('the marks of the file are the documented ones', () => {
  const file = newPath();
  StoreWriter.open(file).close();
  const bytes = readFileSync(file);
  expect(bytes.toString('latin1', 0, 15)).toBe('SQLite format 3');
  expect(bytes.readUInt32BE(68)).toBe(0x5452514c);
  expect(bytes.readUInt32BE(60)).toBe(1);
});

/** The content of a frame, read as the page says. */
function content(blob: Uint8Array): Buffer {
  const bytes = Buffer.from(blob);
  const payload = bytes.subarray(16);
  const raw = bytes[0] === 1 ? brotliDecompressSync(payload) : payload;
  expect(raw.length).toBe(bytes.readUInt32LE(4));
  expect(crc32(payload, crc32(bytes.subarray(0, 8)))).toBe(bytes.readUInt32LE(8));
  return raw;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The bytes of the n-th example of the page. */
function example(index: number): string {
  const blocks = [...page.matchAll(/^```\n([0-9a-f \n]+)^```/gm)].map(([, text = '']) => text.replace(/\s/g, ''));
  return blocks[index] ?? '';
}

test('the examples of the page are what the store writes', () => {
  expect(hex(frame(Buffer.from('abc')))).toBe(example(0));
  const { chunks } = seal([
    { time: 3, leaves: [['f', 'a']] },
    { time: 2, leaves: [['f', 'bc']] },
  ]);
  expect(hex(content(chunks[0]?.values ?? new Uint8Array()))).toBe(example(1));
  expect(hex(content(encodeTimes(Float64Array.of(5000, 3000, 3000))))).toBe(example(2));
});

test('the example of a checksum', () => {
  const blob = frame(Buffer.from('abc'));
  const [, array = '', checksum] = /is `(\[.*?\])` and has the checksum (\d+)/.exec(page) ?? [];
  expect(array).toBe(JSON.stringify([1, 'times', Buffer.from(blob).readUInt32LE(8)]));
  expect(String(crc32(array))).toBe(checksum);
  expect(String(rowChecksum([1, 'times', blob]))).toBe(checksum);
});

test('the example of codes: a, nothing, b', () => {
  const rows = ['a', undefined, 'b'].map((value, i) => ({
    time: -i,
    leaves: value === undefined ? [] : ([['f', value]] as const),
  }));
  const [chunk] = seal(rows).chunks;
  expect(chunk?.encoding).toBe('dictionary');
  expect(hex(content(chunk?.codes ?? new Uint8Array()))).toBe('010002');
});

/** Values of a list, read as the page says; of text, number and UUID lists only. */
function values(list: Buffer): (string | number)[] {
  const count = list.readUInt32LE(4);
  let at = 8 + count * 4;
  return Array.from({ length: count }, (_, i) => {
    if (list.readUInt32LE(0) === 1) return list.readDoubleLE(8 + i * 8);
    if (list.readUInt32LE(0) === 2) {
      const digits = list.toString('hex', 8 + i * 16, 24 + i * 16);
      return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
    }
    const start = at;
    at += list.readUInt32LE(8 + i * 4);
    return list.toString('utf8', start, at);
  });
}

/** The value of each row, read as the page says. */
function rowsOf(chunk: { encoding: string; present: number; values: Buffer; codes: Buffer }, events: number) {
  const list = values(content(chunk.values));
  const codes = content(chunk.codes);
  const rows = new Array<string | number | undefined>(events).fill(undefined);
  const rowAt = (i: number) => (codes.length === 0 ? i : codes.readUInt16LE(i * 2));
  if (chunk.encoding === 'constant') return rows.fill(list[0]);
  if (chunk.encoding === 'plain') for (const [i, value] of list.entries()) rows[rowAt(i)] = value;
  const width = list.length <= 255 ? 1 : 2;
  if (chunk.encoding === 'dictionary') return rows.map((_, i) => list[codes.readUIntLE(i * width, width) - 1]);
  if (chunk.encoding === 'sparse') {
    const narrow = list.length <= 256 ? 1 : 2;
    for (let i = 0; i < chunk.present; i++) {
      rows[rowAt(i)] = list[codes.readUIntLE(chunk.present * 2 + i * narrow, narrow)];
    }
  }
  return rows;
}

test('a file can be read by what the page says', () => {
  const file = newPath();
  const writer = StoreWriter.open(file);
  const uuid = (i: number) => `00000000-1111-4222-8333-${String(i).padStart(12, '0')}`;
  const events = Array.from({ length: 3000 }, (_, i) => ({
    time: 9000 - i,
    source: 1 + (i % 3) * 400,
    ordinal: i,
    content: `content ${i}`,
    message: `{"n":${i},"pad":"${'x'.repeat(i % 200)}"}`,
    leaves: [
      ['constant', 'same'],
      ['dictionary', `v${i % 7}`],
      ['wide', `w${i % 700}`],
      ['plain', `p${i}`],
      ['uuid', uuid(i)],
      ['number', i / 8],
      ...(i % 50 === 0 ? [['sparse', `s${i % 400}`] as const] : []),
      ...(i % 2 === 0 ? [['gaps', `g${i}`] as const] : []),
    ] as [string, Leaf][],
  }));
  write(writer, events);
  writer.close();

  const database = new SQLite(file, { readonly: true });
  const part = (name: string) =>
    content(
      database.prepare<[string], Buffer>('SELECT data FROM segment_part WHERE part = ?').pluck().get(name) ??
        Buffer.of(),
    );
  for (const path of ['constant', 'dictionary', 'wide', 'plain', 'uuid', 'number', 'sparse', 'gaps']) {
    const chunk = database
      .prepare<[string], { encoding: string; present: number; values: Buffer; codes: Buffer }>(
        'SELECT chunk.* FROM chunk JOIN field ON field.id = chunk.field WHERE path = ?',
      )
      .get(path);
    const expected = events.map(({ leaves }) => leaves.find(([p]) => p === path)?.[1]);
    expect(chunk === undefined ? [] : rowsOf(chunk, events.length)).toEqual(expected);
  }

  const times = part('times');
  let time = times.readDoubleLE(8);
  expect(events.map((_, i) => (time -= times.readUInt32LE(16 + i * 4)))).toEqual(events.map((each) => each.time));

  const origins = part('origins');
  expect([origins.readUInt32LE(0), origins.readUInt32LE(4)]).toEqual([3, 2]);
  const ordinals = 8 + 3 * 4;
  const sources = ordinals + events.length * 2;
  expect(
    events.map((_, i) => [
      origins.readUInt32LE(8 + (origins[sources + i] ?? 0) * 4),
      origins.readUInt16LE(ordinals + i * 2),
    ]),
  ).toEqual(events.map(({ source, ordinal }) => [source, ordinal]));

  expect(part('identities')).toHaveLength(events.length * 24);

  const manifest = part('manifest');
  /** Checksum of the only row that the rest of a query gives, taken as the page says. */
  const checksumOf = (rest: string) => {
    const row = database.prepare<[], (number | string | null | Buffer)[]>(`SELECT * FROM ${rest}`).raw().all();
    expect(row).toHaveLength(1);
    return crc32(JSON.stringify(row[0]?.map((cell) => (cell instanceof Buffer ? cell.readUInt32LE(8) : cell))));
  };
  const [blockCount, chunkCount] = [manifest.readUInt32LE(0), manifest.readUInt32LE(4)];
  for (const [i, name] of ['times', 'origins', 'identities', 'locations', 'spelling'].entries()) {
    expect(manifest.readUInt32LE(8 + i * 4)).toBe(checksumOf(`segment_part WHERE part = '${name}'`));
  }
  for (let i = 0; i < blockCount; i++) {
    expect(manifest.readUInt32LE(28 + i * 4)).toBe(checksumOf(`record_block WHERE block = ${i}`));
  }
  const fields = 28 + blockCount * 4;
  for (let i = 0; i < chunkCount; i++) {
    const field = manifest.readUInt32LE(fields + i * 4);
    expect(manifest.readUInt32LE(fields + (chunkCount + i) * 4)).toBe(checksumOf(`chunk WHERE field = ${field}`));
  }
  expect(chunkCount).toBe(8);
  expect(manifest.length).toBe(fields + chunkCount * 8);
  const kept = database.prepare('SELECT manifest FROM segment').pluck().get();
  expect(kept).toBe(checksumOf("segment_part WHERE part = 'manifest'"));
  for (const table of ['source', 'segment']) {
    const total = database.prepare<[string]>('SELECT rows, checksum FROM table_checksum WHERE name = ?').get(table);
    expect(total).toEqual({ rows: 1, checksum: checksumOf(table) });
  }

  // Events that were not given as JSON: nothing but flags.
  const spelling = part('spelling');
  expect(spelling).toEqual(Buffer.concat([Buffer.alloc(20), Buffer.alloc(events.length, 2)]));

  const n = events.length;
  const locations = part('locations');
  const blocks = database
    .prepare<[], Buffer>('SELECT records FROM record_block ORDER BY block')
    .pluck()
    .all()
    .map(content);
  expect(blocks.length).toBe(locations.readUInt32LE(0));
  expect(blocks.length).toBeGreaterThan(2);
  const rank = (row: number) => locations.readUInt16LE(8 + 4 * n + 4 * blocks.length + row * 2);
  const byRank = events.map((_, i) => i).toSorted((a, b) => rank(a) - rank(b));
  let at = 0;
  let block = -1;
  for (const [index, row] of byRank.entries()) {
    if (block + 1 < blocks.length && locations.readUInt32LE(8 + 4 * n + 4 * (block + 1)) === index) {
      block++;
      at = 0;
    }
    const length = locations.readUInt32LE(8 + row * 4);
    expect(blocks[block]?.toString('utf8', at, at + length)).toBe(events[row]?.message);
    at += length;
  }
  database.close();
});

test('lookup tables and saved queries can be read by the page alone', () => {
  const file = newPath();
  const library = Library.open(file, { now: () => 1000.5 });
  const rows = Array.from({ length: 50 }, (_, i) => [`${i}`, 'é']);
  library.addLookupTable({ name: 't', columns: ['id', 'x'], rows }, 300, { replace: false });
  const parameters = [{ name: 'n', defaultValue: '"5"', description: 'd' }, { name: 'm' }];
  library.addSavedQueries([{ name: 'a/b', text: '{{n}} {{m}}', parameters }], { replace: false });
  library.commit();
  library.close();

  const database = new SQLite(file, { readonly: true });
  /** The only row of a table, without its checksum, which is taken as the page says. */
  const rowOf = (table: string) => {
    const row = database.prepare<[], (number | string | Buffer)[]>(`SELECT * FROM ${table}`).raw().get() ?? [];
    const facts = row.slice(0, -1);
    const cells = facts.map((cell) => (cell instanceof Buffer ? cell.readUInt32LE(8) : cell));
    expect(row.at(-1)).toBe(crc32(JSON.stringify(cells)));
    return facts;
  };
  const [cells, ...facts] = rowOf('lookup_table').toReversed();
  expect(facts.toReversed()).toEqual(['t', '["id","x"]', 50, 300, 1000.5]);
  expect(cells instanceof Buffer && JSON.parse(content(cells).toString())).toEqual(rows);
  const [name, text, list, modified] = rowOf('saved_query');
  expect([name, text, JSON.parse(String(list)), modified]).toEqual(['a/b', '{{n}} {{m}}', parameters, 1000.5]);
  database.close();
});

test('the part `spelling` is what the page says', () => {
  const builder = new SegmentBuilder();
  const walker = new JsonWalker(builder);
  const records = ['{"a.b":"\\/","c":1.0,"d":{"e":null}}', '{"c":"\\n","c":"x"}', '{"f": true}'];
  for (const [ordinal, record] of records.entries()) {
    const bytes = Buffer.from(record);
    expect(walker.walk(bytes, 0, bytes.length, { final: true })).toBe('complete');
    const id = { content: new Uint8Array(16), key: new Uint8Array(8) };
    const times = { timestamp: -ordinal, eventTime: -ordinal, source: 1, ordinal };
    builder.endEvent({ ...times, ...id, spelled: walker.spaced ? 'spaced' : 'plain' }, bytes, 0, bytes.length);
  }
  const part = content(builder.seal()?.spelling ?? Buffer.of());
  const [texts = 0, occurrences = 0, bare = 0, dotted = 0, escaped = 0] = [0, 4, 8, 12, 16].map((at) =>
    part.readUInt32LE(at),
  );
  const strings = texts + bare + dotted + escaped;
  const lengthsAt = 20 + 4 * occurrences;
  const rowsAt = lengthsAt + 4 * strings;
  let at = rowsAt + 2 * occurrences + records.length;
  const read = Array.from({ length: strings }, (_, i) => {
    const start = at;
    at += part.readUInt32LE(lengthsAt + 4 * i);
    return part.toString('utf8', start, at);
  });
  expect(at).toBe(part.length);
  expect(
    Array.from({ length: occurrences }, (_, i) => [
      part.readUInt16LE(rowsAt + 2 * i),
      read[part.readUInt32LE(20 + 4 * i)],
    ]),
  ).toEqual([
    [0, '\\/'],
    [0, '1.0'],
    [1, 'x'],
  ]);
  const lists = [
    read.slice(texts, texts + bare),
    read.slice(texts + bare, strings - escaped),
    read.slice(strings - escaped),
  ];
  expect(lists).toEqual([['d', 'e'], ['a.b'], ['a.b', 'c']]);
  expect([...part.subarray(rowsAt + 2 * occurrences, rowsAt + 2 * occurrences + records.length)]).toEqual([0, 0, 1]);
});
