/** The source objects of a database for people and machines. */
import type { StoredSource } from '../store/types.ts';
import { drawGrid, type GridOptions } from './grid.ts';
import { stringify } from './json.ts';
import { bytes, counted, thousands } from './units.ts';

/** The lines of a table of source objects with a total. */
export function* formatSources(sources: readonly StoredSource[], options: GridOptions): Generator<string> {
  yield* drawGrid(
    [
      { title: 'source', align: 'left' },
      { title: 'status', align: 'left' },
      { title: 'container', align: 'left' },
      { title: 'size', align: 'right' },
      { title: 'records', align: 'right' },
      { title: 'events', align: 'right' },
      { title: 'duplicates', align: 'right' },
      { title: 'rejects', align: 'right' },
      { title: 'message', align: 'left' },
    ],
    sources.map((source) => [
      source.uri,
      source.status,
      source.container,
      bytes(source.size),
      thousands(source.records),
      thousands(source.events),
      thousands(source.duplicates),
      thousands(source.rejects),
      source.message,
    ]),
    options,
  );
  const total = (count: (source: StoredSource) => number) => sources.reduce((sum, source) => sum + count(source), 0);
  yield [
    counted(sources.length, 'source'),
    bytes(total((s) => s.size)),
    `${counted(
      total((s) => s.records),
      'record',
    )} = ${counted(
      total((s) => s.events),
      'event',
    )} + ${counted(
      total((s) => s.duplicates),
      'duplicate',
    )} + ${counted(
      total((s) => s.rejects),
      'reject',
    )}`,
  ].join(', ');
}

/** The lines of `{sources: […]}`, one source per line. */
export function* formatSourcesJson(sources: readonly StoredSource[]): Generator<string> {
  yield '{"sources":[';
  for (const [i, source] of sources.entries()) yield stringify(source) + (i < sources.length - 1 ? ',' : '');
  yield ']}';
}
