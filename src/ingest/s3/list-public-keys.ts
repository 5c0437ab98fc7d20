/** ListPublicKeys of CloudTrail. The SDK is loaded with this file: import it when it is needed. */

import { CloudTrailClient, ListPublicKeysCommand } from '@aws-sdk/client-cloudtrail';
import type { PublicKey } from '../../store/types.ts';
import type { KeyRange } from './public-keys.ts';
import { clientConfig, type S3Settings } from './settings.ts';

/** A network may lead to S3 and nowhere else: that must not keep anyone waiting for long. */
const [ATTEMPTS, CONNECTION_TIMEOUT_MS, IDLE_TIMEOUT_MS] = [3, 5000, 20_000];

/**
 * The keys of a Region that were valid in the range.
 * @throws what the SDK throws
 */
export async function listPublicKeys(
  region: string,
  { from, to }: KeyRange,
  settings: S3Settings,
  signal: AbortSignal,
): Promise<PublicKey[]> {
  const client = new CloudTrailClient({
    ...clientConfig(settings),
    region,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, socketTimeout: IDLE_TIMEOUT_MS },
  });
  const range = { StartTime: new Date(from), EndTime: new Date(to) };
  const keys: PublicKey[] = [];
  try {
    let token: string | undefined;
    do {
      const command = new ListPublicKeysCommand({ ...range, ...(token === undefined ? {} : { NextToken: token }) });
      const answer = await client.send(command, { abortSignal: signal });
      for (const { Fingerprint, Value, ValidityStartTime, ValidityEndTime } of answer.PublicKeyList ?? []) {
        if (Fingerprint === undefined || Value === undefined) continue;
        keys.push({
          region,
          fingerprint: Fingerprint,
          value: Buffer.from(Value).toString('base64'),
          validFrom: ValidityStartTime?.getTime() ?? null,
          validUntil: ValidityEndTime?.getTime() ?? null,
        });
      }
      token = answer.NextToken;
    } while (token !== undefined);
  } finally {
    client.destroy();
  }
  return keys;
}
