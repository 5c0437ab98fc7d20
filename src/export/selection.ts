/** The events that an export takes: those of a time range, or those that a query selects in it. */

import { selectEvents } from '../engine/select-events.ts';
import type { EventStore } from '../store/event-store.ts';
import type { SegmentView } from '../store/segment-view.ts';
import { ExportError } from './errors.ts';

export interface SelectionOptions {
  /** Inclusive bounds on `@timestamp`, epoch milliseconds; left out means unbounded. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Only the events that this query selects. Its rows must be events, so it has no `stats`. */
  readonly query?: string | undefined;
  /** What `now()` is in the query, epoch milliseconds; the clock when left out. */
  readonly now?: number | undefined;
}

/** Rows of one segment, in the order in which their records are stored. */
export interface Batch {
  readonly view: SegmentView;
  readonly rows: Uint32Array;
}

/** The container of events that were not read from an object. */
const LOG_EVENTS = 'log-events';

/** A selection can be gone through several times. */
export class Selection {
  readonly store: EventStore;
  readonly #parts: readonly { readonly view: SegmentView; readonly chosen: Uint8Array | undefined }[];

  /**
   * @throws QueryError when the query has errors
   * @throws ExportError `not-events`
   */
  constructor(store: EventStore, { start, end, query, now }: SelectionOptions) {
    this.store = store;
    const chosen = query === undefined ? undefined : selectEvents(store, query, { start, end, now });
    if (query !== undefined && chosen === undefined) {
      throw new ExportError(
        'not-events',
        'The rows of this query are no events. Select events with commands such as filter, dedup, sort and limit; leave out stats and other commands that make rows of their own.',
      );
    }
    const views = query === undefined ? store.views(start, end) : store.views();
    this.#parts = views
      .filter(({ id }) => chosen === undefined || chosen.has(id))
      .sort((a, b) => a.id - b.id)
      .map((view) => ({ view, chosen: chosen?.get(view.id) }));
  }

  /** Whether records may be something else than JSON: messages of log events that a program has made are what it says. */
  get mayBeAnything(): boolean {
    return this.store.sources().some(({ container }) => container === LOG_EVENTS);
  }

  /** In the order in which the segments were written. */
  *batches(): Generator<Batch> {
    for (const { view, chosen } of this.#parts) {
      const all = Uint32Array.from({ length: view.to - view.from }, (_, i) => view.from + i);
      yield { view, rows: view.inStoredOrder(chosen ? all.filter((row) => chosen[row] === 1) : all) };
    }
  }

  /** The segments that have events of the selection. */
  get views(): readonly SegmentView[] {
    return this.#parts.map(({ view }) => view);
  }
}
