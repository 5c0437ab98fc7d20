/** Where objects lie in S3, and what the key of a digest file tells. */

import { parseDigestTime } from './times.ts';

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

export function placeUri({ bucket, key }: Place): string {
  return `s3://${bucket}/${key}`;
}

/** One series of digest files. */
export interface ChainName {
  readonly account: string;
  /** The Region whose logs it covers. */
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
}

/** A digest file as its key names it. */
export interface DigestKey extends Place {
  readonly chain: ChainName;
  /** What comes before `AWSLogs/`, without the slash; empty when there is nothing. */
  readonly prefix: string;
  /** `o-…` of an organization trail, else empty. */
  readonly organization: string;
  readonly backfill: boolean;
  /** End of the digest's time, epoch milliseconds, and as it is written. */
  readonly end: number;
  readonly endText: string;
}

const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d+';
const DIGEST_KEY = new RegExp(
  `^(?:(.*)/)?AWSLogs/(?:(o-[a-z0-9]{10,32})/)?(\\d{12})/CloudTrail-Digest/(${REGION})/\\d+/\\d+/\\d+/` +
    `\\3_CloudTrail-Digest_\\4_([^/]+)_(${REGION})_(\\d{8}T\\d{6}Z)(_backfill)?\\.json\\.gz$`,
);
const LOG_KEY = new RegExp(
  `(?:^|/)AWSLogs/(?:o-[a-z0-9]{10,32}/)?(\\d{12})/CloudTrail(?:-(?!Digest/|Lake/)[A-Za-z]+)?/(${REGION})/\\d+/\\d+/\\d+/` +
    `[^/]*_(\\d{8}T\\d{4,6}Z)[^/]*\\.json\\.gz$`,
);

/** Whether a text is the name of a Region; new ones come, so it is the form that counts. */
export function isRegion(text: string): boolean {
  return new RegExp(`^${REGION}$`).test(text);
}

/** Undefined for what is not the key of a digest file. Trail names may have `_`, `-` and `.`, Regions have no `_`. */
export function digestKey({ bucket, key }: Place): DigestKey | undefined {
  const parts = DIGEST_KEY.exec(key);
  const end = parseDigestTime(parts?.[7]);
  if (parts === null || end === undefined) return undefined;
  const [, prefix = '', organization = '', account = '', region = '', trail = '', homeRegion = '', endText = ''] =
    parts;
  const chain = { account, region, trail, homeRegion };
  return { bucket, key, chain, prefix, organization, backfill: parts[8] !== undefined, end, endText };
}

/** What the key of a log file tells: undefined for any other object. The time is that of its delivery, epoch milliseconds. */
export function logKey(key: string): { account: string; region: string; delivered: number } | undefined {
  const [, account, region, text = ''] = LOG_KEY.exec(key) ?? [];
  const delivered = parseDigestTime(text.replace(/T(\d{4})Z$/, 'T$100Z'));
  if (account === undefined || region === undefined || delivered === undefined) return undefined;
  return { account, region, delivered };
}
