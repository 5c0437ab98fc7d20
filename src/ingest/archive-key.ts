/** What the name of an object tells about it: an S3 key, or the path of a file that was copied from there. */

import { deliveryTime } from './time.ts';

export const DAY_MS = 86_400_000;
export const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d+';

/** The last `AWSLogs` in a path with what CloudTrail writes behind it. */
const FOLDERS = new RegExp(
  `^(?:[\\s\\S]*/)?AWSLogs/(?:o-[a-z0-9]+/)?(\\d{12})/([^/]+)/(?:(${REGION})/(?:(\\d{4})/(\\d\\d)/(\\d\\d)/)?)?`,
);
/** Names of digest files have the name of the trail behind the Region. */
const LOG_FILE = new RegExp(`^(\\d{12})_(CloudTrail(?:-[A-Za-z]+)?)_(${REGION})_(?:.*_)?\\d{8}T\\d{4}`);
/** The name of a trail may look like a time. */
const DIGEST_TIME = /_\d{8}T\d{6}Z(?=(?:_backfill)?\.json(?:\.gz)?$)/;
const CLOUDTRAIL_KIND = /^CloudTrail(?:-[A-Za-z]+)?$/;

/** What is known of an object; undefined where its name does not tell. */
export interface KeyFacts {
  readonly account: string | undefined;
  /** The folder of the kind, such as `CloudTrail` or `CloudTrail-Digest`; of another service its folder. */
  readonly kind: string | undefined;
  readonly region: string | undefined;
  /** The day of delivery by the folders, its 00:00 in epoch milliseconds. */
  readonly day: number | undefined;
  /** The time of delivery by the file's name, epoch milliseconds. */
  readonly time: number | undefined;
  /** The file's name. */
  readonly name: string;
}

/** Reads a key or a path. Folders come before the file's name where the two differ. */
export function factsOf(path: string): KeyFacts {
  const key = path.replaceAll('\\', '/');
  const name = key.slice(key.lastIndexOf('/') + 1);
  const folders = FOLDERS.exec(key);
  const file = LOG_FILE.exec(name);
  const [, account, kind, region, year, month, day] = folders ?? [];
  const date = year === undefined ? undefined : Date.UTC(Number(year), Number(month) - 1, Number(day));
  const stamp = DIGEST_TIME.exec(name);
  return {
    account: account ?? file?.[1],
    kind: kind ?? file?.[2],
    region: region ?? file?.[3],
    day: date,
    time: stamp === null ? deliveryTime(name) : deliveryTime(stamp[0]),
    name,
  };
}

/** Whether a folder of an account holds what CloudTrail writes, and not another service. */
export function isCloudTrailKind(folder: string): boolean {
  return CLOUDTRAIL_KIND.test(folder);
}

/** The form in which kinds are compared: `Insight`, `insight` and `CloudTrail-Insight` are the same. */
export function kindName(text: string): string {
  const short = text
    .toLowerCase()
    .replace(/^cloudtrail/, '')
    .replaceAll(/[-_]/g, '');
  return short === '' ? 'cloudtrail' : short;
}

export const DIGEST_KIND = kindName('CloudTrail-Digest');
