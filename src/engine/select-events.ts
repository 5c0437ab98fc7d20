/** The events that a query selects, for those who want the events themselves and not what the query says of them. */

import type { EventStore } from '../store/event-store.ts';
import { rowOf, segmentOf } from '../store/pointer.ts';
import { DEFAULT_LIMIT_STAGE } from './analyze/analyze.ts';
import { compilePlan, planOf } from './query.ts';
import { checkOptions, type QueryOptions } from './query-options.ts';
import { execute } from './run.ts';

/** Chosen rows by the id of their segment: a byte for each row, 1 = chosen. */
export type ChosenRows = ReadonlyMap<number, Uint8Array>;

/**
 * The events of the rows that a query gives. The rows must be events, so a query with `stats` or another command that makes rows of
 * its own is refused. A query without `limit` has none here, and which columns it shows does not matter.
 * @returns undefined when the rows of the query are no events
 * @throws QueryError when the query has errors
 */
export function selectEvents(store: EventStore, text: string, options: QueryOptions = {}): ChosenRows | undefined {
  checkOptions(options);
  return store.atOneMoment(() => chosenRows(store, text, options));
}

function chosenRows(store: EventStore, text: string, options: QueryOptions): ChosenRows | undefined {
  const { plan } = planOf(text, store, options);
  if (!plan.rowsAreEvents || plan.estimate) return undefined;
  const stages = plan.stages.at(-1) === DEFAULT_LIMIT_STAGE ? plan.stages.slice(0, -1) : plan.stages;
  const compiled = compilePlan({ ...plan, stages, output: [] }, options, store);
  const chosen = new Map<number, Uint8Array>();
  const sizes = new Map(store.views().map((view) => [view.id, view.events]));
  const { rowIndex } = compiled.main;
  execute(store, compiled, text, undefined, (row) => {
    const locator = row[rowIndex] ?? null;
    // Rows that an operator has added belong to no event.
    if (locator === null) return;
    const segment = segmentOf(Number(locator));
    const rows = chosen.get(segment) ?? new Uint8Array(sizes.get(segment) ?? 0);
    rows[rowOf(Number(locator))] = 1;
    chosen.set(segment, rows);
  });
  return chosen;
}
