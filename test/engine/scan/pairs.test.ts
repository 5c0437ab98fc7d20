/** Questions about the value of one key in `@message`: what columns tell of it is what the records say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAPTURES } from '../../../src/engine/compile/sqlite-captures.ts';
import { runQuery } from '../../../src/engine/query.ts';
import { PairCaptures } from '../../../src/engine/scan/pair-captures.ts';
import { pairPattern } from '../../../src/engine/scan/pair-pattern.ts';
import { treeOf } from '../../../src/engine/scan/regex-nodes.ts';
import { regexQuery } from '../../../src/engine/scan/regex-query.ts';
import { compileRegex } from '../../../src/engine/values/regex.ts';
import { DEFAULT_LIMITS } from '../../../src/ingest/limits.ts';
import { SegmentFiller } from '../../../src/ingest/segment-filler.ts';
import { EventStore } from '../../../src/store/event-store.ts';
import { ALWAYS, NEVER } from '../../../src/store/text-query.ts';
import { TextSearch } from '../../../src/store/text-search.ts';
import { StoreWriter } from '../../../src/store/writer.ts';
import { source } from '../../store/support.ts';
import { SEED } from '../support.ts';
import { object, plainObject } from './hostile-records.ts';
import { copiedScans } from './segmented.ts';

// --- stores of records that are given as bytes -------------------------------------------------------------------------------

/** Opens a store of JSON objects for `work`, with `size` of them in each segment, and closes it. */
function withRecords<Result>(records: readonly Buffer[], size: number, work: (store: EventStore) => Result): Result {
  const writer = StoreWriter.open(':memory:');
  for (let from = 0; from < records.length; from += size) addSegment(writer, records, from, from + size);
  const store = EventStore.over(writer);
  try {
    return work(store);
  } finally {
    store.close();
    writer.close();
  }
}

/** The first record is the newest one. */
function addSegment(writer: StoreWriter, records: readonly Buffer[], from: number, to: number): void {
  const id = writer.reserveSource();
  const filler = new SegmentFiller('log', DEFAULT_LIMITS);
  filler.begin(id, { account: '', region: '', delivered: 1 });
  const batch = records.slice(from, to);
  for (const [index, bytes] of batch.entries()) {
    expect(filler.walker.walk(bytes, 0, bytes.length, { final: true })).toBe('complete');
    filler.add(bytes, 0, bytes.length, from + index, 1_700_000_000_000 - from - index);
  }
  const outcome = source(id, { records: batch.length, events: batch.length });
  const segment = filler.builder.seal();
  writer.write({
    segments: segment === undefined ? [] : [segment],
    rejects: [],
    kept: [],
    completed: [outcome],
    pending: [],
  });
}

/** Stands for bytes that are no UTF-8. */
const DAMAGE = new Map([
  ['\ue000', Buffer.of(0xff)],
  ['\ue001', Buffer.of(0xe2, 0x82)],
]);

function bytesOf(text: string): Buffer {
  return Buffer.concat(Array.from(text, (char) => DAMAGE.get(char) ?? Buffer.from(char)));
}

