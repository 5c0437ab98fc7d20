/** What a source is that does not begin with JSON, by its first bytes. */

import type { SourceEnd } from './reading-summary.ts';
import { unreadPacking } from './unpack/sniff.ts';

/** Columns of CSV exports of CloudTrail events, of which a header has at least two. */
const CSV_COLUMNS =
  /event ?(?:id|name|time|source|version|json)|user ?(?:identity|name)|aws ?region|source ?ip ?address/gi;
const SQLITE = 'SQLite format 3\0';
/** The application's id in SQLite's header, as the store sets it. */
const APPLICATION_ID = 'TRQL';
const APPLICATION_ID_AT = 68;
/** The first bytes of what archives made on macOS have beside each file. */
const APPLE_DOUBLE = 0x00051607;
/** Enough for a header line. */
const HEAD_BYTES = 4096;

/** The verdict if nothing can be read; `recognised` ones need no look for records. */
export function headVerdict(head: Buffer): { readonly recognised: boolean; readonly end: SourceEnd } {
  const text = head.toString('latin1', 0, HEAD_BYTES);
  const header = text.split('\n', 1)[0] ?? '';
  if (text.startsWith('Permission Check Successful')) {
    return recognised('export-test', 'other', 'test object of a CloudWatch Logs export');
  }
  if (text.startsWith(SQLITE)) {
    const own = text.startsWith(APPLICATION_ID, APPLICATION_ID_AT);
    return own
      ? recognised('trailql', 'other', 'a TrailQL database: its events can be queried, not ingested')
      : recognised('sqlite', 'failed', 'a SQLite database');
  }
  const packed = unreadPacking(head);
  if (packed !== undefined) return recognised('packed', 'failed', packed);
  if (head.length >= 4 && head.readUInt32BE(0) === APPLE_DOUBLE) {
    return recognised('apple-double', 'other', 'what macOS notes beside a file');
  }
  const isJson = header.includes('{') || header.includes('":');
  if (!isJson && header.includes(',') && new Set(header.toLowerCase().match(CSV_COLUMNS)).size >= 2) {
    return recognised(
      'csv',
      'failed',
      'CSV without the whole events: export them as JSON, or with a column eventJson or @message',
    );
  }
  const start = JSON.stringify(text.slice(0, 20).replace(/[^\x20-\x7e]/g, '?'));
  const message = `neither JSON nor packed JSON: it starts with ${start}`;
  return { recognised: false, end: { container: 'unknown', status: 'failed', message } };
}

function recognised(container: string, status: 'other' | 'failed', message: string) {
  return { recognised: true, end: { container, status, message } } as const;
}
