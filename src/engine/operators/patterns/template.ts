/** A group of messages of one shape: where they all have the same word, and where they differ. */
import type { Message } from './message.ts';
import type { TokenDetail } from './token-detail.ts';
import { commonType, type TokenType } from './token-type.ts';
import { detached, ValueCounts } from './value-counts.ts';
import { WindowCounts } from './window-counts.ts';

/** A word that all messages have, or a variable token. */
export type Slot = string | VariableToken;

export interface VariableToken {
  readonly type: TokenType;
  readonly values: ValueCounts;
  /** What anomalies are found by; undefined when none are looked for, and for tokens that are no numbers. */
  readonly detail: TokenDetail | undefined;
}

/** One event, as the patterns see it. */
export interface Sighting {
  readonly message: Message;
  readonly text: string;
  /** Epoch milliseconds, or NaN. */
  readonly time: number;
  /** 1 for the events of a time range that the current one is compared with. */
  readonly side: 0 | 1;
}

/** So many events are kept of each pattern, cut at so many characters. */
const MAX_SAMPLES = 3;
const MAX_SAMPLE_CHARS = 10_000;

export interface Sample {
  readonly text: string;
  readonly time: number;
}

export class Template {
  readonly separators: readonly string[];
  readonly slots: readonly Slot[];
  /** How many templates had been made before. */
  readonly order: number;
  /** Events of the current time range, and of the one it is compared with. */
  readonly counts: [number, number] = [0, 0];
  /** The earliest time of an event; Infinity when none had a time. */
  first = Number.POSITIVE_INFINITY;
  readonly samples: Sample[] = [];
  readonly windows: WindowCounts | undefined;

  constructor(separators: readonly string[], slots: readonly Slot[], order: number, detailed: boolean) {
    this.separators = separators;
    this.slots = slots;
    this.order = order;
    this.windows = detailed ? new WindowCounts() : undefined;
  }

  get total(): number {
    return this.counts[0] + this.counts[1];
  }

  /** True when it may accept messages that have other words or types than those it was made from. */
  get isOpen(): boolean {
    return this.slots.some((slot) => typeof slot !== 'string' && (slot.type === 'Token' || slot.type === 'ID'));
  }

  /** True when the message has the words of the template and tokens of its types. Expects equal separators. */
  accepts({ tokens, types }: Message): boolean {
    return this.slots.every((slot, i) => {
      const type = types[i];
      if (typeof slot === 'string') return type === undefined && tokens[i] === slot;
      return slot.type === 'Token' || (type !== undefined && commonType(slot.type, type) === slot.type);
    });
  }

  add({ message, text, time, side }: Sighting): void {
    this.counts[side]++;
    if (time < this.first) this.first = time;
    this.windows?.add(time);
    for (const [i, slot] of this.slots.entries()) {
      if (typeof slot === 'string') continue;
      const token = message.tokens[i] ?? '';
      slot.values.add(token, 1, time);
      slot.detail?.add(token, time);
    }
    if (this.samples.length < MAX_SAMPLES) {
      this.samples.push({
        text: text.length > MAX_SAMPLE_CHARS ? detached(text.slice(0, MAX_SAMPLE_CHARS)) : text,
        time,
      });
    }
  }

  /** Takes over what another template of the same separators has counted, but for its tokens. */
  absorb(other: Template): void {
    this.counts[0] += other.counts[0];
    this.counts[1] += other.counts[1];
    this.first = Math.min(this.first, other.first);
    if (other.windows) this.windows?.addAll(other.windows);
    this.samples.push(...other.samples.slice(0, MAX_SAMPLES - this.samples.length));
  }
}

/** One template for several of the same separators: where all have one word it stays, elsewhere there is a variable token. */
export function united(templates: readonly [Template, ...Template[]]): Template {
  const [head] = templates;
  if (templates.length === 1) return head;
  const slots = head.slots.map((_, i) => unitedSlot(templates, i));
  const result = new Template(head.separators, slots, head.order, head.windows !== undefined);
  for (const template of templates) result.absorb(template);
  return result;
}

function unitedSlot(templates: readonly [Template, ...Template[]], i: number): Slot {
  const slots = templates.map((template) => template.slots[i] ?? '');
  const [head = ''] = slots;
  if (typeof head === 'string' && slots.every((slot) => slot === head)) return head;
  const type = slots.map((slot) => (typeof slot === 'string' ? 'Token' : slot.type)).reduce(commonType);
  const values = new ValueCounts();
  let detail: TokenDetail | undefined;
  for (const [t, slot] of slots.entries()) {
    const template = templates[t];
    if (typeof slot === 'string') values.add(slot, template?.total ?? 0, template?.first ?? Number.NaN);
    else values.addAll(slot.values);
    if (type !== 'Number' || typeof slot === 'string' || !slot.detail) continue;
    if (detail) detail.addAll(slot.detail);
    else detail = slot.detail;
  }
  return { type, values, detail };
}
