/** The columns of a table of events, and the texts of their cells: those that a query shows. */

import { isUtf8 } from 'node:buffer';
import { loggedNumberText } from '../engine/values/number.ts';
import { timestampText } from '../engine/values/timestamp.ts';
import { nearestNames } from '../parser/nearest.ts';
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

/** Reads a column of a segment; undefined when none of its rows has it. */
export function textReader(view: SegmentView, path: string, tally: Tally): ReadText | undefined {
  switch (path) {
    case '@timestamp': {
      const { times } = view;
      return (row) => timestampText(times[row] ?? 0);
    }
    case '@ptr':
      return (row) => view.pointer(row);
    case MESSAGE_COLUMN:
      return (row) => {
        const record = view.record(row);
        if (!isUtf8(record)) tally.invalidUtf8++;
        return record.toString();
      };
    default: {
      const column = view.column(path);
      if (column === null) return undefined;
      const isTime = path === '@ingestionTime';
      return (row) => cellText(column.cell(row), isTime);
    }
  }
}

function cellText(cell: Cell, isTime: boolean): string | undefined {
  if (typeof cell === 'string') return cell;
  if (cell === null) return undefined;
  if (typeof cell === 'bigint') return cell.toString();
  return isTime ? timestampText(cell) : loggedNumberText(cell);
}
