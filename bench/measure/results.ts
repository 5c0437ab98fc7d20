/** What a run of the benchmark finds out. All of it goes into the results file. */
import type { Manifest } from '../generator/archive.ts';
import type { Ceilings } from './ceilings.ts';
import type { IngestFigures } from './ingest.ts';
import type { Machine } from './machine.ts';
import type { QueryFigures } from './queries.ts';
import type { StartupFigures } from './startup.ts';

export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly archive: Manifest;
  /** Before the ingest and after it: other work on the machine may come and go. */
  readonly ceilings: readonly Ceilings[];
  readonly ingest: IngestFigures;
  readonly article: readonly QueryFigures[];
  readonly adHoc: readonly QueryFigures[];
  readonly startup: readonly StartupFigures[];
}
