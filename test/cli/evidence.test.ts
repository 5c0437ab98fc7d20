/** The commands about the evidence itself: provenance, sources, rejects, export, extract-object. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { envelope, json } from '../ingest/records.ts';
import { trailql, trailqlExactly } from './console.ts';

const NAME =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/111122223333_CloudTrail_eu-west-1_20240501T1205Z_abcDEF0123456789.json.gz';

let folder: string;
let db: string;
let object: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailql-evidence-'));
  db = join(folder, 'trail.db');
  object = join(folder, 'logs', NAME);
  mkdirSync(dirname(object), { recursive: true });
  // The third record is one of another object as well, the fifth has the id of the first and other content.
  writeFileSync(object, gzipSync(envelope(json(1), json(2), json(3))));
  writeFileSync(
    join(folder, 'logs', 'b.json'),
    envelope(json(3), json(1, { userAgent: 'x' }), '{"eventVersion":"1",\x1b"b":\xff}'),
    'latin1',
  );
  writeFileSync(join(folder, 'logs', 'c.txt'), 'no JSON');
  const { code } = await trailql(['ingest', join(folder, 'logs'), '--db', db, '--keep-objects']);
  expect(code).toBe(0);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const run = (...argv: string[]) => trailqlExactly([...argv, '--db', db]);
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const idOf = (number: number): string => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

describe('provenance', () => {
  test('tells object, hash, place and times of an event, and what is known of copies', async () => {
    const { code, stdout } = await run('provenance', idOf(2), '--json');
    expect(code).toBe(0);
    const { events, leftOut } = JSON.parse(stdout);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      eventID: idOf(2),
      eventName: 'DescribeInstances',
      timestamp: '2024-05-01 10:00:02.000',
      object: {
        uri: object,
        sha256: sha256(readFileSync(object)),
        contentSha256: sha256(envelope(json(1), json(2), json(3))),
      },
      record: {
        number: 2,
        of: 3,
        length: json(2).length,
        sha256: sha256(json(2)),
        find: `gzip -dcf < ${object} | jq '.Records[1]'`,
      },
      delivered: '2024-05-01 12:05:00.000',
      deliveredBy: 'name',
      copies: 0,
      conflicts: 0,
    });
    expect(leftOut).toEqual({ duplicates: 1, sources: 1 });
  });

  test('shows all events of one id, and for a pointer the one', async () => {
    const both = JSON.parse((await run('provenance', idOf(1), '--format', 'json')).stdout).events;
    expect(both.map((one: { conflicts: number }) => one.conflicts)).toEqual([1, 1]);
    const one = JSON.parse((await run('provenance', both[1].ptr, '--json')).stdout).events;
    expect(one).toEqual([both[1]]);
    // A name that is given twice is told once.
    expect(JSON.parse((await run('provenance', both[1].ptr, idOf(1), '--json')).stdout).events).toHaveLength(2);
  });

  test('is text for people', async () => {
    const { stdout } = await run('provenance', idOf(1), '--no-color');
    expect(stdout).toContain(`\n  object     ${object} (source 1, cloudtrail, complete)\n`);
    expect(stdout).toContain('\n  record     1 of the 3 records in the object\n');
    expect(stdout).toContain('\n  delivered  2024-05-01 12:05:00.000, by the name of the object\n');
    expect(stdout).toMatch(
      /\n {2}copies {5}1 other stored event with this eventID and other content; 1 record of 1 object left out as copies of stored events; of which events is not recorded\n/,
    );
    expect(stdout).toMatch(/by its time of modification/);
  });

  test('names what is not there', async () => {
    const { code, stdout, stderr } = await run('provenance', idOf(1), 'nobody', '--json');
    expect(code).toBe(4);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'not-found',
      message: 'No event has the eventID or @ptr nobody.',
    });
    expect(stderr).toMatch(/^error: /);
  });
});

describe('sources', () => {
  test('are filtered by status, with totals', async () => {
    const { stdout } = await run('sources', '--status', 'failed', '--status', 'damaged', '--json');
    const { sources, totals } = JSON.parse(stdout);
    expect(sources.map(({ uri }: { uri: string }) => uri.slice(-6))).toEqual(['b.json', '/c.txt']);
    expect(totals).toMatchObject({
      sources: 2,
      records: 3,
      events: 1,
      duplicates: 1,
      rejects: 1,
      byStatus: { damaged: 1, failed: 1 },
    });
    const table = (await run('sources', '--no-color')).stdout;
    expect(table).toContain('3 sources (1 complete, 1 damaged, 1 failed), ');
    expect(table).toContain('6 records = 4 events + 1 duplicate + 1 reject\n');
    expect((await run('sources', '--status', 'bad')).code).toBe(2);
  });

  test('are lines of JSON, or the hashes that sha256sum checks', async () => {
    const lines = (await run('sources', '--format', 'ndjson')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2, 3]);
    const { stdout } = await run('sources', '--format', 'sha256');
    expect(stdout.split('\n')[0]).toBe(`${sha256(readFileSync(object))}  ${object}`);
  });
});

describe('rejects', () => {
  test('are shown with place and reason, and harmless', async () => {
    const { stdout } = await run('rejects', '--no-color');
    expect(stdout).toContain('│ 2:3 │');
    expect(stdout).toContain('{"eventVersion":"1",\\x1b"b":\\xff}');
    expect(stdout).not.toContain('\x1b');
    expect(stdout.trim().endsWith('1 reject')).toBe(true);
    expect((await run('rejects', '--source', 'c.txt')).stdout.trim().endsWith('0 rejects')).toBe(true);
  });

  test('are exact in JSON and with --raw', async () => {
    const bytes = Buffer.from('{"eventVersion":"1",\x1b"b":\xff}', 'latin1');
    const { rejects } = JSON.parse((await run('rejects', '--json', '--source', 'b.json')).stdout);
    expect(rejects).toHaveLength(1);
    expect(rejects[0]).toMatchObject({ id: '2:3', source: 2, record: 3, length: bytes.length });
    expect(Buffer.from(rejects[0].bytes, 'base64').equals(bytes)).toBe(true);
    const content = readFileSync(join(folder, 'logs', 'b.json'));
    expect(content.subarray(rejects[0].offset, rejects[0].offset + rejects[0].length).equals(bytes)).toBe(true);
    expect((await run('rejects', '--raw', '2:3')).bytes.equals(bytes)).toBe(true);
    const lines = (await run('rejects', '--format', 'ndjson')).stdout.trim().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual(rejects[0]);
  });

  test.each([
    [['--raw', '2:1'], 4, /There is no reject 2:1/],
    [['--raw', 'two'], 2, /such as 3:17/],
    [['--source', 'nothing'], 4, /The database has no source nothing/],
    [['--source', '7'], 4, /The database has no source 7/],
    [['--raw', '2:3', '--json'], 2, /cannot be used with option/],
  ])('%j is refused', async (argv, code, reason) => {
    const refused = await run('rejects', ...argv);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toMatch(reason);
  });
});

describe('export', () => {
  test('goes to standard output or to a file, whole', async () => {
    const streamed = await run('export', '--format', 'ndjson', '--query', 'filter eventID like /0[12]$/');
    expect(streamed.stdout).toBe(`${json(1)}\n${json(2)}\n${json(1, { userAgent: 'x' })}\n`);
    const path = join(folder, 'records.json');
    const told = await run('export', '--format', 'records', '--output', path, '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ format: 'records', output: path, events: 4, files: 1 });
    expect(readFileSync(path, 'utf8')).toBe(envelope(json(1), json(2), json(3), json(1, { userAgent: 'x' })));
  });

  test('has a time range as query has', async () => {
    const range = ['--start', '2024-05-01T10:00:02Z', '--end', '2024-05-01T10:00:02.999Z'];
    expect((await run('export', '--format', 'ndjson', ...range)).stdout).toBe(`${json(2)}\n`);
    const newest = await run('export', '--format', 'ndjson', '--start', '-1s', '--now', 'newest');
    expect(newest.stdout).toBe(`${json(2)}\n${json(3)}\n`);
  });

  test('has the columns that are named, also those with commas', async () => {
    const { stdout } = await run('export', '--format', 'csv', '--columns', 'eventID, `userIdentity.type`');
    expect(stdout.split('\r\n').slice(0, 2)).toEqual(['eventID,userIdentity.type', `${idOf(1)},IAMUser`]);
  });

  test.each([
    [['--format', 'csv', '--columns', 'a,,b'], 2, /separated by commas/],
    [['--format', 'csv', '--columns', 'eventNam'], 2, /Did you mean eventName\?/],
    [['--format', 'ndjson', '--columns', 'eventName'], 2, /columns does nothing with the format ndjson/],
    [['--format', 'sqlite'], 2, /cannot go to standard output/],
    [['--format', 'cloudtrail', '--json'], 2, /cannot go to standard output/],
    [['--format', 'csv', '--json'], 2, /cannot hold both/],
    [['--format', 'xml'], 2, /Allowed choices/],
    [[], 2, /required option '--format <format>'/],
    [['--format', 'csv', '--query', 'stats count(*)'], 1, /The rows of this query are no events/],
    [['--format', 'csv', '--query', 'filter ='], 1, /unexpected symbol/],
    [['--format', 'csv', '--start', '-1d', '--end', '-2d'], 2, /ends before it starts/],
  ])('%j is refused', async (argv, code, reason) => {
    const refused = await run('export', ...argv);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toMatch(reason);
  });

  test('leaves what is there, unless told with --force', async () => {
    const path = join(folder, 'taken.csv');
    writeFileSync(path, 'mine');
    const refused = await run('export', '--format', 'csv', '--output', path, '--json');
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout).error.code).toBe('exists');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect((await run('export', '--format', 'csv', '--output', path, '--force')).code).toBe(0);
    const own = await run('export', '--format', 'csv', '--output', db, '--force');
    expect([own.code, own.stderr]).toEqual([2, expect.stringContaining('belongs to the database itself')]);
  });

  test('nothing acts on a terminal', async () => {
    for (const argv of [
      ['export', '--format', 'ndjson'],
      ['rejects', '--raw', '2:3'],
      ['extract-object', '1'],
    ]) {
      const refused = await trailql([...argv, '--db', db], { tty: true });
      expect([refused.code, refused.stdout]).toEqual([2, '']);
      expect(refused.stderr).toContain('Standard output is a terminal');
    }
  });
});

describe('extract-object', () => {
  test('gives an object byte for byte, by id, path or the end of it', async () => {
    for (const name of ['1', object, NAME]) {
      const { code, bytes, stderr } = await run('extract-object', name);
      expect(code).toBe(0);
      expect(bytes.equals(readFileSync(object))).toBe(true);
      expect(stderr).toContain(`its SHA-256 is ${sha256(bytes)}, as it was at ingest`);
    }
    const path = join(folder, 'object.gz');
    expect((await run('extract-object', '1', '-o', path)).code).toBe(0);
    expect(readFileSync(path).equals(readFileSync(object))).toBe(true);
    expect((await run('extract-object', '1', '-o', path)).code).toBe(2);
    expect((await run('extract-object', '1', '-o', path, '--force')).code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('says how to keep objects when it was not kept', async () => {
    const other = join(folder, 'other.db');
    await trailql(['ingest', join(folder, 'logs'), '--db', other]);
    const path = join(folder, 'none.gz');
    const { code, stderr } = await trailql(['extract-object', '1', '--db', other, '-o', path]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/were not kept\.\nhint: .*--keep-objects/);
    expect(existsSync(path)).toBe(false);
    expect((await run('extract-object', 'nothing')).code).toBe(4);
  });
});
