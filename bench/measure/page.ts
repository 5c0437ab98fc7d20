/** The results as a page of the documentation. */
import { archiveName, type Results } from './results.ts';
import { geometricMean } from './statistics.ts';
import { fixed, markdownTable, megabytes, type Table, times, whole } from './table.ts';
import {
  ceilingsTable,
  FORM_NAMES,
  growthTable,
  ingestTable,
  memoryTable,
  queryTable,
  ratiosOf,
  sizeTable,
  startupTable,
  tinyTable,
} from './tables.ts';

/** @throws Error when there is nothing to compare with: the page is about that. */
export function performancePage(results: Results): string {
  const { queried, article, adHoc, others } = results;
  if (queried === undefined) throw new Error('the page compares with DuckDB, which is not installed');
  const section = (table: Table, ...text: string[]) =>
    [`## ${table.title}`, ...text, markdownTable(table)].join('\n\n');
  const same = `Both gave the same rows for every query. The median of warm runs, through each library in one process, over ${FORM_NAMES[queried]}. *first* is the first run, *matched* the events that pass the filters.`;
  return `${[
    '<!-- Made by `npm run bench -- --write` from a run; measure again instead of editing. -->',
    '# Performance',
    `TrailQL next to [DuckDB](https://duckdb.org), on the same archive in the same run. ${summary(article, adHoc)} What is measured, and how, says the [benchmark](../bench/README.md); its SQL is in [queries.ts](../bench/peers/queries.ts).`,
    environment(results),
    section(
      ingestTable(results),
      'A process from start to exit, into a new file. *Whole record* keeps the record as JSON beside typed columns of the members that all events share, *zstd* compresses it with the latest storage version, *typed columns only* drops the rest of the record.',
    ),
    section(ceilingsTable(results.ceilings), 'What no ingest can avoid, measured next to it.'),
    section(memoryTable(results), "By the operating system's account, with all threads."),
    section(sizeTable(results)),
    section(tinyTable(results.tiny)),
    section(queryTable("The article's queries", article), same),
    section(queryTable('Ad hoc queries', adHoc), same),
    section(
      startupTable(results),
      'DuckDB here is a Node.js process that loads its library, opens the file and runs one statement.',
    ),
    ...(others.length === 0
      ? []
      : [
          section(
            growthTable([results, ...others]),
            `Times of queries are geometric means. ${others.map(({ archive, queried: form }) => `${archiveName(archive)}: next to ${form === undefined ? 'nothing' : FORM_NAMES[form]}.`).join(' ')}`,
          ),
        ]),
  ].join('\n\n')}\n`;
}

function summary(article: Results['article'], adHoc: Results['adHoc']): string {
  const mean = (list: Results['article']) => times(geometricMean(ratiosOf(list)));
  return `Ratios say how many times as fast TrailQL is: above 1 it is faster. By geometric mean that is ${mean(article)} for the article's queries and ${mean(adHoc)} for ad hoc ones.`;
}

function environment({ date, command, machine, versions, archive }: Results): string {
  const rows = [
    ['command', `\`${command}\``],
    ['date', date.slice(0, 10)],
    [
      'machine',
      `${machine.cpu}, ${machine.cores} cores, ${megabytes(machine.memoryBytes)}, ${machine.platform}, load before ${fixed(machine.load, 2)}`,
    ],
    [
      'TrailQL',
      `${versions['trailql']}, commit ${versions['commit']}, Node.js ${machine.node}, better-sqlite3 ${versions['better-sqlite3']}`,
    ],
    ['DuckDB', `@duckdb/node-api ${versions['duckdb']}, its own settings: all cores, 80 % of the memory`],
    [
      'archive',
      `${archiveName(archive)}, seed ${archive.seed}: ${whole(archive.files)} files, ${megabytes(archive.gzipBytes)} gzip, ${megabytes(archive.jsonBytes)} JSON`,
    ],
  ];
  return markdownTable({ title: '', columns: ['', ''], rows });
}
