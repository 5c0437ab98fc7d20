import { afterAll, describe, expect, test } from 'vitest';
import { type LogEvent, trailFromEvents } from '../../src/index.ts';

describe('SOURCE commands in a row, as dashboards write them', () => {
  const event = (logGroup: string, minute: number): LogEvent => ({
    timestamp: Date.UTC(2026, 2, 10, 8, minute),
    message: JSON.stringify({ eventName: 'GetObject', recipientAccountId: '111122223333' }),
    logGroup,
  });
  const trail = trailFromEvents([event('a', 0), event('b', 1), event('b', 2), event('c', 3)]);
  afterAll(() => trail.close());

  const counted = async (query: string) => {
    const { rows, diagnostics } = await trail.query(`${query} | stats count(*) as n by @log | sort @log`);
    return { rows, said: diagnostics.map(({ code }) => code) };
  };

  test('select the log groups of all', async () => {
    expect(await counted("SOURCE 'a' | SOURCE 'b'")).toEqual({
      rows: [
        { '@log': '111122223333:a', n: '1' },
        { '@log': '111122223333:b', n: '2' },
      ],
      said: [],
    });
    expect(await counted("SOURCE 'c' | SOURCE 'c'")).toMatchObject({ rows: [{ '@log': '111122223333:c', n: '1' }] });
  });

  test('are one with all log groups in it, also in a subquery', async () => {
    const inner = "filter @log in (SOURCE 'a' | SOURCE 'c' | stats count(*) as n by @log | fields @log)";
    expect((await counted(inner)).rows).toEqual((await counted("SOURCE 'a' 'c'")).rows);
  });

  test('keep the time range that one of them has', async () => {
    const start = Date.UTC(2026, 2, 10, 8, 2);
    expect((await counted(`SOURCE 'a' start=${start} | SOURCE 'b'`)).rows).toEqual([
      { '@log': '111122223333:b', n: '1' },
    ]);
    expect((await counted(`SOURCE 'a' | SOURCE 'b' start=${start}`)).rows).toEqual([
      { '@log': '111122223333:b', n: '1' },
    ]);
  });
});
