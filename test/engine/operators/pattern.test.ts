import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowValue } from '../../../src/engine/functions/definition.ts';
import { createPattern } from '../../../src/engine/operators/pattern.ts';
import { valuesOf } from './run.ts';

const T = Date.UTC(2024, 4, 1);

interface Found {
  readonly pattern: string;
  readonly ratio: string;
  readonly count: string;
  readonly severity: string;
  readonly id: string;
  readonly tokens: string;
  readonly samples: string;
}

function patterns(texts: readonly RowValue[]): readonly Found[] {
  const rows = valuesOf(
    createPattern({ name: 'pattern' }),
    texts.map((text, i) => [text, T + i]),
  );
  return rows.map((values) => {
    const [pattern = '', ratio = '', count = '', severity = '', id = '', tokens = '', samples = ''] =
      values.map(String);
    return { pattern, ratio, count, severity, id, tokens, samples };
  });
}

const counts = (texts: readonly RowValue[]): readonly string[] =>
  patterns(texts).map(({ count, pattern }) => `${count} ${pattern}`);

/** Whether a text is the static tokens of a pattern with anything between them. */
function matches(tokens: string, text: string): boolean {
  const parsed = JSON.parse(tokens) as { tokenType: string; tokenString: string }[];
  const source = parsed.map(({ tokenType, tokenString }) =>
    tokenType === 'STATIC' ? tokenString.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&') : '.*',
  );
  return new RegExp(`^${source.join('')}$`, 's').test(text);
}

describe('columns', () => {
  test('a pattern has its text, share, count, severity, id, tokens and samples', () => {
    const texts = ['Error after 12ms for alice-1', 'ok', 'Error after 7ms for bob-2', 'Error after 12ms for bob-2'];
    const [first] = patterns(texts);
    expect({ ...first, tokens: JSON.parse(first?.tokens ?? ''), samples: JSON.parse(first?.samples ?? '') }).toEqual({
      pattern: 'Error after <Number-1>ms for <Token-2>',
      ratio: '0.75',
      count: '3',
      severity: 'ERROR',
      // From SHA-256 of the pattern.
      id: '9a619c79a27f78ad8f78408040ef275a',
      tokens: [
        { tokenType: 'STATIC', tokenString: 'Error after ' },
        {
          dynamicTokenPosition: 1,
          tokenType: 'DYNAMIC',
          tokenString: '<Number-1>',
          inferredTokenName: 'Number',
          isNumeric: true,
          isErrorCode: false,
          enumerations: { '12': 2, '7': 1 },
        },
        { tokenType: 'STATIC', tokenString: 'ms for ' },
        {
          dynamicTokenPosition: 2,
          tokenType: 'DYNAMIC',
          tokenString: '<Token-2>',
          inferredTokenName: 'Token',
          isNumeric: false,
          isErrorCode: false,
          enumerations: { 'alice-1': 1, 'bob-2': 2 },
        },
      ],
      samples: [
        { timestamp: T, logEvent: texts[0] },
        { timestamp: T + 2, logEvent: texts[2] },
        { timestamp: T + 3, logEvent: texts[3] },
      ],
    });
  });

  test('the most frequent pattern comes first, of equal ones the first to appear', () => {
    expect(counts(['one', 'two', 'three', 'three', 'four'])).toEqual(['2 three', '1 one', '1 two', '1 four']);
  });

  test('null texts count for nothing; numbers are their text, maps and lists their JSON', () => {
    const list = new TextEncoder().encode('["a"]');
    expect(patterns([null, 5, list, 6])).toMatchObject([
      { pattern: '<Number-1>', count: '2', ratio: '0.67' },
      { pattern: '["a"]', count: '1', ratio: '0.33' },
    ]);
    expect(patterns([null])).toEqual([]);
    expect(patterns([])).toEqual([]);
  });

  test('a text without tokens is a pattern', () => {
    expect(counts(['', ' -- ', '', '()'])).toEqual(['2 ', '1  -- ', '1 ()']);
  });

  test.each([
    ['An ERROR here', 'ERROR'],
    ['{"errorCode":"AccessDenied"}', 'ERROR'],
    ['warning: no error-free way', 'ERROR'],
    ['Warnings found', 'WARN'],
    ['[INFO] started', 'INFO'],
    ['[DEBUG] started', 'DEBUG'],
    ['information', 'NONE'],
  ])('the severity of %j is %s', (text, severity) => {
    expect(patterns([text])[0]?.severity).toBe(severity);
  });

  test('values of variable tokens do not make a severity', () => {
    expect(patterns(['read error-1', 'read error-2'])[0]).toMatchObject({
      pattern: 'read <Token-1>',
      severity: 'NONE',
    });
  });

  test('a token shows its ten most frequent values, and prototype names are values', () => {
    const values = [
      '10',
      '__proto__',
      '2',
      'constructor',
      ...Array.from({ length: 20 }, (_, i) => `v-${i}`),
      'constructor',
      'v-11',
    ];
    const tokens = patterns(values.map((value) => `login by ${value} failed`))[0]?.tokens ?? '';
    expect(tokens).toContain(
      '"enumerations":{"constructor":2,"v-11":2,"10":1,"2":1,"__proto__":1,"v-0":1,"v-1":1,"v-2":1,"v-3":1,"v-4":1}',
    );
  });

  test('a token whose values are HTTP status codes with an error among them is an error code', () => {
    const isErrorCode = (codes: readonly number[]) =>
      patterns(codes.map((code) => `GET / ${code}`))[0]?.tokens.includes('"isErrorCode":true');
    expect(isErrorCode([200, 404])).toBe(true);
    expect(isErrorCode([200, 204])).toBe(false);
    expect(isErrorCode([200, 404, 17])).toBe(false);
  });
});

