/** The results as tables. A ratio says how many times as fast TrailQL is: DuckDB's time by its own, and so above 1 where it is faster. */
import type { DuckDbForm, DuckDbLoad } from '../peers/load.ts';
import type { Ceilings } from './ceilings.ts';
import type { IngestFigures } from './ingest.ts';
import type { QueryFigures } from './queries.ts';
import { type ArchiveResults, archiveName, type Results, type TinyResults } from './results.ts';
import { geometricMean, median } from './statistics.ts';
import { fixed, megabytes, milliseconds, seconds, type Table, times, whole } from './table.ts';

export const FORM_NAMES: Readonly<Record<DuckDbForm, string>> = {
  whole: 'DuckDB, whole record',
  'whole-zstd': 'DuckDB, whole record, zstd',
  typed: 'DuckDB, typed columns only',
};

const FASTER = 'TrailQL is … as fast';

const secondsOf = ({ runs }: Pick<IngestFigures, 'runs'>): number => median(runs.map((run) => run.seconds));
const processorSecondsOf = ({ runs }: Pick<IngestFigures, 'runs'>): number => median(runs.map((run) => run.cpuSeconds));
const peakOf = ({ runs }: Pick<IngestFigures, 'runs'>): number => Math.max(...runs.map((run) => run.peakRssBytes));

export function ceilingsTable(list: readonly Ceilings[]): Table {
  const line = (name: string, time: (one: Ceilings) => number) => {
    const per = (amount: (one: Ceilings) => number) => median(list.map((one) => amount(one) / time(one)));
    return [
      name,
      `${whole(per((one) => one.jsonBytes) / 1e6)} MB/s`,
      `${whole(per((one) => one.gzipBytes) / 1e6)} MB/s`,
      `${whole(per((one) => one.events))} /s`,
    ];
  };
  return {
    title: 'Ceilings: Node.js in one thread',
    columns: ['', 'JSON', 'gzip', 'events'],
    rows: [line('gunzip', (one) => one.gunzipSeconds), line('gunzip + JSON.parse', (one) => one.gunzipAndParseSeconds)],
  };
}

export function ingestTable({ archive, ceilings, ingest, loads }: ArchiveResults): Table {
  const parse = archive.events * median(ceilings.map((one) => one.gunzipAndParseSeconds / one.events));
  const line = (name: string, figures: IngestFigures | DuckDbLoad) => [
    name,
    seconds(secondsOf(figures)),
    seconds(processorSecondsOf(figures)),
    `${whole(archive.events / secondsOf(figures))} /s`,
    `${whole(archive.jsonBytes / 1e6 / secondsOf(figures))} MB/s`,
    times(secondsOf(figures) / parse),
    figures === ingest ? '' : times(secondsOf(figures) / secondsOf(ingest)),
  ];
  return {
    title: `Ingest of ${archiveName(archive)}`,
    columns: ['', 'time', 'processor time', 'events', 'JSON', '… of gunzip + JSON.parse', FASTER],
    rows: [line('TrailQL', ingest), ...loads.map((load) => line(FORM_NAMES[load.form], load))],
  };
}

export function memoryTable({ ingest, loads }: ArchiveResults): Table {
  const line = (name: string, figures: IngestFigures | DuckDbLoad) => [
    name,
    megabytes(peakOf(figures)),
    figures === ingest ? '' : times(peakOf(ingest) / peakOf(figures)),
  ];
  return {
    title: 'Peak memory of an ingest',
    columns: ['', 'resident set', 'TrailQL needs … of it'],
    rows: [line('TrailQL', ingest), ...loads.map((load) => line(FORM_NAMES[load.form], load))],
  };
}

export function sizeTable({ archive, ingest, loads }: ArchiveResults): Table {
  const line = (name: string, bytes: number) => [name, megabytes(bytes), times(bytes / archive.gzipBytes)];
  return {
    title: 'Size of the database',
    columns: ['', 'size', '… of the gzip files'],
    rows: [
      line('gzip files', archive.gzipBytes),
      line('TrailQL', ingest.databaseBytes),
      ...loads.map((load) => line(FORM_NAMES[load.form], load.databaseBytes)),
    ],
  };
}

