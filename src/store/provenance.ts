/** Where events come from: for each its object and its place in it, and what is known of copies. */

import { createHash } from 'node:crypto';
import { corrupt } from './errors.ts';
import type { EventStore } from './event-store.ts';
import { locatorOf, rowOf, segmentOf } from './pointer.ts';
import type { SegmentView } from './segment-view.ts';
import type { Cell, StoredSource } from './types.ts';

/** The fields that name an event; aggregated events have the second one. */
const ID_FIELDS = ['eventID', 'eventId'] as const;

/** Where one event comes from. */
export interface Provenance {
  /** `@ptr` of the event. */
  readonly pointer: string;
  /** undefined for an event that has none. */
  readonly eventId: string | undefined;
  readonly eventName: string | undefined;
  /** `@timestamp`, epoch milliseconds. */
  readonly timestamp: number;
  /** The object that it was read from. */
  readonly source: StoredSource;
  /** Position among the records of the object in the order of its bytes, from 0; rejects and duplicates count. */
  readonly ordinal: number;
  readonly record: {
    /** Bytes. */
    readonly length: number;
    /** Lower-case hex, of the record's bytes. */
    readonly sha256: string;
  };
  /** When the object was delivered (`@ingestionTime`), epoch milliseconds. */
  readonly delivered: number | undefined;
  /** How many other stored events have the same eventID: with the same content, and with other content. */
  readonly copies: number;
  readonly conflicts: number;
}

/** Duplicates are counted by source; which events they repeat is not recorded. */
export interface LeftOut {
  /** Records of all sources that were left out because the same event was stored already. */
  readonly duplicates: number;
  /** Sources that had any. */
  readonly sources: number;
}

export function leftOutOf(sources: readonly StoredSource[]): LeftOut {
  const having = sources.filter(({ duplicates }) => duplicates > 0);
  return { duplicates: having.reduce((sum, { duplicates }) => sum + duplicates, 0), sources: having.length };
}

/**
 * The rows of the events with an eventID, newest segment first. Only the columns of ids are read.
 * @throws StoreError `corrupt`
 */
export function rowsWithId(store: EventStore, eventId: string): number[] {
  return store.views().flatMap((view) => {
    const rows = new Set(ID_FIELDS.flatMap((field) => view.rowsWith(field, eventId)));
    return [...rows].sort((a, b) => a - b).map((row) => locatorOf(view.id, row));
  });
}

/** The rows that a text names: a pointer, told by its check byte, or an eventID. */
export function rowsNamed(store: EventStore, name: string): readonly number[] {
  const row = store.rowOfPtr(name);
  return row === undefined ? rowsWithId(store, name) : [row];
}

/**
 * Where rows come from, in their order.
 * @param rows locators, as `rowsWithId` and `EventStore.rowOfPtr` give them.
 * @throws StoreError `not-found` for a row that is not in the store, `corrupt`
 */
export function provenanceOf(store: EventStore, rows: readonly number[]): Provenance[] {
  const sources = new Map(store.sources().map((source) => [source.id, source]));
  const views = new Map<number, SegmentView>();
  const viewOf = (locator: number): SegmentView => {
    const view = views.get(segmentOf(locator)) ?? store.viewOfRow(locator);
    views.set(view.id, view);
    return view;
  };
  const contentOf = (locator: number): string => hex(viewOf(locator).content(rowOf(locator)));
  const byId = new Map<string, ReadonlyMap<string, number>>();
  const contentsWith = (eventId: string): ReadonlyMap<string, number> => {
    const known = byId.get(eventId) ?? counted(rowsWithId(store, eventId).map(contentOf));
    byId.set(eventId, known);
    return known;
  };
  return rows.map((locator) => {
    const view = viewOf(locator);
    const row = rowOf(locator);
    const { source: id, ordinal } = view.origin(row);
    const source = sources.get(id);
    if (source === undefined) throw corrupt(`the source ${id} of an event is missing`);
    const bytes = view.record(row);
    const eventId = textOf(ID_FIELDS.map((field) => cellOf(view, field, row)).find((cell) => cell !== null));
    const contents = eventId === undefined ? undefined : contentsWith(eventId);
    const same = contents?.get(contentOf(locator)) ?? 1;
    const all = contents === undefined ? 1 : [...contents.values()].reduce((sum, count) => sum + count, 0);
    const delivered = cellOf(view, '@ingestionTime', row);
    return {
      pointer: store.ptr(locator),
      eventId,
      eventName: textOf(cellOf(view, 'eventName', row)),
      timestamp: view.times[row] ?? 0,
      source,
      ordinal,
      record: { length: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      delivered: typeof delivered === 'number' ? delivered : undefined,
      copies: same - 1,
      conflicts: Math.max(0, all - same),
    };
  });
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function cellOf(view: SegmentView, path: string, row: number): Cell {
  return view.column(path)?.cell(row) ?? null;
}

function textOf(cell: Cell | undefined): string | undefined {
  return cell === null || cell === undefined ? undefined : String(cell);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
