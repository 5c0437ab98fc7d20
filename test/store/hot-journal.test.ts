import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { folder, json } from '../ingest/records.ts';
import { newPath } from './support.ts';

/** A store as a writer leaves it that is killed while it changes the file itself: with part of the change in it, and a journal. */
async function leftInAChange(): Promise<string> {
  const path = newPath();
  const writer = StoreWriter.open(path);
  await ingest(writer, [folder({ a: json(1) })], { workers: 0 });
  writer.close();
  const database = new SQLite(path);
  database.exec('PRAGMA cache_size = 1; BEGIN; DELETE FROM source; CREATE TABLE junk (bytes)');
  const add = database.prepare('INSERT INTO junk VALUES (randomblob(50000))');
  for (let i = 0; i < 20; i++) add.run();
  const copy = newPath();
  copyFileSync(path, copy);
  copyFileSync(`${path}-journal`, `${copy}-journal`);
  database.close();
  return copy;
}

test('a reader undoes what a killed writer has begun', async () => {
  const path = await leftInAChange();
  expect(() => new SQLite(path, { readonly: true }).pragma('schema_version')).toThrow('readonly');
  const store = EventStore.open(path);
  expect(store.sources()).toHaveLength(1);
  expect(store.eventCount()).toBe(1);
  store.close();
  expect(existsSync(`${path}-journal`)).toBe(false);
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'where the file may not be written, the error says so',
  async () => {
    const path = await leftInAChange();
    chmodSync(path, 0o400);
    chmodSync(dirname(path), 0o500);
    expect(() => EventStore.open(path)).toThrow('must be put in order once');
    chmodSync(dirname(path), 0o700);
  },
);
