/** The parts that validation is made of, on fixed vectors. */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseTrailArn } from '../../src/integrity/chains.ts';
import { readDigest, stringToSign } from '../../src/integrity/digest.ts';
import { inflateMember } from '../../src/integrity/gzip.ts';
import { contentOf } from '../../src/integrity/objects.ts';
import { digestKey, logKey } from '../../src/integrity/places.ts';
import { KeyRing, readPublicKeys, rsaKey } from '../../src/integrity/public-keys.ts';
import { besides, isSidecarPath, readSidecar } from '../../src/integrity/sidecars.ts';
import { displayTime, nameTime, parseDigestTime } from '../../src/integrity/times.ts';
import { FINGERPRINT, publicKeyValue } from './archive.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the signed text', () => {
  test('is end time, place, hash and previous signature', () => {
    const digest = { endText: 'a', place: { bucket: 'b', key: 'c' }, sha256: sha256('abc') };
    const hash = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(stringToSign({ ...digest, previousSignature: null })).toBe(`a\nb/c\n${hash}\nnull`);
    expect(stringToSign({ ...digest, previousSignature: 'ab' })).toBe(`a\nb/c\n${hash}\nab`);
  });

  test.each([
    ['{}', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'],
    ['{"foo":"bar"}', '7a38bf81f383f69433ad6e900d35b3e2385593f76a7b7ab5d4355b8ba41ee24b'],
    ['{"baz":"qux"}', '5b1070294963f40cb5b3c7a05d3fbaf7ffe4e5d226632026e39cfeb32d349c0c'],
  ])('the hash of %s is that of the inflated bytes, gzip or not', (text, hash) => {
    expect(contentOf(gzipSync(text))).toEqual({ kind: 'hash', sha256: hash, whole: true });
    expect(contentOf(Buffer.from(text))).toEqual({ kind: 'hash', sha256: hash, whole: true });
  });
});

describe('one gzip member', () => {
  const one = gzipSync('content');

  test('is inflated, and what lies behind it is counted', () => {
    expect(inflateMember(one)).toEqual({ kind: 'member', content: Buffer.from('content'), behind: 0, whole: true });
    for (const behind of [one, Buffer.alloc(3), Buffer.from('more'), gzipSync('')]) {
      expect(inflateMember(Buffer.concat([one, behind]))).toMatchObject({ kind: 'member', behind: behind.length });
      expect(contentOf(Buffer.concat([one, behind]))).toEqual({ kind: 'behind' });
    }
  });

  test('has a header with any optional parts', () => {
    const parts = [Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0'), Buffer.from('comment\0'), Buffer.from([9, 9])];
    const stored = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 30, 0, 0, 0, 0, 0, 3]), ...parts, one.subarray(10)]);
    expect(inflateMember(stored)).toMatchObject({ kind: 'member', behind: 0, whole: true });
    for (let length = 0; length < stored.length; length++) {
      const { kind } = inflateMember(stored.subarray(0, length));
      expect(kind).toBe(length < 2 ? 'plain' : length < stored.length - 8 ? 'truncated' : 'member');
    }
  });

  test('is invalid with a wrong checksum, length, method or block', () => {
    for (const [at, value] of [
      [one.length - 8, 1],
      [one.length - 1, 1],
      [2, 7],
      [3, 0x80],
      [10, 0xff],
    ] as const) {
      const stored = Buffer.from(one);
      stored[at] = (stored[at] ?? 0) ^ value;
      expect(inflateMember(stored).kind, `byte ${at}`).toBe('invalid');
    }
  });
});

