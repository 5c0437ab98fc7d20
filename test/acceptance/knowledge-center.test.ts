/** The twelve queries of the Knowledge Center article over the fixture archive: every cell of every table. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runQuery } from '../../src/engine/query.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { articleTables, FIXTURES, truncateLike } from '../fixtures/tables.ts';

describe('the twelve queries of the article', () => {
  let writer: StoreWriter;
  let store: EventStore;

  beforeAll(async () => {
    writer = StoreWriter.open(':memory:');
    await ingest(writer, [join(FIXTURES, 'archive')], { workers: 0 });
    store = EventStore.over(writer);
  });
  afterAll(() => {
    store.close();
    writer.close();
  });

  for (const table of articleTables()) {
    const text = readFileSync(join(FIXTURES, 'knowledge-center', table.query), 'utf8');
    const window = { start: Date.parse(table.start), end: Date.parse(table.end) };
    for (const pushdown of [true, false]) {
      test(`${table.number}. ${table.title}${pushdown ? '' : ', all in SQL'}`, () => {
        const result = runQuery(store, text, { ...window, pushdown });
        const shown = result.columns
          .map((column, index) => ({ column, index }))
          .filter(({ column }) => column.role !== 'pointer');
        expect(shown.map(({ column }) => column.name)).toEqual(table.columns);
        const rows = result.rows.map((row) => shown.map(({ index }) => row[index] ?? null));
        expect(truncateLike(table, rows)).toEqual(table.rows);
      });
    }
  }
});
