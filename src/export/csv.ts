/** Events as CSV (RFC 4180): a row per event, a column per field. */

import { csvCell, guardedCell } from '../report/csv.ts';
import { columnsOf, placedReaders, textReader } from './columns.ts';
import type { Selection } from './selection.ts';
import type { Tally } from './tally.ts';

export interface CsvExportOptions {
  /** The columns in their order; all when left out. */
  readonly columns: readonly string[] | undefined;
  /** Put an apostrophe before cells that a spreadsheet would run as formulas. */
  readonly guardFormulas: boolean;
}

/** The rows, header first, each with its CR LF. A missing cell is nothing, an empty text is `""`. */
export function* csvPieces(
  selection: Selection,
  tally: Tally,
  { columns: chosen, guardFormulas }: CsvExportOptions,
): Generator<string> {
  const columns = columnsOf(selection.store, chosen);
  const written = (text: string): string => csvCell(guardFormulas ? guardedCell(text) : text);
  // Names that start with one @ are those of system fields: they call nothing.
  yield `${columns.map((name) => (/^@[A-Za-z]+$/.test(name) ? name : written(name))).join(',')}\r\n`;
  for (const { view, rows } of selection.batches()) {
    const readers = placedReaders(columns.map((path) => textReader(view, path, tally, written)));
    for (const row of rows) {
      let line = '';
      let commas = 0;
      for (const { place, read } of readers) {
        const cell = read(row);
        if (cell === undefined) continue;
        line += ','.repeat(place - commas) + cell;
        commas = place;
      }
      line += ','.repeat(columns.length - 1 - commas);
      // A lone missing cell would be an empty line, which readers skip.
      yield `${line === '' ? '""' : line}\r\n`;
      tally.events++;
      tally.recordBytes += view.recordBytes(row, row + 1);
    }
  }
}
