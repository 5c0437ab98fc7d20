/** Builds events, segments and stores for tests. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { EventStore } from '../../src/store/event-store.ts';
import { SegmentBuilder } from '../../src/store/segment-builder.ts';
import type { Cell, EventColumn, SealedSegment, SourceOutcome } from '../../src/store/types.ts';
import { StoreWriter } from '../../src/store/writer.ts';

/** A leaf as a test writes it; `{ exact }` is a number that a double cannot hold. */
export type Leaf = string | number | boolean | { readonly exact: string } | { readonly bytes: Uint8Array };

export interface TestEvent {
  readonly time: number;
  readonly eventTime?: number;
  readonly source?: number;
  readonly ordinal?: number;
  /** What the content hash is taken of; the message when left out. */
  readonly content?: string;
  /** What the key is taken of; no key when left out. */
  readonly key?: string;
  readonly message?: string | Uint8Array;
  readonly leaves?: readonly (readonly [string, Leaf])[];
}

let counter = 0;

export function feed(builder: SegmentBuilder, event: TestEvent): void {
  addLeaves(builder, event.leaves ?? []);
  const number = counter++;
  const message = event.message ?? `event ${number}`;
  const bytes = typeof message === 'string' ? Buffer.from(message) : message;
  builder.endEvent(
    {
      timestamp: event.time,
      eventTime: event.eventTime ?? event.time,
      source: event.source ?? 1,
      ordinal: event.ordinal ?? number,
      content: hash(event.content ?? Buffer.from(bytes).toString('hex')).subarray(0, 16),
      key: event.key === undefined ? new Uint8Array(8) : hash(event.key).subarray(0, 8),
    },
    bytes,
    0,
    bytes.length,
  );
}

export function addLeaves(builder: SegmentBuilder, leaves: readonly (readonly [string, Leaf])[]): void {
  for (const [path, leaf] of leaves) {
    const column = builder.column(path);
    if (typeof leaf === 'string') builder.addText(column, Buffer.from(leaf), 0, Buffer.byteLength(leaf));
    else if (typeof leaf === 'number') builder.addNumber(column, leaf);
    else if (typeof leaf === 'boolean') builder.addBoolean(column, leaf);
    else if ('exact' in leaf) builder.addExactNumber(column, leaf.exact);
    else builder.addText(column, leaf.bytes, 0, leaf.bytes.length);
  }
}

export function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The cell that a leaf reads back as. */
export function cellOf(leaf: Leaf): Cell {
  if (typeof leaf === 'boolean') return leaf ? 1n : 0n;
  if (typeof leaf === 'object') return 'exact' in leaf ? leaf.exact : Buffer.from(leaf.bytes).toString();
  return leaf;
}

export function seal(events: readonly TestEvent[], dropped?: Uint8Array): SealedSegment {
  const builder = new SegmentBuilder();
  for (const event of events) feed(builder, event);
  const segment = builder.seal(dropped);
  if (segment === undefined) throw new Error('No event is left');
  return segment;
}

export function source(id: number, facts: Partial<SourceOutcome> = {}): SourceOutcome {
  return {
    id,
    uri: `file:///logs/${id}.json.gz`,
    size: 100,
    modified: 1_700_000_000_000.5,
    etag: null,
    sha256: '00'.repeat(32),
    contentSha256: '11'.repeat(32),
    container: 'cloudtrail',
    status: 'complete',
    message: '',
    records: 0,
    events: 0,
    duplicates: 0,
    conflicts: 0,
    rejects: 0,
    ...facts,
  };
}

/** Writes each list of events as a segment and commits. */
export function write(writer: StoreWriter, ...segments: readonly (readonly TestEvent[])[]): void {
  const id = writer.reserveSource();
  const sealed = segments.map((events) => seal(events));
  writer.write({ segments: sealed, rejects: [], completed: [source(id)], kept: [], pending: [] });
}

/** A store in memory with each list of events as a segment. */
export function storeOf(...segments: readonly (readonly TestEvent[])[]): EventStore {
  const writer = StoreWriter.open(':memory:');
  write(writer, ...segments);
  return EventStore.over(writer);
}

const folders: string[] = [];

/** A path for a new file; its folder is removed after the tests of the file. */
export function newPath(name = 'trail.db'): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailql-store-'));
  folders.push(folder);
  return join(folder, name);
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export interface Range {
  readonly start?: number;
  readonly end?: number;
}

const SPECIAL = new Map<string, EventColumn>([
  ['#position', { kind: 'position' }],
  ['#row', { kind: 'row' }],
]);

/** All rows of the given columns (a path, `#position` or `#row`) as SQL reads them; booleans come as bigint. */
export function scan(store: EventStore, paths: readonly string[], range: Range = {}): Cell[][] {
  const columns = paths.map((path, index) => ({
    name: `c${index}`,
    column: SPECIAL.get(path) ?? ({ kind: 'field', path } as const),
  }));
  store.defineEvents({ columns, ...range });
  const names = columns.map(({ name }) => `${name}, typeof(${name})`);
  const rows = store.database
    .prepare<[], (Cell & {})[]>(`SELECT ${names.join(', ')} FROM events`)
    .raw()
    .all();
  return rows.map((row) =>
    paths.map((_, index) => {
      const value = row[index * 2] ?? null;
      return row[index * 2 + 1] === 'integer' ? BigInt(Number(value)) : value;
    }),
  );
}

/** One column as a list. */
export function scanColumn(store: EventStore, path: string, range: Range = {}): Cell[] {
  return scan(store, [path], range).map(([cell]) => cell ?? null);
}
