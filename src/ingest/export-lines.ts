/** The lines of a CloudWatch Logs export: a time, a space, and the message. */

import { isSpace } from './event-marks.ts';
import { parseTime } from './time.ts';
import type { Window } from './window.ts';

/** `2024-01-31T23:59:59.999+00:00 ` and some: enough to tell a line of an export. */
export const LINE_TIME_BYTES = 40;
const LINE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))[ \t]/;

/** A line in the window. */
export interface ExportLine {
  /** Epoch milliseconds, undefined if it is no time that exists. */
  readonly time: number | undefined;
  /** Where its message begins, and where it ends: at the line end, or at the end of the data. */
  readonly message: number;
  readonly end: number;
}

/** The time that the line at the start of the window begins with, as it is written; undefined if it is no line of an export. */
export function lineTime({ buffer, start, end }: Window): string | undefined {
  const head = buffer.toString('latin1', start, Math.min(end, start + LINE_TIME_BYTES));
  return LINE_TIME.exec(head)?.[1];
}

/** The line at the start of the window; undefined while its end is not there. */
export function exportLine({ buffer, start, end }: Window, time: string, final: boolean): ExportLine | undefined {
  const newLine = buffer.subarray(start, end).indexOf(0x0a);
  if (newLine < 0 && !final) return undefined;
  const stop = newLine < 0 ? end : start + newLine;
  let message = start + time.length + 1;
  while (message < stop && isSpace(buffer[message])) message++;
  const milliseconds = parseTime(Buffer.from(time));
  return { time: Number.isNaN(milliseconds) ? undefined : milliseconds, message, end: stop };
}