/** Objects, some of them with such bytes in a key or string. */
const withDamage = fc
  .tuple(fc.oneof(object, plainObject), fc.nat(40), fc.constantFrom('', '', '', '\ue000', '\ue001'))
  .map(([text, at, damage]) => {
    const quote = text.indexOf('"', at);
    return bytesOf(quote < 0 ? text : text.slice(0, quote) + text.slice(quote).replace(/"(?=[a-z])/, `"${damage}`));
  });
const records = fc.array(withDamage, { minLength: 1, maxLength: 14, size: 'max' });

// --- patterns ---------------------------------------------------------------------------------------------------------------

const keys = fc.oneof(
  fc.constantFrom('key', 'a', 'b', 'errorCode'),
  fc.constantFrom('y', 'Code', 'Key', 'KEY', 'x', 'a\\.b', 'a\\.key', 'é', '006bey', '0061'),
);
const colons = fc.oneof(
  fc.constant('":"'),
  fc.constantFrom(
    ...['":"', '":"', '":"', '"\\s*:\\s*"', '": *"', '"[ \\t]?:"', '":\\s+"', '":', '"\\s*:\\s*', '"\\b:"', '"::?"'],
  ),
);
const values = fc.constantFrom(
  ...['[^"]+', '[^"]*', '(ab|a)c?', '\\w+', 'a', 'abc', '[A-Z]\\w*', '[^"]+-(prod|staging)-[0-9]+', '.*', '.+b'],
  ...['\\d{2,}', '[0-9]+', '-?\\d', '[tn]\\w+', '\\bab', 'ab\\b', '\\w+\\b', '[^"]*\\\\', '[^"]*u00', '\\W', '(a|")'],
  ...['(?:ab)?c', '[^,]+', '$', 'a.*', '[\\[{]', '\\S+', '.', '', 'é', '\\x{fffd}', '[^a]', '(?:a.*)?', '{"key"'],
);
const closings = fc.constantFrom('', '', '"', '"', '",', '".*', '"}', '"\\b', '\\b', '.*?');

const regexes = fc
  .tuple(
    fc.constantFrom('', '(?i)', '(?s)'),
    fc.constantFrom('"', '"', '"', '"', '', '', '^"', '\\b', '.*"'),
    keys,
    colons,
    values,
    closings,
    fc.constantFrom('', '', '', '', '', '|"a":"x', '|^.."a', '|abc'),
  )
  .map(([flags, open, key, colon, value, close, other]) => `${flags}${open}${key}${colon}${value}${close}${other}`)
  .filter((pattern) => compileRegex(pattern).ok);

test('what columns tell of a regular expression never contradicts a record', () => {
  let certain = 0;
  fc.assert(
    fc.property(records, fc.array(regexes, { minLength: 1, maxLength: 30, size: 'max' }), (list, patterns) => {
      withRecords(list, 5, (store) => {
        for (const pattern of patterns) {
          const query = regexQuery(pattern);
          const compiled = compileRegex(pattern);
          if (query === undefined || !compiled.ok) continue;
          const search = new TextSearch(query);
          const states = store.views().flatMap((view) => [...view.search(search)]);
          for (const [index, bytes] of list.entries()) {
            const [record, state] = [bytes.toString(), states[index]];
            const wrong = compiled.regex.test(record) ? NEVER : ALWAYS;
            expect({ pattern, record, state }).not.toEqual({ pattern, record, state: wrong });
            if (state === ALWAYS) certain++;
          }
        }
      });
    }),
    { seed: SEED, numRuns: 200 },
  );
  expect(certain).toBeGreaterThan(100);
});

const globs = fc
  .tuple(keys, fc.constantFrom('":"*"', '":"*"', '":"*"', '":"*', '":*,', '": "*"'))
  .map(([key, rest]) => {
    return `"${key.replaceAll('\\', '')}${rest}`;
  });
const captures = fc
  .tuple(
    fc.constantFrom('"', '"', '', '(?i)"'),
    keys,
    colons,
    fc.constantFrom('[^"]+', '[^"]*', '\\w+', '.*', 'a[^"]*', '[^"]*?c', '.'),
  )
  .map(([open, key, colon, value]) => `${open}${key}${colon}(${value})`);
const parses = fc.oneof(
  globs.map((glob) => `parse @message '${glob}' as name`),
  fc.tuple(captures, fc.constantFrom('', '"', '(.)?', 'b*"')).map(([regex, end]) => {
    return `parse @message /${regex}${end}/ as name${end.includes('(') ? ', second' : ''}`;
  }),
);
const pairCaptures = fc
  .oneof(
    globs.map((text) => ({ kind: 'glob' as const, text })),
    captures.map((text) => ({ kind: 'regex' as const, text })),
  )
  .filter((pattern) => PairCaptures.of(pattern) !== undefined);

test('a value that columns give for a row is the one that stands first in its record', () => {
  fc.assert(
    fc.property(records, fc.array(pairCaptures, { minLength: 1, maxLength: 20, size: 'max' }), (list, patterns) => {
      withRecords(list, 5, (store) => {
        for (const pattern of patterns) {
          const pairs = PairCaptures.of(pattern);
          const told = store.views().flatMap((view) => {
            const keyed = pairs && view.keyed(pairs.query);
            return Array.from(keyed?.codes ?? [], (code, row) => {
              if (code === 0) return null;
              const record = keyed?.records[code - keyed.firstRecord];
              if (record !== undefined) return record === row ? 'its record' : 'another record';
              return pairs?.capture(keyed?.written(code) ?? '') ?? null;
            });
          });
          for (const [index, bytes] of list.entries()) {
            const record = bytes.toString();
            const expected = told[index] === 'its record' ? 'its record' : CAPTURES[pattern.kind](pattern.text, record);
            expect({ pattern, record, told: told[index] }).toEqual({ pattern, record, told: expected });
          }
        }
      });
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test('values of columns and of records come together in one column', () => {
  const plain = Array.from({ length: 300 }, (_, i) => `{"n":${i},"k":"v${i % 7}","pad":"${'x'.repeat(3000)}"}`);
  const odd = [
    '{"n":1,"o":{"k":"v1"},"k":"v2"}',
    '{"n":2,"k": "v3"}',
    '{"n":3,"k":"\\u0076","k":"v4"}',
    '{"n":4,"x.k":"v5"}',
  ];
  const list = [...plain.slice(0, 150), ...odd, ...plain.slice(150)].map((text) => Buffer.from(text));
  withRecords(list, 400, (store) => {
    const [view] = store.views();
    const pairs = PairCaptures.of({ kind: 'glob', text: '"k":"*"' });
    expect(view && pairs?.valuesOf(view)?.records.length).toBe(4);
    for (const ending of [
      'stats count(*) as c by name | sort c desc',
      'filter name = "v1" | display n',
      'stats count_distinct(name)',
    ]) {
      const query = `parse @message '"k":"*"' as name | ${ending}`;
      expect(runQuery(store, query).rows).toEqual(runQuery(store, query, { pushdown: false }).rows);
    }
  });
});

test('a key whose escape ends like the key that is asked for is read from its record', () => {
  withRecords([Buffer.from('{"\\u006b":"x"}')], 1, (store) => {
    const { rows } = runQuery(store, 'parse @message /006b":"(?<name>\\w+)/ | display name');
    expect(rows.map(([name]) => name)).toEqual(['x']);
  });
});

const endings = fc.constantFrom(
  'display name | limit 100',
  'stats count(*) as n by name | sort n desc',
  'stats count_distinct(name), max(name) by a',
  'filter name like "b" | display name, @timestamp',
  'filter a = "abc" | stats count(*) by strlen(name)',
  'display name | dedup name',
  'sort name desc | limit 3 | display name',
);

test('what parse takes out of records is the same without columns, and wherever segments are scanned', () => {
  fc.assert(
    fc.property(records, fc.array(fc.tuple(parses, endings), { minLength: 1, maxLength: 6 }), (list, queries) => {
      withRecords(list, 5, (store) => {
        for (const [parse, ending] of queries) {
          const query = `${parse} | ${ending}`;
          const expected = runQuery(store, query, { pushdown: false }).rows;
          expect({ query, rows: runQuery(store, query).rows }).toEqual({ query, rows: expected });
          expect({ query, rows: runQuery(store, query, {}, copiedScans(store)).rows }).toEqual({
            query,
            rows: expected,
          });
        }
      });
    }),
    { seed: SEED, numRuns: 200 },
  );
});

describe('what columns tell', () => {
  const stateOf = (pattern: string, record: string): string | undefined =>
    withRecords([Buffer.from(record)], 1, (store) => {
      const query = regexQuery(pattern);
      const states = query && store.views()[0]?.search(new TextSearch(query));
      return ['never', 'perhaps', 'always'][states?.[0] ?? -1];
    });

  test.each([
    ['a value that fits', '"k":"[^"]+-(prod|staging)-[0-9]+"', '{"k":"role-prod-1"}', 'always'],
    ['a value that does not fit', '"k":"[^"]+-(prod|staging)-[0-9]+"', '{"k":"role-test-1"}', 'never'],
    ['a value that begins so', '"eventName":"(Run|Start)Instances', '{"eventName":"StartInstances2"}', 'always'],
    ['the end of a key', 'Name":"Delete[A-Z]', '{"eventName":"DeleteX"}', 'always'],
    ['a whole key that is another one', '"Name":"Delete[A-Z]', '{"eventName":"DeleteX"}', 'never'],
    ['white space that may be there', '"k"\\s*:\\s*"a\\w+"', '{"k":"ab"}', 'always'],
    ['white space in the record', '"k"\\s*:\\s*"a\\w+"', '{"k": "ab"}', 'perhaps'],
    ['white space in the record, but another value', '"k"\\s*:\\s*"a\\w+"', '{"k": "b"}', 'never'],
    ['a number', '"count":[0-9]{4,}', '{"count":12345}', 'always'],
    ['a number that is too short', '"count":[0-9]{4,}', '{"count":123}', 'never'],
    ['a number that is written in another way', '"count":[0-9]{4,}', '{"count":1e5}', 'perhaps'],
    ['a number in a string', '"count":[0-9]{4,}', '{"count":"12345"}', 'never'],
    ['null, which is in no column', '"k":[a-z]+', '{"k":null}', 'perhaps'],
    ['an escaped quote is a quote', '"k":"a[^"]*"', '{"k":"ab\\"c"}', 'always'],
    ['a value as it is written', '"k":"a\\\\n[a-z]', '{"k":"a\\nb"}', 'always'],
    ['a value that is written in another way', '"k":"a[a-z]', '{"k":"\\u0061b"}', 'perhaps'],
    ['another value that is written in another way', '"k":"a[a-z]', '{"k":"ab","x":"\\/"}', 'perhaps'],
    ['another number that is written in another way', '"k":"a[a-z]', '{"k":"ab","x":1.0}', 'always'],
    ['a key whose escape ends so', '006b":"a[a-z]', '{"\\u006b":"ab"}', 'perhaps'],
    ['a key that is written in another way', '"k":"a[a-z]', '{"\\u006b":"ab"}', 'perhaps'],
    ['a value that no column has', '"k":"b[a-z]', '{"k":"ab","k":"bc"}', 'perhaps'],
    ['a key with a dot', '"k":"a[a-z]', '{"x.k":"ab"}', 'perhaps'],
    ['a key that ends in a quote and the key', '"k":"a[a-z]', '{"x\\"k":"ab"}', 'perhaps'],
    ['JSON text in a string', '"k":"a[a-z]', '{"policy":"{\\"k\\":\\"ab\\"}"}', 'never'],
    ['case that does not matter', '(?i)"KEY":"AB[a-z]', '{"kEy":"abC"}', 'always'],
    ['a letter beyond ASCII that is the same', '(?i)"KEY":"AB[a-z]', '{"\u212aey":"abC"}', 'always'],
    ['what may be left out behind the value', '"k":"a[a-z].*', '{"k":"ab"}', 'always'],
    ['an alternative that may match something else', '"k":"a[a-z]|^"k"', '{"k":"x"}', 'perhaps'],
  ])('%s', (_, pattern, record, state) => expect(stateOf(pattern, record)).toBe(state));
});

describe('a pattern about the value of one key', () => {
  const isPair = (source: string): boolean => pairPattern(treeOf(source)?.alternatives[0] ?? []) !== undefined;

  test.each([
    ['without a key', '":"abc[a-z]'],
    ['whose key may be outside of strings', 'true":"ab[c-d]'],
    ['whose key may be an index', '"0":"ab[c-d]'],
    ['whose key has a quote', '"a\\\\"b":"c[d-e]'],
    ['that is about the beginning of the record', '^"k":"ab[c-d]'],
    ['that is about the end of the record', '"k":"ab[c-d]$'],
    ['that may leave the string', '"k":"ab.+c'],
    ['that may leave the string in a branch', '"k":"(ab|c".)d'],
    ['that may leave the value', '"k":[0-9,]+'],
    ['that may be a map', '"k":[{1]+'],
    ['whose value may be empty', '"k":[0-9]*'],
    ['with white space that must be there', '"k":\\s+"ab[c-d]'],
    ['with a border of words at the key', '\\bkey":"ab[c-d]'],
  ])('is not one %s', (_, source) => expect(isPair(source)).toBe(false));

  test.each([
    ['glob', '"eventName":"*"', true],
    ['glob', '"eventName":"*', false],
    ['glob', 'eventName":"*"', false],
    ['glob', '"e*":"*"', false],
    ['glob', '"1":"*"', false],
    ['glob', '"k\ufffd":"*"', false],
    ['regex', '"eventName":"(?<name>[^"]+)"', true],
    ['regex', '"eventName":"(?<name>\\w+)', true],
    ['regex', '"eventName":"(?<name>\\w+)(.*)', false],
    ['regex', '"count":(\\d+)', false],
    ['regex', '(?i)"(eventName)":"(\\w+)', false],
    ['regex', '"a":"(\\w+)|"b":"(\\w+)', false],
    ['csv', '', false],
  ] as const)('decides what to capture: %s %s', (kind, text, isOne) => {
    expect(PairCaptures.of({ kind, text }) !== undefined).toBe(isOne);
  });
});

describe('parse takes', () => {
  test.each([
    ['the value of the only key', '{"a":1,"k":"x"}', 'x'],
    ['the first of two values, whichever path it has', '{"o":{"k":"first"},"k":"second"}', 'first'],
    ['the value before an object with the same key', '{"k":"first","o":{"k":"second"}}', 'first'],
    ['a value that stands twice', '{"o":{"k":"same"},"k":"same"}', 'same'],
    ['the only string', '{"o":{"k":1},"k":"x"}', 'x'],
    ['what is before an escaped quote', '{"k":"x\\"y"}', 'x\\'],
    ['escapes as they are written', '{"k":"a\\n\\u00e9"}', 'a\\n\\u00e9'],
    ['a value of a key that comes twice', '{"k":1,"k":"x"}', 'x'],
    ['an empty value', '{"k":""}', ''],
    ['nothing where white space is in between', '{"k": "x"}', null],
    ['nothing from JSON text in a string', '{"p":"{\\"k\\":\\"x\\"}"}', null],
    ['nothing from a key with another end', '{"k2":"x","ak":"y"}', null],
    ['a value of a key that ends in a quote and the key', '{"x\\"k":"y"}', 'y'],
    ['nothing from a number that is kept as text', '{"k":123456789012345678901}', null],
  ])('%s', (_, record, name) => {
    const plain = ['{"k":"p"}', '{"k":"q"}', '{}', '{"k":"p","other":1.0}'].map((text) => Buffer.from(text));
    withRecords([Buffer.from(record), ...plain], 8, (store) => {
      for (const pattern of [`'"k":"*"'`, `/"k":"(?<name>[^"]*)"/`]) {
        const named = pattern.startsWith('/') ? '' : ' as name';
        const { rows } = runQuery(store, `parse @message ${pattern}${named} | display name`);
        expect(rows.map(([cell]) => cell ?? null)).toEqual([name, 'p', 'q', null, 'p']);
      }
    });
  });
});
