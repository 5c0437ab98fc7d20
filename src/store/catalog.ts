/** The field catalog while a store is written: totals over all chunks, kept in memory and saved with them. */

import type { Database, Statement } from 'better-sqlite3';
import type { FieldInfo, SealedChunk } from './types.ts';

const EXAMPLES = 3;

export interface FieldRow {
  readonly id: number;
  readonly path: string;
  readonly events: number;
  readonly strings: number;
  readonly numbers: number;
  readonly booleans: number;
  /** A JSON array of strings. */
  readonly examples: string;
}

interface Totals {
  readonly id: number;
  events: number;
  strings: number;
  numbers: number;
  booleans: number;
  examples: readonly string[];
}

export class CatalogWriter {
  readonly #fields = new Map<string, Totals>();
  readonly #save: Statement<[number, string, number, number, number, number, string]>;

  constructor(database: Database) {
    for (const row of database.prepare<[], FieldRow>('SELECT * FROM field').iterate()) {
      this.#fields.set(row.path, { ...fieldInfo(row), id: row.id });
    }
    this.#save = database.prepare('INSERT OR REPLACE INTO field VALUES (?, ?, ?, ?, ?, ?, ?)');
  }

  /** Adds a chunk to the totals of its field and saves them. Returns the id of the field. */
  add(chunk: SealedChunk): number {
    const field = this.#field(chunk.path);
    field.events += chunk.present;
    field.strings += chunk.strings;
    field.numbers += chunk.numbers;
    field.booleans += chunk.booleans;
    if (field.examples.length < EXAMPLES) {
      field.examples = [...new Set([...field.examples, ...chunk.examples])].slice(0, EXAMPLES);
    }
    const { id, events, strings, numbers, booleans, examples } = field;
    this.#save.run(id, chunk.path, events, strings, numbers, booleans, JSON.stringify(examples));
    return id;
  }

  #field(path: string): Totals {
    let field = this.#fields.get(path);
    if (field === undefined) {
      field = { id: this.#fields.size + 1, events: 0, strings: 0, numbers: 0, booleans: 0, examples: [] };
      this.#fields.set(path, field);
    }
    return field;
  }
}

/** A row of the table `field` as users see it. */
export function fieldInfo({ path, events, strings, numbers, booleans, examples }: FieldRow): FieldInfo {
  return { path, events, strings, numbers, booleans, examples: JSON.parse(examples) };
}

/** Whether `path` is a system field: one `@` at the start. A key of an event that starts with `@` begins with two. */
export function isSystemField(path: string): boolean {
  return path.startsWith('@') && !path.startsWith('@@');
}

/** The field catalog of an open store, as of its last refresh. */
export class CatalogReader {
  readonly #ids = new Map<string, number>();
  /** Sorted by path; system fields left out. */
  readonly #fields: readonly FieldInfo[];

  constructor(rows: readonly FieldRow[]) {
    for (const { path, id } of rows) this.#ids.set(path, id);
    this.#fields = rows
      .filter(({ path }) => !isSystemField(path))
      .map(fieldInfo)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The id of a field that some event has. */
  id(path: string): number | undefined {
    return this.#ids.get(path);
  }

  fields(prefix: string): readonly FieldInfo[] {
    return prefix === '' ? this.#fields : this.#fields.filter(({ path }) => path.startsWith(prefix));
  }
}
