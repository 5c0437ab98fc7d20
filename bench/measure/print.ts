/** The results as text for people. */
import type { Ceilings } from './ceilings.ts';
import type { QueryFigures } from './queries.ts';
import type { Results } from './results.ts';
import { median } from './statistics.ts';

const MEGABYTE = 1e6;

const fixed = (value: number, digits = 1): string => value.toFixed(digits);
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const megabytes = (bytes: number): string => `${whole(bytes / MEGABYTE)} MB`;

export function formatResults(results: Results): string {
  return [header(results), ceilings(results.ceilings), ingest(results), queries(results), startup(results)].join(
    '\n\n',
  );
}

function header({ machine, versions, archive, date }: Results): string {
  const { events, skew, seed, files, gzipBytes, jsonBytes, eventBytes } = archive;
  return [
    `trailql ${versions['trailql']} (${versions['commit']}), node ${machine.node}, ${date}`,
    `${machine.cpu}, ${machine.cores} cores, ${megabytes(machine.memoryBytes)}, ${machine.platform}, load ${fixed(machine.load, 2)}`,
    `${whole(events)} events, skew ${skew}, seed ${seed}: ${whole(files)} files, ${megabytes(gzipBytes)} gzip, ${megabytes(jsonBytes)} JSON, event p50 ${eventBytes.p50} B, p95 ${eventBytes.p95} B`,
  ].join('\n');
}

function ceilings({ jsonBytes, gzipBytes, events, gunzipSeconds, gunzipAndParseSeconds }: Ceilings): string {
  const line = (name: string, seconds: number) => [
    name,
    rate(jsonBytes, seconds),
    rate(gzipBytes, seconds),
    `${whole(events / seconds)}/s`,
  ];
  return table(
    'ceilings (one thread)',
    ['JSON', 'gzip', 'events'],
    [line('gunzip', gunzipSeconds), line('gunzip + JSON.parse', gunzipAndParseSeconds)],
  );
}

function ingest({ ingest: { runs, databaseBytes }, archive, ceilings: raw }: Results): string {
  const seconds = median(runs.map((run) => run.seconds));
  const parse = (raw.gunzipAndParseSeconds / raw.events) * archive.events;
  const rows = [
    ['time', `${fixed(seconds, 2)} s`, `median of ${runs.length}`],
    ['processor time', `${fixed(median(runs.map((run) => run.cpuSeconds)), 2)} s`, 'all threads'],
    [
      'events',
      `${whole(archive.events / seconds)}/s`,
      `${fixed(seconds / parse, 2)} × the time of gunzip + JSON.parse`,
    ],
    ['gzip', rate(archive.gzipBytes, seconds), ''],
    ['JSON', rate(archive.jsonBytes, seconds), ''],
    ['database', megabytes(databaseBytes), `${fixed(databaseBytes / archive.gzipBytes, 2)} × gzip`],
    ['peak memory', megabytes(Math.max(...runs.map((run) => run.peakRssBytes))), 'resident set, largest run'],
  ];
  return table('ingest', ['', ''], rows);
}

function queries({ article, adHoc }: Results): string {
  const rows = (list: readonly QueryFigures[]) =>
    list.map(({ name, medianMs, firstMs, rows: count, recordsMatched, error }) =>
      error === undefined
        ? [name, `${fixed(medianMs)} ms`, `${fixed(firstMs)} ms`, whole(count), whole(recordsMatched)]
        : [name, 'failed', error.split('\n')[0]?.slice(0, 60) ?? ''],
    );
  const columns = ['warm', 'first', 'rows', 'matched'];
  return `${table('article queries', columns, rows(article))}\n\n${table('ad hoc queries', columns, rows(adHoc))}`;
}

function startup({ startup: list }: Results): string {
  const rows = list.map(({ name, medianMs, medianRatio }) => [
    name,
    `${fixed(medianMs)} ms`,
    `${fixed(medianRatio, 2)} ×`,
  ]);
  return table('one-shot commands', ['process', 'node -e 0'], rows);
}

const rate = (bytes: number, seconds: number): string => `${whole(bytes / MEGABYTE / seconds)} MB/s`;

/** The first column is left aligned, as are words; numbers are right aligned. */
function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [[title, ...columns], ...rows];
  const widths = Array.from({ length: columns.length + 1 }, (_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const drawn = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 || !/^[\d-]/.test(cell) || cell.length > 24
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [drawn[0], rule, ...drawn.slice(1)].join('\n');
}
