import { expect, test } from 'vitest';
import { memoize } from '../../../src/engine/values/lru.ts';

test('results are remembered for the most recently used keys', () => {
  const computed: string[] = [];
  const upper = memoize(2, (key) => {
    computed.push(key);
    return key.toUpperCase();
  });
  expect(['a', 'b', 'a', 'a', 'c', 'a', 'b', '__proto__'].map(upper)).toEqual([
    'A',
    'B',
    'A',
    'A',
    'C',
    'A',
    'B',
    '__PROTO__',
  ]);
  expect(computed).toEqual(['a', 'b', 'c', 'b', '__proto__']);
});
