/** `trailql ingest` of the whole archive into a new database, as a process. */
import { rmSync, statSync } from 'node:fs';
import { runNodeMeasured, type Usage } from './process.ts';

export interface IngestFigures {
  readonly runs: readonly (Usage & { readonly seconds: number })[];
  readonly databaseBytes: number;
}

/** The database of the last run stays. */
export async function measureIngest(
  cli: string,
  source: string,
  database: string,
  runs: number,
): Promise<IngestFigures> {
  const figures: IngestFigures['runs'][number][] = [];
  for (let run = 0; run < runs; run++) {
    removeDatabase(database);
    const { seconds, peakRssBytes, cpuSeconds } = await runNodeMeasured([cli, 'ingest', source, '--db', database]);
    figures.push({ seconds, peakRssBytes, cpuSeconds });
  }
  return { runs: figures, databaseBytes: statSync(database).size };
}

function removeDatabase(database: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${database}${suffix}`, { force: true });
}
