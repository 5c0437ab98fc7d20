import { describe, expect, it } from 'vitest';
import { runNode, runNodeMeasured } from '../../bench/measure/process.ts';
import { geometricMean, median } from '../../bench/measure/statistics.ts';
import { benchOptions } from '../../bench/options.ts';
import { PEER_QUERIES, statementOf } from '../../bench/peers/queries.ts';
import { AD_HOC_QUERIES, articleQueries, withNeedle } from '../../bench/queries.ts';
import { check } from '../../src/index.ts';

describe('a measured process', () => {
  it('reports its own peak memory, not that of the process that started it', async () => {
    const ballast = Buffer.alloc(300_000_000, 1);
    const small = await runNodeMeasured(['-e', '0']);
    const large = await runNodeMeasured(['-e', 'Buffer.alloc(250_000_000, 1)']);
    expect(ballast[0]).toBe(1);
    expect(small.peakRssBytes).toBeGreaterThan(10_000_000);
    expect(small.peakRssBytes).toBeLessThan(200_000_000);
    expect(large.peakRssBytes).toBeGreaterThan(250_000_000);
    expect(large.cpuSeconds).toBeGreaterThan(0);
  });

  it('gives what it prints', async () => {
    expect((await runNode(['-p', '6 * 7'])).stdout).toBe('42\n');
  });

  it('throws with what it said when it fails', async () => {
    await expect(runNode(['-e', 'console.error("no such thing"); process.exit(3)'])).rejects.toThrow(
      /ended with 3\nno such thing/,
    );
  });
});

describe('median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([9, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('geometricMean', () => {
  it('lets twice as fast and half as fast cancel out', () => {
    expect(geometricMean([2, 0.5])).toBeCloseTo(1, 12);
    expect(geometricMean([1, 10, 100])).toBeCloseTo(10, 12);
    expect(() => geometricMean([])).toThrow(RangeError);
  });
});

describe('the options', () => {
  it('name more archives with their skew, that of the first one if none is said', () => {
    const options = benchOptions(['--events', '1_000_000', '--also', '10000000', '--also', '500000:low']);
    expect(options?.archive).toEqual({ events: 1_000_000, seed: 1, skew: 'high', days: 30 });
    expect(options?.others.map(({ events, skew }) => [events, skew])).toEqual([
      [10_000_000, 'high'],
      [500_000, 'low'],
    ]);
  });

  it('are refused when they make no sense', () => {
    expect(() => benchOptions(['--also', '100:even'])).toThrow(RangeError);
    expect(() => benchOptions(['--runs', '0'])).toThrow(RangeError);
    expect(() => benchOptions(['--nonsense'])).toThrow(TypeError);
    expect(benchOptions(['--help'])).toBeUndefined();
  });

  it('quick is 100,000 events, loaded once', () => {
    expect(benchOptions(['--quick', '--events', '5'])).toMatchObject({ archive: { events: 100_000 }, ingestRuns: 1 });
  });
});

describe('the queries that are measured', () => {
  it('have no errors and no portability warnings', () => {
    const queries = [...articleQueries(), ...AD_HOC_QUERIES];
    expect(queries.length).toBeGreaterThanOrEqual(36);
    for (const { name, text } of queries)
      expect({ name, problems: check(withNeedle(text, 'some-id')) }).toEqual({ name, problems: [] });
  });

  it('have names of their own', () => {
    const names = [...articleQueries(), ...AD_HOC_QUERIES].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('each have a counterpart in SQL, with the same limit and asking for the same needle', () => {
    const queries = [...articleQueries(), ...AD_HOC_QUERIES];
    expect([...PEER_QUERIES.keys()].sort()).toEqual(queries.map(({ name }) => name).sort());
    for (const { name, text } of queries) {
      const peer = PEER_QUERIES.get(name);
      const limit = /\| limit (\d+)\s*$/.exec(text)?.[1];
      expect([name, peer?.limit]).toEqual([name, limit === undefined ? undefined : Number(limit)]);
      expect([name, peer?.select.includes('<needle>')]).toEqual([name, text.includes('<needle>')]);
    }
  });

  it('order missing values as TrailQL does', () => {
    const order = [
      { column: 'a', descending: true },
      { column: 'b', descending: false },
    ];
    expect(statementOf({ select: 'SELECT a, b FROM t', order, limit: 3 })).toBe(
      'SELECT a, b FROM t ORDER BY a DESC NULLS LAST, b ASC NULLS FIRST LIMIT 3',
    );
  });
});
