/** Stores of many small segments, and a scan that is shared as threads share it, but in this one. */
import type { ScanAll, ScanSharing } from '../../../src/engine/scan/run-scan.ts';
import { planScan } from '../../../src/engine/scan/scan-plan.ts';
import { scanSegment } from '../../../src/engine/scan/scan-segment.ts';
import { appendLogEvents } from '../../../src/ingest/events.ts';
import type { LogEvent } from '../../../src/ingest/log-event.ts';
import { EventStore } from '../../../src/store/event-store.ts';
import { StoreWriter } from '../../../src/store/writer.ts';

/** Stores events so that each segment has at most `size` of them. */
export function appendSegments(writer: StoreWriter, events: readonly LogEvent[], size: number): void {
  for (let from = 0; from < events.length; from += size) appendLogEvents(writer, events.slice(from, from + size));
}

/** Writes a database of small segments. */
export function writeSegments(path: string, events: readonly LogEvent[], size: number): void {
  const writer = StoreWriter.open(path);
  appendSegments(writer, events, size);
  writer.close();
}

/** Opens a store in memory with small segments for `work`, and closes it. */
export async function withSegments<Result>(
  events: readonly LogEvent[],
  size: number,
  work: (store: EventStore, writer: StoreWriter) => Result | Promise<Result>,
): Promise<Result> {
  const writer = StoreWriter.open(':memory:');
  try {
    appendSegments(writer, events, size);
    const store = EventStore.over(writer);
    try {
      return await work(store, writer);
    } finally {
      store.close();
    }
  } finally {
    writer.close();
  }
}

/** Shares each scan: every other segment is scanned as if by another thread, from copies of all that would go there and back. */
export function copiedScans(store: EventStore): ScanSharing {
  return {
    sharing: ({ taken, context }, { start, end }): ScanAll => {
      const plan = planScan(structuredClone(taken), structuredClone(context), true);
      return function* results(views, local) {
        for (const [index, view] of views.entries()) {
          const other = index % 2 === 0 ? store.viewOf(view.id, view.manifest, start, end) : undefined;
          yield other ? structuredClone(scanSegment(plan, other)) : local(view);
        }
      };
    },
    takeWorkers: () => 2,
  };
}
