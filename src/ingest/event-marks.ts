/** Recognises CloudTrail events by their bytes, where they lie in something that cannot be read as JSON or is no known container. */

/** Bytes that a decision may look ahead, so that it never depends on how the data was cut into chunks. */
export const LOOK_AHEAD = 256;
/** Longest first key that is learned, and how many. */
const MAX_KEY = 64;
const MAX_KEYS = 16;

const EVENT_VERSION = Buffer.from('"eventVersion"');
const QUOTE = 0x22;
const COMPANIONS = [Buffer.from('"eventName"'), Buffer.from('"eventSource"')];
/** Keys that come first when keys are sorted. */
const SORTED_FIRST = ['additionalEventData', 'apiVersion', 'awsRegion', 'errorCode', 'eventCategory'];

export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Whether the names of an event's members are in `[start, end)`, not escaped as in a string. */
export function holdsEvents(bytes: Uint8Array, start: number, end: number): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  return view.includes(EVENT_VERSION) && COMPANIONS.some((key) => view.includes(key));
}

/** Whether an object that begins with `Records` is at `position`. */
export function beginsEnvelope(bytes: Buffer, position: number, end: number): boolean {
  const head = bytes.toString('latin1', position, Math.min(end, position + LOOK_AHEAD));
  return /^\{\s*"Records"/.test(head);
}

/** Whether the name of an envelope's array is near `position`, in what is not JSON. */
export function namesRecords(bytes: Buffer, position: number, end: number): boolean {
  return /"records"/i.test(bytes.toString('latin1', position, Math.min(end, position + LOOK_AHEAD)));
}

/** What every source begins with: thousands of tiny ones need not make it anew. In quotes. */
const FIRST_KEYS: readonly Buffer[] = [EVENT_VERSION, ...SORTED_FIRST.map((key) => Buffer.from(`"${key}"`))];

/** The keys that records begin with: `eventVersion`, and what the good records of the source began with. */
export class FirstKeys {
  /** In quotes. */
  readonly #keys = [...FIRST_KEYS];

  /** Remembers how the record at `start` begins. */
  learn(bytes: Buffer, start: number, end: number): void {
    if (this.find(bytes, start, end) !== undefined || this.#keys.length === MAX_KEYS) return;
    const open = bytes.indexOf(QUOTE, start);
    const close = bytes.indexOf(QUOTE, open + 1);
    if (open < 0 || close <= open + 1 || close >= end || close - open > MAX_KEY) return;
    this.#keys.push(Buffer.from(bytes.subarray(open, close + 1)));
  }

  /** If an object that begins with one of the keys is at `position`: where the key ends, and whether it is `eventVersion`. */
  find(
    bytes: Uint8Array,
    position: number,
    end: number,
  ): { readonly end: number; readonly certain: boolean } | undefined {
    if (bytes[position] !== 0x7b) return undefined;
    const limit = Math.min(end, position + LOOK_AHEAD);
    let at = position + 1;
    while (at < limit && isSpace(bytes[at])) at++;
    for (const key of this.#keys) {
      if (at + key.length > limit) continue;
      let same = 0;
      while (same < key.length && bytes[at + same] === key[same]) same++;
      if (same === key.length) return { end: at + same, certain: key === EVENT_VERSION };
    }
    return undefined;
  }
}
