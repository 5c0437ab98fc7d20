/** Events as their original JSON bytes: in one `{"Records":[…]}`, or one per line. */

import type { SegmentView } from '../store/segment-view.ts';
import { ExportError } from './errors.ts';
import type { Selection } from './selection.ts';
import type { Tally } from './tally.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Records with the rows that they are of, in the order of export. @throws ExportError `inexact` at one that is not JSON */
export function* recordsOf(selection: Selection, tally: Tally): Generator<PlacedRecord> {
  const check = selection.mayBeAnything;
  for (const batch of selection.batches()) {
    for (const row of batch.rows) {
      const record = batch.view.record(row);
      if (check && !isJson(record)) {
        throw new ExportError(
          'inexact',
          `The message of the event ${batch.view.pointer(row)} is not JSON. Export such events as csv or sqlite, or leave them out with a query.`,
        );
      }
      tally.events++;
      tally.recordBytes += record.length;
      yield { view: batch.view, row, record };
    }
  }
}

export interface PlacedRecord {
  readonly view: SegmentView;
  readonly row: number;
  readonly record: Buffer;
}

function isJson(record: Buffer): boolean {
  try {
    JSON.parse(record.toString());
    return true;
  } catch {
    return false;
  }
}

/** The pieces of one JSON object with the member `Records`, as CloudTrail's own files have it. */
export function* recordsPieces(selection: Selection, tally: Tally): Generator<Uint8Array | string> {
  let separator = '{"Records":[';
  for (const { record } of recordsOf(selection, tally)) {
    yield separator;
    yield record;
    separator = ',';
  }
  yield separator === ',' ? ']}' : `${separator}]}`;
}

/**
 * The pieces of lines with a record each.
 * @param joinLines leave out the line breaks inside of records: in JSON they stand between tokens only, where they mean nothing
 * @throws ExportError `inexact` at a record with line breaks inside when they are not to be left out
 */
export function* ndjsonPieces(
  selection: Selection,
  tally: Tally,
  { joinLines }: { readonly joinLines: boolean },
): Generator<Uint8Array | string> {
  for (const { view, row, record } of recordsOf(selection, tally)) {
    const isLine = !record.includes(LINE_FEED) && !record.includes(CARRIAGE_RETURN);
    if (!isLine && !joinLines) {
      throw new ExportError(
        'inexact',
        `The record of the event ${view.pointer(row)} has line breaks inside and is no line as it is. Leave them out with --join-lines, or export the records as they are with --format records or cloudtrail.`,
      );
    }
    if (!isLine) tally.joined++;
    yield isLine ? record : record.filter((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN);
    yield '\n';
  }
}
