/** What a source's path tells about the events in it. */

import { basename } from 'node:path';
import { deliveryTime } from './time.ts';

/** Where events come from, apart from what they say themselves. */
export interface Origin {
  /** Account and Region in the path, empty when it names none. */
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly delivered: number;
}

const FOLDERS = /(?:^|[\\/])AWSLogs[\\/](?:o-[a-z0-9]+[\\/])?(\d{12})[\\/]CloudTrail[^\\/]*[\\/]([a-z][a-z0-9-]+)[\\/]/;
const FILE = /^(\d{12})_CloudTrail[^_]*_([a-z][a-z0-9-]+)_\d{8}T\d{4}/;

/** Reads a path; the delivery time is the one in the file name, else `modified`, else `now`. */
export function originOf(path: string, modified: number | null, now: number): Origin {
  const name = basename(path);
  const parts = FILE.exec(name) ?? FOLDERS.exec(path);
  return { account: parts?.[1] ?? '', region: parts?.[2] ?? '', delivered: deliveryTime(name) ?? modified ?? now };
}
