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

function ceilings(list: readonly Ceilings[]): string {
  const line = (name: string, seconds: (one: Ceilings) => number) => {
    const per = (amount: (one: Ceilings) => number) => median(list.map((one) => amount(one) / seconds(one)));
    return [
      name,
      `${whole(per((one) => one.jsonBytes) / MEGABYTE)} MB/s`,
      `${whole(per((one) => one.gzipBytes) / MEGABYTE)} MB/s`,
      `${whole(per((one) => one.events))}/s`,
    ];
  };
  return table(
    'ceilings (one thread)',
    ['JSON', 'gzip', 'events'],
    [line('gunzip', (one) => one.gunzipSeconds), line('gunzip + JSON.parse', (one) => one.gunzipAndParseSeconds)],
  );
}

function ingest({ ingest: { runs, databaseBytes }, archive, ceilings: raw }: Results): string {
  const seconds = median(runs.map((run) => run.seconds));
  const parse = archive.events * median(raw.map((one) => one.gunzipAndParseSeconds / one.events));
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

/** Columns of numbers are right aligned. */
function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [[title, ...columns], ...rows];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0))) ?? [];
  const numeric = widths.map(
    (_, column) => column > 0 && rows.every((row) => /^[\d.,-]+ ?(ms|s|×|[MG]B|MB\/s|\/s)?$/.test(row[column] ?? '0')),
  );
  const align = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return numeric[column] ? cell.padStart(width) : cell.padEnd(width);
  };
  const [head = '', ...body] = cells.map((line) => line.map(align).join('  ').trimEnd());
  return [head, widths.map((width) => '─'.repeat(width)).join('  '), ...body].join('\n');
}
