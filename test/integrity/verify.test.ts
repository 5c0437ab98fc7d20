/** `trailql verify` on copies in folders and on databases: where objects are found, and what can be told without metadata or keys. */

import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { type Ran, trailql } from '../cli/console.ts';
import { Archive, newFolder, Trail, type TrailOptions } from './archive.ts';
import { at, fourHours, rewrite } from './cases.ts';

interface Copy {
  readonly archive: Archive;
  readonly trail: Trail;
  readonly root: string;
  readonly keys: string;
}

/** Four hours of a trail, copied into a folder. */
function copy(
  change: (trail: Trail, archive: Archive) => void = () => {},
  options: TrailOptions & { metadata?: boolean } = {},
): Copy {
  const archive = new Archive();
  const trail = fourHours(archive, options);
  change(trail, archive);
  const root = newFolder();
  const keys = join(newFolder(), 'us-east-1.json');
  archive.write(root, { metadata: options.metadata ?? true });
  archive.writeKeys(keys);
  return { archive, trail, root, keys };
}

/** The last lines of the summary. */
function ratios({ stdout }: Ran): string[] {
  return stdout.split('\n').filter((line) => /^\d+\/\d+ /.test(line));
}

const findingsOf = ({ stdout }: Ran): string[] =>
  stdout.split('Not checked by aws cloudtrail validate-logs:\n')[1]?.trimEnd().split('\n') ?? [];
const ALL = ['4/4 digest files valid', '4/4 log files valid'];

describe('where objects are', () => {
  test('a folder, a folder above it, and one below the bucket, are told by the digests', async () => {
    const { root, keys } = copy(undefined, { prefix: 'a/b' });
    const plain = await trailql(['verify', root, '--keys', keys]);
    expect([plain.code, ratios(plain)]).toEqual([0, ALL]);
    expect(plain.stderr).toBe(`note: in ${root}: . is taken for s3://trail-bucket/, as its digest files say\n`);
    const below = await trailql(['verify', join(root, 'a'), '--keys', keys]);
    expect([below.code, ratios(below)]).toEqual([0, ALL]);
    expect(below.stderr).toContain('. is taken for s3://trail-bucket/a/');
    const above = newFolder();
    renameSync(join(root, 'a'), join(above, 'a'));
    const own = await trailql(['verify', above, '--keys', keys]);
    expect(ratios(own)).toEqual(ALL);
  });

  test('several buckets side by side, and several folders', async () => {
    const archive = new Archive();
    fourHours(archive, { bucket: 'one', account: '111111111111' });
    fourHours(archive, { bucket: 'two', account: '222222222222' });
    const root = newFolder();
    const keys = join(newFolder(), 'k.json');
    archive.writeKeys(keys);
    for (const bucket of ['one', 'two']) archive.write(join(root, bucket), { bucket });
    for (const folders of [[root], [join(root, 'one'), join(root, 'two')]]) {
      const ran = await trailql(['verify', ...folders, '--keys', keys]);
      expect([ran.code, ratios(ran)]).toEqual([0, [...ALL, ...ALL]]);
      expect(ran.stdout).toContain(
        'Chain of trail trail (home Region us-east-1), account 222222222222, Region us-east-1, in s3://two/AWSLogs\n',
      );
    }
  });

  test('the bucket that is told must be the one that the digests say', async () => {
    const { root, keys } = copy();
    expect((await trailql(['verify', root, '--keys', keys, '--s3-bucket', 'trail-bucket'])).code).toBe(0);
    const other = await trailql(['verify', root, '--keys', keys, '--s3-bucket', 'other']);
    expect(other.code).toBe(1);
    expect(other.stderr.match(/has been moved from its original location/g)).toHaveLength(4);
  });

  test('organization trails have a chain for each account', async () => {
    const archive = new Archive();
    const accounts = ['111111111111', '222222222222'];
    for (const account of accounts) fourHours(archive, { account, organization: 'o-exampleorgid' });
    const root = newFolder();
    const keys = join(newFolder(), 'k.json');
    archive.write(root);
    archive.writeKeys(keys);
    const arn = 'arn:aws:cloudtrail:us-east-1:999999999999:trail/trail';
    expect(ratios(await trailql(['verify', root, '--keys', keys, '--trail-arn', arn]))).toEqual([...ALL, ...ALL]);
    const one = await trailql(['verify', root, '--keys', keys, '--trail-arn', arn, '--account-id', '222222222222']);
    expect(ratios(one)).toEqual(ALL);
  });

  test('inflated copies count, with and without .gz in their names', async () => {
    const { root, archive, keys } = copy();
    for (const [i, { key, bytes }] of [...archive.objects.values()].entries()) {
      rmSync(join(root, key));
      writeFileSync(join(root, i % 2 === 0 ? key : key.slice(0, -3)), gunzipSync(bytes));
    }
    const ran = await trailql(['verify', root, '--keys', keys]);
    expect([ran.code, ratios(ran)]).toEqual([0, ALL]);
  });

  test('a folder that is no copy, or has no digests, is an error that says so', async () => {
    const ran = await trailql(['verify', newFolder()]);
    expect([ran.code, ran.stderr]).toEqual([4, expect.stringContaining('There are no digest files here.')]);
    const missing = await trailql(['verify', '/does/not/exist']);
    expect([missing.code, missing.stderr]).toEqual([4, expect.stringContaining('it does not exist')]);
  });

  test('what a digest names never leads out of the folder', async () => {
    const secret = join(newFolder(), 'secret.json.gz');
    writeFileSync(secret, gzipSync('{}'));
    const keys = [
      '../secret.json.gz',
      `../../../../../../..${secret}`,
      secret,
      'AWSLogs/../../secret',
      'AWSLogs/link.json.gz',
    ];
    const hashValue = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    const logFiles = keys.map((s3Object) => ({ s3Bucket: 'trail-bucket', s3Object, hashValue }));
    const archive = new Archive();
    new Trail(archive).deliver({ members: { logFiles } });
    const root = join(dirname(secret), 'copy');
    mkdirSync(root);
    archive.write(root);
    symlinkSync(secret, join(root, 'AWSLogs/link.json.gz'));
    const file = join(newFolder(), 'k.json');
    archive.writeKeys(file);
    const ran = await trailql(['verify', root, '--keys', file]);
    expect(ran.code).toBe(1);
    expect(ran.stderr.match(/INVALID: not found/g)).toHaveLength(keys.length);
    expect(findingsOf(ran)).toContainEqual(expect.stringContaining('is a link, which is not followed'));
  });
});

