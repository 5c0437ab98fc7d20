/** `npm run bench`: writes a synthetic archive, loads it with the built command, queries it, and prints what everything took. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { provideArchive } from './generator/archive.ts';
import { ARCHIVE_OPTIONS, archiveOptions, DATA_FOLDER, defaultFolder } from './generator/options.ts';
import { measureCeilings } from './measure/ceilings.ts';
import { measureIngest } from './measure/ingest.ts';
import { machine, versions } from './measure/machine.ts';
import { formatResults } from './measure/print.ts';
import { measureQueries } from './measure/queries.ts';
import type { Results } from './measure/results.ts';
import { measureStartup } from './measure/startup.ts';
import { AD_HOC_QUERIES, articleQueries } from './queries.ts';

const USAGE = `npm run bench -- [--events N] [--skew high|low] [--seed N] [--days N] [--runs N] [--ingest-runs N] [--dist FOLDER] [--quick]`;
/** Archives up to this size are loaded several times. */
const SMALL_EVENTS = 200_000;
const STARTUP_PAIRS = 7;

const { values } = parseArgs({
  options: {
    ...ARCHIVE_OPTIONS,
    quick: { type: 'boolean' },
    runs: { type: 'string', default: '5' },
    'ingest-runs': { type: 'string' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(USAGE);
else await bench();

async function bench(): Promise<void> {
  const options = archiveOptions(values.quick ? { ...values, events: ARCHIVE_OPTIONS.events.default } : values);
  const dist = resolve(values.dist);
  const cli = join(dist, 'cli.js');
  if (!existsSync(cli)) throw new Error(`${cli} is not there: build first`);
  const environment = { date: new Date().toISOString(), machine: machine(), versions: versions() };

  const folder = defaultFolder(options);
  const source = join(folder, 'AWSLogs');
  const database = join(DATA_FOLDER, 'bench.db');
  const archive = await step('archive', () => provideArchive(folder, options));
  const before = await step('ceilings', async () => measureCeilings(source));
  const ingestRuns = Number(values['ingest-runs'] ?? (options.events <= SMALL_EVENTS ? 3 : 1));
  const ingest = await step('ingest', () => measureIngest(cli, source, database, ingestRuns));
  const after = await step('ceilings again', async () => measureCeilings(source));
  const { article, adHoc } = await step('queries', () => queries(dist, database));
  const startup = await step('one-shot commands', async () => [
    await measureStartup('trailql --version', [cli, '--version'], STARTUP_PAIRS),
    await measureStartup('trailql query, count', [cli, 'query', 'stats count(*)', '--db', database], STARTUP_PAIRS),
    await measureStartup(
      'trailql query, newest 20',
      [cli, 'query', 'fields @timestamp, @message | limit 20', '--db', database],
      STARTUP_PAIRS,
    ),
  ]);

  const results: Results = { ...environment, archive, ceilings: [before, after], ingest, article, adHoc, startup };
  const file = join(DATA_FOLDER, 'results.json');
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\n${formatResults(results)}\n\nAll figures: ${file}`);
  if ([...article, ...adHoc].some((query) => query.error !== undefined)) process.exitCode = 1;
}

async function queries(dist: string, database: string): Promise<Pick<Results, 'article' | 'adHoc'>> {
  const { openTrail } = (await import(pathToFileURL(join(dist, 'index.js')).href)) as typeof import('../src/index.ts');
  const trail = openTrail(database);
  try {
    const runs = Number(values.runs);
    return {
      article: await measureQueries(trail, articleQueries(), runs),
      adHoc: await measureQueries(trail, AD_HOC_QUERIES, runs),
    };
  } finally {
    trail.close();
  }
}

/** Says on standard error what is being done and how long it took. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${name} … `);
  const start = performance.now();
  const result = await work();
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}
