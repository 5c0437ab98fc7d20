/** The field catalog while a store is written: totals over all chunks, kept in memory and saved with them. */

import type { Database, Statement } from 'better-sqlite3';
import { checkedRows, insertRow, type Row, rowChecksum, TableChecksum } from './checksums.ts';
import { corrupt } from './errors.ts';
import type { FieldInfo, SealedChunk } from './types.ts';

const EXAMPLES = 3;

/** The columns of the table `field`; `examples` is a JSON array of strings. */
type FieldRow = readonly [
  id: number,
  path: string,
  events: number,
  strings: number,
  numbers: number,
  booleans: number,
  examples: string,
];

interface Totals {
  readonly id: number;
  events: number;
  strings: number;
  numbers: number;
  booleans: number;
  examples: readonly string[];
  /** Of the row as it is saved; undefined when it is not yet. */
  checksum: number | undefined;
}

export class CatalogWriter {
  readonly #fields = new Map<string, Totals>();
  readonly #insert: Statement<unknown[]>;
  readonly #update: Statement<[number, number, number, number, string, number]>;
  readonly #table: TableChecksum;

  /** @throws StoreError `corrupt` */
  constructor(database: Database) {
    for (const row of readFields(database)) {
      this.#fields.set(row[1], { ...fieldInfo(row), id: row[0], checksum: rowChecksum(row) });
    }
    this.#table = new TableChecksum(database, 'field');
    this.#insert = database.prepare('INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?)');
    // Not REPLACE: before each, SQLite would copy the pages that it may change into a temporary file.
    this.#update = database.prepare(
      'UPDATE field SET events = ?, strings = ?, numbers = ?, booleans = ?, examples = ? WHERE id = ?',
    );
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
    field.checksum = this.#save(chunk.path, field);
    return field.id;
  }

  /** Returns the checksum of the row. */
  #save(path: string, { id, events, strings, numbers, booleans, examples, checksum: before }: Totals): number {
    const texts = JSON.stringify(examples);
    const row: Row = [id, path, events, strings, numbers, booleans, texts];
    if (before === undefined) {
      const checksum = insertRow(this.#insert, row);
      this.#table.add(checksum);
      return checksum;
    }
    this.#update.run(events, strings, numbers, booleans, texts, id);
    const checksum = rowChecksum(row);
    this.#table.replace(before, checksum);
    return checksum;
  }

  /** Whether the store has the catalog as it is here. */
  isStored(): boolean {
    return this.#table.isStored();
  }

  saveChecksum(): void {
    this.#table.save();
  }

  #field(path: string): Totals {
    let field = this.#fields.get(path);
    if (field === undefined) {
      field = {
        id: this.#fields.size + 1,
        events: 0,
        strings: 0,
        numbers: 0,
        booleans: 0,
        examples: [],
        checksum: undefined,
      };
      this.#fields.set(path, field);
    }
    return field;
  }
}

function readFields(database: Database): FieldRow[] {
  return checkedRows<FieldRow>(database, 'field');
}

/** A row of the table `field` as users see it. */
function fieldInfo([, path, events, strings, numbers, booleans, examples]: FieldRow): FieldInfo {
  return { path, events, strings, numbers, booleans, examples: examplesOf(path, examples) };
}

function examplesOf(path: string, json: string): readonly string[] {
  try {
    const examples: unknown = JSON.parse(json);
    if (isTexts(examples)) return examples;
  } catch (error) {
    throw corrupt(`the examples of the field ${path} are not JSON`, error);
  }
  throw corrupt(`the examples of the field ${path} are not a list of texts`);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Whether `path` is a system field: one `@` at the start. A key of an event that starts with `@` begins with two. */
export function isSystemField(path: string): boolean {
  return path.startsWith('@') && !path.startsWith('@@');
}

/** The field catalog of an open store, as of its last refresh. */
export class CatalogReader {
  readonly #ids = new Map<string, number>();
  readonly #rows: readonly FieldRow[];
  /** Sorted by path; system fields left out. Made when somebody asks: a query seldom does. */
  #fields: readonly FieldInfo[] | undefined;
  /** By id; made when somebody asks. */
  #paths: ReadonlyMap<number, string> | undefined;

  private constructor(rows: readonly FieldRow[]) {
    for (const [id, path] of rows) this.#ids.set(path, id);
    this.#rows = rows;
  }

  /**
   * Reads the catalog. To be called in a transaction.
   * @throws StoreError `corrupt`
   */
  static of(database: Database): CatalogReader {
    return new CatalogReader(readFields(database));
  }

  static readonly empty = new CatalogReader([]);

  /** The id of a field that some event has. */
  id(path: string): number | undefined {
    return this.#ids.get(path);
  }

  /** The path of a field; undefined for one that was added since. */
  path(id: number): string | undefined {
    this.#paths ??= new Map(this.#rows.map(([field, path]) => [field, path]));
    return this.#paths.get(id);
  }

  /** @throws StoreError `corrupt` */
  fields(prefix: string): readonly FieldInfo[] {
    this.#fields ??= this.#rows
      .filter(([, path]) => !isSystemField(path))
      .map(fieldInfo)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return prefix === '' ? this.#fields : this.#fields.filter(({ path }) => path.startsWith(prefix));
  }
}
