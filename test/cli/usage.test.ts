import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { trailql } from './console.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailql-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const COMMANDS = [
  ...['ingest', 'query', 'fields', 'sources', 'rejects', 'provenance', 'export', 'extract-object'],
  ...['explain', 'check', 'format', 'lookup', 'saved'],
];

describe('help', () => {
  test('names every command and every exit code', async () => {
    const { code, stdout } = await trailql(['--help']);
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(stdout).toContain(`  ${name} `);
    for (const [exitCode, meaning] of EXIT_CODES)
      expect(stdout).toMatch(new RegExp(`^  ${exitCode} +${meaning}$`, 'm'));
  });

  test.each(COMMANDS.map((name) => [name]))('of %s has examples', async (name) => {
    const { code, stdout } = await trailql([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n  # .+\\n  \\$ trailql ${name} `));
  });

  test('is shown when there is no command, which is wrong usage', async () => {
    const { code, stdout, stderr } = await trailql([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: trailql');
  });

  test('the version is the one of the package', async () => {
    expect(await trailql(['--version'])).toEqual({ code: 0, stdout: '9.9.9\n', stderr: '' });
  });
});

describe('wrong usage', () => {
  test.each([
    [['qery'], /unknown command 'qery' \(Did you mean query\?\)/],
    [['query', 'x', '--jsn'], /unknown option '--jsn' \(Did you mean --json\?\)/],
    [['query'], /There is no query/],
    [['query', 'fields a', '--file', 'b'], /There are two queries/],
    [['query', 'a', 'b'], /too many arguments/],
    [['query', 'x', '--format', 'xml'], /Allowed choices are table, json, ndjson, csv, markdown, api/],
    [['query', 'x', '--chart', '--format', 'csv'], /cannot be csv/],
    [['query', 'x', '--csv-raw'], /--csv-raw does nothing with the format table/],
    [['query', 'x', '--fold', '--format', 'csv'], /--fold does nothing with the format csv/],
    [['query', 'x', '--width', '80', '--format', 'markdown'], /--width does nothing with the format markdown/],
    [['query', 'x', '--from', '.', '--db', 'a.db'], /cannot be used with option '--db <file>'/],
    [['query', '-', '--from', '-'], /Standard input cannot be both the query and an archive/],
    [['query', '-', '--from', 'a', '--from', '-'], /Standard input cannot be both/],
    [['query', 'x', '--from', 'a', 'b'], /too many arguments.*\n.*--from A --from B/],
    [['query', 'x', '--from=a', 'b'], /too many arguments.*\n.*--from A --from B/],
    [['query', 'x', '--start', 'tomorrow'], /tomorrow is not a time/],
    [['query', 'x', '--start', '-1M'], /-1M is not a time.*m \(minutes\).*mo \(months\)/],
    [['query', 'x', '--end', '2024-02-30'], /does not exist in the calendar/],
    [['query', 'x', '--start'], /argument missing/],
    [['query', 'x', '--width', '3'], /whole number from 20/],
    [['ingest'], /missing required argument 'src'/],
    [['ingest', '.', '--workers', '-1'], /whole number from 0/],
    [['ingest', '.', '--max-record-bytes', 'many'], /number of bytes/],
    [['fields', 'a', 'b'], /too many arguments/],
    [['explain'], /There is no query/],
    [['check'], /There is no query/],
  ])('%j exits with 2 and says why in one line with a way out', async (argv, reason) => {
    const { code, stdout, stderr } = await trailql(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/^error: .+\nhint: .+\n$/);
  });

  test('with --json it is a JSON object on standard output too', async () => {
    const { code, stdout, stderr } = await trailql(['query', 'x', '--bogus', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage', message: "unknown option '--bogus'", hint: 'See trailql query --help.' },
    });
    expect(stderr).toContain("error: unknown option '--bogus'");
  });

  test.each([['fields'], ['sources'], ['query']])('the layout of a table contradicts %s --json', async (name) => {
    const { code, stderr } = await trailql([name, '--fold', '--json']);
    expect(code).toBe(2);
    expect(stderr).toContain("option '--fold' cannot be used with option '--json'");
  });

  test('two formats contradict each other', async () => {
    const { code, stderr } = await trailql(['query', 'x', '--json', '--format', 'csv']);
    expect(code).toBe(2);
    expect(stderr).toContain('--json and --format csv contradict each other');
  });

  test('a time range that ends before it starts names both ends', async () => {
    const { code, stderr } = await trailql(['query', 'fields a', '--from', folder, '--start', '-1d', '--end', '-2d']);
    expect(code).toBe(2);
    expect(stderr).toContain('2024-05-31T00:00:00.000Z to 2024-05-30T00:00:00.000Z');
  });
});

describe('what cannot be opened', () => {
  test.each([
    [['query', 'fields a']],
    [['fields']],
    [['sources']],
    [['check', 'fields a']],
    [['explain', 'fields a', '--profile']],
  ])('%j without its database says how to make one', async (argv) => {
    const { code, stdout, stderr } = await trailql([...argv, '--db', join(folder, 'none.db')]);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(
      /^error: The database .*none\.db does not exist\.\nhint: Make it with trailql ingest SRC --db .*none\.db/,
    );
  });

  test.each([[['ingest']], [['query', 'fields a', '--from']]])(
    '%j of a source that does not exist makes nothing',
    async (argv) => {
      const { code, stderr } = await trailql([...argv, join(folder, 'no\x1bwhere')]);
      expect(code).toBe(4);
      expect(stderr).toMatch(/^error: The source .*no\\x1bwhere does not exist\./);
    },
  );

  test('a query file that does not exist', async () => {
    const { code, stderr } = await trailql(['check', '--file', join(folder, 'none.cwli')]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: The query file .*none\.cwli cannot be read: it does not exist\.\n$/);
  });

  test('--file - is told how to read standard input', async () => {
    const { code, stderr } = await trailql(['check', '--file', '-']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/hint: To read standard input, write - without --file\.\n$/);
  });

  test('a query file that is a folder or that is missing has the code of other files', async () => {
    const folderFile = await trailql(['check', '--file', folder, '--json']);
    expect(JSON.parse(folderFile.stdout)).toMatchObject({
      error: { code: 'unreadable', message: expect.stringContaining('it is a folder') },
    });
    const missing = await trailql(['check', '--file', join(folder, 'none.cwli'), '--json']);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'not-found' } });
  });

  test.skipIf(process.platform === 'win32')('a query file without end is read only as far as shows that', async () => {
    const { code, stderr } = await trailql(['check', '--file', '/dev/zero']);
    expect(code).toBe(2);
    expect(stderr).toContain('The query is longer than 1 MB');
  });

  // Permissions do not bind root, and Windows has others.
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'what may not be read is told in words, and a named source of that kind makes nothing',
    async () => {
      const file = join(folder, 'locked');
      writeFileSync(file, 'fields a');
      chmodSync(file, 0);
      expect((await trailql(['check', '--file', file])).stderr).toContain('its permissions do not allow it');
      const { code, stderr } = await trailql(['ingest', folder, file, '--db', join(folder, 'locked.db')]);
      expect(code).toBe(4);
      expect(stderr).toMatch(/^error: The source .*locked cannot be read\.\nhint: Check its permissions/);
    },
  );

  test('a query file that is no text', async () => {
    const file = join(folder, 'binary.cwli');
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]));
    const { code, stderr } = await trailql(['check', '--file', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('not UTF-8 text');
  });

  test('a database that is none', async () => {
    const file = join(folder, 'text.db');
    writeFileSync(file, 'hello, this is no database at all, only some text '.repeat(50));
    const { code, stdout } = await trailql(['fields', '--db', file, '--json']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'not-a-store' } });
  });

  test('an empty file is told to be empty', async () => {
    const file = join(folder, 'zero.db');
    writeFileSync(file, '');
    const { code, stderr } = await trailql(['fields', '--db', file]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: .*zero\.db is empty: nothing has been ingested into it\./);
  });

  test('ingesting into a folder is refused with the name of a file in it', async () => {
    const archives = join(folder, 'archives');
    mkdirSync(archives);
    const { code, stderr } = await trailql(['ingest', archives, '--db', archives]);
    expect(code).toBe(4);
    expect(stderr).toContain(
      `${archives} is a folder, not a file. Name a file in it, such as ${join(archives, 'trail.db')}.`,
    );
  });
});

