/** Helpers: sample records, temporary folders, and a reader whose findings are plain data. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { JsonWalker } from '../../src/ingest/json-walk.ts';
import { type IngestLimits, limitsOf } from '../../src/ingest/limits.ts';
import { RecordReader } from '../../src/ingest/record-reader.ts';
import type { FoundReject } from '../../src/ingest/record-sink.ts';
import { LeafMap } from './leaves.ts';

/** A small management event; ids are distinct by number. */
export function event(number: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', accountId: '111122223333' },
    eventTime: `2024-05-01T10:00:${String(number % 60).padStart(2, '0')}Z`,
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    awsRegion: 'eu-west-1',
    eventID: `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
    readOnly: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...more,
  };
}

export const json = (number: number, more: Record<string, unknown> = {}): string => JSON.stringify(event(number, more));
export const envelope = (...records: readonly string[]): string => `{"Records":[${records.join(',')}]}`;
export const gzip = (text: string | Uint8Array): Buffer => gzipSync(text);

/** A folder with these files, removed when the test is over. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), 'trailql-ingest-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

export interface Findings {
  readonly events: readonly { readonly text: string; readonly time: number | undefined; readonly leaves: string }[];
  readonly rejects: readonly (Omit<FoundReject, 'bytes'> & { readonly text: string })[];
  readonly container: string;
  readonly status: string;
  readonly message: string;
}

/** Reads content, cut into chunks of the given size. */
export function read(
  content: string | Uint8Array,
  chunk = Number.POSITIVE_INFINITY,
  limits: Partial<IngestLimits> = {},
): Findings {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const leaves = new LeafMap();
  const events: { text: string; time: number | undefined; leaves: string }[] = [];
  const rejects: (Omit<FoundReject, 'bytes'> & { text: string })[] = [];
  const reader = new RecordReader(
    {
      walker: new JsonWalker(leaves, limitsOf(limits)),
      full: false,
      event(buffer, start, end, time) {
        const text = Buffer.from(buffer.subarray(start, end)).toString('latin1');
        events.push({ text, time, leaves: JSON.stringify([...leaves.leaves]) });
        leaves.leaves.clear();
      },
      abandon: () => leaves.leaves.clear(),
      reject: ({ bytes: kept, ...place }) => rejects.push({ ...place, text: Buffer.from(kept).toString('latin1') }),
    },
    limitsOf(limits),
  );
  for (let at = 0; at < bytes.length; at += chunk) {
    reader.push(bytes.subarray(at, at + chunk));
    reader.advance(false);
  }
  reader.advance(true);
  return { events, rejects, ...reader.finish() };
}

/** Texts of the events and of the rejects, and the verdict. */
export function outline(content: string | Uint8Array, chunk?: number): unknown {
  const { events, rejects, container, status } = read(content, chunk);
  return { events: events.map(({ text }) => text), rejects: rejects.map(({ text }) => text), container, status };
}
