/**
 * Takes events out of the objects that services and log systems put around them. What is around an event is left away; an event that is text in
 * a string is stored as that text. What gives no event is told with its reason.
 */

import { holdsEvents } from './event-marks.ts';
import {
  elements,
  isArray,
  isObject,
  isText,
  memberOf,
  members,
  type Slice,
  shortText,
  skipSpace,
  textOf,
} from './json-slices.ts';
import { JsonWalker, type LeafSink } from './json-walk.ts';
import { setting } from './limits.ts';
import { type NoEvent, type Place, type Reading, reasonOf } from './reading.ts';
import { DELIVERY_NOTICE, type ForeignKind, recordKind } from './record-kind.ts';
import { type LogOrigin, REJECT_BYTES } from './record-sink.ts';
import { PackedTextError, TextBudget } from './wrapped-text.ts';
import { FOLLOWED, LISTS, logOf, logOfRow, PACKED, PING, pointers, rowMembers } from './wrappers.ts';

/** Paths that the checking walker may remember before it is replaced. */
const MAX_PATHS = 100_000;

/** Leaves of wrappers go nowhere. */
const NOWHERE: LeafSink = {
  column: () => -1,
  addText: () => {},
  addNumber: () => {},
  addExactNumber: () => {},
  addBoolean: () => {},
  addSpelling: () => {},
  addEscaped: () => {},
  key: () => -1,
  addBareKey: () => false,
};

/** How a value is reached. */
interface Way {
  /** The record of the source that it is in. */
  readonly place: Place;
  readonly log: LogOrigin | undefined;
  readonly depth: number;
  readonly container: string;
}

/** Why a value gave nothing; undefined when it gave a record, or was skipped. */
type Nothing = NoEvent | undefined;
type Unwrapping = Generator<void, Nothing>;

