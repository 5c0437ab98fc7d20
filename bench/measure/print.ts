/** The results as text for people. */
import { archiveName, problemsOf, type Results } from './results.ts';
import { fixed, megabytes, type Table, textTable, whole } from './table.ts';
import {
  ceilingsTable,
  growthTable,
  ingestTable,
  memoryTable,
  queryTable,
  sizeTable,
  startupTable,
  tinyTable,
} from './tables.ts';

export function formatResults(results: Results): string {
  const tables: Table[] = [
    ceilingsTable(results.ceilings),
    ingestTable(results),
    memoryTable(results),
    sizeTable(results),
    tinyTable(results.tiny),
    queryTable("The article's queries", results.article),
    queryTable('Ad hoc queries', results.adHoc),
    startupTable(results),
    ...(results.others.length === 0 ? [] : [growthTable([results, ...results.others])]),
  ];
  return [header(results), ...tables.map(textTable), problems(results)].filter((part) => part !== '').join('\n\n');
}

function header({ machine, versions, archive, date, queried }: Results): string {
  const { seed, files, gzipBytes, jsonBytes, eventBytes } = archive;
  const peer =
    queried === undefined ? 'DuckDB is not installed' : `DuckDB ${versions['duckdb']}, queries over ${queried}`;
  return [
    `trailql ${versions['trailql']} (${versions['commit']}), node ${machine.node}, ${peer}, ${date}`,
    `${machine.cpu}, ${machine.cores} cores, ${megabytes(machine.memoryBytes)}, ${machine.platform}, load ${fixed(machine.load, 2)}`,
    `${archiveName(archive)}, seed ${seed}: ${whole(files)} files, ${megabytes(gzipBytes)} gzip, ${megabytes(jsonBytes)} JSON, event p50 ${eventBytes.p50} B, p95 ${eventBytes.p95} B`,
  ].join('\n');
}

function problems(results: Results): string {
  return problemsOf(results)
    .map(({ archive, query, problem }) => `FAILED  ${query} (${archive}): ${problem}`)
    .join('\n');
}
