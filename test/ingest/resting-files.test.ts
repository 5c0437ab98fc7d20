/** Files that are being written are left alone until they rest. */
import { expect, test } from 'vitest';
import { RestingFiles } from '../../src/ingest/resting-files.ts';

const file = (uri: string, size: number, modified = 0) => ({ uri, size, modified });

test('a file is ready when it did not change between two looks far enough apart, and once only', () => {
  const files = new RestingFiles(2000);
  expect([...files.take([file('a', 1)], 0)]).toEqual([]);
  expect(files.waiting).toBe(1);
  expect([...files.take([file('a', 1)], 1999)]).toEqual([]);
  expect([...files.take([file('a', 1)], 2000)]).toEqual(['a']);
  expect(files.waiting).toBe(0);
  expect([...files.take([file('a', 1)], 9000)]).toEqual([]);
});

test('every change of size or time begins the wait again, also of a file that was ready', () => {
  const files = new RestingFiles(2000);
  files.take([file('a', 1)], 0);
  expect([...files.take([file('a', 2)], 5000)]).toEqual([]);
  expect([...files.take([file('a', 2, 1)], 9000)]).toEqual([]);
  expect([...files.take([file('a', 2, 1)], 11_000)]).toEqual(['a']);
  expect([...files.take([file('a', 3, 1)], 20_000)]).toEqual([]);
  expect([...files.take([file('a', 3, 1)], 22_000)]).toEqual(['a']);
});

test('a file that went and came back is new', () => {
  const files = new RestingFiles(2000);
  files.take([file('a', 1)], 0);
  files.take([file('a', 1)], 2000);
  files.take([], 4000);
  expect([...files.take([file('a', 1)], 6000)]).toEqual([]);
  expect([...files.take([file('a', 1)], 8000)]).toEqual(['a']);
});
