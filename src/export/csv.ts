/** Events as CSV (RFC 4180): a row per event, a column per field. */

import { csvCell, guardedCell } from '../report/csv.ts';
import { blocksOf, columnsOf, placedReaders, textReader } from './columns.ts';
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
    for (const block of blocksOf(rows)) {
      const lines = new Array<string>(block.length).fill('');
      /** Commas of each line so far. */
      const commas = new Int32Array(block.length);
      for (const { place, read } of readers) {
        read(block, (index, cell) => {
          lines[index] += ','.repeat(place - (commas[index] ?? 0)) + cell;
          commas[index] = place;
        });
      }
      for (const [index, row] of block.entries()) {
        const line = lines[index] + ','.repeat(columns.length - 1 - (commas[index] ?? 0));
        // A lone missing cell would be an empty line, which readers skip.
        yield `${line === '' ? '""' : line}\r\n`;
        tally.events++;
        tally.recordBytes += view.recordBytes(row, row + 1);
      }
    }
  }
}
