/** What a query can name besides fields: the log groups, lookup tables and saved queries of a database. */

/** A table that `lookup` and `cidrlookup` read. All cells are texts; an empty cell is an empty text. */
export interface LookupTable {
  readonly name: string;
  /** Column names, as in the header row. */
  readonly columns: readonly string[];
  /** One cell per column. */
  readonly rows: readonly (readonly string[])[];
}

export interface SavedQueryParameter {
  readonly name: string;
  /** As it is put into the text, quotes included; undefined when the call must give one. */
  readonly defaultValue?: string | undefined;
  readonly description?: string | undefined;
}

export interface SavedQuery {
  /** `/` makes folders. */
  readonly name: string;
  /** The text, with `{{parameter}}` in it. */
  readonly text: string;
  readonly parameters: readonly SavedQueryParameter[];
}

export interface Resources {
  /** Values of `@log`: `account:log group`. */
  logs(): readonly string[];
  lookupTable(name: string): LookupTable | undefined;
  lookupTableNames(): readonly string[];
  savedQuery(name: string): SavedQuery | undefined;
  savedQueryNames(): readonly string[];
}
