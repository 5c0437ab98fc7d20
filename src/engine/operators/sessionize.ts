/** `sessionize`: which session each row belongs to (language specification, section 3.24). */
import { createHash } from 'node:crypto';
import type { Operator, OutputRow } from './operator.ts';

export interface SessionizeSpec {
  readonly name: 'sessionize';
  /** The longest pause inside a session, in milliseconds. */
  readonly maxspanMs: number;
}

interface Visitor {
  readonly hash: string;
  /** The positions of its rows. */
  readonly rows: number[];
}

/**
 * Inputs: the time (epoch milliseconds), the keys. Values: the session id, `<hash>-<n>`.
 *
 * The rows of one combination of keys are gone through by time; a pause longer than `maxspan` starts a new session. Sessions of
 * a combination are numbered from 1 in order of time. The hash is the first 12 hexadecimal digits of SHA-256 of the keys as JSON, so that
 * a combination has the same hash in every query. A null key is a key like others, as in `stats`; a row without a time
 * belongs to no session. The rows keep their order.
 */
export function createSessionize(spec: SessionizeSpec): Operator {
  const times: number[] = [];
  const visitors = new Map<string, Visitor>();
  return {
    add([time = null, ...keys]) {
      const row = times.length;
      times.push(typeof time === 'number' ? time : Number.NaN);
      if (typeof time !== 'number') return;
      const id = JSON.stringify(keys);
      const visitor = visitors.get(id);
      if (visitor) visitor.rows.push(row);
      else visitors.set(id, { hash: shortHash(id), rows: [row] });
    },
    *finish(): Iterable<OutputRow> {
      const sessions = new Array<string | null>(times.length).fill(null);
      const timeOf = (row: number): number => times[row] ?? 0;
      for (const { hash, rows } of visitors.values()) {
        rows.sort((a, b) => timeOf(a) - timeOf(b));
        let session = 1;
        let last = timeOf(rows[0] ?? 0);
        for (const row of rows) {
          if (timeOf(row) - last > spec.maxspanMs) session++;
          last = timeOf(row);
          sessions[row] = `${hash}-${session}`;
        }
      }
      for (const [source, session] of sessions.entries()) yield { source, values: [session] };
    },
  };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
