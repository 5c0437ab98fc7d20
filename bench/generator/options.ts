/** Options that say which archive is meant. */
import { join } from 'node:path';
import type { ArchiveOptions } from './archive.ts';

/** For `parseArgs`. */
export const ARCHIVE_OPTIONS = {
  events: { type: 'string', default: '100000' },
  seed: { type: 'string', default: '1' },
  skew: { type: 'string', default: 'high' },
  days: { type: 'string', default: '30' },
  'file-events': { type: 'string' },
} as const;

/** The options as they were written. */
type Written = Readonly<Record<'events' | 'seed' | 'skew' | 'days', string>> & {
  readonly 'file-events'?: string | undefined;
};

/** Where generated data lies; ignored by git. */
export const DATA_FOLDER = join(import.meta.dirname, '..', 'data');

/** @throws RangeError for a value that is not possible. */
export function archiveOptions(values: Written): ArchiveOptions {
  const { skew, 'file-events': fileEvents } = values;
  if (skew !== 'high' && skew !== 'low') throw new RangeError(`--skew is high or low, not ${skew}`);
  return {
    events: wholeNumber('events', values.events),
    seed: wholeNumber('seed', values.seed),
    skew,
    days: wholeNumber('days', values.days),
    ...(fileEvents !== undefined && { fileEvents: wholeNumber('file-events', fileEvents) }),
  };
}

export function defaultFolder({ events, seed, skew, days, fileEvents }: ArchiveOptions): string {
  const files = fileEvents === undefined ? '' : `-${fileEvents}perfile`;
  const rest = `${seed === 1 ? '' : `-seed${seed}`}${days === 30 ? '' : `-${days}days`}${files}`;
  return join(DATA_FOLDER, `${events}-${skew}${rest}`);
}

/** @throws RangeError for a text that is no whole number from 1. */
export function wholeNumber(name: string, text: string): number {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name} is a whole number from 1, not ${text}`);
  return value;
}
