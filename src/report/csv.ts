/**
 * A query result as CSV (RFC 4180). Spreadsheets run cells that look like formulas, and log data is written by whoever calls the
 * API: such cells get a leading apostrophe, unless the caller asks for the raw evidence.
 */
import type { ResultTable } from '../engine/result.ts';
import { isNumeric, shownColumns } from './table.ts';

// OWASP "CSV injection": the characters that start a formula, their full-width forms, and white space that is skipped before it.
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** `@timestamp`: an at sign and letters call nothing, and readers look columns up by these names. */
const SYSTEM_FIELD = /^@[A-Za-z]+$/;

export interface CsvOptions {
  /** Cells and names exactly as they are, without the guard against formulas. */
  readonly raw?: boolean;
}

/** The records, header first; each is to end with CR LF. A missing cell is nothing, the empty text is `""`. */
export function* formatCsv(table: ResultTable, { raw = false }: CsvOptions = {}): Generator<string> {
  const shown = shownColumns(table);
  const header = shown.map(({ column: { name } }) =>
    csvCell(raw || SYSTEM_FIELD.test(name) ? name : guardedCell(name)),
  );
  yield header.join(',');
  for (const row of table.rows) {
    const cells = shown.map(({ index }) => {
      const cell = row[index];
      return cell === undefined ? '' : csvCell(raw ? cell : guardedCell(cell));
    });
    // A lone missing cell would be an empty line, which readers skip.
    yield cells.length === 1 && cells[0] === '' ? '""' : cells.join(',');
  }
}

/** With an apostrophe in front if it would be a formula. A number is none: `-5` stays. Timestamps start with a digit. */
export function guardedCell(text: string): string {
  return FORMULA.test(text) && !isNumeric(text) ? `'${text}` : text;
}

/** A cell as it stands in a record: in quotes where it needs them. */
export function csvCell(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