export function tinyTable({ archive, parseSeconds, ingest, load }: TinyResults): Table {
  const parse = median(parseSeconds);
  const line = (name: string, time: number, peak: string) => [
    name,
    seconds(time),
    `${whole(archive.files / time)} /s`,
    times(time / parse),
    peak,
  ];
  return {
    title: `Tiny files: ${whole(archive.files)} files of ${fixed(archive.events / archive.files)} events on average`,
    columns: ['', 'time', 'files', '… of open + gunzip + JSON.parse', 'peak memory'],
    rows: [
      line('open + gunzip + JSON.parse alone', parse, ''),
      line('TrailQL', secondsOf(ingest), megabytes(peakOf(ingest))),
      ...(load === undefined ? [] : [line(FORM_NAMES[load.form], secondsOf(load), megabytes(peakOf(load)))]),
    ],
  };
}

export function queryTable(title: string, list: readonly QueryFigures[]): Table {
  const rows = list.map(({ name, trailql, duckdb, problem }) => [
    name,
    trailql === undefined ? '' : milliseconds(trailql.medianMs),
    duckdb === undefined ? '' : milliseconds(duckdb.medianMs),
    trailql === undefined || duckdb === undefined ? '' : times(duckdb.medianMs / trailql.medianMs),
    trailql === undefined ? '' : milliseconds(trailql.firstMs),
    duckdb === undefined ? '' : milliseconds(duckdb.firstMs),
    trailql === undefined ? '' : whole(trailql.rows),
    trailql === undefined ? '' : whole(trailql.recordsMatched),
    ...(problem === undefined ? [] : [problem.split('\n')[0]?.slice(0, 100) ?? '']),
  ]);
  const ratios = ratiosOf(list);
  const mean = ratios.length === 0 ? [] : [['geometric mean', '', '', times(geometricMean(ratios))]];
  const problem = list.some((query) => query.problem !== undefined) ? ['problem'] : [];
  return {
    title,
    columns: ['', 'TrailQL', 'DuckDB', FASTER, 'TrailQL, first', 'DuckDB, first', 'rows', 'matched', ...problem],
    rows: [...rows, ...mean],
  };
}

/** DuckDB's times by TrailQL's, of the queries that both answer with the same rows. */
export function ratiosOf(list: readonly QueryFigures[]): number[] {
  return list.flatMap(({ trailql, duckdb, problem }) =>
    trailql === undefined || duckdb === undefined || problem !== undefined ? [] : [duckdb.medianMs / trailql.medianMs],
  );
}

export function startupTable({ startup }: Results): Table {
  const rows = startup.map(({ name, nothing, trailql, duckdb }) => [
    name,
    milliseconds(trailql.medianMs),
    // Each run follows one of a Node.js that does nothing: load that slows both leaves the ratio as it is.
    times(median(trailql.runsMs.map((ms, run) => ms / (nothing.runsMs[run] ?? ms)))),
    megabytes(trailql.peakRssBytes),
    ...(duckdb === undefined
      ? []
      : [milliseconds(duckdb.medianMs), megabytes(duckdb.peakRssBytes), times(duckdb.medianMs / trailql.medianMs)]),
  ]);
  return {
    title: 'One-shot commands, whole processes',
    columns: ['', 'TrailQL', '… of node -e 0', 'peak memory', 'DuckDB', 'peak memory', FASTER],
    rows,
  };
}

/** One line per archive of the run. */
export function growthTable(list: readonly ArchiveResults[]): Table {
  const middle = (queries: readonly QueryFigures[], engine: 'trailql' | 'duckdb') => {
    const all = queries.flatMap((query) => query[engine]?.medianMs ?? []);
    return all.length === 0 ? '' : milliseconds(geometricMean(all));
  };
  const rows = list.map(({ archive, ingest, loads, queried, article, adHoc }) => {
    const load = loads.find(({ form }) => form === queried);
    const ratio = (queries: readonly QueryFigures[]) => {
      const ratios = ratiosOf(queries);
      return ratios.length === 0 ? '' : times(geometricMean(ratios));
    };
    return [
      archiveName(archive),
      `${whole(archive.events / secondsOf(ingest))} /s`,
      load === undefined ? '' : times(secondsOf(load) / secondsOf(ingest)),
      megabytes(peakOf(ingest)),
      times(ingest.databaseBytes / archive.gzipBytes),
      middle(article, 'trailql'),
      ratio(article),
      middle(adHoc, 'trailql'),
      ratio(adHoc),
    ];
  });
  return {
    title: 'Growth, and other values',
    columns: [
      '',
      'ingest',
      FASTER,
      'peak memory',
      'database by gzip',
      "article's queries",
      FASTER,
      'ad hoc queries',
      FASTER,
    ],
    rows,
  };
}
