/** The source objects of a database for people and machines. */
import type { SourceStatus, StoredSource } from '../store/types.ts';
import { drawGrid, type GridOptions } from './grid.ts';
import { stringify } from './json.ts';
import { bytes, counted, thousands } from './units.ts';

/** The lines of a table of source objects with a total. */
export function* formatSources(sources: readonly StoredSource[], options: GridOptions): Generator<string> {
  yield* drawGrid(
    [
      { title: 'id', align: 'right', whole: true },
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
      String(source.id),
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
  const { size, records, events, duplicates, rejects, byStatus } = totalsOf(sources);
  const statuses = Object.entries(byStatus).map(([status, count]) => `${thousands(count)} ${status}`);
  const kinds = statuses.length > 1 ? ` (${statuses.join(', ')})` : '';
  const sum = [counted(events, 'event'), counted(duplicates, 'duplicate'), counted(rejects, 'reject')].join(' + ');
  yield `${counted(sources.length, 'source')}${kinds}, ${bytes(size)}, ${counted(records, 'record')} = ${sum}`;
}

/** Sums over sources. */
export interface SourceTotals {
  readonly sources: number;
  /** Bytes as stored. */
  readonly size: number;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rejects: number;
  /** How many sources have each status that any has. */
  readonly byStatus: Readonly<Partial<Record<SourceStatus, number>>>;
}

export function totalsOf(sources: readonly StoredSource[]): SourceTotals {
  const sum = (count: (source: StoredSource) => number): number => sources.reduce((all, one) => all + count(one), 0);
  const byStatus: Partial<Record<SourceStatus, number>> = {};
  for (const { status } of sources) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return {
    sources: sources.length,
    size: sum((s) => s.size),
    records: sum((s) => s.records),
    events: sum((s) => s.events),
    duplicates: sum((s) => s.duplicates),
    conflicts: sum((s) => s.conflicts),
    rejects: sum((s) => s.rejects),
    byStatus,
  };
}

/** The lines of `{sources: […], totals}`, one source per line. */
export function* formatSourcesJson(sources: readonly StoredSource[]): Generator<string> {
  yield '{"sources":[';
  for (const [i, source] of sources.entries()) yield stringify(source) + (i < sources.length - 1 ? ',' : '');
  yield `],"totals":${stringify(totalsOf(sources))}}`;
}

/** A line of JSON per source. */
export function* formatSourcesNdjson(sources: readonly StoredSource[]): Generator<string> {
  for (const source of sources) yield stringify(source);
}

/** The lines that `sha256sum --check` reads, of the sources whose hash is known. */
export function* formatSourcesSha256(sources: readonly StoredSource[]): Generator<string> {
  for (const { sha256, uri } of sources) {
    if (sha256 === null) continue;
    // A backslash in front says that the name has escapes.
    const name = uri.replace(/[\\\n\r]/g, (c) => (c === '\\' ? '\\\\' : c === '\n' ? '\\n' : '\\r'));
    yield `${name === uri ? '' : '\\'}${sha256}  ${name}`;
  }
}
