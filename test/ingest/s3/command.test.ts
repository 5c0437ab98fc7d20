/** The built command reading S3, as a process of its own. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EventStore } from '../../../src/store/event-store.ts';
import { envelope, gzip, json } from '../records.ts';
import { BUCKET, Bucket, CREDENTIALS } from './bucket.ts';

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const NAME = (minute: number): string =>
  `111122223333_CloudTrail_eu-west-1_20240501T10${String(minute).padStart(2, '0')}Z_aaaaaaaaaaaaaaaa.json.gz`;
const KEY = (minute: number): string => `AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/${NAME(minute)}`;

let bucket: Bucket;
let folder: string;

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command. */
function start(argv: readonly string[]): { readonly ended: Promise<Ran>; readonly interrupt: () => void } {
  const { FORCE_COLOR: _, AWS_PROFILE: __, ...rest } = process.env;
  const env = { ...rest, ...CREDENTIALS, HOME: folder, TMPDIR: folder, AWS_EC2_METADATA_DISABLED: 'true' };
  const child = spawn(process.execPath, [CLI, ...argv], { cwd: folder, env });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
  return { ended, interrupt: () => child.kill('SIGINT') };
}

const run = (argv: readonly string[]): Promise<Ran> => start(argv).ended;

/** Waits until something is so; when it never becomes so the test fails. */
async function until(isSo: () => boolean): Promise<void> {
  for (let looks = 0; looks < 1500 && !isSo(); looks++) await sleep(20);
  expect(isSo()).toBe(true);
}

function eventsOf(db: string): number {
  const store = EventStore.open(db);
  try {
    return store.eventCount();
  } finally {
    store.close();
  }
}

const s3 = (...more: readonly string[]): string[] => [
  'ingest',
  `s3://${BUCKET}`,
  ...['--endpoint', bucket.endpoint, '--path-style', '--s3-region', 'us-east-1', '--no-color'],
  ...more,
];

