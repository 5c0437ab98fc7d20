/** `trailql ingest --dry-run`: what would be read. */
import { existsSync } from 'node:fs';
import type { ObjectFilter } from '../ingest/object-filter.ts';
import type { RemoteArchive } from '../ingest/remote.ts';
import { formatPlan, formatPlanJson } from '../report/ingest-plan.ts';
import { formatNotes } from '../report/ingest-report.ts';
import type { EventStore } from '../store/event-store.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { interruptible } from './ingest-run.ts';
import { type Io, styleFor } from './io.ts';
import type { OutputOptions } from './options.ts';
import { writeLines } from './output.ts';
import { terminalWidth } from './result-output.ts';

export interface PlanJob {
  readonly files: readonly string[];
  readonly archive: RemoteArchive | undefined;
  readonly filter: ObjectFilter;
  readonly options: OutputOptions & { readonly db: string };
}

/** @throws RemoteError; StoreError when there is a file in the place of the database that is none */
export async function showPlan(io: Io, { files, archive, filter, options }: PlanJob): Promise<ExitCode> {
  const { planIngest } = await import('../ingest/plan.ts');
  const store = existsSync(options.db) ? await openStore(options.db) : undefined;
  return interruptible(io, async (signal) => {
    try {
      const plan = await planIngest(files, archive, filter, store, signal);
      await writeLines(io.stderr, formatNotes(plan.notes, styleFor(io.stderr, io, options.color)));
      const style = styleFor(io.stdout, io, options.color);
      const lines = options.json
        ? [formatPlanJson(plan)]
        : formatPlan(plan, { style, width: terminalWidth(io), fold: undefined });
      await writeLines(io.stdout, lines);
      return EXIT.ok;
    } catch (error) {
      if (signal.aborted) return EXIT.interrupted;
      throw error;
    } finally {
      store?.close();
    }
  });
}

async function openStore(path: string): Promise<EventStore> {
  const { EventStore } = await import('../store/event-store.ts');
  return EventStore.open(path);
}
