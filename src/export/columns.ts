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

/** Reads a cell of a row; undefined where it is missing. */
export type ReadText = (row: number) => string | undefined;

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
 * Reads a column of a segment; undefined when none of its rows has it. What is missing costs next to nothing: most rows lack most fields.
 * @param written makes of a text what the form has in its place
 */
export function textReader(
  view: SegmentView,
  path: string,
  tally: Tally,
  written: (text: string) => string,
): ReadText | undefined {
  switch (path) {
    case '@timestamp': {
      const { times } = view;
      return (row) => written(timestampText(times[row] ?? 0));
    }
    case '@ptr':
      return (row) => written(view.pointer(row));
    case MESSAGE_COLUMN:
      return (row) => {
        const record = view.record(row);
        if (!isUtf8(record)) tally.invalidUtf8++;
        return written(record.toString());
      };
    default: {
      const column = view.column(path);
      return column === null ? undefined : columnReader(column, path === '@ingestionTime', written);
    }
  }
}

function columnReader(column: Column, isTime: boolean, written: (text: string) => string): ReadText {
  const textOf = (code: number): string => written(cellText(column.value(code), isTime));
  const { codes } = column;
  if (codes === undefined) {
    const text = column.isConstant ? textOf(1) : undefined;
    return (row) => text ?? textOf(row + 1);
  }
  if (column.count > REMEMBERED) return (row) => (codes[row] ? textOf(codes[row] ?? 0) : undefined);
  const texts: string[] = [];
  return (row) => {
    const code = codes[row] ?? 0;
    if (code === 0) return undefined;
    texts[code] ??= textOf(code);
    return texts[code];
  };
}

function cellText(cell: Cell, isTime: boolean): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return isTime ? timestampText(cell) : loggedNumberText(cell);
  return String(cell ?? '');
}

/** A column that rows of a segment have, and its place among all columns. */
export interface PlacedReader {
  readonly place: number;
  readonly read: ReadText;
}

/** The columns that rows of the segment have. */
export function placedReaders(reads: readonly (ReadText | undefined)[]): PlacedReader[] {
  return reads.flatMap((read, place) => (read === undefined ? [] : [{ place, read }]));
}