describe('without metadata', () => {
  test('the newest digest is not verifiable, and older ones are verified by the signatures in newer ones', async () => {
    const { root, keys } = copy(undefined, { metadata: false });
    const ran = await trailql(['verify', root, '--keys', keys]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/T140000Z\.json\.gz\tnot verifiable \(metadata missing\)\n/);
    expect(ratios(ran)).toEqual([
      '3/4 digest files valid, 1/4 digest files not verifiable (metadata missing)',
      '3/4 log files valid, 1/4 log files match a digest file that is not verifiable',
    ]);
    expect(ran.stdout).toContain('Results found for 2024-05-01T10:00:00Z to 2024-05-01T13:00:00Z:');
  });

  test('a changed digest is INVALID all the same, and what it led to starts anew', async () => {
    const { root, keys } = copy(({ digests }) => rewrite(at(digests, 2), (members) => members.set('x', 1)), {
      metadata: false,
    });
    const ran = await trailql(['verify', root, '--keys', keys]);
    expect(ran.code).toBe(1);
    expect(ratios(ran)[0]).toBe(
      '1/4 digest files valid, 1/4 digest files INVALID, 2/4 digest files not verifiable (metadata missing)',
    );
  });

  test('one sidecar is enough, also as the answer of head-object', async () => {
    const { root, keys, trail } = copy(undefined, { metadata: false });
    const newest = at(trail.digests, 3);
    writeFileSync(join(root, `${newest.key}.head.json`), JSON.stringify({ ETag: 'x', Metadata: newest.metadata }));
    const ran = await trailql(['verify', root, '--keys', keys]);
    expect([ran.code, ratios(ran)]).toEqual([0, ALL]);
  });
});