describe.runIf(existsSync(CLI))('the built command', () => {
  beforeAll(async () => {
    bucket = await Bucket.start();
    for (let i = 0; i < 20; i++) await bucket.put(KEY(i), gzip(envelope(json(i))));
  });

  afterAll(async () => {
    await bucket.stop();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trailql-s3-command-'));
    bucket.fault = () => undefined;
    bucket.asked = [];
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test('reads a bucket with worker threads, and then only what is new', async () => {
    const first = await run(s3('--json', '--workers', '2'));
    expect(first.stderr).toBe('');
    expect(JSON.parse(first.stdout)).toMatchObject({ objects: 20, events: 20, rejects: 0, retries: 0 });
    expect(first.code).toBe(0);
    const again = await run(s3('--json'));
    expect(JSON.parse(again.stdout)).toMatchObject({ objects: 0, skippedObjects: 20 });
    const query = await run(['query', 'stats count(*) as n', '--format', 'csv']);
    expect(query.stdout).toBe('n\r\n20\r\n');
  });

  test('goes on after an interrupt where it stopped, and leaves no temporary files', async () => {
    let asked = 0;
    bucket.fault = ({ kind }) => (kind === 'get' && ++asked > 12 ? { kind: 'stall', bytes: 10 } : undefined);
    const child = start(s3('--json', '--workers', '1'));
    await until(() => asked === 20);
    child.interrupt();
    const { code, stdout } = await child.ended;
    expect(code).toBe(130);
    const stopped = JSON.parse(stdout);
    expect(stopped).toMatchObject({ failedObjects: 0, error: { code: 'interrupted' } });
    bucket.fault = () => undefined;
    const rest = JSON.parse((await run(s3('--json'))).stdout);
    expect(stopped.events + rest.events).toBe(20);
    expect(rest).toMatchObject({ duplicates: 0, skippedObjects: stopped.objects });
    expect(readdirSync(folder)).toEqual(['trail.db']);
  });

  test('tells errors with a hint, as JSON too, and makes no database', async () => {
    bucket.fault = () => ({ kind: 'error', status: 400, code: 'ExpiredToken' });
    const ran = await run(s3('--json'));
    expect(ran.code).toBe(4);
    expect(JSON.parse(ran.stdout)).toEqual({
      error: {
        code: 'unreadable',
        message: 'The AWS credentials have expired.',
        hint: expect.stringContaining('aws sso login'),
      },
    });
    expect(ran.stderr).toMatch(/^error: The AWS credentials have expired\.\nhint: /);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('--dry-run tells what would be read and writes nothing', async () => {
    const ran = await run(s3('--dry-run', '--from', '2024-05-01', '--to', '2024-05-01'));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/111122223333 │ CloudTrail │ eu-west-1 │ +20 │.*│ 2024-05-01 │ 2024-05-01/);
    expect(ran.stdout).toMatch(/^20 objects, /m);
    expect(bucket.count('get')).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    const other = await run(s3('--dry-run', '--json', '--account', '444455556666'));
    expect(JSON.parse(other.stdout)).toMatchObject({ objects: 0, groups: [] });
  });

  test('--dry-run leaves out what the database has already', async () => {
    await run(s3());
    await bucket.put(KEY(50), gzip(envelope(json(50))));
    try {
      const ran = await run(s3('--dry-run'));
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toMatch(/^1 object, .*\n20 more stored already\n$/m);
      const asJson = await run(s3('--dry-run', '--json'));
      expect(JSON.parse(asJson.stdout)).toMatchObject({ objects: 1, skippedObjects: 20 });
    } finally {
      await bucket.remove(KEY(50));
    }
  });

  test('--watch reads what is added until Ctrl-C, and then reports', async () => {
    // Later looks are for what is delivered from now on.
    const now = new Date().toISOString();
    const later = `AWSLogs/111122223333/CloudTrail/eu-west-1/${now.slice(0, 10).replaceAll('-', '/')}/${NAME(40).replace('20240501T1040', now.slice(0, 16).replaceAll(/[-:]/g, ''))}`;
    const child = start(s3('--watch', '--interval', '1', '--json'));
    try {
      await until(() => bucket.count('get') === 20);
      await bucket.put(later, gzip(envelope(json(40))));
      // The look after the one that reads it begins when that has ended.
      await until(() => bucket.asked.some(({ key }) => key === later));
      const before = bucket.count('list');
      await until(() => bucket.count('list') > before);
      child.interrupt();
      const { code, stdout } = await child.ended;
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ objects: 21, events: 21, failedObjects: 0 });
    } finally {
      child.interrupt();
      await bucket.remove(later);
    }
  });

  test('--watch of a folder reads files when they rest', async () => {
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, 'a.json.gz'), gzip(envelope(json(1))));
    const child = start(['ingest', 'logs', '--watch', '--interval', '1', '--json', '--no-color']);
    try {
      await until(() => existsSync(join(folder, 'trail.db')));
      const whole = gzip(envelope(...Array.from({ length: 300 }, (_, i) => json(i + 2, { note: `${i * 7919}` }))));
      const file = join(logs, 'b.json.gz');
      for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 5)) {
        appendFileSync(file, whole.subarray(at, at + Math.ceil(whole.length / 5)));
        await sleep(400);
      }
      await until(() => eventsOf(join(folder, 'trail.db')) === 301);
      child.interrupt();
      const { code, stdout } = await child.ended;
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ objects: 2, events: 301, damagedObjects: 0, duplicates: 0 });
    } finally {
      child.interrupt();
    }
  });

  test('the SDK is loaded for S3 and for nothing else', () => {
    const dist = fileURLToPath(new URL('../../../dist', import.meta.url));
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.c?js$/.test(name));
    const withSdk = files.filter((name) => readFileSync(join(dist, name), 'utf8').includes('resolveAwsSdkSigV4Config'));
    expect(withSdk.sort()).toEqual(['list-public-keys.cjs', 's3-api.cjs']);
    const command = readFileSync(join(dist, 'command.cjs'), 'utf8');
    // What is loaded later, and not with the command.
    for (const name of withSdk) expect(command).toContain(`.then(()=>__toESM(require("./${name}")`);
  });
});
