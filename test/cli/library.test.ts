/** Lookup tables and saved queries on the command line. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callText } from '../../src/cli/saved-call.ts';
import { defaultLiteral, literalOf } from '../../src/engine/saved-query-defaults.ts';
import { trailql } from './console.ts';

let folder: string;
let db: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailql-cli-'));
  db = join(folder, 'trail.db');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a file into the folder and returns its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Runs a command over the database of the test. */
function run(...argv: string[]) {
  return trailql([...argv, '--db', db]);
}

async function json(...argv: string[]): Promise<unknown> {
  return JSON.parse((await run(...argv, '--json')).stdout);
}

const CLOCK = Date.UTC(2024, 5, 1);

describe('lookup', () => {
  const CSV = '\ufeffid,owner\r\n111122223333,"Doe, J."\r\n2,\x1b[31m\r\n';

  test('add makes the database and stores the table exactly', async () => {
    const added = await run('lookup', 'add', 'accounts', file('a.csv', CSV));
    expect(added).toEqual({ code: 0, stdout: 'Lookup table accounts added: 2 rows of id, owner\n', stderr: '' });
    expect(await json('lookup', 'show', 'accounts')).toEqual({
      name: 'accounts',
      columns: ['id', 'owner'],
      rows: [
        ['111122223333', 'Doe, J.'],
        ['2', '\x1b[31m'],
      ],
    });
  });

  test('add reads standard input', async () => {
    const argv = ['lookup', 'add', 'accounts', '-', '--db', db, '--json'];
    const { code, stdout } = await trailql(argv, { stdin: 'id\n1\n' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ name: 'accounts', columns: ['id'], rows: 1, size: 5, replaced: false });
  });

  test('show and list draw tables that cannot act on a terminal', async () => {
    await run('lookup', 'add', 'accounts', file('a.csv', CSV));
    const shown = await run('lookup', 'show', 'accounts');
    expect(shown.stdout).toContain('│ 111122223333 │ Doe, J.  │');
    expect(shown.stdout).toContain('\\x1b[31m');
    expect(shown.stdout).toMatch(/\n2 rows\n$/);
    const listed = await run('lookup', 'list');
    expect(listed.stdout).toContain('│ accounts │ id, owner │    2 │ 46 B │ 2024-06-01 00:00:00 │');
    expect(await json('lookup', 'list')).toEqual({
      tables: [{ name: 'accounts', columns: ['id', 'owner'], rows: 2, size: 46, modified: CLOCK }],
    });
  });

  test('add refuses a name that is taken unless it may replace', async () => {
    await run('lookup', 'add', 'accounts', file('a.csv', CSV));
    const other = file('b.csv', 'id\n');
    const refused = await run('lookup', 'add', 'accounts', other);
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: There is a lookup table accounts already.\nhint: With --replace the new one takes its place.\n',
    });
    expect(await json('lookup', 'add', 'accounts', other)).toMatchObject({ error: { code: 'exists' } });
    const { stdout } = await run('lookup', 'add', 'accounts', other, '--replace');
    expect(stdout).toBe('Lookup table accounts replaced: 0 rows of id\n');
  });

  test('remove removes it', async () => {
    await run('lookup', 'add', 'accounts', file('a.csv', CSV));
    expect((await run('lookup', 'remove', 'accounts')).stdout).toBe('Lookup table accounts removed\n');
    expect(await json('lookup', 'list')).toEqual({ tables: [] });
  });

  test.each([
    ['a cell too few', 'a,b\n1\n', /^error: The CSV of the lookup table t cannot be read: line 2: the row has 1 cell/],
    ['a column twice', 'a,a\n', /line 1: the header has the column a twice/],
    ['nothing', '', /line 1: there is no header row/],
    ['no text', Uint8Array.of(0x61, 0xff), /The lookup table is not UTF-8 text/],
    ['more than 10 MB', `a\n${'x'.repeat(10 * 1024 * 1024)}`, /The lookup table is longer than 10 MB/],
  ])('a file with %s is wrong usage, and no database is made', async (_, content, reason) => {
    const { code, stderr } = await run('lookup', 'add', 't', file('t.csv', content));
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
    expect(existsSync(db)).toBe(false);
  });

  test('a name with other characters is wrong usage, and no database is made', async () => {
    expect(await json('lookup', 'add', 'a-b', file('a.csv', CSV))).toMatchObject({ error: { code: 'invalid' } });
    expect(existsSync(db)).toBe(false);
  });

  test('what is not there exits with 4, with the nearest name', async () => {
    const missing = await run('lookup', 'add', 't', join(folder, 'none.csv'));
    expect([missing.code, missing.stderr]).toEqual([4, expect.stringMatching(/none\.csv cannot be read: it does not/)]);
    expect((await run('lookup', 'remove', 't')).stderr).toMatch(/^error: The database .* does not exist/);
    await run('lookup', 'add', 'accounts', file('a.csv', CSV));
    for (const command of ['show', 'remove']) {
      const { code, stderr } = await run('lookup', command, 'acounts');
      expect([code, stderr]).toEqual([4, 'error: There is no lookup table acounts.\nhint: Did you mean accounts?\n']);
      expect(await json('lookup', command, 'acounts')).toMatchObject({ error: { code: 'not-found' } });
    }
  });

  test('wrong usage names the help of the subcommand', async () => {
    expect((await trailql(['lookup', 'show'])).stderr).toContain('See trailql lookup show --help.');
    expect((await trailql(['lookup', 'lst'])).stderr).toMatch(/Did you mean list\?.*\nhint: See trailql lookup --help/);
    expect((await trailql(['lookup'])).code).toBe(2);
  });
});

