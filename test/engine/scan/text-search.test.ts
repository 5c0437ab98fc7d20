/** Text in `@message`: what the columns tell of a record must never contradict the record itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runQuery } from '../../../src/engine/query.ts';
import { literalText, regexQuery, requiredText } from '../../../src/engine/scan/regex-query.ts';
import { textQuery } from '../../../src/engine/scan/text-query.ts';
import { compileRegex } from '../../../src/engine/values/regex.ts';
import { appendLogEvents } from '../../../src/ingest/events.ts';
import { EventStore } from '../../../src/store/event-store.ts';
import { ALWAYS, NEVER, type TextQuery } from '../../../src/store/text-query.ts';
import { TextSearch } from '../../../src/store/text-search.ts';
import { StoreWriter } from '../../../src/store/writer.ts';
import { records, UUIDS } from './hostile-records.ts';

const RUNS = 300;

function storeOf(messages: readonly string[]): EventStore {
  const writer = StoreWriter.open(':memory:');
  appendLogEvents(
    writer,
    messages.map((message, index) => ({ timestamp: 1_700_000_000_000 - index, message })),
  );
  return EventStore.over(writer);
}

/** The state of each message, in the order of the messages. */
function statesOf(store: EventStore, query: TextQuery): number[] {
  const search = new TextSearch(query);
  return store.views().flatMap((view) => [...view.search(search)]);
}

/** A piece of one of the records, or something else. */
const needleOf = (messages: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(fc.nat(messages.length - 1), fc.nat(), fc.integer({ min: 1, max: 24 }))
        .map(([which, at, length]) => {
          const message = messages[which] ?? '';
          const start = message.length === 0 ? 0 : at % message.length;
          return message.slice(start, start + length);
        }),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '"a":"abc"',
        '"a":"a',
        'a":true',
        '"key":1',
        '"0":',
        '"',
        '\\',
        '\\"',
        'u00',
        '""',
        'ul',
        '0',
        ':',
        ': ',
        ',"',
        '44}',
        '"a":nul',
        '"a":""',
      ),
    },
  );

const isPlain = (needle: string): boolean => !/[\p{Surrogate}\ufffd]/u.test(needle);

test('a text that is in a record is never ruled out, and one that is certain is in it', () => {
  const cases = records.chain((messages) =>
    fc.tuple(fc.constant(messages), fc.array(needleOf(messages), { minLength: 1, maxLength: 8 })),
  );
  fc.assert(
    fc.property(cases, ([messages, needles]) => {
      const store = storeOf(messages);
      for (const needle of needles.filter(isPlain)) {
        const states = statesOf(store, textQuery(needle));
        for (const [index, message] of messages.entries()) {
          const isThere = Buffer.from(message).includes(Buffer.from(needle));
          const wrong = isThere ? NEVER : ALWAYS;
          expect({ needle, message, state: states[index] }).not.toEqual({ needle, message, state: wrong });
        }
      }
      store.close();
    }),
    { numRuns: RUNS },
  );
});

test.each([
  ['a lost duplicate that is written with an escape', '{"k":1,"k":"\\u0001e"}', '"k":"\\u0001', 'perhaps'],
  ['the rest of an escape and what follows it, in a key', '{"n\\nl":true}', 'nl":t', 'perhaps'],
  ['the rest of an escape and what follows it, in a string', '{"k":"a\\nab"}', 'nab', 'always'],
  ['another escape than the usual one', '{"k":"\\u00e9"}', 'é', 'perhaps'],
  ['a number that is written in another way', '{"k":1e5}', '00000', 'perhaps'],
  ['a key and its value', '{"errorCode":"AccessDenied"}', '"errorCode":"AccessDenied"', 'always'],
  [
    'a key and the beginning of another value',
    '{"errorCode":"AccessDeniedException"}',
    '"errorCode":"AccessDenied"',
    'never',
  ],
  ['an empty value', '{"k":""}', '"k":""', 'always'],
  ['a value that is not empty', '{"k":"v"}', '"k":""', 'never'],
  ['a key that may be another one', '{"x.errorCode":"AccessDenied"}', '"errorCode":"AccessDenied"', 'perhaps'],
  ['white space between a key and its value', '{"k": "v"}', '"k":"v"', 'perhaps'],
  ['white space that is not there', '{"k":"v"}', '"k": "v"', 'never'],
  ['part of a UUID', `{"k":"${UUIDS[0]}"}`, '6b-8c7', 'always'],
  ['the index of an array', '{"k":["v"]}', '0', 'perhaps'],
  ['a key without a field', '{"empty":{}}', 'mpt', 'perhaps'],
])('%s', (_, message, needle, state) => {
  const store = storeOf([message]);
  expect(['never', 'perhaps', 'always'][statesOf(store, textQuery(needle))[0] ?? -1]).toBe(state);
  store.close();
});