describe('without keys', () => {
  test('digests and logs are hash-consistent at best', async () => {
    const { root } = copy(undefined, { metadata: false });
    const ran = await trailql(['verify', root]);
    expect(ran.code).toBe(3);
    const words = 'hash-consistent, signatures not checked';
    expect(ratios(ran)).toEqual([`4/4 digest files ${words}`, `4/4 log files ${words}`]);
    expect(ran.stdout).toContain('no signature was checked');
  });

  test('a digest that does not have the hash in the newer one is INVALID', async () => {
    const { root } = copy(({ digests }) => rewrite(at(digests, 1), (members) => members.set('x', 1)), {
      metadata: false,
    });
    const ran = await trailql(['verify', root]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/T120000Z\.json\.gz\tINVALID: hash value doesn't match\n/);
  });

  test('digests that link in a circle come to an end', async () => {
    const { root } = copy(
      ({ digests }) => {
        const newest = at(digests, 3);
        rewrite(at(digests, 2), (members) => {
          members.set('previousDigestS3Object', newest.key);
          members.set('previousDigestHashValue', null);
        });
      },
      { metadata: false },
    );
    const ran = await trailql(['verify', root]);
    expect(ran.stdout).toMatch(/Results found/);
  });
});

describe('what the AWS CLI does not check', () => {
  test('log files that no digest lists', async () => {
    const { root, keys, trail } = copy();
    const log = join(root, at(trail.logs, 1).key);
    writeFileSync(log.replace(/_[^_]*$/, '_0000000000000000.json.gz'), gzipSync('{"Records":[]}'));
    const ran = await trailql(['verify', root, '--keys', keys]);
    expect(ran.code).toBe(3);
    expect(findingsOf(ran)).toEqual([
      expect.stringMatching(/_0000000000000000\.json\.gz\tis not listed by any digest file that is valid$/),
    ]);
  });

  test('a hole between linked digests, a log in two digests, data behind a digest, a second copy', async () => {
    const archive = new Archive();
    const trail = new Trail(archive);
    trail.deliver();
    trail.skip(1);
    const members = JSON.parse(gunzipSync(at(trail.digests, 0).bytes).toString()) as { logFiles: unknown };
    const newest = trail.deliver({ members: { logFiles: members.logFiles }, logs: 0 });
    newest.bytes = Buffer.concat([newest.bytes, Buffer.from('more')]);
    const root = newFolder();
    const keys = join(newFolder(), 'k.json');
    archive.write(root);
    archive.writeKeys(keys);
    const log = at(trail.logs, 0);
    writeFileSync(join(root, log.key.slice(0, -3)), 'other');
    const ran = await trailql(['verify', root, '--keys', keys]);
    expect([ran.code, ratios(ran)]).toEqual([3, ['2/2 digest files valid', '2/2 log files valid']]);
    expect(findingsOf(ran).map((line) => line.split('\t')[1])).toEqual([
      'has 4 bytes behind its end, which nothing signs',
      'leaves a hole: it ends at 2024-05-01T11:00:00Z, the next one starts at 2024-05-01T12:00:00Z',
      expect.stringMatching(/^is listed by s3:.* and by s3:/),
      expect.stringMatching(/^is a second copy of .*; only that one is looked at$/),
    ]);
  });

  test('a digest that no link leads to, and a signature that the newer digest does not have', async () => {
    const archive = new Archive();
    const trail = new Trail(archive);
    trail.deliver();
    const lost = trail.deliver();
    const { key, bucket } = at(trail.digests, 0);
    trail.deliver({ members: { previousDigestS3Object: key, previousDigestS3Bucket: bucket } });
    const root = newFolder();
    const keys = join(newFolder(), 'k.json');
    archive.write(root);
    archive.writeKeys(keys);
    const ran = await trailql(['verify', root, '--keys', keys]);
    expect(findingsOf(ran)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('does not have the hash that'),
        expect.stringContaining('does not have the signature that'),
        `s3://${bucket}/${lost.key}\tis no part of the chain: no newer digest file links to it`,
      ]),
    );
  });
});

