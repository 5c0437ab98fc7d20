/** Archives with digest chains that are signed with keys of our own. */

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

export const FIRST_HOUR = Date.UTC(2024, 4, 1, 10);
const HOUR = 3_600_000;

export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  bytes: Buffer;
  metadata: Record<string, string>;
}

export interface TrailOptions {
  readonly bucket?: string;
  readonly prefix?: string;
  readonly organization?: string;
  readonly account?: string;
  readonly region?: string;
  readonly homeRegion?: string;
  readonly name?: string;
  readonly backfill?: boolean;
}

export interface DigestOptions {
  /** Members that take the place of those that belong there; undefined leaves one out. */
  readonly members?: Record<string, unknown>;
  /** Begins a new chain. */
  readonly starting?: boolean;
  readonly fingerprint?: string;
  readonly bucket?: string;
  readonly logs?: number;
}

/** An RSA key pair takes long to make: all archives share two. */
const pairs = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
export const FINGERPRINT = 'f'.repeat(32);
export const SECOND_FINGERPRINT = '5'.repeat(32);

export function privateKey(fingerprint: string): KeyObject {
  const pair = pairs[fingerprint === SECOND_FINGERPRINT ? 1 : 0];
  if (pair === undefined) throw new Error('no key');
  return pair.privateKey;
}

export function publicKeyValue(fingerprint: string, type: 'pkcs1' | 'spki' = 'pkcs1'): string {
  const pair = pairs[fingerprint === SECOND_FINGERPRINT ? 1 : 0];
  return pair?.publicKey.export({ format: 'der', type }).toString('base64') ?? '';
}

export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A key of an archive as a file in S3: what is in it can be changed after it is made. */
export class Archive {
  readonly objects = new Map<string, S3Object>();
  readonly keys: { Fingerprint: string; Value: string }[] = [
    { Fingerprint: FINGERPRINT, Value: publicKeyValue(FINGERPRINT) },
  ];

  put(bucket: string, key: string, bytes: Buffer, metadata: Record<string, string> = {}): S3Object {
    const object = { bucket, key, bytes, metadata };
    this.objects.set(`${bucket}/${key}`, object);
    return object;
  }

  remove({ bucket, key }: S3Object): void {
    this.objects.delete(`${bucket}/${key}`);
  }

  /** Writes the objects of one bucket (or of all) below a folder, with their metadata beside them. */
  write(folder: string, { metadata = true, bucket }: { metadata?: boolean; bucket?: string } = {}): void {
    for (const object of this.objects.values()) {
      if (bucket !== undefined && object.bucket !== bucket) continue;
      const file = join(folder, object.key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, object.bytes);
      if (!metadata || !file.includes('_CloudTrail-Digest_')) continue;
      writeFileSync(
        `${file}.metadata.json`,
        JSON.stringify({ bucket: object.bucket, key: object.key, metadata: object.metadata }),
      );
    }
  }

  writeKeys(file: string): void {
    writeFileSync(file, JSON.stringify({ PublicKeyList: this.keys }));
  }
}

/** A trail that delivers logs and digests, hour by hour. */
export class Trail {
  readonly archive: Archive;
  readonly digests: S3Object[] = [];
  readonly logs: S3Object[] = [];
  readonly #options: Required<TrailOptions>;
  #hour = 0;
  #previous: { object: S3Object; sha256: string; signature: string } | undefined;

  constructor(archive: Archive, options: TrailOptions = {}) {
    this.archive = archive;
    this.#options = {
      bucket: 'trail-bucket',
      prefix: '',
      organization: '',
      account: '111122223333',
      region: 'us-east-1',
      homeRegion: 'us-east-1',
      name: 'trail',
      backfill: false,
      ...options,
    };
  }

  get arn(): string {
    const { homeRegion, account, name } = this.#options;
    return `arn:aws:cloudtrail:${homeRegion}:${account}:trail/${name}`;
  }

  /** Lets hours pass without a digest. */
  skip(hours: number): void {
    this.#hour += hours;
  }

  #folder(kind: string, time: number): string {
    const { prefix, organization, account, region } = this.#options;
    const date = isoTime(time).slice(0, 10).replaceAll('-', '/');
    const parts = [prefix, 'AWSLogs', organization, account, kind, region, date];
    return parts.filter((part) => part !== '').join('/');
  }

  /** Delivers the logs of an hour and their digest. */
  deliver({
    members = {},
    starting = false,
    fingerprint = FINGERPRINT,
    bucket: other,
    logs = 1,
  }: DigestOptions = {}): S3Object {
    const { account, region, homeRegion, name, backfill } = this.#options;
    const bucket = other ?? this.#options.bucket;
    const start = FIRST_HOUR + this.#hour * HOUR;
    const end = start + HOUR;
    const logFiles = Array.from({ length: logs }, (_, i) => {
      const time = isoTime(start + (i + 1) * 300_000)
        .replace(/[-:]/g, '')
        .slice(0, 13);
      const kind = backfill ? 'B' : 'A';
      const tail = `${name.replace(/\W/g, '')}${kind}${this.#hour}`.padEnd(15, 'x').slice(0, 15) + i;
      const content = Buffer.from(JSON.stringify({ Records: [{ eventID: `${tail}` }] }));
      const key = `${this.#folder('CloudTrail', start)}/${account}_CloudTrail_${region}_${time}Z_${tail}.json.gz`;
      this.logs.push(this.archive.put(bucket, key, gzipSync(content)));
      return { s3Bucket: bucket, s3Object: key, hashValue: sha256(content), hashAlgorithm: 'SHA-256' };
    });
    const stamp = isoTime(end).replace(/[-:]/g, '');
    const suffix = backfill ? '_backfill' : '';
    const file = `${account}_CloudTrail-Digest_${region}_${name}_${homeRegion}_${stamp}${suffix}.json.gz`;
    const key = `${this.#folder('CloudTrail-Digest', end)}/${file}`;
    const previous = starting ? undefined : this.#previous;
    const document: Record<string, unknown> = {
      awsAccountId: account,
      digestStartTime: isoTime(start),
      digestEndTime: isoTime(end),
      digestS3Bucket: bucket,
      digestS3Object: key,
      digestPublicKeyFingerprint: fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: null,
      oldestEventTime: null,
      previousDigestS3Bucket: previous?.object.bucket ?? null,
      previousDigestS3Object: previous?.object.key ?? null,
      previousDigestHashValue: previous?.sha256 ?? null,
      previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
      previousDigestSignature: previous?.signature ?? null,
      logFiles,
      ...members,
    };
    const content = Buffer.from(JSON.stringify(document));
    const text = (member: string): string => String(document[member]);
    const signed = `${text('digestEndTime')}\n${text('digestS3Bucket')}/${text('digestS3Object')}\n${sha256(content)}\n${text('previousDigestSignature')}`;
    const signature = sign('RSA-SHA256', Buffer.from(signed), privateKey(fingerprint)).toString('hex');
    const generated = { 'backfill-generation-timestamp': '2024-05-20T00:00:00.000Z' };
    const object = this.archive.put(bucket, key, gzipSync(content), {
      signature,
      'signature-algorithm': 'SHA256withRSA',
      ...(backfill ? generated : {}),
    });
    this.#previous = { object, sha256: sha256(content), signature };
    this.digests.push(object);
    this.#hour++;
    return object;
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const folders: string[] = [];

/** A new folder that is removed after the tests of the file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailql-integrity-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
