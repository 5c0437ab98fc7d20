/** The public keys that the digest files of an archive were signed for, by Region of the digest. */

import type { PublicKey } from '../../store/types.ts';
import type { KeyFacts } from '../archive-key.ts';
import { explainS3Error } from './s3-errors.ts';
import type { S3Settings } from './settings.ts';

const HOUR_MS = 3_600_000;
/** A digest is of the hour before its time; a backfilled one is signed later. */
const [BEFORE_MS, AFTER_MS] = [2 * HOUR_MS, 2 * HOUR_MS];
const OTHER_WAY = 'trailql verify can take them from a file';

export interface KeyRange {
  /** Epoch milliseconds. */
  from: number;
  to: number;
}

export class DigestKeys {
  readonly #regions = new Map<string, KeyRange>();

  /** Takes note of a digest file that was read. */
  add({ region, time }: KeyFacts): void {
    if (region === undefined || time === undefined) return;
    const range = this.#regions.get(region);
    if (range === undefined) this.#regions.set(region, { from: time, to: time });
    else {
      range.from = Math.min(range.from, time);
      range.to = Math.max(range.to, time);
    }
  }

  /** Asks CloudTrail in each Region; what cannot be had is a note. */
  async fetch(
    settings: S3Settings,
    signal: AbortSignal,
  ): Promise<{ readonly keys: readonly PublicKey[]; readonly notes: readonly string[] }> {
    if (this.#regions.size === 0) return { keys: [], notes: [] };
    const reason = reasonNotToAsk(settings);
    if (reason !== undefined)
      return { keys: [], notes: [`the public keys of the digest files were not asked for, ${reason}: ${OTHER_WAY}`] };
    const { listPublicKeys } = await import('./list-public-keys.ts');
    const keys: PublicKey[] = [];
    const notes: string[] = [];
    const ask = async (region: string, { from, to }: KeyRange): Promise<void> => {
      try {
        const range = { from: from - BEFORE_MS, to: to + AFTER_MS };
        keys.push(...(await listPublicKeys(region, range, settings, signal)));
      } catch (error) {
        notes.push(`the public keys of ${region} are not stored: ${reasonOf(error)}. ${OTHER_WAY}`);
      }
    };
    await Promise.all([...this.#regions].map(([region, range]) => ask(region, range)));
    keys.sort((a, b) => (a.region < b.region ? -1 : a.region > b.region ? 1 : 0));
    return { keys, notes };
  }
}

function reasonOf(error: unknown): string {
  // CloudTrail answers with status 400, unlike S3.
  if (error instanceof Error && error.name.startsWith('AccessDenied')) {
    return 'the credentials need cloudtrail:ListPublicKeys';
  }
  return explainS3Error(error, { action: 'get', bucket: '' }).message;
}

function reasonNotToAsk({ endpoint, noSignRequest }: S3Settings): string | undefined {
  if (noSignRequest === true) return 'because nothing is signed';
  const { AWS_ENDPOINT_URL_CLOUDTRAIL, AWS_ENDPOINT_URL } = process.env;
  const elsewhere = AWS_ENDPOINT_URL_CLOUDTRAIL ?? AWS_ENDPOINT_URL;
  return endpoint !== undefined && elsewhere === undefined ? 'because the server of the bucket is not AWS' : undefined;
}
