/** What was found in a source so far, and the verdict at its end. */

import type { SourceStatus } from '../store/types.ts';
import type { ForeignKind } from './record-kind.ts';
import type { FoundReject } from './record-sink.ts';

/** How a source ended. */
export interface SourceEnd {
  readonly container: string;
  readonly status: SourceStatus;
  readonly message: string;
}

/** Objects that notifications point to and that are named. */
const POINTERS_NAMED = 3;
/** Members with records that are named; a hostile source may have any number. */
const MEMBERS_NAMED = 3;

const plural = (count: number, words: string): string => `${count} ${words}${count === 1 ? '' : 's'}`;

export class ReadingSummary {
  /** Values at the top level, complete or not. */
  values = 0;
  /** Events and rejects. */
  records = 0;
  /** Whether there were any bytes at all. */
  anyBytes = false;
  #others = 0;
  #container = '';
  #lines = false;
  #sawNewLine = false;
  readonly #damage = new Map<string, number>();
  readonly #foreign = new Map<ForeignKind, number>();
  readonly #notes = new Set<string>();
  /** Containers around events, by name; what was skipped in them; and what pointers point to. */
  #wrapper = '';
  readonly #skipped = new Map<string, number>();
  readonly #pointers: string[] = [];
  #pointerCount = 0;
  #held: FoundReject | undefined;
  #unreadable: SourceEnd | undefined;

  /** A value (`value`) begins at the top level, or a container of that name. */
  found(what: string): void {
    if (this.values > 0 && this.#sawNewLine) this.#lines = true;
    this.values++;
    this.#sawNewLine = false;
    if (what !== 'value' && (this.#container === '' || what === 'cloudtrail')) this.#container = what;
  }

  newLine(): void {
    this.#sawNewLine = true;
  }

  /** Notes damage; equal texts are counted. */
  damage(words: string): void {
    this.#damage.set(words, (this.#damage.get(words) ?? 0) + 1);
  }

  /** Counts a reject; `wellFormed` ones are only something else than an event. */
  reject(wellFormed: boolean): void {
    this.records++;
    if (wellFormed) this.#others++;
  }

  /** Whether a known other document is counted as such: as long as nothing else was found. If not it is a reject. */
  takesForeign(kind: ForeignKind): boolean {
    if (this.records > 0 || this.#held !== undefined) return false;
    this.#foreign.set(kind, (this.#foreign.get(kind) ?? 0) + 1);
    return true;
  }

  /** Keeps the first value, which is no event, until it is known whether it stands alone. */
  hold(value: FoundReject): void {
    this.#held = value;
  }

  releaseHeld(): FoundReject | undefined {
    const held = this.#held;
    if (held !== undefined) this.reject(true);
    this.#held = undefined;
    return held;
  }

  /** The next event comes out of a wrapper. One around the first record names the source. */
  wrapped(container: string): void {
    if (this.#wrapper === '' && this.records === 0) this.#wrapper = container;
  }

  /** Something in a wrapper is no record at all. */
  skip(words: string): void {
    this.#skipped.set(words, (this.#skipped.get(words) ?? 0) + 1);
  }

  /** A notification names an object. */
  pointsTo(uri: string): void {
    if (this.#pointerCount++ < POINTERS_NAMED) this.#pointers.push(uri);
  }

  /** The source begins with something that is no JSON value. */
  unreadable(end: SourceEnd): void {
    this.#unreadable = end;
  }

  /** Records are in a member of the envelope that is not `Records`. */
  recordsIn(member: string): void {
    const name = JSON.stringify(member.slice(0, 40));
    this.#notes.add(`records are in ${this.#notes.size < MEMBERS_NAMED ? `the member ${name}` : 'other members'}`);
  }

  /** The verdict. */
  end(damage: string | undefined, reject: (held: FoundReject) => void): SourceEnd {
    if (this.#unreadable !== undefined) return this.#withDamage(this.#unreadable, damage);
    if (this.#held !== undefined && (damage !== undefined || this.#damage.size > 0 || this.#foreign.size > 0)) {
      const held = this.releaseHeld();
      if (held !== undefined) reject(held);
    }
    if (this.#held !== undefined) {
      return { container: 'json', status: 'other', message: 'JSON, but not CloudTrail events' };
    }
    const problems = damage === undefined ? [] : [damage];
    for (const [words, count] of this.#damage) problems.push(count === 1 ? words : `${words} (${count})`);
    const foreign = [...this.#foreign].map(([kind, count]) => plural(count, kind.words));
    for (const [words, count] of this.#skipped) this.#notes.add(`${plural(count, words)} skipped`);
    if (this.#pointerCount > 0) this.#notes.add(this.#pointed());
    const unsupported = [...this.#foreign.keys()].some((kind) => kind.holdsEvents);
    if (unsupported) problems.push(`${foreign.join(', ')}: reading events from these is not supported`);
    const first = this.#foreign.keys().next().value;
    if (problems.length > 0) {
      const container = this.records === 0 && first !== undefined ? first.container : this.#name();
      return {
        container,
        status: this.records === 0 ? 'failed' : 'damaged',
        message: [...problems, ...this.#notes].join('; '),
      };
    }
    if (first !== undefined && this.records === 0) {
      const message = [`${foreign.join(', ')}, not events`, ...this.#notes].join('; ');
      return { container: first.container, status: 'other', message };
    }
    if (this.#skipped.size > 0 && this.records === 0) {
      return { container: this.#name(), status: 'other', message: [...this.#notes].join('; ') };
    }
    if (this.values === 0) {
      const message = this.anyBytes ? 'only white space' : 'no bytes';
      return { container: 'empty', status: 'other', message };
    }
    const others = this.#others === 0 ? [] : [`${plural(this.#others, 'record')} not CloudTrail events`];
    return { container: this.#name(), status: 'complete', message: [...foreign, ...others, ...this.#notes].join('; ') };
  }

  #withDamage(end: SourceEnd, damage: string | undefined): SourceEnd {
    return damage === undefined ? end : { ...end, status: 'failed', message: `${damage}; ${end.message}` };
  }

  #pointed(): string {
    const more = this.#pointerCount - this.#pointers.length;
    return `pointing to ${this.#pointers.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }

  #name(): string {
    if (this.#wrapper !== '') return this.#wrapper;
    if (this.#container !== '') return this.#container;
    if (this.values === 0) return 'unknown';
    if (this.values === 1) return 'event';
    return this.#lines ? 'ndjson' : 'concatenated';
  }
}
