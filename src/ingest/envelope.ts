/** Goes through an object that is no event, member by member, for arrays of records. */

import { holdsEvents } from './event-marks.ts';
import { skipSpace } from './json-slices.ts';
import { HIDDEN_EVENTS, type Reading } from './reading.ts';

const NOT_CLOSED = 'the envelope of the records is not closed';

/** What was found at the start of the window. */
export type EnvelopeStep =
  /** More bytes are needed. */
  | { readonly found: 'nothing' }
  /** An array of records begins; the window is to move to its first element. */
  | { readonly found: 'records'; readonly inside: number }
  /** A member was passed. */
  | { readonly found: 'member' }
  /** The object ends here; `lost`: without a bracket, and nothing more can be read. */
  | { readonly found: 'end'; readonly lost: boolean }
  /** The bytes cannot be read; they are JSON as far as `valid`. */
  | { readonly found: 'damage'; readonly reason: string; readonly valid: number };

/** Reads on. `whole`: the object begins at the start of the window, else the rest of one does, behind an array that was read. */
export function envelopeStep(reading: Reading, whole: boolean, final: boolean): EnvelopeStep {
  const { window, sink, summary, limits } = reading;
  if (!final && window.length < reading.retryAt) return { found: 'nothing' };
  const { buffer, start } = window;
  const end = Math.min(window.end, start + limits.maxRecordBytes + 1);
  const tooLong = end - start > limits.maxRecordBytes;
  const walker = sink.walker;
  let status = whole
    ? walker.walk(buffer, start, end, { stopAt: 'arrays' })
    : walker.walkRest(buffer, start, end, { stopAt: 'arrays' });
  if (status === 'array') {
    const { end: inside, member } = walker;
    if (member === 'Records') return enter(reading, inside, undefined);
    const first = walker.walk(buffer, inside, end);
    if (first === 'complete' && reading.kindAt(buffer, inside) === 'event') return enter(reading, inside, member);
    status = first === 'incomplete' ? first : walker.walk(buffer, inside - 1, end);
    if (status === 'complete' && !holdsEvents(buffer, start, walker.end)) {
      sink.abandon();
      window.start = walker.end;
      reading.retryAt = 0;
      return { found: 'member' };
    }
  }
  sink.abandon();
  if (status === 'incomplete' && !final && !tooLong) {
    reading.wait();
    return { found: 'nothing' };
  }
  reading.retryAt = 0;
  if (status === 'invalid') {
    // A value of its own: the envelope has lost its end.
    if (!whole && buffer[skipSpace(buffer, start, window.end)] === 0x7b) {
      summary.damage(NOT_CLOSED);
      return { found: 'end', lost: false };
    }
    return { found: 'damage', reason: reading.words(walker, start), valid: walker.errorOffset };
  }
  const known = status === 'complete' ? walker.end : end;
  if (whole || holdsEvents(buffer, start, known)) return { found: 'damage', reason: HIDDEN_EVENTS, valid: known };
  if (status === 'complete') {
    window.start = known;
    return { found: 'end', lost: false };
  }
  summary.damage(NOT_CLOSED);
  return { found: 'end', lost: !tooLong };
}

/** Enters an array of records; `member` is its name if that is not `Records`. */
function enter(reading: Reading, inside: number, member: string | undefined): EnvelopeStep {
  const { window, sink, summary } = reading;
  const { buffer, start } = window;
  sink.abandon();
  if (member !== undefined) summary.recordsIn(member);
  if (holdsEvents(buffer, start, inside)) {
    summary.damage('members of the envelope that hold events');
    reading.reject(start, inside, HIDDEN_EVENTS);
  }
  return { found: 'records', inside };
}
