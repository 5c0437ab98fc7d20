/** What could not be stored, for people and machines. */

import type { Reject, StoredSource } from '../store/types.ts';
import { drawGrid, type GridOptions } from './grid.ts';
import { stringify } from './json.ts';
import { counted, thousands } from './units.ts';
import { visibleBytes } from './visible.ts';

/** Bytes of a reject that a table shows. */
const SHOWN_BYTES = 60;

export type SourcesById = ReadonlyMap<number, StoredSource>;

/** The lines of a table of rejects. */
export function* formatRejects(
  rejects: Iterable<Reject>,
  sources: SourcesById,
  options: GridOptions,
): Generator<string> {
  const rows = Array.from(rejects, (reject) => [
    `${reject.source}:${reject.ordinal + 1}`,
    sources.get(reject.source)?.uri ?? '',
    thousands(reject.offset),
    thousands(reject.length),
    reject.reason,
    visibleBytes(reject.bytes, SHOWN_BYTES),
  ]);
  yield* drawGrid(
    [
      { title: 'id', align: 'left', whole: true },
      { title: 'source', align: 'left' },
      { title: 'at byte', align: 'right', whole: true },
      { title: 'bytes', align: 'right', whole: true },
      { title: 'reason', align: 'left' },
      { title: 'what it is', align: 'left' },
    ],
    rows,
    options,
  );
  yield counted(rows.length, 'reject');
}

/** A reject as a line of JSON. Its bytes are Base64; of a very large one only the first are kept. */
function rejectJson({ source, ordinal, offset, length, reason, bytes }: Reject, sources: SourcesById): string {
  const uri = sources.get(source)?.uri ?? '';
  const kept = Buffer.from(bytes).toString('base64');
  return stringify({
    id: `${source}:${ordinal + 1}`,
    source,
    uri,
    record: ordinal + 1,
    offset,
    length,
    reason,
    bytes: kept,
  });
}

/** The lines of `{rejects: […]}`, one reject per line. */
export function* formatRejectsJson(rejects: Iterable<Reject>, sources: SourcesById): Generator<string> {
  yield '{"rejects":[';
  let before: string | undefined;
  for (const reject of rejects) {
    if (before !== undefined) yield `${before},`;
    before = rejectJson(reject, sources);
  }
  if (before !== undefined) yield before;
  yield ']}';
}

/** A line of JSON per reject. */
export function* formatRejectsNdjson(rejects: Iterable<Reject>, sources: SourcesById): Generator<string> {
  for (const reject of rejects) yield rejectJson(reject, sources);
}
