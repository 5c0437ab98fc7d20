/** Which objects there are: each once, however it was named, and in an order that does not depend on the file system. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uriOf } from '../../src/ingest/file-uri.ts';
import { listSources } from '../../src/ingest/listing.ts';
import { PackedList } from '../../src/ingest/packed-list.ts';

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trailql-listing-'));
  mkdirSync(join(root, 'a', 'deep'), { recursive: true });
  for (const name of ['a/2.json', 'a/1.json', 'a/deep/3.json', 'b.json']) writeFileSync(join(root, name), name);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/a/`), Buffer.of(0xff, 0x2e, 0x67, 0x7a)]), 'odd');
  symlinkSync(join(root, 'a'), join(root, 'again'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const odd = (): string => uriOf(Buffer.concat([Buffer.from(`${root}/a/`), Buffer.of(0xff, 0x2e, 0x67, 0x7a)]));
const names = (...sources: string[]): string[] => {
  const { objects } = listSources(sources.map((source) => (source.startsWith('file:') ? source : join(root, source))));
  return [...objects].map(({ uri }) => (uri === odd() ? 'odd' : uri.slice(root.length + 1)));
};

describe('an object is listed once', () => {
  const inA = ['a/1.json', 'a/2.json', 'a/deep/3.json', 'odd'];

  test.each<[string, string[], string[]]>([
    ['in a folder, in the order of names', ['a'], inA],
    ['named twice', ['b.json', 'b.json'], ['b.json']],
    ['named before its folder', ['a/deep/3.json', 'a'], ['a/deep/3.json', 'a/1.json', 'a/2.json', 'odd']],
    ['named behind its folder', ['a', 'a/2.json', 'b.json'], [...inA, 'b.json']],
    ['in a folder that is named twice', ['a', 'a'], inA],
    ['in a folder within another', ['a/deep', '.'], ['a/deep/3.json', 'a/1.json', 'a/2.json', 'odd', 'b.json']],
    ['in a folder that a link leads to as well', ['.'], [...inA, 'b.json']],
  ])('%s', (_, sources, expected) => {
    expect(names(...sources)).toEqual(expected);
  });

  test('also when its name is no text', () => {
    expect(names(odd(), 'a')).toEqual(['odd', 'a/1.json', 'a/2.json', 'a/deep/3.json']);
    expect(names('a', odd())).toEqual(inA);
  });

  test('standard input too', () => {
    expect([...listSources(['-', '-']).objects]).toEqual([{ uri: '-', size: 0, modified: null }]);
  });
});

describe('PackedList', () => {
  const items = Array.from({ length: 10_000 }, (_, i) => ({
    uri: `/é/${i}`,
    size: i / 2,
    modified: i % 2 ? null : 0.25,
  }));
  const list = (): PackedList<(typeof items)[number]> => {
    const packed = new PackedList<(typeof items)[number]>();
    for (const item of items) packed.push(item);
    return packed;
  };

  test('gives the items in their order, as often as it is asked', () => {
    const packed = list();
    expect(packed.length).toBe(10_000);
    expect([...packed]).toEqual(items);
    expect([...packed]).toEqual(items);
  });

  test('forgets what it was drained of', () => {
    const packed = list();
    const drained = packed.drain();
    expect(drained.next().value).toEqual(items[0]);
    expect([...drained]).toEqual(items.slice(1));
    expect(packed.length).toBe(0);
    expect([...packed]).toEqual([]);
  });
});