describe('tokens', () => {
  test.each([
    ['at 2024-05-01T10:00:00.123Z on', 'at <Time-1> on'],
    ['2024-05-01 10:00:00,123 start', '<Time-1> start'],
    ['[01/May/2024:10:00:00 +0000] GET', '[<Time-1>] GET'],
    ['May  1 10:00:00 host', '<Time-1> host'],
    ['Wed, 01 May 2024 10:00:00 GMT.', '<Time-1>.'],
    ['from 10.0.0.5:443 to 10.0.0.0/8', 'from <IP-1>:<Number-2> to <IP-3>'],
    ['from 2001:db8::1 to fe80::1', 'from <IP-1> to <IP-2>'],
    ['on arn:aws:iam::111122223333:role/Admin.', 'on <ARN-1>.'],
    ['in arn:aws-us-gov:s3:::bucket, now', 'in <ARN-1>, now'],
    ['see https://example.com/a?b=c#d.', 'see <URL-1>.'],
    ['to alice@example.com.', 'to <Email-1>.'],
    ['request 550e8400-e29b-41d4-a716-446655440000 done', 'request <UUID-1> done'],
    ['job-550e8400-e29b-41d4-a716-446655440000', '<ID-1>'],
    ['i-0123456789abcdef0 in vpc-0a1b2c3d', '<ID-1> in <ID-2>'],
    ['key AKIAIOSFODNN7EXAMPLE of 111122223333', 'key <ID-1> of <ID-2>'],
    ['request QD1WZZ3ZBTVJ1FHA', 'request <ID-1>'],
    ['address 0xFF and deadbeef01', 'address <Hex-1> and <Hex-2>'],
    ['took 1.5s, -3 of 10% (2e5)', 'took <Number-1>s, <Number-2> of <Number-3>% (<Number-4>)'],
    ['us-east-1 s3 v2 x86_64 1.2.3 TLS_AES_128_GCM_SHA256', 'us-east-1 s3 v2 x86_64 1.2.3 TLS_AES_128_GCM_SHA256'],
    ['Done. Really?! ...', 'Done. Really?! ...'],
    ['status=200 path="/a/b"', 'status=<Number-1> path="/a/b"'],
  ])('%j has the pattern %j', (text, pattern) => {
    expect(patterns([text])[0]?.pattern).toBe(pattern);
  });

  test('a token longer than 200 characters is variable, and what follows 8,192 characters or 500 tokens is one', () => {
    expect(counts([`x ${'y'.repeat(201)} z`])).toEqual(['1 x <Token-1> z']);
    expect(counts([`${'ab '.repeat(2731)}cd`]).map((line) => line.slice(-14))).toEqual(['ab ab<Token-1>']);
    expect(counts(['a '.repeat(501)])).toEqual([`1 ${'a '.repeat(499)}a<Token-1>`]);
    expect(counts([' '.repeat(10_000), ' '.repeat(20_000)])).toEqual(['2 <Token-1>']);
  });
});

