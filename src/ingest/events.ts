/** Log events given in memory, as CloudWatch Logs would hold them. */

import { SEGMENT_EVENTS, SegmentBuilder } from '../store/segment-builder.ts';
import type { Spelled } from '../store/types.ts';
import type { StoreWriter } from '../store/writer.ts';
import { FACT } from './facts.ts';
import { contentHash, keyHash } from './identity.ts';
import { DEFAULT_LOG_GROUP } from './ingest.ts';
import { JsonWalker } from './json-walk.ts';
import type { LogEvent } from './log-event.ts';

const NO_ACCOUNT = '000000000000';

/** Stores log events as one source. Nothing is refused, and equal events are all kept. */
export function appendLogEvents(writer: StoreWriter, events: readonly LogEvent[]): void {
  const source = writer.reserveSource();
  const builder = new SegmentBuilder();
  const walker = new JsonWalker(builder);
  const columns = {
    log: builder.column('@log'),
    logStream: builder.column('@logStream'),
    ingestionTime: builder.column('@ingestionTime'),
  };
  const addText = (column: number, text: string): void => {
    const bytes = Buffer.from(text);
    builder.addText(column, bytes, 0, bytes.length);
  };
  const write = (last: boolean): void => {
    const segment = builder.events === 0 ? undefined : builder.seal();
    const outcome = {
      id: source,
      uri: `memory:${source}`,
      size: 0,
      modified: null,
      etag: null,
      sha256: null,
      contentSha256: null,
      container: 'log-events',
      status: 'complete' as const,
      message: '',
      records: events.length,
      events: events.length,
      duplicates: 0,
      conflicts: 0,
      rejects: 0,
    };
    writer.write({
      segments: segment === undefined ? [] : [segment],
      rejects: [],
      kept: [],
      completed: last ? [outcome] : [],
      pending: last ? [] : [source],
    });
  };

  for (const [ordinal, event] of events.entries()) {
    if (builder.events === SEGMENT_EVENTS) write(false);
    const bytes = Buffer.from(event.message);
    const isJson = isObject(bytes) && walker.walk(bytes, 0, bytes.length, { final: true }) === 'complete';
    const hasFields = isJson && bytes.subarray(walker.end).every((byte) => byte <= 0x20);
    if (!hasFields) {
      builder.abandonEvent();
      walker.facts.reset(bytes);
    }
    const { facts } = walker;
    const account = facts.text(FACT.recipientAccountId) || facts.text(FACT.accountId) || facts.text(FACT.userAccountId);
    addText(columns.log, `${account || NO_ACCOUNT}:${event.logGroup ?? DEFAULT_LOG_GROUP}`);
    const region = facts.text(FACT.awsRegion) || 'unknown';
    addText(columns.logStream, event.logStream ?? `${account || NO_ACCOUNT}_CloudTrail_${region}`);
    builder.addNumber(columns.ingestionTime, event.timestamp);
    const content = contentHash(bytes, hasFields && walker.spaced);
    const meta = {
      timestamp: event.timestamp,
      eventTime: event.timestamp,
      source,
      ordinal,
      content,
      key: keyHash(facts),
      spelled: spelledAs(hasFields, walker.spaced || walker.end < bytes.length),
    };
    builder.endEvent(meta, bytes, 0, bytes.length);
  }
  write(true);
}

function spelledAs(hasFields: boolean, isSpaced: boolean): Spelled {
  if (!hasFields) return 'opaque';
  return isSpaced ? 'spaced' : 'plain';
}

function isObject(bytes: Uint8Array): boolean {
  const first = bytes.findIndex((byte) => byte > 0x20);
  return bytes[first] === 0x7b;
}
