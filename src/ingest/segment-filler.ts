/** Puts records into the segment being built: leaves, system fields, times and identity. */

import { SegmentBuilder } from '../store/segment-builder.ts';
import type { EventMeta } from '../store/types.ts';
import { FACT, type Facts } from './facts.ts';
import { contentHash, keyHash } from './identity.ts';
import { JsonWalker } from './json-walk.ts';
import type { IngestLimits } from './limits.ts';
import type { Origin } from './origin.ts';
import type { LogOrigin } from './record-sink.ts';

const LOG_STREAM_INFIX = Buffer.from('_CloudTrail_');
const UNKNOWN = Buffer.from('unknown');
const ACCOUNT_FACTS = [FACT.recipientAccountId, FACT.accountId, FACT.userAccountId] as const;

/** What the current source gives to its events. */
interface Setting {
  readonly source: number;
  readonly origin: Origin;
  readonly account: Uint8Array;
  readonly region: Uint8Array;
}

interface SystemColumns {
  readonly logStream: number;
  readonly log: number;
  readonly ingestionTime: number;
}

export class SegmentFiller {
  builder = new SegmentBuilder();
  walker: JsonWalker;
  /** Events of the current source whose strings are not all valid UTF-8. */
  invalidUtf8 = 0;
  /** Events of the current source without a time of their own. */
  undated = 0;
  readonly #logGroup: Uint8Array;
  readonly #limits: IngestLimits;
  #columns: SystemColumns = systemColumns(this.builder);
  #setting: Setting = {
    source: 0,
    origin: { account: '', region: '', delivered: 0 },
    account: UNKNOWN,
    region: UNKNOWN,
  };
  #scratch = new Uint8Array(1024);
  /** Of the latest event; filled anew for each. */
  readonly #meta: { -readonly [Part in keyof EventMeta]: EventMeta[Part] } = {
    timestamp: 0,
    eventTime: 0,
    source: 0,
    ordinal: 0,
    content: new Uint8Array(0),
    key: new Uint8Array(0),
    spelled: 'plain',
  };

  constructor(logGroup: string, limits: IngestLimits) {
    this.#logGroup = Buffer.from(`:${logGroup}`);
    this.#limits = limits;
    this.walker = new JsonWalker(this.builder, limits);
  }

  /** Begins a source. */
  begin(source: number, origin: Origin): void {
    const bytes = (text: string): Uint8Array => (text === '' ? UNKNOWN : Buffer.from(text));
    this.#setting = { source, origin, account: bytes(origin.account), region: bytes(origin.region) };
    this.invalidUtf8 = 0;
    this.undated = 0;
  }

  /**
   * Adds the event in `[start, end)`, which the walker has just passed. `lineTime`: its time in CloudWatch Logs, epoch milliseconds;
   * `log`: where it was there.
   */
  add(bytes: Uint8Array, start: number, end: number, ordinal: number, lineTime?: number, log?: LogOrigin): void {
    const { walker, builder } = this;
    const { source, origin } = this.#setting;
    const { facts } = walker;
    if (walker.invalidUtf8) this.invalidUtf8++;
    const own = ownTime(facts);
    if (own === undefined && lineTime === undefined) this.undated++;
    if (log !== undefined) this.#addLog(log);
    // The first value of a field in an event wins.
    this.#addNames(facts);
    builder.addNumber(this.#columns.ingestionTime, origin.delivered);
    // Not `subarray`, which takes several times as long for a Buffer.
    const record = new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
    const meta = this.#meta;
    meta.timestamp = lineTime ?? own ?? origin.delivered;
    // Must not depend on the copy: what two copies share when they have no time is that they have none.
    meta.eventTime = own ?? 0;
    meta.source = source;
    meta.ordinal = ordinal;
    meta.content = contentHash(record, walker.spaced);
    meta.key = keyHash(facts);
    meta.spelled = walker.spaced ? 'spaced' : 'plain';
    builder.endEvent(meta, record, 0, record.length);
  }

  /** What CloudWatch Logs said of the event. */
  #addLog({ log = '', stream = '', id = '' }: LogOrigin): void {
    const add = (column: number, text: string): void => {
      const bytes = Buffer.from(text);
      if (bytes.length > 0) this.builder.addText(column, bytes, 0, bytes.length);
    };
    add(this.#columns.log, log);
    add(this.#columns.logStream, stream);
    if (id !== '') add(this.builder.column('@eventId'), id);
  }

  /** After a segment was sealed. */
  sealed(): void {
    if (!this.crowded) return;
    this.builder = new SegmentBuilder();
    this.walker = new JsonWalker(this.builder, this.#limits);
    this.#columns = systemColumns(this.builder);
  }

  /** Whether memory for paths calls for an early end of the segment. */
  get crowded(): boolean {
    return this.walker.paths > this.#limits.maxSegmentPaths;
  }

  /** `@logStream` and `@log`, put together from bytes: they differ from event to event. */
  #addNames(facts: Facts): void {
    const { account, region } = this.#setting;
    const size = facts.size(FACT.recipientAccountId) + facts.size(FACT.accountId) + facts.size(FACT.userAccountId);
    const room = size + account.length + facts.size(FACT.awsRegion) + region.length + this.#logGroup.length;
    if (this.#scratch.length < room + LOG_STREAM_INFIX.length) this.#scratch = new Uint8Array(room * 2 + 64);
    const scratch = this.#scratch;
    const named = this.#accountFact(facts);
    const afterAccount = named < 0 ? put(account, scratch, 0) : facts.copy(named, scratch, 0);
    this.builder.addText(this.#columns.log, scratch, 0, put(this.#logGroup, scratch, afterAccount));
    const at = put(LOG_STREAM_INFIX, scratch, afterAccount);
    const hasRegion = facts.size(FACT.awsRegion) > 0;
    const end = hasRegion ? facts.copy(FACT.awsRegion, scratch, at) : put(region, scratch, at);
    this.builder.addText(this.#columns.logStream, scratch, 0, end);
  }

  /** The first fact that names the account, -1 if none does. */
  #accountFact(facts: Facts): number {
    for (const fact of ACCOUNT_FACTS) if (facts.size(fact) > 0) return fact;
    return -1;
  }
}

/** Writes a few bytes; returns the position after them. */
function put(bytes: Uint8Array, target: Uint8Array, at: number): number {
  for (let index = 0; index < bytes.length; index++) target[at + index] = bytes[index] as number;
  return at + bytes.length;
}

function systemColumns(builder: SegmentBuilder): SystemColumns {
  return {
    logStream: builder.column('@logStream'),
    log: builder.column('@log'),
    ingestionTime: builder.column('@ingestionTime'),
  };
}

function ownTime(facts: Facts): number | undefined {
  return timeOf(facts, FACT.eventTime) ?? timeOf(facts, FACT.windowStart);
}

function timeOf(facts: Facts, fact: number): number | undefined {
  if (!facts.has(fact)) return undefined;
  const time = facts.time(fact);
  return Number.isNaN(time) ? undefined : time;
}
