/** What a run of the benchmark finds out. All of it goes into the results file. */
import type { Manifest } from '../generator/archive.ts';
import type { DuckDbForm, DuckDbLoad } from '../peers/load.ts';
import type { Ceilings } from './ceilings.ts';
import type { IngestFigures } from './ingest.ts';
import type { Machine } from './machine.ts';
import type { QueryFigures } from './queries.ts';
import type { StartupFigures } from './startup.ts';

/** One archive, loaded and queried. */
export interface ArchiveResults {
  readonly archive: Manifest;
  /** Before the ingest and after it: other work on the machine may come and go. */
  readonly ceilings: readonly Ceilings[];
  readonly ingest: IngestFigures;
  /** Empty when DuckDB is not installed. The queries ran over the form that is named. */
  readonly loads: readonly DuckDbLoad[];
  readonly queried?: DuckDbForm | undefined;
  readonly article: readonly QueryFigures[];
  readonly adHoc: readonly QueryFigures[];
}

/** An archive of very small files. */
export interface TinyResults {
  readonly archive: Manifest;
  /** Seconds to open, read, unpack and parse all files in one thread, before the ingest and after it. */
  readonly parseSeconds: readonly number[];
  readonly ingest: IngestFigures;
  readonly load?: DuckDbLoad | undefined;
}

export interface Results extends ArchiveResults {
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly startup: readonly StartupFigures[];
  readonly tiny: TinyResults;
  /** Larger archives, or such with other values. */
  readonly others: readonly ArchiveResults[];
}

/** Queries that failed or whose rows differ. */
export function problemsOf(results: Results): { archive: string; query: string; problem: string }[] {
  return [results, ...results.others].flatMap(({ archive, article, adHoc }) =>
    [...article, ...adHoc].flatMap(({ name, problem }) =>
      problem === undefined ? [] : [{ archive: archiveName(archive), query: name, problem }],
    ),
  );
}

/** `1,000,000 events, skew low` */
export function archiveName({ events, skew }: Manifest): string {
  return `${events.toLocaleString('en-US')} events, skew ${skew}`;
}
