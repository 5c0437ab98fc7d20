/** What an export has done so far. */

export interface Tally {
  events: number;
  /** Bytes of their records. */
  recordBytes: number;
  /** Files written. */
  files: number;
  /** Records whose line breaks were left out, so that they fit on a line. */
  joined: number;
  /** Events whose text is not valid UTF-8 and was changed where it is not. */
  invalidUtf8: number;
}

export function newTally(): Tally {
  return { events: 0, recordBytes: 0, files: 0, joined: 0, invalidUtf8: 0 };
}