describe('saved', () => {
  test('add makes the database, and finds the parameters that only the text names', async () => {
    const added = await run('saved', 'add', 'iam/denied', 'filter a = {{code}} | limit {{n}}', '--parameter', 'code=x');
    expect(added).toEqual({ code: 0, stdout: 'Saved query iam/denied added: code = "x", n\n', stderr: '' });
    expect(await json('saved', 'list')).toEqual({
      queries: [
        {
          name: 'iam/denied',
          text: 'filter a = {{code}} | limit {{n}}',
          parameters: [{ name: 'code', defaultValue: '"x"' }, { name: 'n' }],
          modified: CLOCK,
        },
      ],
    });
  });

  test('add takes a text from a file or standard input, and descriptions', async () => {
    const path = file('q.cwli', 'limit {{n}}\n');
    await run('saved', 'add', 'a', '--file', path, '--parameter', 'n=5', '--description', 'n=how many = rows');
    expect(await json('saved', 'show', 'a')).toMatchObject({
      text: 'limit {{n}}\n',
      parameters: [{ name: 'n', defaultValue: '5', description: 'how many = rows' }],
    });
    await trailql(['saved', 'add', 'b', '-', '--db', db], { stdin: 'limit 1' });
    expect(await json('saved', 'show', 'b')).toMatchObject({ text: 'limit 1', parameters: [] });
  });

  test('show prints the text alone on standard output', async () => {
    await run('saved', 'add', 'a', 'limit {{n}}\n', '--parameter', 'n=5', '--description', 'n=how many');
    expect(await run('saved', 'show', 'a')).toEqual({
      code: 0,
      stdout: 'limit {{n}}\n',
      stderr: 'parameter n = 5 (how many)\n',
    });
  });

  test('list draws a table', async () => {
    await run('saved', 'add', 'a', 'filter x = {{p}}\n| limit 1', '--parameter', 'p=y');
    const { stdout } = await run('saved', 'list');
    expect(stdout).toContain('│ a     │ p = "y"    │ filter x = {{p}} | limit 1 │ 2024-06-01 00:00:00 │');
    expect(stdout).toMatch(/\n1 saved query\n$/);
  });

  test('add replaces only on request, and remove removes', async () => {
    await run('saved', 'add', 'a', 'limit 1');
    expect(await run('saved', 'add', 'a', 'limit 2')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--replace/),
    });
    expect((await run('saved', 'add', 'a', 'limit 3', '--replace')).stdout).toBe(
      'Saved query a replaced: no parameters\n',
    );
    expect(await json('saved', 'show', 'a')).toMatchObject({ text: 'limit 3' });
    expect(await json('saved', 'remove', 'a')).toEqual({ removed: 'a' });
    expect((await run('saved', 'remove', 'a')).code).toBe(4);
  });

  test.each([
    [['a', 'limit 1', '--parameter', 'n=1'], /Required parameters not found in queryString: \{\{n\}\}/],
    [['a', 'limit {{n}}', '--parameter', 'n=1', '--parameter', 'n'], /Duplicate parameter name: n/],
    [['a', 'limit {{n}}', '--description', 'n=x'], /no --parameter n\./],
    [['a', 'limit {{n}}', '--description', 'n'], /Write a name, = and a value/],
    [['a', ' '], /it has no text/],
    [['a'], /There is no query/],
    [['', 'limit 1'], /1 to 255 characters/],
  ])('add %j is wrong usage, and no database is made', async (argv, reason) => {
    const { code, stderr } = await run('saved', 'add', ...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
    expect(existsSync(db)).toBe(false);
  });

  describe('import', () => {
    const definitions = (...queryDefinitions: object[]) => file('queries.json', JSON.stringify({ queryDefinitions }));

    test('reads what describe-query-definitions prints', async () => {
      const path = definitions(
        {
          queryLanguage: 'CWLI',
          queryDefinitionId: '1',
          name: 'iam/denied',
          queryString: 'limit 1',
          logGroupNames: ['g'],
        },
        {
          name: 'level',
          queryString: 'filter a = {{level}} | filter b like /{{word}}/ | limit {{n}}',
          parameters: [
            { name: 'level', defaultValue: 'ERROR', description: 'a level' },
            { name: 'word', defaultValue: 'ERROR' },
          ],
        },
        { queryLanguage: 'SQL', name: 'sql', queryString: 'SELECT 1' },
      );
      const { code, stdout, stderr } = await run('saved', 'import', path);
      expect([code, stdout]).toEqual([0, '2 saved queries imported\n']);
      expect(stderr).toContain('note: the saved query sql is left out: it is written in SQL');
      expect(stderr).toContain('note: the log groups of 1 saved query are not kept');
      expect(await json('saved', 'show', 'level')).toMatchObject({
        parameters: [
          { name: 'level', defaultValue: '"ERROR"', description: 'a level' },
          { name: 'word', defaultValue: 'ERROR' },
          { name: 'n' },
        ],
      });
    });

    test('reads standard input, and tells of pages that are missing', async () => {
      const stdin = JSON.stringify({ queryDefinitions: [{ name: 'a', queryString: 'limit 1' }], nextToken: 'x' });
      const { code, stdout } = await trailql(['saved', 'import', '-', '--db', db, '--json'], { stdin });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({
        imported: ['a'],
        replaced: [],
        skipped: [],
        notes: [expect.stringMatching(/nextToken/)],
      });
    });

    test('reads the texts of a folder by their paths', async () => {
      mkdirSync(join(folder, 'q', 'iam'), { recursive: true });
      file('q/iam/users.cwli', 'limit {{n}}');
      const top = file('q/top.TXT', 'limit 2');
      file('q/readme.md', 'no query');
      symlinkSync(top, join(folder, 'q', 'link.cwli'));
      expect(await json('saved', 'import', join(folder, 'q'))).toMatchObject({
        imported: ['iam/users', 'link', 'top'],
      });
      expect(await json('saved', 'show', 'iam/users')).toMatchObject({ parameters: [{ name: 'n' }] });
    });

    test('replaces only on request, and is all or nothing', async () => {
      await run('saved', 'add', 'b', 'limit 1');
      const path = definitions({ name: 'a', queryString: 'limit 2' }, { name: 'b', queryString: 'limit 2' });
      expect((await run('saved', 'import', path)).code).toBe(2);
      expect(await json('saved', 'list')).toMatchObject({ queries: [{ name: 'b', text: 'limit 1' }] });
      expect((await run('saved', 'import', path, '--replace')).stdout).toBe(
        '2 saved queries imported, 1 of them replaced\n',
      );
    });

    test.each([
      ['{', /is not JSON\.\nhint: Name a folder/],
      ['{}', /has no list queryDefinitions/],
      ['{"queryDefinitions":[{"name":"a"}]}', /There is no queryString in queryDefinitions\[0\]/],
      ['{"queryDefinitions":[{"name":1,"queryString":"x"}]}', /The name in queryDefinitions\[0\] .* is no text/],
      ['{"queryDefinitions":[null]}', /There is no name/],
      ['{"queryDefinitions":[{"name":"a","queryString":"x","parameters":{}}]}', /are no list/],
      ['{"queryDefinitions":[{"name":"a","queryString":""}]}', /it has no text/],
      ['[{"name":"a","queryString":"x"},{"name":"a","queryString":"y"}]', /There are two saved queries a/],
    ])('%s is wrong usage', async (content, reason) => {
      const { code, stderr } = await run('saved', 'import', file('queries.json', content));
      expect(code).toBe(2);
      expect(stderr).toMatch(reason);
    });

    test('what is not there exits with 4', async () => {
      expect(await run('saved', 'import', join(folder, 'none.json'))).toMatchObject({
        code: 4,
        stderr: expect.stringMatching(/none\.json cannot be read: it does not exist/),
      });
      mkdirSync(join(folder, 'empty'));
      expect((await run('saved', 'import', join(folder, 'empty'))).stderr).toMatch(/no \.cwli or \.txt file/);
    });
  });

  describe('run', () => {
    const event = (eventName: string, i: number) => ({
      eventVersion: '1.08',
      eventID: `e${i}`,
      eventTime: `2024-05-01T10:0${i}:00Z`,
      eventSource: 's3.amazonaws.com',
      eventName,
    });

    beforeEach(async () => {
      const archive = file('events.json', JSON.stringify({ Records: ['A', 'A', 'B b', 'B b', 'B b'].map(event) }));
      await trailql(['ingest', archive, '--db', db]);
      const text = 'filter eventName = {{name}} # which\n| limit {{n}} # many';
      await run('saved', 'add', 'by name', text, '--parameter', 'name=A', '--parameter', 'n=10');
    });

    test('runs it with its defaults, or the values that are given', async () => {
      const rows = async (...argv: string[]) => {
        const { rows: found } = (await json('saved', 'run', 'by name', ...argv)) as { rows: unknown[] };
        return found.length;
      };
      expect(await rows()).toBe(2);
      expect(await rows('--param', 'name=B b')).toBe(3);
      expect(await rows('--param', 'name=B b', '--param', 'n=1')).toBe(1);
      expect(await rows('--param', 'name=B b', '--end', '2024-05-01T10:03:00Z')).toBe(2);
    });

    test('takes part in other queries', async () => {
      const query = 'fields eventName | $`by name`(name = "B b", n = 1)';
      expect(await json('query', query, '--strict')).toMatchObject({ rows: [{ eventName: 'B b' }] });
    });

    test('an unknown query, or an unknown parameter, is an error of the query', async () => {
      const unknown = await run('saved', 'run', 'by nam');
      expect([unknown.code, unknown.stdout]).toEqual([1, '']);
      expect(unknown.stderr).toMatch(
        /^error\[unknown-saved-query\]: ResourceNotFoundException.*[\s\S]*Did you mean by name\?/,
      );
      expect((await run('saved', 'run', 'by name', '--param', 'x=1')).stderr).toMatch(/^error\[saved-query-call\]/);
    });
  });

  test('run refuses two values of a parameter, and a name that no query can write', async () => {
    expect((await run('saved', 'run', 'a', '--param', 'n=1', '--param', 'n=2')).stderr).toMatch(/has two values/);
    expect((await run('saved', 'run', 'a`b')).stderr).toMatch(/cannot be called/);
    expect((await run('saved', 'run', 'a', '--json', '--format', 'csv')).code).toBe(2);
  });
});

