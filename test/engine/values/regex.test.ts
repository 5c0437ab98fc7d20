import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { compileRegex, type Regex } from '../../../src/engine/values/regex.ts';
import { nativeSource } from '../../../src/engine/values/regex-native.ts';

function regex(source: string): Regex {
  const result = compileRegex(source);
  if (!result.ok) throw new Error(result.message);
  return result.regex;
}

function groups(source: string, text: string): (string | undefined)[] | null {
  const captures = regex(source).exec(text);
  return captures && [...captures];
}

describe('matching', () => {
  test.each<[source: string, text: string, expected: (string | undefined)[] | null]>([
    ['b+', 'abbc', ['bb']],
    ['(\\d+)\\.(\\d+)', 'v12.34', ['12.34', '12', '34']],
    ['(a)|(b)', 'b', ['b', undefined, 'b']],
    ['(?i)get', 'DescribeGET', ['GET']],
    ['a.b', 'a\nb', null],
    ['(?s)a.b', 'a\nb', ['a\nb']],
    ['^b$', 'a\nb', null],
    ['(?m)^b$', 'a\nb\nc', ['b']],
    ['a$', 'a\n', null],
    ['\\s', '\v', null],
    ['^.$', '\u{1f600}', ['\u{1f600}']],
    ['a.*?c', 'abcabc', ['abc']],
    ['[[:digit:]]+', 'ab12', ['12']],
    ['\\Q(.)\\E', 'a(.)b', ['(.)']],
    ['\\pL+', '1é2', ['é']],
    ['', 'abc', ['']],
  ])('%s on %j', (source, text, expected) => {
    expect(groups(source, text)).toEqual(expected);
    expect(regex(source).test(text)).toBe(expected !== null);
  });
});

describe('groups', () => {
  test.each<[source: string, names: (string | undefined)[]]>([
    ['(?<a>x)(?P<b>y)', ['a', 'b']],
    ['(?<@latency>\\d+)', ['@latency']],
    ['(?<größe>x)', ['größe']],
    ['(x)(?<n>y)(?:z)', [undefined, 'n']],
    ['[(?<n>](x)', [undefined]],
    ['[](](x)', [undefined]],
    ['[[:alpha:](](x)', [undefined]],
    ['\\((?<n>x)\\)', ['n']],
    ['\\Q(\\E(?<n>x)', ['n']],
    ['(?i)(?s:(x))', [undefined]],
  ])('names of %s', (source, names) => {
    expect(regex(source).groupNames).toEqual(names);
    expect(regex(source).groupCount).toBe(names.length);
  });

  test('renamed groups capture like any other', () => {
    expect(groups('took (?<@ms>\\d+(?:\\.\\d+)?) (?P<unit>ms|s)', 'took 12.5 ms')).toEqual([
      'took 12.5 ms',
      '12.5',
      'ms',
    ]);
  });
});

