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
