/** Reads kept objects, their metadata and public keys. Every row is checked as it is read. */

import type { Database } from 'better-sqlite3';
import {
  type KeptObjectRow,
  type ObjectMetadataRow,
  type PublicKeyRow,
  storedKeptObject,
  storedObjectMetadata,
  storedPublicKey,
} from './proof-rows.ts';
import type { PublicKey } from './types.ts';

export class ProofReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The stored bytes of a source, if they were kept. @throws StoreError `corrupt` */
  keptObject(source: number): Uint8Array | undefined {
    const rows = this.#database.prepare<[number], KeptObjectRow>('SELECT * FROM kept_object WHERE source = ?');
    const row = rows.raw().get(source);
    return row === undefined ? undefined : storedKeptObject(row);
  }

  /** @throws StoreError `corrupt` */
  objectMetadata(uri: string): Map<string, string> | undefined {
    const rows = this.#database.prepare<[string], ObjectMetadataRow>('SELECT * FROM object_metadata WHERE uri = ?');
    const row = rows.raw().get(uri);
    return row === undefined ? undefined : storedObjectMetadata(row);
  }

  /** By Region and fingerprint. @throws StoreError `corrupt` */
  publicKeys(): PublicKey[] {
    const rows = this.#database.prepare<[], PublicKeyRow>('SELECT * FROM public_key ORDER BY region, fingerprint');
    return rows.raw().all().map(storedPublicKey);
  }
}
