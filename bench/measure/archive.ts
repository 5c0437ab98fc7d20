/** One archive: provided, loaded by both programs, queried in both. */
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ArchiveOptions, provideArchive } from '../generator/archive.ts';
import { DATA_FOLDER, defaultFolder } from '../generator/options.ts';
import { DuckDb } from '../peers/duckdb.ts';
import { type DuckDbForm, type DuckDbLoad, loadDuckDb } from '../peers/load.ts';
import { AD_HOC_QUERIES, articleQueries } from '../queries.ts';
import { measureCeilings, measureOpenAndParse } from './ceilings.ts';
import { measureIngest } from './ingest.ts';
import { measureQueries, oldestEventId } from './queries.ts';
import type { ArchiveResults, TinyResults } from './results.ts';
import { measureStartup, type StartupFigures } from './startup.ts';

export interface Setting {
  /** A build of TrailQL. */
  readonly dist: string;
  readonly duckdb: boolean;
  readonly runs: number;
  readonly startupRuns: number;
  readonly ingestRuns: number | undefined;
}

/** Archives up to this size are loaded several times. */
const SMALL_EVENTS = 200_000;
const TINY = { events: 32_000, fileEvents: 8 };

const databaseOf = (name: string): string => join(DATA_FOLDER, `${name}.db`);

/**
 * In DuckDB the record is queried as DuckDB stores it by itself, which is fastest, unless that file would not fit well into memory: it has
 * more bytes than the JSON. The record compressed with zstd has about as many as the gzip files.
 */
export function queriedForm(jsonBytes: number, memoryBytes: number): DuckDbForm {
  return jsonBytes * 1.7 < memoryBytes / 2 ? 'whole' : 'whole-zstd';
}

/** @param setting `full`: every form of DuckDB's tables and one-shot commands too. */
export async function measureArchive(
  options: ArchiveOptions,
  setting: Setting & { readonly full: boolean },
): Promise<{ results: ArchiveResults; startup: StartupFigures[] }> {
  const folder = defaultFolder(options);
  const source = join(folder, 'AWSLogs');
  const database = databaseOf('bench');
  const cli = join(setting.dist, 'cli.js');
  const ingestRuns = setting.ingestRuns ?? (options.events <= SMALL_EVENTS ? 3 : 1);
  const named = <T>(name: string, work: () => Promise<T>) => step(`${options.events} ${options.skew}: ${name}`, work);

  const archive = await named('archive', () => provideArchive(folder, options));
  const before = await named('ceilings', async () => measureCeilings(source));
  const ingest = await named('ingest', () => measureIngest(cli, source, database, ingestRuns));
  const queried = setting.duckdb ? queriedForm(archive.jsonBytes, totalmem()) : undefined;
  const forms: readonly DuckDbForm[] = setting.full ? ['whole', 'whole-zstd', 'typed'] : queried ? [queried] : [];
  const loads: DuckDbLoad[] = [];
  for (const form of setting.duckdb ? forms : [])
    loads.push(await named(`DuckDB ${form}`, () => loadDuckDb(form, source, databaseOf(`duckdb-${form}`), ingestRuns)));
  const after = await named('ceilings again', async () => measureCeilings(source));

  const peerFile = queried && databaseOf(`duckdb-${queried}`);
  const { needle, article, adHoc } = await named('queries', () => queries(setting, database, peerFile));
  const working = new Set(
    [...article, ...adHoc].filter(({ problem }) => problem === undefined).map(({ name }) => name),
  );
  const all = [...articleQueries(), ...AD_HOC_QUERIES].filter(({ name }) => working.has(name));
  const startup = setting.full
    ? await named('one-shot commands', () =>
        measureStartup({ cli, database, duckdb: peerFile }, all, needle, setting.startupRuns),
      )
    : [];
  return { results: { archive, ceilings: [before, after], ingest, loads, queried, article, adHoc }, startup };
}

async function queries({ dist, runs }: Setting, database: string, peerFile: string | undefined) {
  const { openTrail } = (await import(
    pathToFileURL(join(dist, 'index.js')).href
  )) as typeof import('../../src/index.ts');
  const trail = openTrail(database);
  const peer = peerFile === undefined ? undefined : await DuckDb.open(peerFile);
  try {
    return {
      needle: await oldestEventId(trail),
      article: await measureQueries(trail, peer, articleQueries(), runs),
      adHoc: await measureQueries(trail, peer, AD_HOC_QUERIES, runs),
    };
  } finally {
    trail.close();
    peer?.close();
  }
}

/** An archive of about 4,000 files, with what the other options say of its values. */
export async function measureTiny(
  { skew, seed, days }: ArchiveOptions,
  { dist, duckdb, ingestRuns = 3 }: Setting,
): Promise<TinyResults> {
  const options = { skew, seed, days, ...TINY };
  const folder = defaultFolder(options);
  const source = join(folder, 'AWSLogs');
  const archive = await step('tiny files: archive', () => provideArchive(folder, options));
  const before = await step('tiny files: parse', async () => measureOpenAndParse(source));
  const ingest = await step('tiny files: ingest', () =>
    measureIngest(join(dist, 'cli.js'), source, databaseOf('tiny'), ingestRuns),
  );
  const load = duckdb
    ? await step('tiny files: DuckDB', () => loadDuckDb('whole', source, databaseOf('duckdb-tiny'), ingestRuns))
    : undefined;
  const after = await step('tiny files: parse again', async () => measureOpenAndParse(source));
  return { archive, parseSeconds: [before, after], ingest, load };
}

/** Says on standard error what is being done and how long it took. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${name} … `);
  const start = performance.now();
  const result = await work();
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}
