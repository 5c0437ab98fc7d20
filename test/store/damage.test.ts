import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { StoreError, type StoreErrorCode } from '../../src/store/errors.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { newPath, scan, scanColumn, seal, source, write } from './support.ts';

/** The code of the StoreError that `action` throws. */
function codeOf(action: () => unknown): StoreErrorCode | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return error instanceof StoreError ? error.code : undefined;
  }
}

function newStore(): string {
  const file = newPath();
  const writer = StoreWriter.open(file);
  const events = Array.from({ length: 500 }, (_, i) => ({
    time: i % 100,
    message: `{"message":${i}}`.repeat(20),
    leaves: [
      ['id', `value ${i}`],
      ['name', `n${i % 5}`],
      ...(i % 100 === 0 ? ([['rare', i % 200]] as const) : []),
    ] as const,
  }));
  write(writer, events, events);
  writer.close();
  return file;
}

function change(file: string, sql: string): void {
  const database = new SQLite(file);
  database.exec(sql);
  database.close();
}

test.each<[StoreErrorCode, string, () => string]>([
  ['not-found', 'no file', () => newPath()],
  [
    'unreadable',
    'a folder',
    () => {
      const path = newPath();
      mkdirSync(path);
      return path;
    },
  ],
  [
    'not-a-store',
    'a text file',
    () => {
      const path = newPath();
      writeFileSync(path, '{"Records":[]}'.repeat(100));
      return path;
    },
  ],
  [
    'not-a-store',
    'an empty file',
    () => {
      const path = newPath();
      writeFileSync(path, '');
      return path;
    },
  ],
  [
    'not-a-store',
    'a SQLite file of another program',
    () => {
      const path = newPath();
      change(path, 'CREATE TABLE mine (x)');
      return path;
    },
  ],
  [
    'older-format',
    'an older format',
    () => {
      const path = newStore();
      change(path, 'PRAGMA user_version = 0');
      return path;
    },
  ],
  [
    'newer-format',
    'a newer format',
    () => {
      const path = newStore();
      change(path, 'PRAGMA user_version = 2');
      return path;
    },
  ],
])('%s: %s', (code, _, make) => {
  const path = make();
  expect(codeOf(() => EventStore.open(path))).toBe(code);
  if (code !== 'not-found' && path !== '' && readable(path)) expect(codeOf(() => StoreWriter.open(path))).toBe(code);
});

/** An empty file is where a writer makes a new store. */
function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return true;
  }
}

test('a store in a folder that does not exist cannot be made', () => {
  expect(codeOf(() => StoreWriter.open(newPath('no such folder/trail.db')))).toBe('not-found');
});

test('messages name the file and a way out', () => {
  const path = newPath();
  expect(() => EventStore.open(path)).toThrow(
    `There is no file ${path}. Name a file that \`trailql ingest\` has made.`,
  );
});

test('an empty file and a folder are told from files of other programs', () => {
  const empty = newPath();
  writeFileSync(empty, '');
  expect(() => EventStore.open(empty)).toThrow(`${empty} is empty: nothing has been ingested into it.`);
  const folder = newPath();
  mkdirSync(folder);
  expect(() => EventStore.open(folder)).toThrow(`${folder} is not a file. Name a file that`);
  expect(() => StoreWriter.open(folder)).toThrow(
    `${folder} is a folder, not a file. Name a file in it, such as ${join(folder, 'trail.db')}.`,
  );
});

test('an empty file becomes a store when it is written', () => {
  const path = newPath();
  writeFileSync(path, '');
  StoreWriter.open(path).close();
  EventStore.open(path).close();
});

test('a closed store is one file in no special mode, so that it can be read from a read-only folder', () => {
  const database = new SQLite(newStore(), { readonly: true });
  expect(database.pragma('journal_mode', { simple: true })).toBe('delete');
  database.close();
});

test.each([
  ['chunk', '"values"'],
  ['chunk', 'codes'],
  ['segment_part', 'data'],
  ['record_block', 'records'],
])('every cut and every changed byte in %s.%s is found out', (table, column) => {
  const broken = [
    `substr(${column}, 1, length(${column}) - 1)`,
    `substr(${column}, 1, 10)`,
    `x''`,
    `CAST(substr(${column}, 1, 20) || x'ff' || substr(${column}, 22) AS BLOB)`,
    `CAST(x'07' || substr(${column}, 2) AS BLOB)`,
  ];
  for (const value of broken) {
    const file = newStore();
    change(file, `UPDATE ${table} SET ${column} = ${value} WHERE length(${column}) > 21`);
    const store = EventStore.open(file);
    expect(codeOf(() => scan(store, ['id', 'name', 'rare', '@message']))).toBe('corrupt');
    store.close();
  }
});

test('missing parts, blocks and impossible counts are found out', () => {
  const damages = [
    'DELETE FROM segment_part',
    'DELETE FROM record_block',
    'UPDATE segment SET events = 100000',
    'UPDATE segment SET events = 499',
    "UPDATE chunk SET encoding = 'new'",
    "UPDATE chunk SET present = 70000 WHERE encoding IN ('plain', 'sparse')",
    "UPDATE chunk SET encoding = 'constant'",
    "UPDATE segment_part SET data = (SELECT data FROM segment_part WHERE part = 'origins')",
  ];
  for (const damage of damages) {
    const file = newStore();
    change(file, damage);
    const read = () => {
      const store = EventStore.open(file);
      try {
        scan(store, ['id', 'name', 'rare', '@message']);
      } finally {
        store.close();
      }
    };
    expect([damage, codeOf(read)]).toEqual([damage, 'corrupt']);
  }
});

test('a file that is cut short is corrupt', () => {
  const file = newStore();
  truncateSync(file, 12_000);
  expect(codeOf(() => scanColumn(EventStore.open(file), '@message'))).toBe('corrupt');
});

test('damage in the identities is found out by an ingest', () => {
  const file = newStore();
  change(file, "UPDATE segment_part SET data = substr(data, 1, 100) WHERE part = 'identities'");
  const writer = StoreWriter.open(file);
  const identities = {
    contents: new Uint8Array(16),
    keys: new Uint8Array(8),
    eventTimes: Float64Array.of(5),
    sources: Uint32Array.of(1),
  };
  expect(codeOf(() => writer.claim(identities))).toBe('corrupt');
  writer.close();
});

test('a second writer is told that the store is in use', () => {
  const file = newStore();
  const writer = StoreWriter.open(file);
  expect(codeOf(() => StoreWriter.open(file, { lockWait: 0 }))).toBe('locked');
  writer.close();
  StoreWriter.open(file).close();
});

test('after a step that failed, nothing is written until the writer is rolled back', () => {
  const writer = StoreWriter.open(':memory:');
  write(writer, [{ time: 1 }]);
  const again = { segments: [seal([{ time: 2 }])], rejects: [], completed: [source(1)], kept: [], pending: [] };
  expect(() => writer.write(again)).toThrow(/UNIQUE/);
  expect(() => writer.write({ ...again, completed: [] })).toThrow(/earlier step/);
  writer.rollback();
  write(writer, [{ time: 3 }]);
  expect(scanColumn(EventStore.over(writer), '@timestamp')).toEqual([3, 1]);
});
