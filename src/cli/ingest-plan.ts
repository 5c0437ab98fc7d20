/** `trailql ingest --dry-run`: what would be read. */
import type { ObjectFilter } from '../ingest/object-filter.ts';
import type { RemoteArchive } from '../ingest/remote.ts';
import { formatPlan, formatPlanJson } from '../report/ingest-plan.ts';
import { formatNotes } from '../report/ingest-report.ts';
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
  readonly options: OutputOptions;
}

/** @throws RemoteError */
export async function showPlan(io: Io, { files, archive, filter, options }: PlanJob): Promise<ExitCode> {
  const { planIngest } = await import('../ingest/plan.ts');
  return interruptible(io, async (signal) => {
    try {
      const plan = await planIngest(files, archive, filter, signal);
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
    }
  });
}