describe('variable places of texts', () => {
  test('two names that are not plain words make a variable token, plain words do from four on', () => {
    expect(counts(['bucket my-a gone', 'bucket my-b gone'])).toEqual(['2 bucket <Token-1> gone']);
    expect(counts(['door was opened', 'door was closed', 'door was locked'])).toHaveLength(3);
    expect(counts(['user ann left', 'user bob left', 'user cid left', 'user dan left'])).toEqual([
      '4 user <Token-1> left',
    ]);
  });

  test('two places vary together', () => {
    expect(counts(['user a-1 read file x-1', 'user a-2 read file x-2'])).toEqual([
      '2 user <Token-1> read file <Token-2>',
    ]);
  });

  test('texts with fewer than half of their words in common are different patterns', () => {
    expect(counts(['open a-1 b-1', 'open a-2 b-2'])).toHaveLength(2);
    expect(counts(['a-1', 'a-2'])).toHaveLength(2);
  });

  test('levels are told apart', () => {
    expect(counts(['DEBUG', 'INFO', 'WARN', 'ERROR'].map((level) => `${level} disk is full`))).toHaveLength(4);
  });

  test('identifiers that look like numbers by chance are identifiers', () => {
    expect(counts(['node 1234567890ab up', 'node 123456789012 up', 'node 5 up'])).toEqual(['3 node <ID-1> up']);
  });

  test('different separators are different patterns', () => {
    expect(counts(['a=1', 'a: 1'])).toHaveLength(2);
  });
});

describe('JSON objects', () => {
  const event = (name: string, user: string, more = ''): string =>
    `{"eventName":"${name}","userIdentity":{"userName":"${user}","accountId":"111122223333"},"readOnly":true${more}}`;

  test('values are tokens and the event name always tells patterns apart', () => {
    const users = ['u-1', 'u-2', 'u-3'];
    const texts = ['GetA', 'GetB', 'GetC', 'GetD'].flatMap((name) => users.map((user) => event(name, user)));
    expect(counts(texts)).toEqual(
      ['GetA', 'GetB', 'GetC', 'GetD'].map(
        (name) =>
          `3 {"eventName":"${name}","userIdentity":{"userName":"<Token-1>","accountId":"<ID-2>"},"readOnly":true}`,
      ),
    );
  });

  test('other members make another pattern', () => {
    expect(counts([event('GetA', 'u'), event('GetA', 'u', ',"errorCode":"AccessDenied"')])).toHaveLength(2);
  });

  test('a list of one element has its shape, longer ones are one token, whatever their length', () => {
    const list = (items: string) => `{"eventName":"x","items":[${items}]}`;
    expect(
      counts([list(''), list('{"id":"i-0123abcd"}'), list('1,2'), list('1, 2,{"a":[",]"]}'), list('3,[4,5]')]),
    ).toEqual([
      '3 {"eventName":"x","items":<Token-1>}',
      '1 {"eventName":"x","items":[]}',
      '1 {"eventName":"x","items":[{"id":"<ID-1>"}]}',
    ]);
  });

  test('messages in words have words as tokens', () => {
    expect(
      counts([
        '{"errorMessage":"User a-1 may not read b-1 here"}',
        '{"errorMessage":"User a-2 may not read b-2 here"}',
      ]),
    ).toEqual(['2 {"errorMessage":"User <Token-1> may not read <Token-2> here"}']);
  });

  test('different messages of as many words stay apart', () => {
    const texts = ['user a-1 was seen', 'file b-1 had changed', 'user a-2 was seen', 'file b-2 had changed'];
    expect(counts(texts.map((msg) => JSON.stringify({ level: 'info', msg })))).toEqual([
      '2 {"level":"info","msg":"user <Token-1> was seen"}',
      '2 {"level":"info","msg":"file <Token-1> had changed"}',
    ]);
  });

  test('escapes, spaces and numbers stay as they were written', () => {
    const text = ' { "a\\"b" : "c\\\\" , "n" : 1.50 , "t":true, "o" : { } } ';
    expect(counts([text])).toEqual([`1 ${text.replace('1.50', '<Number-1>')}`]);
  });

  test.each(['{"a":1', '{"a" 1}', '{a:1}', '{"a":1}x', '{"a":}', '{"a":"x}', '{"a":[1}', '{"a":1,}', '{'])(
    'what is no JSON object, such as %j, is words',
    (text) => {
      expect(patterns([text])[0]?.pattern).toBe(text.replace('1', '<Number-1>'));
    },
  );

  test('deep nesting is one token from level 32 on', () => {
    const deep = (n: number) => `{"a":${'['.repeat(n)}1${']'.repeat(n)}}`;
    expect(counts([deep(40), deep(41)])).toEqual([`2 {"a":${'['.repeat(31)}<Token-1>${']'.repeat(31)}}`]);
    expect(counts([deep(100_000)])).toHaveLength(1);
  });
});

