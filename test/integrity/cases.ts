/** Archives for the golden cases: whole ones, and ones with one thing wrong. What comes out is in golden.json. */

import { gunzipSync, gzipSync } from 'node:zlib';
import {
  Archive,
  FIRST_HOUR,
  isoTime,
  publicKeyValue,
  type S3Object,
  SECOND_FINGERPRINT,
  sha256,
  Trail,
} from './archive.ts';

export interface Case {
  readonly name: string;
  readonly archive: Archive;
  readonly args: readonly string[];
  /** Buckets in the order of their folders. */
  readonly buckets: readonly string[];
}

export const START = isoTime(FIRST_HOUR);
export const END = isoTime(FIRST_HOUR + 30 * 3_600_000);
const BUCKET = 'trail-bucket';

type Build = (archive: Archive) => {
  arn: string;
  start?: string;
  end?: string;
  region?: string;
  prefix?: string;
  more?: string[];
};

/** Four hours of one trail. */
export function fourHours(archive: Archive, options: ConstructorParameters<typeof Trail>[1] = {}): Trail {
  const trail = new Trail(archive, options);
  for (let hour = 0; hour < 4; hour++) trail.deliver();
  return trail;
}

export function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`nothing at ${index}`);
  return value;
}

/** Changes a digest without signing it again. */
export function rewrite(object: S3Object, change: (members: Map<string, unknown>) => unknown): void {
  const members = new Map(Object.entries(JSON.parse(gunzipSync(object.bytes).toString()) as object));
  change(members);
  object.bytes = gzipSync(JSON.stringify(Object.fromEntries(members)));
}

/** Damages the third of four hours. */
const damaged =
  (damage: (digest: S3Object, log: S3Object, archive: Archive) => void): Build =>
  (archive) => {
    const trail = fourHours(archive);
    damage(at(trail.digests, 2), at(trail.logs, 2), archive);
    return trail;
  };

