/** The columns of a table of events, and the texts of their cells: those that a query shows. */

import { isUtf8 } from 'node:buffer';
import { loggedNumberText } from '../engine/values/number.ts';
import { timestampText } from '../engine/values/timestamp.ts';
import { nearestNames } from '../parser/nearest.ts';
import type { Column } from '../store/column.ts';
import type { EventStore } from '../store/event-store.ts';
import type { SegmentView } from '../store/segment-view.ts';
import type { Cell } from '../store/types.ts';
import { ExportError } from './errors.ts';
import type { Tally } from './tally.ts';

/** The system fields, in the order in which a table has them. */
export const SYSTEM_COLUMNS = ['@timestamp', '@ptr', '@ingestionTime', '@logStream', '@log'] as const;
export const MESSAGE_COLUMN = '@message';

/** Gives the cells of a column that are there, by the index of their row in `rows`. Column by column, most rows lack most fields. */
export type ReadCells<Cell> = (rows: Uint32Array, take: (index: number, cell: Cell) => void) => void;

/** Rows that are put together at a time. */
const BLOCK_ROWS = 512;

/**
 * The chosen columns as they are, or when none are chosen the system fields but `@message`, and all discovered fields by path.
 * @throws ExportError `invalid` for a name that no event has or that comes twice
 */
export function columnsOf(store: EventStore, chosen: readonly string[] | undefined): readonly string[] {
  if (chosen === undefined) return [...SYSTEM_COLUMNS, ...store.fields().map(({ path }) => path)];
  const seen = new Set<string>();
  for (const name of chosen) {
    if (seen.has(name)) throw new ExportError('invalid', `The column ${name} is named twice. Name it once.`);
    seen.add(name);
    const isSystem = name === MESSAGE_COLUMN || SYSTEM_COLUMNS.some((column) => column === name);
    if (isSystem || store.hasField(name)) continue;
    const [nearest] = nearestNames(name, [...SYSTEM_COLUMNS, ...store.fields().map(({ path }) => path)]);
    const hint = nearest === undefined ? 'trailql fields lists those that there are' : `Did you mean ${nearest}`;
    throw new ExportError('invalid', `No event has a field ${name}. ${hint}${nearest === undefined ? '.' : '?'}`);
  }
  if (seen.size === 0) throw new ExportError('invalid', 'There are no columns. Name at least one.');
  return chosen;
}

/** Columns of more distinct values than this are not worth remembering their texts. */
const REMEMBERED = 4096;

/**
 * Reads a column of a segment; undefined when none of its rows has it.
 * @param written makes of a text what the form has in its place
 */
export function textReader(
  view: SegmentView,
  path: string,
  tally: Tally,
  written: (text: string) => string,
): ReadCells<string> | undefined {
  switch (path) {
    case '@timestamp': {
      const { times } = view;
      return ofEach((row) => written(timestampText(times[row] ?? 0)));
    }
    case '@ptr':
      return ofEach((row) => written(view.pointer(row)));
    case MESSAGE_COLUMN:
      return ofEach((row) => {
        const record = view.record(row);
        if (!isUtf8(record)) tally.invalidUtf8++;
        return written(record.toString());
      });
    default: {
      const column = view.column(path);
      const isTime = path === '@ingestionTime';
      return column === null ? undefined : columnReader(column, (cell) => written(cellText(cell, isTime)));
    }
  }
}

/** Reads what every row has. */
export function ofEach<Cell>(cellOf: (row: number) => Cell): ReadCells<Cell> {
  return (rows, take) => {
    for (let index = 0; index < rows.length; index++) take(index, cellOf(rows[index] ?? 0));
  };
}

function columnReader(column: Column, textOf: (cell: Cell) => string): ReadCells<string> {
  const { codes } = column;
  if (codes === undefined) return ofEach((row) => textOf(column.cell(row)));
  const texts: string[] = [];
  const remembers = column.count <= REMEMBERED;
  return (rows, take) => {
    for (let index = 0; index < rows.length; index++) {
      const code = codes[rows[index] ?? 0] ?? 0;
      if (code === 0) continue;
      const text = texts[code] ?? textOf(column.value(code));
      if (remembers) texts[code] = text;
      take(index, text);
    }
  };
}

function cellText(cell: Cell, isTime: boolean): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return isTime ? timestampText(cell) : loggedNumberText(cell);
  return String(cell ?? '');
}

/** A column that rows of a segment have, and its place among all columns. */
export interface PlacedReader<Cell> {
  readonly place: number;
  readonly read: ReadCells<Cell>;
}

/** The columns that rows of the segment have. */
export function placedReaders<Cell>(reads: readonly (ReadCells<Cell> | undefined)[]): PlacedReader<Cell>[] {
  return reads.flatMap((read, place) => (read === undefined ? [] : [{ place, read }]));
}

/** Rows in blocks. */
export function* blocksOf(rows: Uint32Array): Generator<Uint32Array> {
  for (let at = 0; at < rows.length; at += BLOCK_ROWS) yield rows.subarray(at, at + BLOCK_ROWS);
}
