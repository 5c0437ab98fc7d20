/** The few members by which ingest knows, dates and names a record; the walker notes where they are while it passes them. */

import type { PathNode } from './path-trie.ts';
import { parseTime } from './time.ts';

/** The path of each fact. A path of two segments is listed after its parent. */
const FACT_PATHS = {
  eventVersion: ['eventVersion'],
  eventTime: ['eventTime'],
  eventSource: ['eventSource'],
  eventName: ['eventName'],
  eventID: ['eventID'],
  eventId: ['eventId'],
  awsRegion: ['awsRegion'],
  recipientAccountId: ['recipientAccountId'],
  accountId: ['accountId'],
  eventCategory: ['eventCategory'],
  userAccountId: ['userIdentity', 'accountId'],
  timeWindow: ['timeWindow'],
  windowStart: ['timeWindow', 'windowStart'],
  s3: ['s3'],
  records: ['Records'],
  // What tells other documents from events.
  digestBucket: ['digestS3Bucket'],
  type: ['Type'],
  message: ['Message'],
  messages: ['Messages'],
  events: ['Events'],
  logEventList: ['events'],
  detailType: ['detail-type'],
  logEvents: ['logEvents'],
  awslogs: ['awslogs'],
  queryResultRows: ['QueryResultRows'],
  deliveredBucket: ['s3Bucket'],
  deliveredKey: ['s3ObjectKey'],
  sns: ['Sns'],
  kinesis: ['kinesis'],
  classUid: ['class_uid'],
} as const satisfies Record<string, readonly string[]>;

type FactName = keyof typeof FACT_PATHS;

/** Number of each fact: its place in the list, used as a bit of `Facts.present` (so at most 31). */
export const FACT = Object.fromEntries(Object.keys(FACT_PATHS).map((name, number) => [name, number])) as Record<
  FactName,
  number
>;

const FACTS = Object.keys(FACT_PATHS).length;

/** Enters the paths of the facts into a new trie. */
export function plantFacts(root: PathNode): void {
  for (const [fact, path] of Object.values(FACT_PATHS).entries()) {
    let node = root;
    for (const key of path) node = node.member(key) ?? node.addMember(key);
    node.fact = fact;
  }
}

/** Facts of one record. The first of several members with the same key counts. */
export class Facts {
  /** Bit per fact whose member is there and not null. */
  present = 0;
  readonly #starts = new Int32Array(FACTS);
  readonly #ends = new Int32Array(FACTS);
  /** Unescaped text of the facts that were written with escapes. */
  readonly #copies: (Uint8Array | undefined)[] = [];
  #buffer: Uint8Array = new Uint8Array(0);

  reset(buffer: Uint8Array): void {
    this.present = 0;
    if (this.#copies.length > 0) this.#copies.length = 0;
    this.#buffer = buffer;
  }

  has(fact: number): boolean {
    return (this.present & (1 << fact)) !== 0;
  }

  /** Notes a member, whatever its value; `start` to `end` are its text, empty for objects and arrays. */
  note(fact: number, start: number, end: number, unescaped?: Uint8Array): void {
    if (this.has(fact)) return;
    this.present |= 1 << fact;
    this.#starts[fact] = start;
    this.#ends[fact] = end;
    if (unescaped !== undefined) this.#copies[fact] = unescaped;
  }

  /** The text as UTF-8; empty when the member is missing. A view: valid until the walker's buffer changes. */
  bytes(fact: number): Uint8Array {
    if (!this.has(fact)) return this.#buffer.subarray(0, 0);
    return this.#copies[fact] ?? this.#buffer.subarray(this.#starts[fact], this.#ends[fact]);
  }

  /** The text as a time, epoch milliseconds; NaN when it is none. */
  time(fact: number): number {
    if (!this.has(fact)) return Number.NaN;
    const copy = this.#copies[fact];
    if (copy !== undefined) return parseTime(copy);
    return parseTime(this.#buffer, this.#starts[fact], this.#ends[fact]);
  }

  /** Length of the text in bytes; 0 when the member is missing. */
  size(fact: number): number {
    if (!this.has(fact)) return 0;
    return this.#copies[fact]?.length ?? (this.#ends[fact] as number) - (this.#starts[fact] as number);
  }

  /** Writes the text to `target` at `at`; returns the position after it. */
  copy(fact: number, target: Uint8Array, at: number): number {
    const length = this.size(fact);
    const copy = this.#copies[fact];
    const from = copy ?? this.#buffer;
    const start = copy === undefined ? (this.#starts[fact] as number) : 0;
    for (let index = 0; index < length; index++) target[at + index] = from[start + index] as number;
    return at + length;
  }

  text(fact: number): string {
    const bytes = this.bytes(fact);
    return bytes.length === 0 ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  }

  /** Whether the text is exactly this ASCII text. */
  is(fact: number, text: string): boolean {
    return this.size(fact) === text.length && this.startsWith(fact, text);
  }

  /** Whether the text begins with this ASCII text. */
  startsWith(fact: number, text: string): boolean {
    if (this.size(fact) < text.length) return false;
    const copy = this.#copies[fact];
    const bytes = copy ?? this.#buffer;
    const start = copy === undefined ? (this.#starts[fact] as number) : 0;
    for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
    return true;
  }
}
