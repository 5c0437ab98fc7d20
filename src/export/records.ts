/** Events as their original JSON bytes: in one `{"Records":[…]}`, or one per line. */

import { ExportError } from './errors.ts';
import type { Selection } from './selection.ts';
import type { Tally } from './tally.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The pieces of one JSON object with the member `Records`, as CloudTrail's own files have it. */
export function* recordsPieces(selection: Selection, tally: Tally): Generator<Uint8Array | string> {
  let separator = '{"Records":[';
  for (const { view, rows } of selection.batches()) {
    for (const row of rows) {
      const record = view.record(row);
      yield separator;
      yield record;
      separator = ',';
      count(tally, record);
    }
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
  for (const { view, rows } of selection.batches()) {
    for (const row of rows) {
      const record = view.record(row);
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
      count(tally, record);
    }
  }
}

export function count(tally: Tally, record: Uint8Array): void {
  tally.events++;
  tally.recordBytes += record.length;
}