describe('keys of objects', () => {
  const digest = (folder: string, name: string) => digestKey({ bucket: 'b', key: `${folder}/2024/05/01/${name}` });
  const FOLDER = 'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1';
  const NAME = '111122223333_CloudTrail-Digest_eu-west-1';

  test.each([
    ['trail', 'us-east-1'],
    ['a_b', 'us-east-1'],
    ['a_b_us-east-1', 'us-gov-west-1'],
    ['a-b.c_20240501T100000Z', 'ap-southeast-7'],
  ])('a digest of %s at home in %s', (trail, homeRegion) => {
    const key = digest(FOLDER, `${NAME}_${trail}_${homeRegion}_20240501T110000Z.json.gz`);
    expect(key?.chain).toEqual({ account: '111122223333', region: 'eu-west-1', trail, homeRegion });
    expect([key?.end, key?.backfill, key?.prefix, key?.organization]).toEqual([
      Date.UTC(2024, 4, 1, 11),
      false,
      '',
      '',
    ]);
  });

  test('prefix, organization and backfill', () => {
    const folder = 'a/b/AWSLogs/o-exampleorgid/111122223333/CloudTrail-Digest/eu-west-1';
    const key = digest(folder, `${NAME}_t_us-east-1_20240501T110000Z_backfill.json.gz`);
    expect([key?.prefix, key?.organization, key?.backfill, key?.chain.trail]).toEqual([
      'a/b',
      'o-exampleorgid',
      true,
      't',
    ]);
  });

  test.each([
    [FOLDER, `${NAME}_t_us-east-1_20240501T110000Z.json`],
    [FOLDER, `${NAME}_t_us-east-1_20249901T110000Z.json.gz`],
    [FOLDER, '999922223333_CloudTrail-Digest_eu-west-1_t_us-east-1_20240501T110000Z.json.gz'],
    [FOLDER.replace('eu-west-1', 'eu-west-2'), `${NAME}_t_us-east-1_20240501T110000Z.json.gz`],
    [FOLDER.replace('-Digest', ''), `${NAME}_t_us-east-1_20240501T110000Z.json.gz`],
  ])('no digest: %s/…/%s', (folder, name) => {
    expect(digest(folder, name)).toBeUndefined();
  });

  test('log files of all kinds', () => {
    const log = (kind: string) =>
      `x/AWSLogs/o-exampleorgid/111122223333/${kind}/eu-west-1/2024/05/01/111122223333_${kind}_eu-west-1_20240501T1105Z_abc.json.gz`;
    const expected = { account: '111122223333', region: 'eu-west-1', delivered: Date.UTC(2024, 4, 1, 11, 5) };
    for (const kind of ['CloudTrail', 'CloudTrail-Insight', 'CloudTrail-NetworkActivity', 'CloudTrail-Aggregated']) {
      expect(logKey(log(kind))).toEqual(expected);
    }
    expect(logKey(log('CloudTrail-Digest'))).toBeUndefined();
    expect(logKey(log('Config'))).toBeUndefined();
  });

  test('trail ARNs', () => {
    const parsed = { account: '111122223333', homeRegion: 'us-east-1', trail: 'foo' };
    expect(parseTrailArn('arn:aws:cloudtrail:us-east-1:111122223333:trail/foo')).toEqual(parsed);
    for (const arn of [
      '',
      'arn:aws:s3:::b',
      'arn:aws:cloudtrail:us-east-1:12:trail/foo',
      'arn:aws:cloudtrail:us-east-1:111122223333:trail/',
    ]) {
      expect(parseTrailArn(arn)).toBeUndefined();
    }
  });
});

describe('times', () => {
  test('are read and written in both forms', () => {
    const time = Date.UTC(2024, 4, 1, 11, 2, 3);
    expect(parseDigestTime('2024-05-01T11:02:03Z')).toBe(time);
    expect(parseDigestTime('20240501T110203Z')).toBe(time);
    expect([displayTime(time + 999), nameTime(time)]).toEqual(['2024-05-01T11:02:03Z', '20240501T110203Z']);
  });

  test.each([null, 5, '', '2024-05-01', '2024-04-31T00:00:00Z', '2024-05-01T25:00:00Z', '2024-05-01T00:00:00+02:00'])(
    '%j is none',
    (text) => {
      expect(parseDigestTime(text)).toBeUndefined();
    },
  );
});

