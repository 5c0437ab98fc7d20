/** What an ingest did, with figures that add up. */
import type { Style } from './style.ts';
import { bytes, counted, duration, thousands } from './units.ts';
import { visible } from './visible.ts';

/** The counts of an ingest. `records = events + duplicates + rejects`; sizes in bytes. */
export interface IngestFigures {
  /** Read or tried now. */
  readonly objects: number;
  readonly failedObjects: number;
  /** Read in part. */
  readonly damagedObjects: number;
  /** Already stored by an earlier ingest; not contained in `objects`. */
  readonly skippedObjects: number;
  /** Left out because they must be restored from an archive tier first; not contained in `objects`. */
  readonly archivedObjects: number;
  /** Nobody with these rights can read them; contained in `failedObjects`. */
  readonly deniedObjects: number;
  /** Recognised as something other than events. */
  readonly otherObjects: number;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  /** Events with the id of another event and other content; contained in `events`. */
  readonly conflicts: number;
  readonly rejects: number;
  readonly bytes: number;
  readonly inflatedBytes: number;
  /** Requests that were made again. */
  readonly retries: number;
  readonly seconds: number;
  readonly notes: readonly Note[];
}

interface Note {
  readonly source: string;
  readonly message: string;
}

/** One line per note: what was not read as plain events, and why. */
export function formatIngestNotes(figures: IngestFigures, style: Style): Generator<string> {
  return formatNotes(figures.notes, style);
}

/** One line per note. */
export function* formatNotes(notes: readonly Note[], style: Style): Generator<string> {
  for (const { source, message } of notes) {
    yield `${style.yellow('note')}: ${source === '' ? '' : `${visible(source)}: `}${visible(message)}`;
  }
}

/** The lines of the summary. */
export function* formatIngestReport(figures: IngestFigures, style: Style): Generator<string> {
  const { objects, skippedObjects, archivedObjects, otherObjects, damagedObjects, failedObjects, deniedObjects } =
    figures;
  const kinds = [
    [otherObjects, 'without events'],
    [damagedObjects, 'damaged'],
    [failedObjects, 'failed'],
  ] as const;
  const among = kinds.filter(([count]) => count > 0).map(([count, what]) => `${thousands(count)} ${what}`);
  const denied = deniedObjects > 0 ? `, ${thousands(deniedObjects)} of them denied` : '';
  const besides = [
    ...(skippedObjects > 0 ? [`${thousands(skippedObjects)} already stored`] : []),
    ...(archivedObjects > 0 ? [`${thousands(archivedObjects)} in an archive tier`] : []),
  ];
  const skipped = besides.length > 0 ? `, besides ${besides.join(' and ')}` : '';
  yield `${style.bold('Objects')}  ${thousands(objects)}${among.length > 0 ? ` (${among.join(', ')}${denied})` : ''}${skipped}`;
  yield `${style.bold('Records')}  ${thousands(figures.records)} = ${counted(figures.events, 'event')} + ${counted(figures.duplicates, 'duplicate')} + ${counted(figures.rejects, 'reject')}`;
  if (figures.conflicts > 0) {
    yield `         ${counted(figures.conflicts, 'event')} with the id of another event but other content (stored)`;
  }
  const seconds = Math.max(figures.seconds, 1e-3);
  yield `${style.bold('Read')}     ${bytes(figures.bytes)} (${bytes(figures.inflatedBytes)} unpacked) in ${duration(figures.seconds * 1000)}: ${thousands(figures.records / seconds)} records/s, ${bytes(figures.bytes / seconds)}/s${figures.retries > 0 ? `, ${figures.retries === 1 ? '1 retry' : `${thousands(figures.retries)} retries`}` : ''}`;
}