describe('failures', () => {
  test.each([
    ['(?=a)b', 'look-around such as (?=…) or (?<!…) is not supported'],
    ['a(?!b)', 'look-around such as (?=…) or (?<!…) is not supported'],
    ['(?<=a)b', 'look-around such as (?=…) or (?<!…) is not supported'],
    ['(?<!a)b', 'look-around such as (?=…) or (?<!…) is not supported'],
    ['(a)\\1', 'back-references such as \\1 are not supported'],
    ['(?<n>a)\\k<n>', 'back-references such as \\1 are not supported'],
    ['(?<n>a)(?P<n>b)', 'the group name n is used twice'],
    ['(?<a-b>x)', 'invalid group name: a-b'],
    ['(?<>x)', 'invalid group name: '],
    ['(a', 'missing closing ): `(a`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['\\', 'trailing backslash at end of expression'],
    ['x'.repeat(10_001), 'the pattern is longer than 10000 characters'],
  ])('%j', (source, message) => {
    expect(compileRegex(source)).toEqual({ ok: false, message });
  });

  test.each([
    '('.repeat(9000),
    '['.repeat(9000),
    '(?:'.repeat(3000),
    '((((x{100}){100}){100}){100})',
    '\\Q'.repeat(4000),
  ])('a hostile pattern of %#: no exception', (source) => {
    expect(() => compileRegex(source)).not.toThrow();
  });
});

describe('replaceAll', () => {
  test.each([
    ['a*', 'baaac', '<b><c>'],
    ['x*', 'abc', '<a><b><c>'],
    ['b', 'abcb', 'a<c<'],
    ['z', 'abc', 'abc'],
    ['(a+)+', 'caab', 'c<b'],
    ['', '\u{1f600}b', '<\u{1f600}<b<'],
  ])('%s in %s', (source, text, expected) => {
    const mark = expected.includes('>') ? undefined : '<';
    const result = regex(source).replaceAll(text, () => mark ?? '-');
    expect(result).toBe(mark ? expected : expected.replaceAll('<', '-').replaceAll('>', '').concat('-'));
  });

  test('the replacement sees the captures', () => {
    expect(regex('(\\w)(\\d)?').replaceAll('a1 b', ([whole, first, second]) => `[${whole}|${first}|${second}]`)).toBe(
      '[a1|a|1] [b|b|undefined]',
    );
  });
});

describe('linear time', () => {
  const text = 'a'.repeat(50_000);
  test.each([
    '(a+)+$',
    '(a|aa)+$',
    '(a*)*b',
    '^(a+)+b',
    '(.*)(.*)(.*)(.*)b',
    'a*a*a*a*b',
    '(?:a?){30}a{30}b',
    'a+b',
    '[a-z]+\\d',
  ])('%s comes back', (source) => {
    expect(regex(source).test(`${text}!`)).toBe(false);
  });

  test('a text too long for the native engine is matched all the same', () => {
    expect(regex('"([^"]+)$').exec(`"${'a'.repeat(1_000_001)}`)?.[1]?.length).toBe(1_000_001);
  });

  test.each([
    'Denied',
    '(?i)aws-cli\\/2',
    '"eventName":"([^"]+)"',
    '^(\\d+\\.\\d+\\.\\d+)\\.\\d+$',
    'assumed-role/(\\w+)/(\\w+)',
    '^(AccessDenied|Client\\.UnauthorizedOperation)',
    '(?:AKIA|ASIA)[A-Z0-9]{16}',
    '\\d+',
    'amazonaws\\.com$',
    '{"a":(-?\\d+),',
    '2\\d\\d',
    '\\.\\d+$',
    '\\bGet',
    '(?s)a.b',
    '(?m)ab',
  ])('%s is run by the native engine', (source) => {
    expect(nativeSource(source)).toBeDefined();
  });

  test.each([
    '(a+)+',
    '(a|b)*',
    'a+b',
    '.*b',
    '"[^"]*x[^"]*"',
    'a?a?a?a?a?a?a?a?a?aaaaaaaaa',
    '(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)',
    '(a|b+)c',
    '(a*)?',
    '\\d+x',
    'a{0,1000}b',
    '"a+a+b',
    '(?m)^a',
    '(?i)é',
    '\\pL',
    '[[:alpha:]]',
    '\\Qa\\E',
  ])('%s is left to RE2', (source) => {
    expect(nativeSource(source)).toBeUndefined();
  });
});

describe('the native engine agrees with RE2', () => {
  const chars = [
    'a',
    'b',
    'k',
    'K',
    's',
    'S',
    '1',
    '.',
    '"',
    ' ',
    '\n',
    '\r',
    '\v',
    'é',
    '\u212a',
    '\u017f',
    '\u2028',
    '\u{1f600}',
    '-',
    '_',
  ];
  const text = fc.string({ unit: fc.constantFrom(...chars), maxLength: 12 });
  const perl = fc.constantFrom('\\d', '\\w', '\\s', '\\D', '\\W', '\\S');
  const literal = fc.constantFrom(
    'a',
    'b',
    'k',
    's',
    'S',
    '1',
    '"',
    ' ',
    '-',
    '_',
    '\\.',
    '\\n',
    '\\-',
    'é',
    '\u{1f600}',
  );
  const bracketItem = fc.oneof(
    literal,
    perl,
    fc.constantFrom('a-k', 'A-Z', '0-9', ' -~', '+', '*', '?', '$', '(', '.'),
  );
  const bracket = fc
    .tuple(
      fc.constantFrom('', '^'),
      fc.array(bracketItem, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '', '-'),
    )
    .map(([not, items, dash]) => `[${not}${items.join('')}${dash}]`);
  const quantifier = fc.constantFrom(
    '',
    '',
    '',
    '',
    '*',
    '+',
    '?',
    '*?',
    '+?',
    '??',
    '{2}',
    '{1,2}',
    '{0,2}?',
    '{2,}',
    '{',
    '{x}',
    '{,2}',
  );
  const atom = fc.oneof({ weight: 3, arbitrary: literal }, bracket, perl, fc.constant('.'));
  const quantified = fc.tuple(atom, quantifier).map((parts) => parts.join(''));
  const assertion = fc.constantFrom('^', '$', '\\b');
  const sequence: fc.Arbitrary<string> = fc
    .array(fc.oneof({ weight: 6, arbitrary: quantified }, assertion), { maxLength: 4 })
    .map((parts) => parts.join(''));
  const group = fc
    .tuple(
      fc.constantFrom('(', '(?:'),
      fc.array(sequence, { minLength: 1, maxLength: 2 }),
      fc.constantFrom(')', ')?', ')??', '){1}'),
    )
    .map(([open, bodies, close]) => open + bodies.join('|') + close);
  const pattern = fc
    .tuple(
      fc.constantFrom('', '', '(?i)', '(?s)', '(?is)', '(?m)', '(?i)(?s)'),
      fc.array(fc.oneof({ weight: 3, arbitrary: sequence }, group), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '', '', '|a', '|'),
    )
    .map(([flags, parts, tail]) => flags + parts.join('') + tail);

  test('on first matches, their captures and replacements', () => {
    let native = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 3, maxLength: 6 }), (source, texts) => {
        const source2 = nativeSource(source);
        if (source2 === undefined) return;
        let re2: RE2JS;
        try {
          re2 = RE2JS.compile(source);
        } catch {
          return;
        }
        native++;
        const first = new RegExp(source2, 'u');
        for (const t of texts) {
          const [actual, expected] = [first.exec(t), re2.exec(t)];
          expect(actual && { index: actual.index, groups: [...actual] }).toEqual(
            expected && { index: (expected as { index?: number }).index, groups: [...expected] },
          );
          const go = re2.matcher(t);
          const spans: string[] = [];
          for (let end = -1; go.find(); end = go.end())
            if (go.end() > go.start() || go.start() !== end) spans.push(`${go.start()}-${go.end()}`);
          const found: string[] = [];
          regex(source).replaceAll(t, ([whole]) => {
            found.push(String(whole?.length));
            return '';
          });
          expect(found).toEqual(spans.map((span) => String(Number(span.split('-')[1]) - Number(span.split('-')[0]))));
        }
      }),
      { numRuns: 3000 },
    );
    expect(native).toBeGreaterThan(500);
  });
});
