/** The options of the benchmark. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ArchiveOptions } from './generator/archive.ts';
import { ARCHIVE_OPTIONS, archiveOptions, wholeNumber } from './generator/options.ts';

export interface BenchOptions {
  readonly archive: ArchiveOptions;
  /** More archives: larger, or with other values. */
  readonly others: readonly ArchiveOptions[];
  /** Counted runs per query, and per one-shot command. */
  readonly runs: number;
  readonly startupRuns: number;
  /** How often each archive is loaded, when it is not left to its size. */
  readonly ingestRuns: number | undefined;
  readonly dist: string;
  readonly write: boolean;
}

const QUICK_RUNS = 3;
const STARTUP_RUNS = 7;
const QUICK_STARTUP_RUNS = 2;

export const USAGE = `npm run bench -- [--events N] [--skew high|low] [--seed N] [--days N] [--also N[:SKEW]]... [--runs N] [--ingest-runs N] [--dist FOLDER] [--quick] [--write]`;

/**
 * @returns nothing when help was asked for.
 * @throws RangeError for a value that is not possible, TypeError for an option that is not known.
 */
export function benchOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...ARCHIVE_OPTIONS,
      also: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '5' },
      'ingest-runs': { type: 'string' },
      dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const { quick, also, dist, write, 'ingest-runs': ingestRuns } = values;
  const others = also.map((text) => {
    const [events = '', skew = values.skew] = text.split(':');
    return archiveOptions({ ...values, events, skew });
  });
  return {
    archive: archiveOptions(quick ? { ...values, events: ARCHIVE_OPTIONS.events.default } : values),
    others,
    runs: quick ? QUICK_RUNS : wholeNumber('runs', values.runs),
    startupRuns: quick ? QUICK_STARTUP_RUNS : STARTUP_RUNS,
    ingestRuns: quick ? 1 : ingestRuns === undefined ? undefined : wholeNumber('ingest-runs', ingestRuns),
    dist,
    write,
  };
}
