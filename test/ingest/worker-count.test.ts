import { describe, expect, test } from 'vitest';
import { maxWorkers, workersFor } from '../../src/ingest/worker-count.ts';

const MB = 2 ** 20;

describe('workers of an ingest', () => {
  test.each([
    ['a small input needs none', 1000, 7.9 * MB, 8, 0],
    ['there is one for each 8 MB', 1000, 8 * MB, 8, 1],
    ['there is one for each 8 MB', 1000, 17 * MB, 8, 2],
    ['no more than processors', 1000, 1000 * MB, 2, 2],
    ['no more than four', 1000, 1000 * MB, 64, 4],
    ['no more than objects', 3, 1000 * MB, 64, 3],
    ["one object is one thread's work", 1, 1000 * MB, 64, 0],
    ['nothing needs none', 0, 0, 64, 0],
  ])('%s: %i objects of %d bytes, %i processors', (_, objects, bytes, processors, workers) => {
    expect(workersFor(objects, bytes, processors)).toBe(workers);
  });

  test('an input of unknown size may be large', () => {
    expect([1, 2, 4, 64].map(maxWorkers)).toEqual([1, 2, 4, 4]);
  });
});