describe('machine output', () => {
  const decimals = (figure: number) => String(figure).split('.')[1]?.length ?? 0;

  test('durations have three decimals at most', async () => {
    const archive = join(folder, 'events.json');
    writeFileSync(
      archive,
      '{"Records":[{"eventVersion":"1.08","eventID":"1","eventTime":"2024-05-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"A"}]}',
    );
    const db = join(folder, 'rounded.db');
    const ingested = JSON.parse((await trailql(['ingest', archive, '--db', db, '--json'])).stdout);
    expect(decimals(ingested.seconds)).toBeLessThanOrEqual(3);
    const queried = JSON.parse((await trailql(['query', 'fields eventName', '--db', db, '--json'])).stdout);
    expect(decimals(queried.statistics.elapsedMs)).toBeLessThanOrEqual(3);
    const argv = ['explain', 'fields eventName', '--db', db, '--profile', '--json'];
    const explained = JSON.parse((await trailql(argv)).stdout);
    for (const { ms } of explained.profile.stages) expect(decimals(ms)).toBeLessThanOrEqual(3);
  });
});

describe('standard output that fails', () => {
  const failing = (code: string) => Object.assign(new Error(`${code}: no space, write`), { code, syscall: 'write' });

  test.each([[['check', 'fields a']], [['check', 'fields a', '--json']], [['explain', 'fields a', '--json']]])(
    '%j is told in words and exits with 4, for nothing is wrong with trailql',
    async (argv) => {
      const { code, stderr } = await trailql(argv, { stdoutError: failing('ENOSPC') });
      expect([code, stderr]).toEqual([4, 'error: Standard output cannot be written: there is no space left.\n']);
    },
  );

  test('an error keeps its exit code', async () => {
    const { code, stderr } = await trailql(['query', 'x', '--bogus', '--json'], { stdoutError: failing('ENOSPC') });
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--bogus'");
  });

  test('a reader that is gone is no error', async () => {
    const { code, stderr } = await trailql(['check', 'fields a', '--json'], { stdoutError: failing('EPIPE') });
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('check', () => {
  test('a good query has no problems', async () => {
    expect(await trailql(['check', 'stats count(*) by eventName'])).toEqual({
      code: 0,
      stdout: 'No problems found\n',
      stderr: '',
    });
  });

  test('errors are drawn and counted, and exit with 1', async () => {
    const { code, stdout } = await trailql(['check', 'stats lower(eventName)']);
    expect(code).toBe(1);
    expect(stdout).toContain(' 1 │ stats lower(eventName)\n   │       ^^^^^');
    expect(stdout).toMatch(/\n\n1 error\n$/);
  });

  test('a difference to CloudWatch fails unless it is lenient', async () => {
    const query = 'filter eventName == "x"';
    const strict = await trailql(['check', query, '--json']);
    expect(strict.code).toBe(1);
    expect(JSON.parse(strict.stdout)).toMatchObject({ ok: false, diagnostics: [{ code: 'double-equals' }] });
    const lenient = await trailql(['check', query, '--json', '--lenient']);
    expect(lenient.code).toBe(0);
    expect(JSON.parse(lenient.stdout)).toMatchObject({ ok: true, diagnostics: [{ code: 'double-equals' }] });
  });

  test('a query can come from standard input or a file', async () => {
    expect((await trailql(['check', '-'], { stdin: 'fields eventName\n' })).code).toBe(0);
    const file = join(folder, 'q.cwli');
    writeFileSync(file, '\ufefffields eventName\n| nonsense');
    const { code, stdout } = await trailql(['check', '--file', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('q.cwli:2:3');
  });
});

describe('explain', () => {
  test('shows what is chosen', async () => {
    const { code, stdout } = await trailql(['explain', 'fields eventName', '--sql', '--json']);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout))).toEqual(['sql', 'parameters', 'scan', 'subqueries']);
  });

  test('an erroneous query is drawn on standard error', async () => {
    const { code, stdout, stderr } = await trailql(['explain', 'fields eventName |']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error\[unexpected-symbol\]/);
  });

  test('with --json its diagnostics are in the error', async () => {
    const { stdout } = await trailql(['explain', 'fields eventName |', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'query-error', diagnostics: [{ code: 'unexpected-symbol' }] },
    });
  });
});
