/** Where the cases and their events lie, and what their times mean. */
import { readdirSync, readFileSync } from 'node:fs';
import { type CaseEvent, type Events, readEvents } from './schema.ts';

const FOLDER = new URL('./', import.meta.url);
const DAY = '2024-05-01';

/** The case files by name, with their contents as they stand. */
export function rawCaseFiles(): { file: string; content: unknown }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, content: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) }));
}

/** A list of events, or the one of that name in `events/`. */
export function eventsNamed(events: Events): readonly CaseEvent[] {
  if (typeof events !== 'string') return events;
  const file = `events/${events}.json`;
  return readEvents(file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));
}

/** Epoch milliseconds of `10:00:00.000` (of 2024-05-01) or `2023-07-10 12:34:56.789`, in UTC. */
export function timeOf(text: string): number {
  const whole = text.includes(' ') ? text : `${DAY} ${text}`;
  const time = Date.parse(`${whole.replace(' ', 'T')}Z`);
  if (Number.isNaN(time)) throw new Error(`no time: ${text}`);
  return time;
}

/** The text of an event: an object is written as compact JSON, in its order of members. */
export function messageOf({ message }: CaseEvent): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}
