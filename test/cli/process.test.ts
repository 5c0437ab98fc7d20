/**
 * The built program as a process. `TRAILQL_CLI` names another build than `dist/cli.js`, such as an installed one.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = process.env['TRAILQL_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

let folder: string;
let db: string;

/** Without the colour variables of whoever runs the tests. */
function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, TRAILQL_DEBUG: ___, ...rest } = process.env;
  return { ...rest, ...extra };
}

function trailql(argv: readonly string[], options: { input?: string | Uint8Array; env?: Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...argv], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(options.env),
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  return { code: status, stdout, stderr };
}

function event(i: number, more: object = {}): object {
  return {
    eventVersion: '1.08',
    eventID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    eventTime: new Date(Date.UTC(2024, 4, 1, 10, i)).toISOString().replace('.000', ''),
    eventSource: 's3.amazonaws.com',
    eventName: i % 3 === 0 ? 'PutObject' : 'GetObject',
    awsRegion: 'us-east-1',
    recipientAccountId: '111122223333',
    userAgent: `agent-${i}`,
    ...more,
  };
}

function archive(name: string, events: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, gzipSync(JSON.stringify({ Records: events })));
  return path;
}

describe.runIf(existsSync(CLI))('the built program', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'trailql-process-'));
    db = join(folder, 'trail.db');
    mkdirSync(join(folder, 'logs'));
    const events = Array.from({ length: 30 }, (_, i) => event(i));
    archive('logs/a.json.gz', [...events, event(0), event(30, { userAgent: '=cmd|"/c"\x1b[31m' })]);
    expect(trailql(['ingest', 'logs']).code).toBe(0);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([['--version'], ['-V']])('%s prints the version of the package', (flag) => {
    const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
    expect(trailql([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  describe('ingest', () => {
    test('has figures that balance, and skips what it has', () => {
      const { code, stdout } = trailql(['ingest', 'logs', '--db', 'again.db', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        objects: 1,
        failedObjects: 0,
        records: 32,
        events: 31,
        duplicates: 1,
        rejects: 0,
      });
      const again = JSON.parse(trailql(['ingest', 'logs', '--db', 'again.db', '--json']).stdout);
      expect(again).toMatchObject({ objects: 0, skippedObjects: 1, records: 0 });
    });

    test('reads standard input', () => {
      const { code, stdout } = trailql(['ingest', '-', '--db', 'stdin.db', '--json'], {
        input: JSON.stringify({ Records: [event(1)] }),
      });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ events: 1 });
    });

    test('--strict exits with 3 when an object is damaged, without it damage is told', () => {
      const whole = gzipSync(
        JSON.stringify({
          Records: Array.from({ length: 500 }, (_, i) => event(i, { userAgent: String(Math.sin(i)) })),
        }),
      );
      writeFileSync(join(folder, 'cut.json.gz'), whole.subarray(0, whole.length - 2000));
      const lenient = trailql(['ingest', 'cut.json.gz', '--db', 'lenient.db']);
      expect(lenient.code).toBe(0);
      expect(lenient.stderr).toMatch(/^note: .*cut\.json\.gz/m);
      expect(trailql(['ingest', 'cut.json.gz', '--db', 'strict.db', '--strict']).code).toBe(3);
    });

    test('exits with 4 when nothing can be read', () => {
      writeFileSync(
        join(folder, 'broken.json.gz'),
        Buffer.concat([gzipSync('x').subarray(0, 10), Buffer.from('garbage')]),
      );
      const { code, stdout } = trailql(['ingest', 'broken.json.gz', '--db', 'broken.db', '--json']);
      expect(code).toBe(4);
      expect(JSON.parse(stdout)).toMatchObject({ failedObjects: 1, error: { code: 'unreadable' } });
      expect(trailql(['query', 'fields eventName', '--from', 'broken.json.gz']).code).toBe(4);
    });

    test('a second interrupt ends the process with 130', async () => {
      const child: ChildProcess = spawn(process.execPath, [CLI, 'ingest', '-', '--db', 'interrupted.db'], {
        cwd: folder,
        env: environment(),
      });
      const { stdin, stderr } = child;
      if (stdin === null || stderr === null) throw new Error('no pipes');
      stdin.on('error', () => {});
      const ended = once(child, 'exit');
      // More than a pipe holds: taken only once the ingest reads.
      await new Promise((resolve) => stdin.write(`${JSON.stringify(event(1))}\n`.repeat(5000), resolve));
      child.kill('SIGINT');
      await once(stderr, 'data');
      child.kill('SIGINT');
      expect(await ended).toEqual([130, null]);
    });
  });

  describe('query', () => {
    test('prints a table with its footer', () => {
      const { code, stdout, stderr } = trailql(['query', 'stats count(*) as n by eventName | sort n desc']);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('│ GetObject │ 20 │');
      expect(stdout).toMatch(/\nShowing 2 of 31 records matched, 31 scanned in .+\n$/);
    });

    test.each([
      ['json', /^\{"columns"/],
      ['ndjson', /^\{"@timestamp"/],
      ['csv', /^@timestamp,userAgent\r\n2024-05-01 10:30:00\.000,"'=cmd\|""\/c""/],
      ['markdown', /^\| @timestamp \| userAgent \|\n/],
      ['api', /^\{"queryLanguage":"CWLI"/],
    ])('prints %s', (format, start) => {
      const { code, stdout } = trailql(['query', 'fields @timestamp, userAgent', '--format', format]);
      expect(code).toBe(0);
      expect(stdout).toMatch(start);
    });

    test('--from needs no database', () => {
      const { code, stdout } = trailql(['query', 'stats count(*) as n', '--from', 'logs', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).rows).toEqual([{ n: '31' }]);
    });

    test('a time range is inclusive and can count from the newest event', () => {
      const count = (...range: string[]) =>
        JSON.parse(trailql(['query', 'stats count(*) as n', '--json', ...range]).stdout).rows[0]?.n;
      expect(count('--start', '2024-05-01T10:10:00Z', '--end', '2024-05-01T10:20:00Z')).toBe('11');
      expect(count('--start', '-5m', '--now', 'newest')).toBe('6');
      expect(count('--start', '1714557600', '--end', '1714557660000')).toBe('2');
    });

    test('an empty time range is explained', () => {
      const { code, stderr } = trailql(['query', 'fields eventName', '--start', '2030-01-01']);
      expect(code).toBe(0);
      expect(stderr).toContain('The events are from 2024-05-01T10:00:00.000Z to 2024-05-01T10:30:00.000Z');
    });

    test('draws a chart', () => {
      expect(trailql(['query', 'stats count(*) by bin(5m)', '--chart']).stdout).toContain('points, one per 5m, UTC');
      const table = trailql(['query', 'fields eventName | limit 1', '--chart']);
      expect(table.stderr).toContain('note: Only the result of a stats command can be drawn');
      expect(table.stdout).toContain('│ eventName │');
    });

    test('errors are drawn on standard error and exit with 1', () => {
      const { code, stdout, stderr } = trailql(['query', 'stats lower(eventName)']);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(' 1 │ stats lower(eventName)\n   │       ^^^^^');
    });

    test('portability warns, and fails with --strict', () => {
      const argv = ['query', 'filter eventName == "GetObject" | stats count(*) as n'];
      const warned = trailql(argv);
      expect(warned.code).toBe(0);
      expect(warned.stderr).toMatch(/^portability\[double-equals\]/);
      expect(trailql([...argv, '--strict']).code).toBe(1);
      const json = trailql([...argv, '--json']);
      expect(json.stderr).toBe('');
      expect(JSON.parse(json.stdout).diagnostics).toMatchObject([{ code: 'double-equals' }]);
    });
  });

  test.each([
    ['a result', ['query', 'fields eventName', '--json'], 0],
    ['an error of the query', ['query', 'fields |', '--json'], 1],
    ['an unknown option', ['query', 'fields a', '--json', '--bogus'], 2],
    ['a missing database', ['query', 'fields a', '--json', '--db', 'none.db'], 4],
    ['the fields', ['fields', '--json'], 0],
    ['the sources', ['sources', '--json'], 0],
    ['an explanation', ['explain', 'stats count(*) by eventName', '--json', '--profile'], 0],
    ['a check', ['check', 'fields |', '--json'], 1],
    ['a missing source', ['ingest', 'nowhere', '--json'], 4],
    ['the lookup tables', ['lookup', 'list', '--json'], 0],
    ['the saved queries', ['saved', 'list', '--json'], 0],
    ['a missing lookup table', ['lookup', 'show', 'none', '--json'], 4],
  ])('with --json, %s is one JSON document', (_, argv, exitCode) => {
    const { code, stdout } = trailql(argv);
    expect(code).toBe(exitCode);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  });

  test('fields, sources and explain print tables', () => {
    expect(trailql(['fields', 'eventN']).stdout).toMatch(/│ eventName +│ +31 │ 100 % │ string │/);
    expect(trailql(['sources']).stdout).toContain('32 records = 31 events + 1 duplicate + 0 rejects');
    expect(trailql(['explain', 'fields eventName', '--sql']).stdout).toMatch(/^SQL\n/);
    expect(trailql(['explain', 'fields eventName', '--profile']).stdout).toMatch(/^Profile\n/);
  });

  test('lookup tables and saved queries are kept beside the events, and an ingest leaves them alone', () => {
    const argv = ['--db', 'library.db'];
    writeFileSync(join(folder, 'owners.csv'), 'id,owner\n1,me\n');
    expect(trailql(['lookup', 'add', 'owners', 'owners.csv', ...argv])).toMatchObject({ code: 0, stderr: '' });
    expect(trailql(['saved', 'add', 'a', '-', ...argv], { input: 'limit 1' })).toMatchObject({ code: 0, stderr: '' });
    expect(trailql(['ingest', 'logs', ...argv]).code).toBe(0);
    expect(trailql(['lookup', 'show', 'owners', ...argv]).stdout).toContain('│ 1  │ me    │');
    expect(trailql(['saved', 'show', 'a', ...argv]).stdout).toBe('limit 1\n');
    expect(existsSync(join(folder, 'library.db-wal'))).toBe(false);
  });

  test('colours appear when they are forced, and never with NO_COLOR or --no-color', () => {
    const argv = ['query', 'fields eventName | limit 1'];
    expect(trailql(argv).stdout).not.toContain('\x1b');
    expect(trailql(argv, { env: { FORCE_COLOR: '1' } }).stdout).toContain('\x1b[1m');
    expect(trailql(argv, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain('\x1b');
    expect(trailql([...argv, '--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain('\x1b');
  });

  test('a reader that goes away is no error', async () => {
    const child = spawn(process.execPath, [CLI, 'query', 'fields @message', '--db', db], { env: environment() });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [code, signal] = await once(child, 'close');
    expect([code, signal, stderr]).toEqual([0, null, '']);
  });

  test('an unexpected error is one line without a stack trace, and the stack is there on request', () => {
    mkdirSync(join(folder, 'folder.db'));
    const { code, stderr } = trailql(['fields', '--db', 'folder.db']);
    expect([4, 70]).toContain(code);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(trailql(['fields', '--db', 'folder.db'], { env: { TRAILQL_DEBUG: '1' } }).stderr).toMatch(/^\s+at /m);
  });
});
