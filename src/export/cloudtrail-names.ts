/** Names of log files as CloudTrail gives them. Nothing of what is not known to be harmless gets into a path. */

import { createHash } from 'node:crypto';

/** What the name of a log file tells. */
export interface LogFileFacts {
  /** 12 digits, or `unknown`. */
  readonly account: string;
  readonly region: string;
  /** `CloudTrail`, `CloudTrail-Insight`, … */
  readonly kind: string;
  /** `AWSLogs` and, in the trail of an organization, its id. */
  readonly root: string;
  /** Delivery time as the name has it: `20240501T1205Z`. */
  readonly delivered: string;
  /** The rest of the name, which keeps names apart. */
  readonly tail: string;
}

const NAME =
  /^(\d{12})_(CloudTrail(?:-[A-Za-z]+)?)_([a-z]{2,}(?:-[a-z0-9]+)+)_(\d{8}T\d{4}(?:\d\d)?Z)_?([A-Za-z0-9]{1,64})\.json(?:\.gz)?$/;
const ORGANIZATION = /(?:^|[\\/])AWSLogs[\\/](o-[a-z0-9]{1,40})[\\/]\d{12}[\\/]/;
const STREAM = /^(\d{12})_CloudTrail_([a-z]{2,}(?:-[a-z0-9]+)+)$/;
const UNKNOWN = 'unknown';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['Insight', 'CloudTrail-Insight'],
  ['NetworkActivity', 'CloudTrail-NetworkActivity'],
]);

/** What the URI of an object tells that is named as CloudTrail names them; undefined for any other. */
export function factsOfUri(uri: string): LogFileFacts | undefined {
  const [, account, kind, region, delivered, tail] = NAME.exec(uri.slice(uri.search(/[^\\/]*$/))) ?? [];
  if (!account || !kind || !region || !delivered || !tail) return undefined;
  const organization = ORGANIZATION.exec(uri)?.[1];
  return { account, kind, region, delivered, tail, root: organization ? `AWSLogs/${organization}` : 'AWSLogs' };
}

/**
 * What is known of an event of any other object.
 * @param logStream its `@logStream`
 * @param category its `eventCategory`
 * @param delivered its `@ingestionTime`, epoch milliseconds
 * @param object what tells the object from others
 */
export function factsOfEvent(
  logStream: string,
  category: string | undefined,
  delivered: number,
  object: string,
): LogFileFacts {
  const [, account = UNKNOWN, region = UNKNOWN] = STREAM.exec(logStream) ?? [];
  const kind = KINDS.get(category ?? '') ?? 'CloudTrail';
  return { account, region, kind, delivered: deliveryText(delivered), tail: tailOf(object), root: 'AWSLogs' };
}

/** To the minute, as CloudTrail has it; to the second where minutes would change the time. */
function deliveryText(ms: number): string {
  const time = ms >= 0 && ms < 253_402_300_800_000 ? new Date(ms) : new Date(0);
  const digits = time.toISOString().replace(/[-:]/g, '');
  return time.getTime() % 60_000 === 0 ? `${digits.slice(0, 13)}Z` : `${digits.slice(0, 15)}Z`;
}

/** 16 letters and digits that follow from a text. */
export function tailOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export function logFilePath({ account, kind, region, delivered, tail, root }: LogFileFacts): string {
  const day = `${delivered.slice(0, 4)}/${delivered.slice(4, 6)}/${delivered.slice(6, 8)}`;
  return `${root}/${account}/${kind}/${region}/${day}/${account}_${kind}_${region}_${delivered}_${tail}.json.gz`;
}
