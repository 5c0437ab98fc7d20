/** Changes the lookup tables and saved queries of a store; its events stay as they are. */

import type { Database } from 'better-sqlite3';
import { fromSqlite, StoreError } from './errors.ts';
import { LibraryReader } from './library-reader.ts';
import { lookupTableRow, MAX_LOOKUP_TABLES } from './lookup-table-row.ts';
import { MAX_SAVED_QUERIES, savedQueryRow } from './saved-query-row.ts';
import { LOCK_WAIT, openForWriting } from './schema.ts';
import { leaveOneFile } from './single-file.ts';
import type { LookupTable, SavedQuery } from './types.ts';
import type { StoreWriter } from './writer.ts';

interface LibraryOptions {
  /** The clock for `modified`, epoch milliseconds. */
  readonly now?: () => number;
  /** How long `open` waits for another writer, and `close` for readers, in milliseconds; 5 seconds when left out. */
  readonly lockWait?: number;
}

/** Every method throws StoreError. What has been changed becomes visible and durable with `commit`. */
export class Library {
  readonly #path: string;
  readonly #database: Database;
  readonly #reader: LibraryReader;
  readonly #now: () => number;
  readonly #lockWait: number;

  private constructor(path: string, database: Database, { now = Date.now, lockWait = LOCK_WAIT }: LibraryOptions) {
    this.#path = path;
    this.#database = database;
    this.#reader = new LibraryReader(database);
    this.#now = now;
    this.#lockWait = lockWait;
  }

  /** Opens the store at `path`, creating it when there is none. Until `close` no other process can write to it. */
  static open(path: string, options: LibraryOptions = {}): Library {
    return new Library(path, openForWriting(path, options.lockWait ?? LOCK_WAIT), options);
  }

  /** Changes what a writer is writing, within its transaction. It is not to be committed or closed. */
  static over({ database }: StoreWriter): Library {
    return new Library(database.name, database, {});
  }

  /**
   * Stores a lookup table.
   * @param size bytes of the CSV it is made from
   * @returns whether it takes the place of one
   * @throws StoreError `invalid`; `exists` unless it may replace
   */
  addLookupTable(table: LookupTable, size: number, { replace }: { readonly replace: boolean }): boolean {
    const row = lookupTableRow(table, size, this.#now());
    return this.#guarded(() => {
      const tables = this.#reader.lookupTables();
      const isThere = tables.some(({ name }) => name === table.name);
      if (isThere && !replace) throw exists('lookup table', table.name);
      if (!isThere && tables.length >= MAX_LOOKUP_TABLES) throw full(`${MAX_LOOKUP_TABLES} lookup tables`);
      this.#database.prepare('INSERT OR REPLACE INTO lookup_table VALUES (?, ?, ?, ?, ?, ?, ?)').run(...row);
      return isThere;
    });
  }

  /**
   * Stores saved queries, all or none.
   * @returns the names of those that take the place of one
   * @throws StoreError `invalid`; `exists` unless they may replace
   */
  addSavedQueries(queries: readonly SavedQuery[], { replace }: { readonly replace: boolean }): string[] {
    const rows = queries.map((query) => savedQueryRow(query, this.#now()));
    return this.#guarded(() => {
      const names = new Set(this.#reader.savedQueries().map(({ name }) => name));
      const added = new Set<string>();
      for (const [name] of rows) {
        if (added.has(name)) throw new StoreError('invalid', `There are two saved queries ${name}.`);
        added.add(name);
      }
      const replaced = [...added].filter((name) => names.has(name));
      if (replaced[0] !== undefined && !replace) throw exists('saved query', replaced[0]);
      for (const name of added) names.add(name);
      if (names.size > MAX_SAVED_QUERIES) throw full('1,000 saved queries');
      const insert = this.#database.prepare('INSERT OR REPLACE INTO saved_query VALUES (?, ?, ?, ?, ?)');
      for (const row of rows) insert.run(...row);
      return replaced;
    });
  }

  lookupTableNames(): readonly string[] {
    return this.#guarded(() => this.#reader.lookupTables().map(({ name }) => name));
  }

  savedQueryNames(): readonly string[] {
    return this.#guarded(() => this.#reader.savedQueries().map(({ name }) => name));
  }

  /** Returns whether there was one. A damaged one can be removed too. */
  removeLookupTable(name: string): boolean {
    return this.#guarded(() => this.#database.prepare('DELETE FROM lookup_table WHERE name = ?').run(name).changes > 0);
  }

  /** Returns whether there was one. A damaged one can be removed too. */
  removeSavedQuery(name: string): boolean {
    return this.#guarded(() => this.#database.prepare('DELETE FROM saved_query WHERE name = ?').run(name).changes > 0);
  }

  commit(): void {
    this.#guarded(() => this.#database.exec('COMMIT; BEGIN IMMEDIATE'));
  }

  /**
   * Closes the store; what is not committed is undone.
   * @returns false when a reader stays that needs the write-ahead log: the file is only whole with the `-wal` file beside it, until
   *   the next writer closes.
   */
  close(): boolean {
    if (!this.#database.open) return true;
    try {
      return this.#guarded(() => {
        if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
        return leaveOneFile(this.#database, this.#lockWait);
      });
    } finally {
      this.#database.close();
    }
  }

  #guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw fromSqlite(error, this.#path);
    }
  }
}

function exists(kind: string, name: string): StoreError {
  return new StoreError('exists', `There is a ${kind} ${name} already.`);
}

function full(most: string): StoreError {
  return new StoreError('invalid', `A database has at most ${most}. Remove one first.`);
}
