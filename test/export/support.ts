/** Stores of given files, and exports of them into temporary folders. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ExportOptions, type ExportReport, exportTo } from '../../src/export/export.ts';
import { type IngestOptions, type IngestReport, ingest } from '../../src/ingest/ingest.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';

/** A new folder, removed when the test is over. */
export function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trailql-export-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface Ingested {
  readonly store: EventStore;
  readonly report: IngestReport;
  readonly writer: StoreWriter;
}

/** Ingests into a new store in memory, in this thread. */
export async function ingested(sources: readonly string[], options: IngestOptions = {}): Promise<Ingested> {
  const writer = StoreWriter.open(':memory:');
  const store = EventStore.over(writer);
  onTestFinished(() => {
    store.close();
    writer.close();
  });
  const report = await ingest(writer, sources, { workers: 0, ...options });
  return { store, report, writer };
}

/** Exports to a new place. */
export async function exported(
  store: EventStore,
  options: ExportOptions,
): Promise<{ readonly path: string; readonly report: ExportReport }> {
  const path = join(newFolder(), 'out');
  return { path, report: await exportTo(store, path, options) };
}

/** The bytes of all records, as texts that differ when any byte does, sorted. */
export function recordTexts(store: EventStore): string[] {
  const texts = store.views().flatMap((view) => {
    const rows = Array.from({ length: view.events }, (_, row) => row);
    return rows.map((row) => view.record(row).toString('latin1'));
  });
  return texts.sort();
}

/** The field catalog without the examples, which depend on the order of reading. */
export function catalogOf(store: EventStore): unknown[] {
  return store.fields().map(({ examples: _, ...field }) => field);
}
