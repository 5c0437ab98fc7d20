/** `npm run bench`: writes a synthetic archive, loads it with the built command and with DuckDB, queries both, and prints what everything took. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DATA_FOLDER } from './generator/options.ts';
import { measureArchive, measureTiny } from './measure/archive.ts';
import { machine, versions } from './measure/machine.ts';
import { performancePage } from './measure/page.ts';
import { formatResults } from './measure/print.ts';
import { type ArchiveResults, problemsOf, type Results } from './measure/results.ts';
import { type BenchOptions, benchOptions, USAGE } from './options.ts';
import { provideDuckDb } from './peers/install.ts';

const PAGE = join(import.meta.dirname, '..', 'docs', 'performance.md');

const args = process.argv.slice(2);
const options = benchOptions(args);
if (options === undefined) console.log(USAGE);
else await bench(options);

async function bench({ archive, others, runs, startupRuns, ingestRuns, dist, write }: BenchOptions): Promise<void> {
  const folder = resolve(dist);
  if (!existsSync(join(folder, 'cli.js'))) throw new Error(`${folder} has no cli.js: build first`);
  const peer = provideDuckDb();
  const duckdb = 'version' in peer ? peer.version : undefined;
  if ('missing' in peer) console.error(`DuckDB cannot be installed, so nothing is compared: ${peer.missing}`);
  if (write && duckdb === undefined) throw new Error('--write needs DuckDB');
  const environment = {
    date: new Date().toISOString(),
    command: ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    machine: machine(),
    versions: versions(duckdb),
  };

  const setting = { dist: folder, duckdb: duckdb !== undefined, runs, startupRuns, ingestRuns };
  const tiny = await measureTiny(archive, setting);
  const main = await measureArchive(archive, { ...setting, full: true });
  const { startup } = main;
  const measured: ArchiveResults[] = [];
  for (const other of others) measured.push((await measureArchive(other, { ...setting, full: false })).results);

  const results: Results = { ...environment, ...main.results, startup, tiny, others: measured };
  const file = join(DATA_FOLDER, 'results.json');
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\n${formatResults(results)}\n\nAll figures: ${file}`);
  if (problemsOf(results).length > 0) process.exitCode = 1;
  else if (write) {
    writeFileSync(PAGE, performancePage(results));
    console.log(`Written: ${PAGE}`);
  }
}