describe('public keys', () => {
  const value = publicKeyValue(FINGERPRINT);

  test.each([
    [
      'the API',
      {
        PublicKeyList: [
          {
            Value: value,
            ValidityStartTime: '2024-01-01T00:00:00Z',
            ValidityEndTime: 1706745600,
            Fingerprint: FINGERPRINT,
          },
        ],
      },
    ],
    [
      'the guide',
      {
        publicKeyList: [
          { value, validityStartTime: '1704067200.0', validityEndTime: '1706745600.0', fingerprint: FINGERPRINT },
        ],
      },
    ],
    [
      'a bare list',
      [
        {
          Value: value,
          ValidityStartTime: 1704067200,
          ValidityEndTime: '2024-02-01T00:00:00+00:00',
          Fingerprint: FINGERPRINT,
        },
      ],
    ],
  ])('in the form of %s', (_form, document) => {
    expect(readPublicKeys(JSON.stringify(document), 'us-east-1')).toEqual([
      {
        region: 'us-east-1',
        fingerprint: FINGERPRINT,
        value,
        validFrom: Date.UTC(2024, 0, 1),
        validUntil: Date.UTC(2024, 1, 1),
      },
    ]);
  });

  test('several answers in one file', () => {
    const page = (fingerprint: string) =>
      JSON.stringify({ PublicKeyList: [{ Value: value, Fingerprint: fingerprint }] }, undefined, 2);
    expect(readPublicKeys(`${page('a')}\n${page('b')}\n`, 'x').map(({ fingerprint }) => fingerprint)).toEqual([
      'a',
      'b',
    ]);
  });

  test.each(['', 'no', '{}', '{"PublicKeyList":5}', '{"PublicKeyList":[{}]}', '{"PublicKeyList":[null]}'])(
    '%j is refused',
    (text) => {
      expect(() => readPublicKeys(text, 'x')).toThrow(/it (?:is not JSON|has no PublicKeyList)|has no Fingerprint/);
    },
  );

  test('are PKCS #1 or SubjectPublicKeyInfo', () => {
    expect(value.startsWith('MIIBCgKCAQEA')).toBe(true);
    expect(publicKeyValue(FINGERPRINT, 'spki').startsWith('MIIBIjANBgkq')).toBe(true);
    expect(rsaKey(value)?.export({ format: 'pem', type: 'spki' })).toBe(
      rsaKey(publicKeyValue(FINGERPRINT, 'spki'))?.export({ format: 'pem', type: 'spki' }),
    );
    for (const none of ['YQo=', '', '%%%']) expect(rsaKey(none)).toBeUndefined();
  });

  test('a fingerprint may be any text', () => {
    const ring = new KeyRing();
    expect(ring.has('__proto__')).toBe(false);
    ring.add({ fingerprint: '__proto__', value });
    expect([ring.has('__proto__'), ring.size]).toEqual([true, 1]);
  });
});

describe('metadata beside a copy', () => {
  test('own form, answers of head-object, and keys in any case', () => {
    const place = {
      bucket: 'b',
      key: 'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2024/05/01/111122223333_CloudTrail-Digest_eu-west-1_t_us-east-1_20240501T110000Z.json.gz',
    };
    const metadata = new Map([['signature', 'ab']]);
    expect(readSidecar(JSON.stringify({ ...place, etag: 'x', metadata: { Signature: 'ab' } }))).toEqual({
      place,
      metadata,
    });
    expect(readSidecar('{"ETag":"x","Metadata":{"signature":"ab","n":5}}')).toEqual({ place: undefined, metadata });
    expect(readSidecar('{"Metadata":{"x-amz-meta-signature":"ab"}}')).toEqual({ place: undefined, metadata });
    for (const text of ['', '[]', 'null', '{}', '{"metadata":5}']) expect(readSidecar(text)).toBeUndefined();
  });

  test('is told by its name', () => {
    const name = 'x/1_CloudTrail-Digest_r_t_r_20240501T110000Z.json';
    for (const path of [`${name}.gz.metadata.json`, `${name}.gz.json`, `${name}.head.json`]) {
      expect([isSidecarPath(path), besides(path)]).toEqual([true, name]);
    }
    expect([isSidecarPath(`${name}.gz`), isSidecarPath(name)]).toEqual([false, false]);
  });
});

describe('hostile digests are read without harm', () => {
  test.each([
    ['deep', '['.repeat(200_000)],
    ['a deep member', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['no object', '[]'],
    ['nothing', 'null'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('%s', (_what, text) => {
    expect(readDigest(gzipSync(text)).kind).not.toBe('digest');
  });

  test('members of wrong types', () => {
    const members = {
      digestPublicKeyFingerprint: {},
      digestS3Bucket: 5,
      digestS3Object: null,
      previousDigestSignature: null,
      digestStartTime: '2024-05-01T10:00:00Z',
      digestEndTime: '2024-05-01T11:00:00Z',
      logFiles: [null, 5, 'x', { s3Bucket: 5 }, { __proto__: 'x' }],
    };
    const read = readDigest(Buffer.from(JSON.stringify(members)));
    const none = { bucket: undefined, key: undefined, hash: undefined };
    expect(read).toMatchObject({
      kind: 'digest',
      digest: { place: { bucket: '', key: '' }, logs: [none, none, none, none, none] },
    });
    expect(readDigest(Buffer.from(JSON.stringify({ ...members, previousDigestSignature: 5 }))).kind).toBe('incomplete');
    expect(readDigest(Buffer.from(JSON.stringify({ ...members, digestStartTime: 'x' }))).kind).toBe('incomplete');
  });
});
