/** What closing a writer leaves: one file, whole by itself, unless a reader needs the write-ahead log. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, statSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { newPath, seal, source, write } from './support.ts';

/** How many events the file has without what lies beside it. */
function eventsAlone(file: string): number {
  const copy = newPath();
  copyFileSync(file, copy);
  return eventsOf(copy);
}

function eventsOf(file: string): number {
  const store = EventStore.open(file);
  const events = store.eventCount();
  store.close();
  return events;
}

function isOneFile(file: string): boolean {
  return !existsSync(`${file}-wal`) && !existsSync(`${file}-shm`);
}

/** A connection in the middle of reading. */
function readingOf(file: string): SQLite.Database {
  const reader = new SQLite(file, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM segment').get();
  return reader;
}

test('an idle reader keeps the write-ahead log, but the file is whole without it', () => {
  const file = newPath();
  const writer = StoreWriter.open(file, { lockWait: 0 });
  const reader = EventStore.open(file);
  write(writer, [{ time: 1 }, { time: 2 }]);
  expect(writer.close()).toBe(true);
  expect(statSync(`${file}-wal`).size).toBe(0);
  expect(eventsAlone(file)).toBe(2);
  expect(reader.eventCount()).toBe(2);
  reader.close();
});

test('a reader of an older state keeps the write-ahead log beside the file, and nothing is lost', () => {
  const file = newPath();
  const writer = StoreWriter.open(file, { lockWait: 0 });
  write(writer, [{ time: 1 }]);
  const reader = readingOf(file);
  write(writer, [{ time: 2 }, { time: 3 }]);
  expect(writer.close()).toBe(false);
  expect(eventsOf(file)).toBe(3);
  expect(reader.prepare('SELECT count(*) FROM segment').pluck().get()).toBe(1);
  reader.close();
  expect(StoreWriter.open(file).close()).toBe(true);
  expect(isOneFile(file)).toBe(true);
  expect(eventsAlone(file)).toBe(3);
});

const READER = `
  const reader = new (require('better-sqlite3'))(process.argv[1], { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM segment').get();
  console.log('reading');
  setTimeout(() => reader.close(), 300);
`;

test('closing waits for a reader in another process and then leaves one file', async () => {
  const file = newPath();
  const writer = StoreWriter.open(file, { lockWait: 60_000 });
  write(writer, [{ time: 1 }]);
  const reader = spawn(process.execPath, ['-e', READER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(reader, 'exit');
  await once(reader.stdout, 'data');
  write(writer, [{ time: 2 }]);
  expect(writer.close()).toBe(true);
  expect(isOneFile(file)).toBe(true);
  expect(eventsAlone(file)).toBe(2);
  await ended;
});

test('closing twice and closing a store in memory is well', () => {
  const writer = StoreWriter.open(':memory:');
  write(writer, [{ time: 1 }]);
  expect([writer.close(), writer.close()]).toEqual([true, true]);
});

const FULL = { name: 'StoreError', code: 'unreadable', message: expect.stringMatching(/no space left/) };

function failWith(writer: StoreWriter, method: 'exec' | 'pragma', code: string): void {
  vi.spyOn(writer.database, method).mockImplementation(() => {
    throw new SQLite.SqliteError(`refused: ${code}`, code);
  });
}

test('a disk that fills up while closing is a StoreError, and what is committed stays', () => {
  const file = newPath();
  const writer = StoreWriter.open(file);
  write(writer, [{ time: 1 }]);
  failWith(writer, 'pragma', 'SQLITE_FULL');
  expect(() => writer.close()).toThrow(expect.objectContaining(FULL));
  expect(writer.database.open).toBe(false);
  expect(eventsOf(file)).toBe(1);
});

test('a disk that fills up while writing is told once, whatever rollback and close meet then', () => {
  const file = newPath();
  const writer = StoreWriter.open(file);
  write(writer, [{ time: 1 }]);
  const pages = Number(writer.database.pragma('page_count', { simple: true }));
  writer.database.pragma(`max_page_count = ${pages}`);
  const segments = [seal([{ time: 2, message: randomText(100_000) }])];
  const id = writer.reserveSource();
  const step = { segments, rejects: [], completed: [source(id)], kept: [], pending: [] };
  expect(() => writer.write(step)).toThrow(expect.objectContaining(FULL));
  failWith(writer, 'exec', 'SQLITE_IOERR_SHMSIZE');
  expect(() => writer.rollback()).toThrow(expect.objectContaining(FULL));
  writer.close();
  expect(eventsOf(file)).toBe(1);
});

/** Text that does not compress. */
function randomText(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(33 + ((state >>> 25) % 90));
  }).join('');
}

test('a rollback that fails is a StoreError, and nothing more is written', () => {
  const writer = StoreWriter.open(newPath());
  failWith(writer, 'exec', 'SQLITE_IOERR_READ');
  expect(() => writer.rollback()).toThrow(expect.objectContaining({ name: 'StoreError', code: 'unreadable' }));
  vi.restoreAllMocks();
  expect(() => write(writer, [{ time: 1 }])).toThrow(/earlier step/);
  writer.close();
});