export class Unwrapper {
  readonly #reading: Reading;
  readonly #budget: TextBudget;
  /** Made when there is something to check: thousands of tiny files have nothing. */
  #checker: JsonWalker | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#budget = new TextBudget(reading.limits.maxInflatedBytes);
  }

  /**
   * Takes the events out of a value of the window that is no event itself; `container` names the list it is in. Pauses after each record. What comes back is why there was
   * nothing, and undefined if there was something.
   */
  unwrap(value: Slice, kind: ForeignKind | undefined, log: LogOrigin | undefined, container: string): Unwrapping {
    return this.#inside(value, kind, { place: this.#placeOf(value), log, depth: 0, container });
  }

  /** The events in a text, such as a cell of a table. */
  text(text: Buffer, place: Place, log: LogOrigin | undefined, container: string): Unwrapping {
    return this.#text(text, { place, log, depth: 0, container });
  }

  #placeOf({ start, end }: Slice): Place {
    return { offset: this.#reading.window.offset(start), length: end - start };
  }

  /** The way to a part of what is at the end of `way`. */
  #into(way: Way, part: Slice, change: Partial<Way>): Way {
    const place = part.bytes === this.#reading.window.buffer ? this.#placeOf(part) : way.place;
    return { ...way, place, ...change };
  }

  /** A valid value: an event, or something that may hold one. */
  *#value(value: Slice, way: Way): Unwrapping {
    const { bytes, start, end } = value;
    let kind: ForeignKind | undefined;
    if (isObject(value)) {
      const found = this.#isLikely(value) ? this.#event(value, way) : this.#check(bytes, start, end).kind;
      if (found === 'stored') {
        yield;
        return undefined;
      }
      if (found === 'event') {
        if (this.#event(value, way) === 'stored') yield;
        return undefined;
      }
      kind = found;
    }
    return yield* this.#inside(value, kind, way);
  }

  #isLikely({ bytes, start, end }: Slice): boolean {
    return this.#reading.keys.find(bytes, start, end) !== undefined;
  }

  /** Stores the object if it is an event; else what it is. */
  #event({ bytes, start, end }: Slice, way: Way): 'stored' | ForeignKind | undefined {
    const { sink, summary } = this.#reading;
    const status = sink.walker.walk(bytes, start, end, { final: true });
    const kind = status === 'complete' ? recordKind(sink.walker.facts) : undefined;
    if (kind !== 'event') {
      sink.abandon();
      return kind;
    }
    if (way.container !== '') summary.wrapped(way.container);
    this.#reading.event(bytes, start, end, way.log);
    return 'stored';
  }

  /** Walks over a value without keeping its leaves. */
  #check(bytes: Buffer, start: number, end: number) {
    if (this.#checker === undefined || this.#checker.paths > MAX_PATHS) {
      this.#checker = new JsonWalker(NOWHERE, this.#reading.limits);
    }
    const walker = this.#checker;
    const status = walker.walk(bytes, start, end, { final: true });
    const kind = status === 'complete' && bytes[start] === 0x7b ? recordKind(walker.facts) : undefined;
    return { status, kind, walker };
  }

  /** What is in a value that is no event itself. */
  *#inside(value: Slice, kind: ForeignKind | undefined, way: Way): Unwrapping {
    const nothing = { reason: reasonOf(value.bytes, value.start, kind), ...(kind === undefined ? {} : { kind }) };
    const { maxLayers } = this.#reading.limits;
    if (way.depth >= maxLayers) {
      const reason = `wrapped more than ${maxLayers} times ${setting('maxLayers')}`;
      if (!isObject(value) && !isArray(value)) return nothing;
      this.#reading.summary.damage('records that are wrapped too often');
      return { reason, broken: true };
    }
    if (isArray(value)) return yield* this.#row(value, way, nothing);
    if (!isObject(value)) return nothing;
    this.#point(value, kind);
    if (kind?.container === 's3-notification' || kind?.container === 'digest') return nothing;
    const found = this.#known(members(value));
    if (shortText(found.get('messageType')) === 'CONTROL_MESSAGE') {
      return this.#skip('CloudWatch Logs control message', { ...way, container: 'cloudwatch-subscription' });
    }
    for (const [list, container] of LISTS) {
      const many = found.get(list);
      if (many === undefined) continue;
      const gave = yield* this.#list(list, value, many, { ...way, container: way.container || container });
      if (gave === undefined || list === 'logEvents') return gave;
    }
    return yield* this.#follow(found, way, nothing);
  }

  /** Skips something that is no record. */
  #skip(words: string, way: Way): Nothing {
    if (way.container !== '') this.#reading.summary.wrapped(way.container);
    this.#reading.summary.skip(words);
    return undefined;
  }

  /** Tells what a notification points to. */
  #point(value: Slice, kind: ForeignKind | undefined): void {
    const { summary } = this.#reading;
    if (kind?.container === 's3-notification') for (const uri of pointers(value)) summary.pointsTo(uri);
    if (kind !== DELIVERY_NOTICE) return;
    const bucket = shortText(memberOf(value, 's3Bucket'));
    const keys = memberOf(value, 's3ObjectKey');
    for (const key of keys === undefined ? [] : elements(keys)) summary.pointsTo(`s3://${bucket}/${shortText(key)}`);
  }

  /** The members that matter, by name; the first of a name counts. */
  #known(all: Iterable<{ readonly key: string; readonly value: Slice }>): Map<string, Slice> {
    const found = new Map<string, Slice>();
    for (const { key, value } of all) if (isKnown(key) && !found.has(key)) found.set(key, value);
    return found;
  }

  /** A row of a query result. */
  *#row(value: Slice, way: Way, nothing: Nothing): Unwrapping {
    const cells = [...elements(value)].filter(isObject);
    if (cells.length === 0) return nothing;
    const found = this.#known(rowMembers(cells, members));
    const without = { reason: 'a row without a whole event: select eventJson or @message' };
    return yield* this.#follow(found, { ...way, log: way.log ?? logOfRow(found) }, without);
  }

  /** Each element of a list is a record. */
  *#list(list: string, parent: Slice, many: Slice, way: Way): Unwrapping {
    // Elastic's answers have hits in their hits.
    if (list === 'hits' && isObject(many)) {
      const inner = memberOf(many, 'hits');
      return inner === undefined ? { reason: 'not a CloudTrail event' } : yield* this.#list(list, many, inner, way);
    }
    if (!isArray(many)) return { reason: 'not a CloudTrail event' };
    if (list !== 'logEvents' && !this.#holds(many)) return { reason: 'not a CloudTrail event' };
    let nothing: Nothing = { reason: 'a list without records' };
    for (const element of elements(many)) {
      const log = logOf(list, parent, element) ?? way.log;
      const inside = this.#into(way, element, { log, depth: way.depth + 1 });
      const why = yield* this.#value(element, inside);
      if (why !== undefined) {
        this.#refuse(element, why, inside);
        yield;
      }
      nothing = undefined;
    }
    return nothing;
  }

  /** Whether the first element of an array is an object, or a row of them. */
  #holds(many: Slice): boolean {
    for (const element of elements(many)) return isObject(element) || isArray(element);
    return true;
  }

  /** Goes into the members that may hold an event, until one gives a record. */
  *#follow(found: ReadonlyMap<string, Slice>, way: Way, nothing: Nothing): Unwrapping {
    let best = nothing;
    for (const [name, container] of FOLLOWED) {
      const value = found.get(name);
      if (value === undefined) continue;
      const inside = this.#into(way, value, { depth: way.depth + 1, container: way.container || container });
      const why = yield* isText(value)
        ? this.#text(textOf(value), inside, PACKED.has(name))
        : this.#value(value, inside);
      if (why === undefined) return undefined;
      best = moreTelling(best, why);
    }
    return best;
  }

  /** The text of events. */
  *#text(text: Buffer, way: Way, mayBePacked = false): Unwrapping {
    let bytes = text;
    let at = skipSpace(bytes, 0, bytes.length);
    if (bytes[at] !== 0x7b && bytes[at] !== 0x5b) {
      if (bytes.equals(Buffer.from(PING))) return this.#skip('CloudTrail validation message', way);
      const unpacked = mayBePacked ? this.#unpack(bytes) : undefined;
      if (unpacked === undefined) return { reason: NO_EVENT };
      if ('reason' in unpacked) return unpacked;
      bytes = unpacked;
      at = skipSpace(bytes, 0, bytes.length);
    }
    return yield* this.#values(bytes, at, way);
  }

  #unpack(text: Buffer): Buffer | { readonly reason: string; readonly broken: true } | undefined {
    try {
      return this.#budget.unpack(text, this.#reading.limits.maxRecordBytes);
    } catch (error) {
      if (!(error instanceof PackedTextError)) throw error;
      this.#reading.summary.damage('packed data that cannot be read');
      return { reason: `the data in it ${error.message}`, broken: true };
    }
  }

  /** One JSON value after the other. */
  *#values(bytes: Buffer, first: number, way: Way): Unwrapping {
    let nothing: Nothing = { reason: NO_EVENT };
    for (let at = first; at < bytes.length; ) {
      const { status, walker } = this.#check(bytes, at, bytes.length);
      const end = status === 'complete' ? walker.end : bytes.length;
      const value = { bytes, start: at, end };
      let why: Nothing;
      if (status === 'complete') {
        why = yield* this.#value(value, way);
      } else {
        const words = status === 'invalid' ? `${walker.error} at byte ${walker.errorOffset}` : 'it ends too early';
        why = { reason: `the text in it is not valid JSON: ${words}` };
        if (holdsEvents(bytes, at, end)) {
          this.#reading.summary.damage('events whose text is not valid JSON');
          why = { ...why, broken: true };
        }
      }
      at = skipSpace(bytes, end, bytes.length);
      // A text that is one value is what its record is; of several values each is a record.
      if (why !== undefined && value.start === first && at >= bytes.length) return why;
      if (why !== undefined) {
        this.#refuse(value, why, way);
        yield;
      }
      nothing = undefined;
    }
    return nothing;
  }

  /** A part of a wrapper that gives no event. */
  #refuse({ bytes, start, end }: Slice, why: NonNullable<Nothing>, { place }: Way): void {
    if (why.kind !== undefined && !why.broken && this.#reading.summary.takesForeign(why.kind)) return;
    const kept = Uint8Array.from(bytes.subarray(start, Math.min(end, start + REJECT_BYTES)));
    this.#reading.rejected({ ...place, reason: why.reason, bytes: kept }, !why.broken);
  }
}

const NO_EVENT = 'not a CloudTrail event';
const CONTEXT: ReadonlySet<string> = new Set(['messageType', '@timestamp', '@log', '@logStream']);

function isKnown(key: string): boolean {
  return FOLLOWED.has(key) || LISTS.has(key) || CONTEXT.has(key);
}

/** Of two reasons why there is nothing, the one that says more. */
function moreTelling(known: Nothing, other: Nothing): Nothing {
  if (known?.broken || other === undefined) return known;
  if (other.broken || known === undefined) return other;
  return other.kind === undefined && (known.kind !== undefined || other.reason === NO_EVENT) ? known : other;
}