describe('ranges and arguments', () => {
  test('without a start, a link out of the copy is a note; with one it is INVALID', async () => {
    const { root, keys, trail } = copy(({ digests }, archive) => archive.remove(at(digests, 0)));
    const open = await trailql(['verify', root, '--keys', keys]);
    expect([open.code, ratios(open)[0]]).toEqual([3, '3/3 digest files valid']);
    expect(findingsOf(open)).toEqual([
      expect.stringMatching(/T1005Z_.*\tis not covered by any digest file that is valid$/),
    ]);
    expect(open.stderr).toContain(
      `note: the chain goes back to s3://trail-bucket/${at(trail.digests, 0).key}, which is not here`,
    );
    const asked = await trailql(['verify', root, '--keys', keys, '--start-time', '2024-05-01T10:00:00Z']);
    expect([asked.code, ratios(asked)[0]]).toEqual([1, '3/4 digest files valid, 1/4 digest files INVALID']);
  });

  test.each([
    [['--start-time', '2024-05-02', '--end-time', '2024-05-01'], 'start-time must occur before end-time'],
    [['--trail-arn', 'arn:aws:s3:::bucket'], 'Invalid trail ARN provided: arn:aws:s3:::bucket'],
    [['--format', 'xml'], 'xml'],
  ])('%j is wrong usage', async (args, words) => {
    const { root } = copy();
    const ran = await trailql(['verify', root, ...args]);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  test('a key file that is none is told as such', async () => {
    const { root } = copy();
    const file = join(newFolder(), 'k.json');
    writeFileSync(file, '{}');
    const ran = await trailql(['verify', root, '--keys', file]);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('it has no PublicKeyList')]);
  });

  test('JSON has all of it', async () => {
    const { root, keys, trail } = copy((_trail, archive) => archive.remove(at(_trail.logs, 1)));
    const ran = await trailql(['verify', root, '--keys', keys, '--json']);
    const document = JSON.parse(ran.stdout) as object;
    const [log] = [at(trail.logs, 1)];
    expect(ran.code).toBe(1);
    expect(document).toMatchObject({
      isInvalid: true,
      isClean: false,
      signaturesChecked: true,
      chains: [
        {
          trail: 'trail',
          account: '111122223333',
          found: { start: '2024-05-01T10:00:00Z', end: '2024-05-01T14:00:00Z' },
          digests: { valid: 4, invalid: 0 },
          logs: { valid: 3, invalid: 1 },
          lines: [
            { type: 'log', uri: `s3://trail-bucket/${log.key}`, verdict: 'invalid', words: 'INVALID: not found' },
          ],
        },
      ],
      findings: [],
    });
    expect(await trailql(['verify', root, '--keys', keys, '--format', 'json'])).toEqual(ran);
  });
});

describe('a database', () => {
  /** Ingests a copy, with the metadata and keys of an import from S3 if wanted. */
  async function database(
    { root, archive }: Copy,
    { proof, keepObjects = false }: { proof: boolean; keepObjects?: boolean },
  ): Promise<string> {
    const file = join(newFolder(), 'trail.db');
    const writer = StoreWriter.open(file);
    if (proof) {
      for (const { bucket, key, metadata } of archive.objects.values()) {
        writer.keepMetadata(`s3://${bucket}/${key}`, new Map(Object.entries(metadata)));
      }
      for (const { Fingerprint, Value } of archive.keys) {
        writer.keepPublicKey({
          region: 'us-east-1',
          fingerprint: Fingerprint,
          value: Value,
          validFrom: null,
          validUntil: null,
        });
      }
    }
    await ingest(writer, [join(root, 'AWSLogs')], { workers: 0, keepObjects });
    writer.close();
    return file;
  }

  test('gives what its folder gives, also when that is gone', async () => {
    const whole = copy(undefined, { metadata: false });
    const db = await database(whole, { proof: true });
    rmSync(whole.root, { recursive: true });
    const ran = await trailql(['verify', '--db', db]);
    expect([ran.code, ratios(ran)]).toEqual([0, ALL]);
  });

  test.each([false, true])('tells each damage of a log as the folder does (objects kept: %s)', async (keepObjects) => {
    const damaged = copy(({ logs }, archive) => {
      at(logs, 0).bytes = gzipSync('{"Records":[]}');
      at(logs, 1).bytes = Buffer.concat([at(logs, 1).bytes, at(logs, 1).bytes]);
      archive.remove(at(logs, 2));
      at(logs, 3).bytes[20] = (at(logs, 3).bytes[20] ?? 0) ^ 0xff;
    });
    const db = await database(damaged, { proof: true, keepObjects });
    const fromFolder = await trailql(['verify', damaged.root, '--keys', damaged.keys]);
    const fromDatabase = await trailql(['verify', '--db', db]);
    expect(fromDatabase.code).toBe(1);
    expect([ratios(fromDatabase), fromDatabase.stderr.replace(/^note.*\n/gm, '')]).toEqual([
      ratios(fromFolder),
      fromFolder.stderr.replace(/^note.*\n/gm, ''),
    ]);
  });

  test('takes metadata and keys from files where it has none', async () => {
    const whole = copy();
    const db = await database(whole, { proof: false });
    expect((await trailql(['verify', '--db', db])).code).toBe(3);
    const ran = await trailql(['verify', whole.root, '--db', db, '--keys', whole.keys]);
    expect([ran.code, ratios(ran)]).toEqual([0, ALL]);
  });
});