export const BUILDS: Readonly<Record<string, Build>> = {
  'all valid': (archive) => fourHours(archive),
  'with a prefix': (archive) => ({ ...{ arn: fourHours(archive, { prefix: 'a/b' }).arn }, prefix: 'a/b' }),
  'a digest without logs': (archive) => {
    const trail = new Trail(archive);
    trail.deliver();
    trail.deliver({ logs: 0 });
    trail.deliver({ logs: 3 });
    return trail;
  },
  'another Region than home': (archive) => ({
    arn: fourHours(archive, { region: 'eu-west-1' }).arn,
    region: 'eu-west-1',
  }),
  'trail names with _ - . in one folder': (archive) => {
    fourHours(archive, { name: 'a_b' });
    fourHours(archive, { name: 'a' });
    fourHours(archive, { name: 'a_b_us-east-1' });
    return fourHours(archive, { name: 'a_b-c.d' });
  },
  'standard and backfill': (archive) => {
    const trail = fourHours(archive);
    fourHours(archive, { backfill: true });
    return trail;
  },
  'backfill only': (archive) => fourHours(archive, { backfill: true }),
  'a backfill digest without its timestamp': (archive) => {
    const trail = fourHours(archive, { backfill: true });
    delete at(trail.digests, 1).metadata['backfill-generation-timestamp'];
    return trail;
  },
  'broken and resumed': (archive) => {
    const trail = new Trail(archive);
    trail.deliver();
    trail.deliver();
    trail.skip(5);
    trail.deliver({ starting: true });
    trail.deliver();
    return trail;
  },
  'a backfill gap': (archive) => {
    const trail = new Trail(archive, { backfill: true });
    trail.deliver();
    trail.skip(2);
    trail.deliver({ starting: true });
    return trail;
  },
  'a second key': (archive) => {
    archive.keys.push({ Fingerprint: SECOND_FINGERPRINT, Value: publicKeyValue(SECOND_FINGERPRINT) });
    const trail = new Trail(archive);
    trail.deliver();
    trail.deliver({ fingerprint: SECOND_FINGERPRINT });
    return trail;
  },
  'an unknown fingerprint': (archive) => {
    const trail = new Trail(archive);
    trail.deliver();
    trail.deliver({ fingerprint: SECOND_FINGERPRINT });
    trail.deliver();
    return trail;
  },
  'a key that is none': (archive) => {
    archive.keys.push({ Fingerprint: SECOND_FINGERPRINT, Value: 'YQo=' });
    const trail = new Trail(archive);
    trail.deliver();
    trail.deliver({ fingerprint: SECOND_FINGERPRINT });
    return trail;
  },
  'a moved bucket': (archive) => {
    const trail = new Trail(archive);
    trail.deliver();
    trail.deliver();
    trail.deliver({ bucket: 'other-bucket' });
    trail.deliver({ bucket: 'other-bucket' });
    return { arn: trail.arn, more: ['other-bucket'] };
  },
  'a removed digest': damaged((digest, _log, archive) => archive.remove(digest)),
  'a removed log': damaged((_digest, log, archive) => archive.remove(log)),
  'a changed log': damaged((_digest, log) => {
    log.bytes = gzipSync('{"Records":[]}');
  }),
  'a log that is compressed again': damaged((_digest, log) => {
    log.bytes = gzipSync(gunzipSync(log.bytes), { level: 1 });
  }),
  'a log with a changed byte': damaged((_digest, log) => {
    log.bytes[15] = (log.bytes[15] ?? 0) ^ 0x5a;
  }),
  'a log without half of it': damaged((_digest, log) => {
    log.bytes = log.bytes.subarray(0, log.bytes.length >> 1);
  }),
  'an empty log': damaged((_digest, log) => {
    log.bytes = Buffer.alloc(0);
  }),
  'a log of two members': damaged((_digest, log) => {
    const text = gunzipSync(log.bytes);
    log.bytes = Buffer.concat([gzipSync(text.subarray(0, 5)), gzipSync(text.subarray(5))]);
  }),
  'a log with data behind it': damaged((_digest, log) => {
    log.bytes = Buffer.concat([log.bytes, Buffer.from('more')]);
  }),
  'a changed digest': damaged((digest) => rewrite(digest, (members) => members.set('logFiles', []))),
  'a digest with another start': damaged((digest) =>
    rewrite(digest, (members) => members.set('digestStartTime', START)),
  ),
  'a digest that is no gzip inside': damaged((digest) => {
    digest.bytes = Buffer.concat([digest.bytes.subarray(0, 10), Buffer.alloc(50, 0xff)]);
  }),
  'a truncated digest': damaged((digest) => {
    digest.bytes = digest.bytes.subarray(0, -20);
  }),
  'a digest that is no JSON': damaged((digest) => {
    digest.bytes = gzipSync('{"digestS3Bucket":');
  }),
  'a digest without an end time': damaged((digest) => rewrite(digest, (members) => members.delete('digestEndTime'))),
  'a digest without a fingerprint': damaged((digest) =>
    rewrite(digest, (members) => members.delete('digestPublicKeyFingerprint')),
  ),
  'a moved digest': damaged((digest) => rewrite(digest, (members) => members.set('digestS3Object', 'elsewhere'))),
  'a digest in the place of another': (archive) => {
    const trail = fourHours(archive);
    const [older, newer] = [at(trail.digests, 1), at(trail.digests, 2)];
    older.bytes = newer.bytes;
    older.metadata = newer.metadata;
    return trail;
  },
  'a digest without signature': damaged((digest) => {
    delete digest.metadata['signature'];
  }),
  'a digest without signature algorithm': damaged((digest) => {
    delete digest.metadata['signature-algorithm'];
  }),
  'a digest with the signature of another': (archive) => {
    const trail = fourHours(archive);
    at(trail.digests, 2).metadata['signature'] = at(trail.digests, 1).metadata['signature'] ?? '';
    return trail;
  },
  'the newest digest is changed': (archive) => {
    const trail = fourHours(archive);
    rewrite(at(trail.digests, 3), (members) => members.set('awsAccountId', '999999999999'));
    return trail;
  },
  'the oldest digest is missing': (archive) => {
    const trail = fourHours(archive);
    archive.remove(at(trail.digests, 0));
    return trail;
  },
  'no digest in the range': (archive) => ({
    arn: fourHours(archive).arn,
    start: '2024-06-01T00:00:00Z',
    end: '2024-06-02T00:00:00Z',
  }),
  'no valid digest': (archive) => {
    const trail = fourHours(archive);
    for (const digest of trail.digests) digest.metadata['signature'] = 'ab';
    return trail;
  },
  'a range within': (archive) => ({
    arn: fourHours(archive).arn,
    start: '2024-05-01T11:30:00Z',
    end: '2024-05-01T12:15:00Z',
  }),
  'a range that starts where a digest ends': (archive) => ({
    arn: fourHours(archive).arn,
    start: '2024-05-01T12:00:00Z',
    end: '2024-05-01T13:00:00Z',
  }),
  'everything at once': (archive) => {
    const trail = new Trail(archive);
    for (let hour = 0; hour < 10; hour++) trail.deliver({ logs: 2, starting: hour === 5 });
    const backfill = fourHours(archive, { backfill: true });
    at(trail.logs, 3).bytes = gzipSync('x');
    archive.remove(at(trail.logs, 8));
    archive.remove(at(trail.digests, 6));
    at(trail.digests, 2).metadata['signature'] = sha256(Buffer.from('x'));
    at(backfill.digests, 1).bytes = Buffer.from('x');
    archive.remove(at(backfill.logs, 0));
    return trail;
  },
};

/** Builds a case anew. */
export function buildCase(name: string): Case {
  const archive = new Archive();
  const build = BUILDS[name];
  if (build === undefined) throw new Error(`no case ${name}`);
  const { arn, start = START, end = END, region = 'us-east-1', prefix, more = [] } = build(archive);
  const args = ['--trail-arn', arn, '--start-time', start, '--end-time', end, '--region', region];
  if (prefix !== undefined) args.push('--s3-prefix', prefix);
  return { name, archive, args, buckets: [BUCKET, ...more] };
}