/** A regular expression around a piece of a record. */
const patternOf = (messages: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(needleOf(messages), needleOf(messages), fc.nat(8), fc.nat(6)).map(([needle, other, form, at]) => {
    const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const [text, second] = [quoted(needle), quoted(other)];
    const chars = [...needle];
    const dotted = chars.map((char, i) => (i === at ? '.' : quoted(char))).join('');
    const flipped = [...needle]
      .map((char) => (/[a-z]/i.test(char) && at % 2 === 0 ? char.toUpperCase() : char))
      .join('');
    const forms = [
      text,
      `(?i)${quoted(flipped)}`,
      `${text}|${second}`,
      `(${text}|${second})`,
      dotted,
      `${text}.*${second}`,
      `(?:${text})?${second}`,
      `(?i)k|${text}`,
      `${text}[0-9a-f]+`,
    ];
    return forms[form] ?? text;
  });

test('a regular expression that matches a record is never ruled out', () => {
  const cases = records.chain((messages) =>
    fc.tuple(fc.constant(messages), fc.array(patternOf(messages), { minLength: 1, maxLength: 6 })),
  );
  fc.assert(
    fc.property(cases, ([messages, patterns]) => {
      const store = storeOf(messages);
      for (const pattern of patterns) {
        const compiled = compileRegex(pattern);
        const literal = literalText(pattern);
        const query = literal === undefined ? regexQuery(pattern) : textQuery(literal);
        if (!compiled.ok || query === undefined) continue;
        const states = statesOf(store, query);
        for (const [index, message] of messages.entries()) {
          const isThere = compiled.regex.test(Buffer.from(message).toString());
          if (isThere) expect(Buffer.from(message).toString()).toContain(requiredText(pattern));
          const wrong = isThere ? NEVER : ALWAYS;
          expect({ pattern, message, state: states[index] }).not.toEqual({ pattern, message, state: wrong });
        }
      }
      store.close();
    }),
    { numRuns: RUNS },
  );
});

test('queries give the same rows with and without the scan', () => {
  const literal = (text: string): string => JSON.stringify(text);
  const cases = records.chain((messages) => fc.tuple(fc.constant(messages), needleOf(messages), needleOf(messages)));
  fc.assert(
    fc.property(cases, ([messages, first, second]) => {
      fc.pre(isPlain(first) && isPlain(second) && !/[\p{Cc}]/u.test(first + second));
      const store = storeOf(messages);
      for (const condition of [
        `@message like ${literal(first)}`,
        `@message not like ${literal(first)}`,
        `@message like ${literal(first)} and a = "abc"`,
        `@message like ${literal(first)} or @message like ${literal(second)}`,
        `not (@message like ${literal(first)} and @message not like ${literal(second)})`,
      ]) {
        const text = `fields @timestamp | filter ${condition}`;
        const [on, off] = [true, false].map((pushdown) => runQuery(store, text, { pushdown }).rows);
        expect({ condition, rows: on }).toEqual({ condition, rows: off });
      }
      store.close();
    }),
    { numRuns: RUNS / 3 },
  );
});
