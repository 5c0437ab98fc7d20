/** Real CloudTrail log files, where there are some (TRAILQL_TEST_TRAILS names their folder), come out of a database as they went in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { exportTo } from '../../src/export/export.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { catalogOf, ingested, newFolder, recordTexts } from '../export/support.ts';

const folder = process.env['TRAILQL_TEST_TRAILS'];

const filesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json.gz'))
    .sort();

describe.skipIf(folder === undefined || !existsSync(folder))('a real archive', () => {
  const root = folder ?? '';

  test('as CloudTrail files has the names and the content that it had', async () => {
    const { store } = await ingested([root]);
    const out = join(newFolder(), 'out');
    await exportTo(store, out, { format: 'cloudtrail' });
    const names = filesIn(root).map((name) => name.slice(name.indexOf('AWSLogs')));
    // An archive with duplicates has objects that are not written, or not as a whole.
    const { duplicates } = store.sources().reduce((a, b) => ({ ...b, duplicates: a.duplicates + b.duplicates }));
    expect(duplicates).toBe(0);
    expect(filesIn(out)).toEqual(names);
    for (const [index, name] of filesIn(root).entries()) {
      const [before, after] = [join(root, name), join(out, names[index] ?? '')].map((path) =>
        gunzipSync(readFileSync(path)),
      );
      expect(after?.equals(before ?? Buffer.alloc(0)), name).toBe(true);
    }
  });

  test.each([['cloudtrail'], ['records'], ['ndjson']] as const)(
    'as %s gives the same records, and only duplicates where they come from',
    async (format) => {
      const { store, writer } = await ingested([root]);
      const out = join(newFolder(), 'out');
      await exportTo(store, out, { format });
      const again = await ingested([out]);
      expect(recordTexts(again.store)).toEqual(recordTexts(store));
      expect(catalogOf(again.store)).toEqual(catalogOf(store));
      const events = store.eventCount();
      const report = await ingest(writer, [out], { workers: 0 });
      expect(report).toMatchObject({ records: events, events: 0, duplicates: events, rejects: 0 });
    },
  );
});