describe('the call of a saved query', () => {
  test.each([
    ['denied', {}, '$denied()'],
    ['iam/new users', {}, '$`iam/new users`()'],
    ['in', { by: '1' }, '$`in`(`by` = 1)'],
    ['9lives', { a: 'x', b: '2' }, '$`9lives`(a = "x", b = 2)'],
  ])('of %s with %j is %s', (name, values, text) => {
    expect(callText(name, new Map(Object.entries(values)))).toBe(text);
  });

  test.each([
    ['5', '5'],
    ['-1.5e3', '-1.5e3'],
    ['5m', '5m'],
    ['30 days', '"30 days"'],
    ['"a b"', '"a b"'],
    ["'a'", "'a'"],
    ['`user name`', '`user name`'],
    ['["a", "b"]', '["a", "b"]'],
    ['/a\\/b/', '/a\\/b/'],
    ['/aws/lambda/', '"/aws/lambda/"'],
    ['ERROR', '"ERROR"'],
    ['a"b\\', '"a\\"b\\\\"'],
    ['"a"b"', '"\\"a\\"b\\""'],
    ['', '""'],
  ])('has the value %s as %s', (value, literal) => {
    expect(literalOf(value)).toBe(literal);
  });

  test.each([
    ['filter a = {{p}}', '"x"'],
    ['filter a = "{{p}}"', 'x'],
    ['filter a like /{{p}}/', 'x'],
    ['filter a = "{{p}}" or b = {{p}}', '"x"'],
    ['fields a | {{p}}', 'x'],
    ['{{p}}', 'x'],
  ])('in %s takes the default x as %s', (template, literal) => {
    expect(defaultLiteral(template, 'p', 'x')).toBe(literal);
  });
});
