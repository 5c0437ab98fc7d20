/** Reads the lookup tables and saved queries of a store. Every row is checked as it is read. */

import type { Database } from 'better-sqlite3';
import { type LookupTableRow, lookupTableInfo, storedLookupTable } from './lookup-table-row.ts';
import { type SavedQueryRow, storedQuery } from './saved-query-row.ts';
import type { LookupTable, LookupTableInfo, StoredQuery } from './types.ts';

/** Bytes of a frame that tell the checksum of its content. */
const FRAME_HEADER = 16;

export class LibraryReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By name. @throws StoreError `corrupt` */
  lookupTables(): LookupTableInfo[] {
    // The rows themselves, not the index on their names: only rows have a checksum.
    const rows = this.#database.prepare<[], LookupTableRow>(
      `SELECT name, columns, rows, size, modified, substr(cells, 1, ${FRAME_HEADER}), checksum FROM lookup_table NOT INDEXED`,
    );
    return rows.raw().all().map(lookupTableInfo).sort(byName);
  }

  /** @throws StoreError `corrupt` */
  lookupTable(name: string): LookupTable | undefined {
    const rows = this.#database.prepare<[string], LookupTableRow>(
      'SELECT * FROM lookup_table NOT INDEXED WHERE name = ?',
    );
    const row = rows.raw().get(name);
    if (row !== undefined) return storedLookupTable(row);
    // A damaged name must not look like a table that nobody has made.
    this.lookupTables();
    return undefined;
  }

  /** By name. @throws StoreError `corrupt` */
  savedQueries(): StoredQuery[] {
    const rows = this.#database.prepare<[], SavedQueryRow>('SELECT * FROM saved_query NOT INDEXED');
    return rows.raw().all().map(storedQuery).sort(byName);
  }

  /** @throws StoreError `corrupt` */
  savedQuery(name: string): StoredQuery | undefined {
    return this.savedQueries().find((query) => query.name === name);
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
