/** Queries to a DuckDB file, in this process. Its types are stated here: the benchmark is type-checked where DuckDB is not installed. */

/** A value as DuckDB's JSON conversion gives it: numbers beyond 32 bits, times and the like are texts. */
export type Cell = string | number | boolean | null;

interface Connection {
  runAndReadAll(sql: string): Promise<{ columnNames(): string[]; getRowsJson(): Cell[][] }>;
  closeSync(): void;
}

interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}

interface Api {
  readonly DuckDBInstance: { create(path: string, options: Readonly<Record<string, string>>): Promise<Instance> };
}

const PACKAGE: string = '@duckdb/node-api';

export class DuckDb {
  readonly #instance: Instance;
  readonly #connection: Connection;

  private constructor(instance: Instance, connection: Connection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** @throws Error when the package is not installed, or the file is no database. */
  static async open(path: string): Promise<DuckDb> {
    const { DuckDBInstance } = (await import(PACKAGE)) as Api;
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    return new DuckDb(instance, await instance.connect());
  }

  /** @throws Error for SQL that DuckDB refuses. */
  async query(sql: string): Promise<{ columns: string[]; rows: Cell[][] }> {
    const reader = await this.#connection.runAndReadAll(sql);
    return { columns: reader.columnNames(), rows: reader.getRowsJson() };
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
