/** A random chain with one random damage gives exactly the verdicts that it must. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trailql } from '../cli/console.ts';
import { Archive, newFolder, type S3Object, Trail } from './archive.ts';
import { at, rewrite } from './cases.ts';

type Damage = (object: S3Object, archive: Archive, random: number) => void;

/** Damages of a log file, and the reason that each must have. */
const OF_LOGS: readonly (readonly [reason: string, damage: Damage])[] = [
  ['not found', (log, archive) => archive.remove(log)],
  ["hash value doesn't match", (log) => (log.bytes = gzipSync(`${gunzipSync(log.bytes).toString()} `))],
  ["hash value doesn't match", (log, _, n) => (log.bytes = log.bytes.subarray(0, 12 + (n % (log.bytes.length - 24))))],
  [
    'unexpected data after end of compressed stream',
    (log, _, n) => (log.bytes = Buffer.concat([log.bytes, Buffer.alloc(1 + (n % 9), n)])),
  ],
  ['invalid format', (log, _, n) => flip(log, log.bytes.length - 8 + (n % 8), n)],
];

const OF_DIGESTS: readonly (readonly [reason: string, damage: Damage])[] = [
  ['not found', (digest, archive) => archive.remove(digest)],
  ['invalid format', (digest, _, n) => (digest.bytes = digest.bytes.subarray(0, 2 + (n % (digest.bytes.length - 2))))],
  ['invalid format', (digest, _, n) => flip(digest, digest.bytes.length - 8 + (n % 8), n)],
  ['invalid format', (digest) => rewrite(digest, (members) => members.delete('digestS3Bucket'))],
  [
    'has been moved from its original location',
    (digest) => rewrite(digest, (members) => members.set('digestS3Object', 'x')),
  ],
  ['signature verification failed', (digest, _, n) => rewrite(digest, (members) => members.set('x', n))],
  ['signature verification failed', (digest) => (digest.metadata = {})],
  ['signature verification failed', (digest) => (digest.metadata['signature'] = 'zz')],
];

function flip(object: S3Object, place: number, n: number): void {
  object.bytes = Buffer.from(object.bytes);
  object.bytes[place] = (object.bytes[place] ?? 0) ^ (1 + (n % 255));
}

test('one damage gives one INVALID and leaves all other verdicts as they were', async () => {
  const hours = fc.array(fc.record({ logs: fc.nat({ max: 3 }), skip: fc.nat({ max: 2 }) }), {
    minLength: 1,
    maxLength: 7,
  });
  const wanted = fc.record({ hours, isLog: fc.boolean(), which: fc.nat(), how: fc.nat(), random: fc.nat() });
  await fc.assert(
    fc.asyncProperty(wanted, async ({ hours, isLog, which, how, random }) => {
      const archive = new Archive();
      const trail = new Trail(archive);
      for (const [i, { logs, skip }] of hours.entries()) {
        trail.skip(i === 0 ? 0 : skip);
        trail.deliver({ logs, starting: skip > 0 });
      }
      // The first hours are never damaged: without them nothing is left to tell the bucket by.
      const objects = isLog ? trail.logs : trail.digests;
      const damages = isLog ? OF_LOGS : OF_DIGESTS;
      const index = objects.length === 0 ? -1 : which % objects.length;
      const [reason, damage] = at(damages, how % damages.length);
      const target = objects[index];
      const listed = target === undefined || isLog ? 0 : at(hours, index).logs;
      if (target !== undefined) damage(target, archive, random);
      const root = newFolder();
      archive.write(root);
      const keys = join(newFolder(), 'k.json');
      writeFileSync(keys, JSON.stringify({ PublicKeyList: archive.keys }));
      const start = ['--start-time', '2024-05-01T10:00:00Z', '--s3-bucket', 'trail-bucket'];
      const ran = await trailql(['verify', root, '--keys', keys, ...start]);
      const isGone = target !== undefined && !isLog && reason === 'not found';
      // A missing digest that no newer one links to cannot be missed, and without any there is nothing.
      const isMissed = isGone && (index === objects.length - 1 || at(hours, index + 1).skip > 0);
      if (isMissed && objects.length === 1) {
        expect(ran.code).toBe(4);
        return;
      }
      const total = trail.digests.length - (isMissed ? 1 : 0);
      const badDigests = target === undefined || isLog || isMissed ? 0 : 1;
      const logs = trail.logs.length - listed;
      const badLogs = target !== undefined && isLog ? 1 : 0;
      expect(ratios(ran.stdout)).toEqual([
        ratio(total, badDigests, 'digest'),
        ...(logs > 0 ? [ratio(logs, badLogs, 'log')] : []),
      ]);
      const lines = ran.stderr.split('\n').filter((line) => line.includes('INVALID'));
      const what = isLog ? 'Log file' : 'Digest file';
      const uri = `s3://${target?.bucket ?? ''}/${target?.key ?? ''}`;
      expect(lines).toEqual(badDigests + badLogs > 0 ? [`${what}\t${uri}\tINVALID: ${reason}`] : []);
      if (badDigests + badLogs > 0) expect(ran.code).toBe(1);
      else if (target === undefined) expect(ran.code).toBe(0);
    }),
    { numRuns: 60 },
  );
}, 120_000);

function ratios(stdout: string): string[] {
  return stdout.split('\n').filter((line) => /^\d+\/\d+ /.test(line));
}

function ratio(total: number, bad: number, name: string): string {
  const valid = `${total - bad}/${total} ${name} files valid`;
  return bad === 0 ? valid : `${valid}, ${bad}/${total} ${name} files INVALID`;
}
