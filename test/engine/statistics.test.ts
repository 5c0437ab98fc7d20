/** The counts of a result (language specification 6.1): what matched, what was scanned. */
import { expect, test } from 'vitest';
import { trailFromEvents } from '../../src/index.ts';

const events = Array.from({ length: 10 }, (_, index) => ({
  timestamp: 1_714_557_600_000 + index * 1000,
  message: JSON.stringify({ n: index, even: index % 2 === 0 }),
}));

test.each([
  ['fields n | limit 3', 10],
  ['filter even = 1 | limit 2', 5],
  ['filter even = 1 | filter n > 2 | limit 1', 3],
  ['filter even = 1 | stats count(*) as c by n | filter c > 1', 5],
  ['filter even = 1 | stats count(*) as c | filter 1 = 2', 5],
  ['filter even = 1 | limit 1 | filter 1 = 2', 5],
  ['filter even = 1 | dedup even', 5],
  ['stats count(*) as c by even | limit 1', 10],
])('%s matches %i of 10', async (query, matched) => {
  const trail = trailFromEvents(events);
  for (const pushdown of [true, false]) {
    const { statistics } = await trail.query(query, { pushdown });
    expect(statistics).toMatchObject({ recordsMatched: matched, recordsScanned: 10 });
  }
  trail.close();
});

test('only events of the time range are scanned, both ends included', async () => {
  const trail = trailFromEvents(events);
  const range = { start: 1_714_557_602_000, end: 1_714_557_605_000 };
  const { statistics } = await trail.query('filter even = 1', range);
  const bytes = events.slice(2, 6).reduce((sum, { message }) => sum + message.length, 0);
  expect(statistics).toMatchObject({ recordsMatched: 2, recordsScanned: 4, bytesScanned: bytes, resultCount: 2 });
  trail.close();
});

test.each([
  [{ start: Number.NaN }, TypeError, 'start'],
  [{ end: Number.POSITIVE_INFINITY }, TypeError, 'end'],
  [{ now: Number.NaN }, TypeError, 'now'],
  [{ start: 2, end: 1 }, RangeError, 'ends before it starts'],
])('the options %o are refused, not answered with nothing', async (options, kind, words) => {
  const trail = trailFromEvents(events);
  const refusal = await trail.query('fields n', options).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(kind);
  expect(String(refusal)).toContain(words);
  trail.close();
});

test('events without a time or a text are refused by name, and a closed trail says so', async () => {
  expect(() =>
    trailFromEvents([
      { timestamp: 1, message: '' },
      { timestamp: Number.NaN, message: '{}' },
    ]),
  ).toThrow('events[1].timestamp');
  const trail = trailFromEvents(events);
  trail.close();
  trail.close();
  await expect(trail.query('fields n')).rejects.toThrow('closed');
});
