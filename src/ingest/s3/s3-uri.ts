/** Names of places in S3: `s3://bucket/prefix`. */

import { RemoteError } from '../remote.ts';

export interface S3Place {
  /** A name, or the ARN of an access point. */
  readonly bucket: string;
  /** A key or the beginning of keys; empty for the whole bucket. */
  readonly prefix: string;
}

const SCHEME = /^s3:\/\//i;
const ACCESS_POINT = /^(arn:[^/]+:accesspoint[:/][^/]+)(?:\/([\s\S]*))?$/;
const BUCKET = /^([a-zA-Z0-9][a-zA-Z0-9._-]{1,254})(?:\/([\s\S]*))?$/;

export function isS3Uri(source: string): boolean {
  return SCHEME.test(source);
}

/** @throws RemoteError when it names no bucket */
export function parseS3Uri(uri: string): S3Place {
  const rest = uri.replace(SCHEME, '');
  const [, bucket, prefix = ''] = ACCESS_POINT.exec(rest) ?? BUCKET.exec(rest) ?? [];
  if (bucket === undefined) {
    throw new RemoteError(`${uri} names no bucket.`, {
      scope: 'all',
      hint: 'Write s3://bucket or s3://bucket/prefix.',
    });
  }
  return { bucket, prefix };
}

export function s3Uri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}
