/** The key prefixes under which the days of a range lie. */

import { DAY_MS } from '../archive-key.ts';

/** Longer ranges are listed by month: days with nothing in them would cost a request each. */
const MAX_DAYS = 60;

/** The prefixes below the folder of a Region, `2024/05/01/` or `2024/05/`, that cover the days of both times and those between. */
export function dayPrefixes(from: number, until: number): string[] {
  const first = Math.floor(from / DAY_MS) * DAY_MS;
  if (until < first) return [];
  const days = Math.floor((until - first) / DAY_MS) + 1;
  if (days <= MAX_DAYS) return Array.from({ length: days }, (_, i) => folderOf(first + i * DAY_MS, 10));
  const prefixes: string[] = [];
  const date = new Date(first);
  for (date.setUTCDate(1); date.getTime() <= until; date.setUTCMonth(date.getUTCMonth() + 1)) {
    prefixes.push(folderOf(date.getTime(), 7));
  }
  return prefixes;
}

function folderOf(time: number, length: number): string {
  return `${new Date(time).toISOString().slice(0, length).replaceAll('-', '/')}/`;
}
