/** Kept objects, their metadata and public keys. */

import { gzipSync } from 'node:zlib';
import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { EventStore } from '../../src/store/event-store.ts';
import type { KeptObject, PublicKey } from '../../src/store/types.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { newPath, source } from './support.ts';

const URI = 's3://bucket/AWSLogs/1.json.gz';
const KEY: PublicKey = { region: 'eu-west-1', fingerprint: 'ab', value: 'YQo=', validFrom: 1.5, validUntil: null };

function step(kept: readonly KeptObject[]) {
  return { segments: [], rejects: [], kept, completed: kept.map((object) => source(object.source)), pending: [] };
}

function storeWith(kept: readonly Uint8Array[]): string {
  const file = newPath();
  const writer = StoreWriter.open(file);
  writer.keepMetadata(
    URI,
    new Map([
      ['Signature', 'ab\ud800'],
      ['__proto__', 'x'],
    ]),
  );
  writer.keepPublicKey(KEY);
  writer.write(step(kept.map((bytes) => ({ source: writer.reserveSource(), bytes }))));
  writer.close();
  return file;
}

describe('what is kept', () => {
  test('comes back byte for byte', () => {
    const objects = [gzipSync('x'.repeat(5000)), Buffer.from('y'.repeat(5000)), Buffer.alloc(0)];
    const store = EventStore.open(storeWith(objects));
    for (const [i, bytes] of objects.entries()) {
      expect(Buffer.from(store.keptObject(i + 1) ?? 'nothing')).toEqual(Buffer.from(bytes));
    }
    expect(store.keptObject(9)).toBeUndefined();
    store.close();
  });

  test('metadata have lower-case keys, whatever these are', () => {
    const store = EventStore.open(storeWith([]));
    expect(store.objectMetadata(URI)).toEqual(
      new Map([
        ['signature', 'ab\ud800'],
        ['__proto__', 'x'],
      ]),
    );
    expect(store.objectMetadata('s3://bucket/other')).toBeUndefined();
    expect(store.publicKeys()).toEqual([KEY]);
    store.close();
  });

  test('the newest metadata and key take the place of older ones', () => {
    const file = storeWith([]);
    const writer = StoreWriter.open(file);
    writer.keepMetadata(URI, new Map([['signature', 'new']]));
    writer.keepPublicKey({ ...KEY, validUntil: 7 });
    writer.keepPublicKey({ ...KEY, region: 'eu-north-1' });
    writer.write(step([]));
    writer.close();
    const store = EventStore.open(file);
    expect(store.objectMetadata(URI)?.get('signature')).toBe('new');
    expect(store.publicKeys()).toEqual([
      { ...KEY, region: 'eu-north-1' },
      { ...KEY, validUntil: 7 },
    ]);
    store.close();
  });

  test('is not stored without a step after it', () => {
    const file = newPath();
    const writer = StoreWriter.open(file);
    writer.keepPublicKey(KEY);
    writer.close();
    const store = EventStore.open(file);
    expect(store.publicKeys()).toEqual([]);
    store.close();
  });
});

describe('a damaged row is an error', () => {
  test.each([
    ['UPDATE kept_object SET checksum = checksum + 1', (store: EventStore) => store.keptObject(1)],
    ['UPDATE kept_object SET source = 2', (store: EventStore) => store.keptObject(2)],
    ['UPDATE object_metadata SET metadata = \'{"signature":"00"}\'', (store: EventStore) => store.objectMetadata(URI)],
    ['UPDATE public_key SET valid_until = 1', (store: EventStore) => store.publicKeys()],
  ])('%s', (sql, read) => {
    const file = storeWith([Buffer.from('evidence')]);
    const database = new SQLite(file);
    database.exec(sql);
    database.close();
    const store = EventStore.open(file);
    expect(() => read(store)).toThrow(/does not match its checksum/);
    store.close();
  });
});
