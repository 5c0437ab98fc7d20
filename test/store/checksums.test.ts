import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { rowChecksum } from '../../src/store/checksums.ts';
import { StoreError } from '../../src/store/errors.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { newPath, scan, seal, source, type TestEvent } from './support.ts';

function at(...times: number[]): TestEvent[] {
  return times.map((time) => ({
    time,
    leaves: [
      ['name', `n${time % 2}`],
      ['number', time],
    ],
  }));
}

/** Two segments alike in shape, two sources with a reject each. */
function newStore(): string {
  const file = newPath();
  const writer = StoreWriter.open(file);
  const ids = [writer.reserveSource(), writer.reserveSource()];
  writer.write({
    segments: [seal(at(1, 2, 3)), seal(at(4, 5, 6))],
    rejects: ids.map((id) => ({ source: id, ordinal: 0, offset: 0, length: 1, reason: 'r', bytes: Buffer.of(id) })),
    completed: ids.map((id) => source(id, { rejects: 1 })),
    kept: [],
    pending: [],
  });
  writer.close();
  return file;
}

function readAll(file: string): unknown {
  const store = EventStore.open(file);
  try {
    const rows = scan(store, ['name', 'number', '@message']);
    return [rows, store.fields(), store.sources(), [...store.rejects()], [...store.rejects(2)]];
  } finally {
    store.close();
  }
}

test.each([
  "UPDATE field SET path = 'nome' WHERE path = 'name'",
  'UPDATE field SET id = id + 10',
  'UPDATE field SET events = events + 1',
  "UPDATE field SET examples = '[1' WHERE id = 1",
  'DELETE FROM field WHERE id = 2',
  'DELETE FROM chunk WHERE segment = 1 AND field = 1',
  'UPDATE chunk SET field = 9 WHERE segment = 2 AND field = 1',
  'UPDATE chunk SET present = present - 1',
  `UPDATE chunk SET "values" = (SELECT "values" FROM chunk WHERE segment = 1 AND field = 2) WHERE segment = 2 AND field = 2`,
  'DELETE FROM segment WHERE id = 2',
  'UPDATE segment SET min_time = min_time + 1 WHERE id = 1',
  'UPDATE segment SET max_time = max_time - 1 WHERE id = 2',
  'UPDATE segment SET max_event_time = 0',
  "UPDATE segment_part SET data = (SELECT data FROM segment_part WHERE segment = 1 AND part = 'times') WHERE part = 'times'",
  "DELETE FROM segment_part WHERE part = 'manifest' AND segment = 1",
  'UPDATE record_block SET records = (SELECT records FROM record_block WHERE segment = 1) WHERE segment = 2',
  'DELETE FROM source WHERE id = 2',
  "UPDATE source SET status = 'failed' WHERE id = 1",
  'UPDATE source SET modified = NULL',
  'DELETE FROM reject WHERE source = 2',
  'UPDATE reject SET "offset" = 5 WHERE source = 1',
  'UPDATE reject SET bytes = (SELECT bytes FROM reject WHERE source = 1)',
  'DELETE FROM table_checksum',
  'ALTER TABLE chunk DROP COLUMN max',
  'ALTER TABLE segment_part RENAME COLUMN part TO port',
  'DROP TABLE record_block',
])('%s is found out', (damage) => {
  const file = newStore();
  expect(readAll(file)).toHaveLength(5);
  const database = new SQLite(file);
  database.exec(damage);
  database.close();
  expect(() => readAll(file)).toThrow(expect.objectContaining({ name: 'StoreError', code: 'corrupt' }));
});

test.each([
  'UPDATE segment SET min_event_time = min_event_time + 1',
  "UPDATE field SET examples = '' WHERE id = 1",
  'DROP TABLE segment_part',
])('%s is found out by a writer', (damage) => {
  const file = newStore();
  const database = new SQLite(file);
  database.exec(damage);
  database.close();
  expect(() => StoreWriter.open(file)).toThrow(StoreError);
});

test('a column that has another name is read all the same', () => {
  const file = newStore();
  const before = readAll(file);
  const database = new SQLite(file);
  database.exec('ALTER TABLE source RENAME COLUMN modified TO modifiee');
  database.close();
  expect(readAll(file)).toEqual(before);
});

test('texts that UTF-8 cannot hold do not make a store look damaged', () => {
  const file = newPath();
  const writer = StoreWriter.open(file);
  const odd = 'a\ud800b\0c\ufeff"';
  const id = writer.reserveSource();
  writer.write({
    segments: [seal([{ time: 1, leaves: [[odd, odd]] }])],
    rejects: [{ source: id, ordinal: 0, offset: 0, length: 1, reason: odd, bytes: Buffer.of(1) }],
    completed: [source(id, { uri: odd, message: odd, rejects: 1 })],
    kept: [],
    pending: [],
  });
  writer.close();
  const store = EventStore.open(file);
  const kept = odd.replace('\ud800', '\ufffd');
  expect(store.sources()).toMatchObject([{ uri: kept, message: kept }]);
  expect([...store.rejects()]).toMatchObject([{ reason: kept }]);
  expect(store.fields()).toMatchObject([{ path: kept }]);
  store.close();
});

test('the checksum of a row does not depend on how SQLite keeps its numbers', () => {
  const database = new SQLite(':memory:');
  database.exec('CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB) STRICT');
  const row = [2 ** 53, -0, 'x', Buffer.alloc(20, 7)];
  for (const real of [-0, 0, 5, 0.1, 1e300, Number.POSITIVE_INFINITY, 1_700_000_000_000.5]) {
    database.exec('DELETE FROM t');
    row[1] = real;
    database.prepare('INSERT INTO t VALUES (?, ?, ?, ?)').run(...row);
    expect(rowChecksum(database.prepare<[], (string | number)[]>('SELECT * FROM t').raw().get() ?? [])).toBe(
      rowChecksum(row),
    );
  }
});
