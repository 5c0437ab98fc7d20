import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FACT } from '../../src/ingest/facts.ts';
import { JsonWalker } from '../../src/ingest/json-walk.ts';
import { DEFAULT_LIMITS } from '../../src/ingest/limits.ts';
import { flatten, LeafMap } from './leaves.ts';

const { maxDepth: MAX_DEPTH, maxMembers: MAX_MEMBERS, maxPathBytes: MAX_PATH } = DEFAULT_LIMITS;

function walk(text: string | Uint8Array) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const sink = new LeafMap();
  const walker = new JsonWalker(sink);
  const status = walker.walk(bytes, 0, bytes.length, { final: true });
  return { status, walker, leaves: sink.leaves, bytes };
}

const leavesOf = (text: string | Uint8Array) => Object.fromEntries(walk(text).leaves);

/** Whether the walker takes the bytes as one JSON document. */
function accepts(bytes: Uint8Array): boolean {
  const { status, walker } = walk(bytes);
  return status === 'complete' && /^[ \t\r\n]*$/.test(Buffer.from(bytes.subarray(walker.end)).toString('latin1'));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('flattening', () => {
  test('objects nest with dots, elements by position; null and empty containers give no field, an empty string does', () => {
    expect(leavesOf('{"a":{"b":[{"c":"x"},7,[true]]},"n":null,"o":{},"l":[],"e":""}')).toEqual({
      'a.b.0.c': 'x',
      'a.b.1': 7,
      'a.b.2.0': true,
      e: '',
    });
  });

  test('a top-level key that starts with @ gets one more, a nested one does not', () => {
    expect(leavesOf('{"@a":1,"b":{"@c":2},"@d":{"e":3}}')).toEqual({ '@@a': 1, 'b.@c': 2, '@@d.e': 3 });
  });

  test('two shapes that meet on one path: the first wins', () => {
    expect(leavesOf('{"a.b":1,"a":{"b":2}}')).toEqual({ 'a.b': 1 });
  });

  test('keys of prototypes, of equal letters in other case, with dots, quotes, backticks and emoji are keys like any other', () => {
    const text =
      '{"__proto__":{"x":1},"constructor":2,"Key":3,"key":4,"a.b":5,"q\\"q":6,"b`t":7,"😀":8,"toString":9,"":10}';
    expect(walk(text).leaves).toEqual(
      new Map<string, number>([
        ['__proto__.x', 1],
        ['constructor', 2],
        ['Key', 3],
        ['key', 4],
        ['a.b', 5],
        ['q"q', 6],
        ['b`t', 7],
        ['😀', 8],
        ['toString', 9],
        ['', 10],
      ]),
    );
  });

  test('a key written with escapes is the same key', () => {
    const sink = new LeafMap();
    const walker = new JsonWalker(sink);
    for (const text of ['{"ab\\b":1}', '{"a\\u0062\\u0008":2,"c":3}', '{"ab\\\\b":4}']) {
      expect(walker.walk(Buffer.from(text), 0, Buffer.byteLength(text))).toBe('complete');
    }
    expect(sink.leaves).toEqual(
      new Map([
        ['ab\b', 1],
        ['c', 3],
        ['ab\\b', 4],
      ]),
    );
  });

  test('any JSON value: the leaves are those of a plain flattener over JSON.parse, also by a walker that has seen others', () => {
    const sink = new LeafMap();
    const walker = new JsonWalker(sink);
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const bytes = Buffer.from(text);
        sink.leaves.clear();
        expect(walker.walk(bytes, 0, bytes.length, { final: true })).toBe('complete');
        expect(walker.end).toBe(bytes.length);
        const expected = flatten(JSON.parse(text));
        expect([...sink.leaves.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [path, leaf] of sink.leaves) {
          const number = typeof leaf === 'object' ? Number(leaf.exact) : leaf;
          // -0 and 0 are one number.
          expect(number === 0 ? 0 : number).toEqual(expected.get(path) === 0 ? 0 : expected.get(path));
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('numbers', () => {
  test.each([
    '0',
    '-1',
    '1.10',
    '1e3',
    '9007199254740991',
    '9007199254740992',
    '0.1',
    '123456789012345.5',
    '-2.5E-3',
    '1e20',
  ])('a double holds %s', (text) => expect(leavesOf(`[${text}]`)).toEqual({ '0': Number(text) }));

  test.each([
    '9007199254740993',
    '-9007199254740993',
    '123456789012345678901',
    '0.12345678901234567890',
    '1e400',
    '-1e400',
    '1e-400',
  ])('a double does not hold %s: it is handed over as text', (text) =>
    expect(leavesOf(`[${text}]`)).toEqual({ '0': { exact: text } }),
  );
});

describe('strings', () => {
  test('escapes become UTF-8, pairs of surrogates one character, lone surrogates U+FFFD', () => {
    expect(leavesOf('["\\u00e9\\n\\"\\/\\\\","\\ud83d\\ude00","\\ud83d","\\ude00x","\\ud83d\\u0041"]')).toEqual({
      '0': 'é\n"/\\',
      '1': '😀',
      '2': '\ufffd',
      '3': '\ufffdx',
      '4': '\ufffdA',
    });
  });

  test('a string of 5 MB is one leaf, with and without escapes', () => {
    const long = 'x'.repeat(5_000_000);
    expect(walk(`{"a":"${long}"}`).leaves.get('a')).toBe(long);
    expect(walk(`{"a":"${long}\\n"}`).leaves.get('a')).toBe(`${long}\n`);
  });

  test('invalid UTF-8 is noted, not refused', () => {
    for (const bytes of [[0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const { status, walker } = walk(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]));
      expect(status).toBe('complete');
      expect(walker.invalidUtf8).toBe(true);
    }
    expect(walk('{"a":"é€😀"}').walker.invalidUtf8).toBe(false);
  });
});

describe('what is not JSON', () => {
  test.each([
    ['{"a":1 "b":2}', 'expected a comma or }', 7],
    ['{"a":1,}', 'expected a key in double quotes', 7],
    ['[1,]', 'expected a value', 3],
    ['[01]', 'expected a comma or ]', 2],
    ['[1.]', 'expected a digit', 3],
    ['[-]', 'expected a digit', 2],
    ['[1e]', 'expected a digit', 3],
    ['{"a" 1}', 'expected a colon', 5],
    ['["\\x"]', 'bad escape in a string', 2],
    ['["\\u12g4"]', 'bad escape in a string', 2],
    ['["a\nb"]', 'control character in a string', 3],
    ['[nul]', 'expected null', 1],
    ["{'a':1}", 'expected a key in double quotes', 1],
    ['[NaN]', 'expected a value', 1],
    ['[+1]', 'expected a value', 1],
  ])('%s: %s at byte %i', (text, words, offset) => {
    const { status, walker } = walk(text);
    expect([status, walker.error, walker.errorOffset]).toEqual(['invalid', words, offset]);
  });

  test('any beginning of a JSON document is incomplete, never invalid', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const bytes = Buffer.from(JSON.stringify({ value }));
        for (let end = 0; end < bytes.length; end++) {
          expect(new JsonWalker(new LeafMap()).walk(bytes, 0, end)).toBe('incomplete');
        }
      }),
      { numRuns: 60 },
    );
  });

  test('any text is accepted exactly if JSON.parse accepts it', () => {
    const tokens = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'a',
      '\\',
      '\\u',
      '00',
      '1',
      '-',
      '.',
      'e',
      'true',
      'null',
      ' ',
      '\n',
      'é',
      '"a"',
      '\u0001',
    ];
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...tokens), { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...tokens)).map(([json, place, token]) => {
        const at = place % (json.length + 1);
        return json.slice(0, at) + token + json.slice(at + (place % 2));
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = Buffer.from(text);
        expect(accepts(bytes)).toBe(parses(bytes.toString('utf8')));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['{"a":1,""{', '{"a":1,"":', '{"a":1,""'])('an empty key ends the input: %s', (text) => {
    expect(accepts(Buffer.from(text))).toBe(false);
  });

  test('any bytes are accepted exactly if JSON.parse accepts what they decode to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.boolean(), (bytes, quoted) => {
        const all = quoted ? Buffer.concat([Buffer.from('["'), bytes, Buffer.from('"]')]) : Buffer.from(bytes);
        // A byte order mark is the container's to strip, and Buffer keeps it.
        expect(accepts(all)).toBe(parses(all.toString('utf8')));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('limits', () => {
  test('200 levels are stored, and so are as many as the limit says; one more is refused', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect([...walk(nested(200)).leaves.keys()]).toEqual([Array(200).fill('a').join('.')]);
    expect(walk(nested(MAX_DEPTH)).status).toBe('complete');
    expect(walk(nested(MAX_DEPTH + 1)).walker.error).toBe(`nested deeper than ${MAX_DEPTH} levels (--max-depth)`);
    expect(walk('['.repeat(5_000_000)).status).toBe('invalid');
  });

  test('more members than a record can have are refused', () => {
    expect(walk(`[${'[],'.repeat(MAX_MEMBERS)}[]]`).walker.error).toBe(
      `more than ${MAX_MEMBERS} members (--max-members)`,
    );
  });

  test('a path that is too long to be a column name is refused', () => {
    expect(walk(`{"${'k'.repeat(MAX_PATH)}":1}`).walker.error).toBe(
      `field path longer than ${MAX_PATH} bytes (--max-path-bytes)`,
    );
    expect(walk(`{"${'k'.repeat(MAX_PATH - 1)}":1}`).status).toBe('complete');
  });
});

describe('facts', () => {
  test('the members that name a record are found at the top level only, also when written with escapes', () => {
    const { walker } = walk(
      '{"x":{"eventID":"no"},"event\\u0049D":"a\\u0062c","userIdentity":{"accountId":"1"},"awsRegion":null,"s3":{},"eventVersion":1.08}',
    );
    const { facts } = walker;
    expect(facts.text(FACT.eventID)).toBe('abc');
    expect(facts.text(FACT.userAccountId)).toBe('1');
    expect(facts.text(FACT.eventVersion)).toBe('1.08');
    expect([facts.has(FACT.awsRegion), facts.has(FACT.s3), facts.has(FACT.eventTime)]).toEqual([false, true, false]);
  });

  test('white space between tokens is noted, white space in strings is not', () => {
    expect(walk('{"a b":"c d"}').walker.spaced).toBe(false);
    for (const text of ['{ "a":1}', '{"a" :1}', '{"a": 1}', '[ ]', '[1\n]'])
      expect(walk(text).walker.spaced).toBe(true);
  });

  test('walking stops at a top-level array of Records, whatever comes before it', () => {
    const bytes = Buffer.from('{"x":{"Records":[1]}, "Records" : [ {');
    const walker = new JsonWalker(new LeafMap());
    expect(walker.walk(bytes, 0, bytes.length, { stopAt: 'records' })).toBe('array');
    expect(walker.end).toBe(bytes.lastIndexOf('[') + 1);
  });
});
