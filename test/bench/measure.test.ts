import { describe, expect, it } from 'vitest';
import { runNode, runNodeMeasured } from '../../bench/measure/process.ts';
import { median } from '../../bench/measure/statistics.ts';
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

describe('the queries that are measured', () => {
  it('have no errors and no portability warnings', () => {
    const queries = [...articleQueries(), ...AD_HOC_QUERIES].map((query) => withNeedle(query, 'some-id'));
    expect(queries.length).toBeGreaterThanOrEqual(30);
    for (const { name, text } of queries) expect({ name, problems: check(text) }).toEqual({ name, problems: [] });
  });

  it('have names of their own', () => {
    const names = [...articleQueries(), ...AD_HOC_QUERIES].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