describe('many patterns', () => {
  const word = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

  test('beyond 5,000 templates the rest is counted by first word, and none is lost', () => {
    const texts = Array.from({ length: 6000 }, (_, i) => `start ${word(i)}${' x'.repeat(i % 3)}`).concat(
      Array.from({ length: 6000 }, (_, i) => `${word(i)} only`),
    );
    const found = patterns(texts);
    expect(found.reduce((sum, { count }) => sum + Number(count), 0)).toBe(12_000);
    expect(found.length).toBeLessThan(7000);
  });

  test('what has no place among the coarse ones is <Token-1>, JSON keeps its kind', () => {
    const texts = Array.from({ length: 7000 }, (_, i) => word(i));
    const json = '{"a":{"b":1},"eventName":"Get","c":2}';
    const found = counts([...texts.slice(0, 5500), json, ...texts.slice(5500), json]);
    expect(found).toContain('2 <Token-1>"eventName":"Get"<Token-2>');
    expect(found[0]).toMatch(/^\d+ <Token-1>$/);
  });

  test('a variable place goes on taking values after templates were united', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `session of u-${i} is over`);
    expect(counts(texts)).toEqual(['20000 session of <Token-1> is over']);
  });
});

describe('properties', () => {
  const token = fc.oneof(
    fc.constantFrom('alpha', 'beta', 'u-1', 'u-2', '17', '10.0.0.1', 'AKIAIOSFODNN7EXAMPLE', '<Token-1>', '__proto__'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const words = fc.array(token, { maxLength: 6 }).map((list) => list.join(' '));
  const json = fc.object({ maxDepth: 3 }).map((value) => JSON.stringify(value));
  const texts = fc.array(fc.oneof(words, json, fc.json()), { maxLength: 40 });

  test('counts add up to the rows, and each sample has the form of its pattern', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const found = patterns(list);
        expect(found.reduce((sum, { count }) => sum + Number(count), 0)).toBe(list.length);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        for (const { pattern, tokens, samples } of found) {
          const strings = (JSON.parse(tokens) as { tokenString: string }[]).map(({ tokenString }) => tokenString);
          expect(strings.join('')).toBe(pattern);
          for (const { logEvent } of JSON.parse(samples) as { logEvent: string }[]) {
            expect(matches(tokens, logEvent)).toBe(true);
          }
        }
      }),
    );
  });

  test('the same rows give the same patterns, and twice the rows twice the counts', () => {
    fc.assert(
      fc.property(texts, (list) => {
        expect(patterns(list)).toEqual(patterns(list));
        const twice = counts([...list, ...list]);
        expect(twice).toEqual(counts(list).map((line) => line.replace(/^\d+/, (count) => String(Number(count) * 2))));
      }),
    );
  });
});
