/** Where events come from, for people and machines. */

import { timestampText } from '../engine/values/timestamp.ts';
import type { LeftOut, Provenance } from '../store/provenance.ts';
import type { StoredSource } from '../store/types.ts';
import { stringify } from './json.ts';
import type { Style } from './style.ts';
import { counted, thousands } from './units.ts';
import { visible } from './visible.ts';

/** The lines for people: a block for each event. */
export function* formatProvenance(events: readonly Provenance[], leftOut: LeftOut, style: Style): Generator<string> {
  for (const [index, event] of events.entries()) {
    if (index > 0) yield '';
    yield style.bold(`event ${visible(event.eventId ?? 'without an eventID')}`);
    for (const [name, text] of facts(event, leftOut)) yield `  ${style.dim(name.padEnd(10))} ${visible(text)}`;
  }
}

/** The lines of `{events: […], leftOut}`, one event per line. */
export function* formatProvenanceJson(events: readonly Provenance[], leftOut: LeftOut): Generator<string> {
  yield '{"events":[';
  for (const [i, event] of events.entries()) yield stringify(document(event)) + (i < events.length - 1 ? ',' : '');
  yield `],"leftOut":${stringify(leftOut)}}`;
}

function document(event: Provenance): object {
  const { pointer, eventId, eventName, timestamp, source, ordinal, record, delivered, copies, conflicts } = event;
  return {
    ptr: pointer,
    eventID: eventId ?? null,
    eventName: eventName ?? null,
    timestamp: timestampText(timestamp),
    object: source,
    record: { number: ordinal + 1, of: source.records, ...record, find: findCommand(source, ordinal) ?? null },
    delivered: delivered === undefined ? null : timestampText(delivered),
    deliveredBy: deliveryOrigin(event),
    copies,
    conflicts,
  };
}

function* facts(event: Provenance, leftOut: LeftOut): Generator<readonly [name: string, text: string]> {
  const { pointer, eventName, timestamp, source, ordinal, record, delivered } = event;
  yield ['pointer', pointer];
  yield ['what', `${eventName ?? '(no eventName)'} at ${timestampText(timestamp)}`];
  yield ['object', `${source.uri} (source ${source.id}, ${source.container}, ${source.status})`];
  if (source.message !== '') yield ['', source.message];
  yield ['sha256', source.sha256 ?? 'not known: the object could not be read to its end'];
  if (source.contentSha256 !== null && source.contentSha256 !== source.sha256) {
    yield ['', `${source.contentSha256} of its unpacked bytes`];
  }
  yield ['record', `${thousands(ordinal + 1)} of the ${counted(source.records, 'record')} in the object`];
  const find = findCommand(source, ordinal);
  if (find !== undefined) yield ['find it', find];
  yield ['', `${counted(record.length, 'byte')} with the SHA-256 ${record.sha256}`];
  yield ['ingested', timestampText(source.ingestedAt)];
  if (delivered !== undefined) yield ['delivered', `${timestampText(delivered)}, ${DELIVERY[deliveryOrigin(event)]}`];
  yield ['copies', copiesText(event, leftOut)];
}

/** What tells when the object was delivered. */
type DeliveryOrigin = 'name' | 'modified' | 'other';

const DELIVERY: Readonly<Record<DeliveryOrigin, string>> = {
  name: 'by the name of the object',
  modified: 'by its time of modification',
  other: 'by what it says itself, or the time of ingest',
};

function deliveryOrigin({ source, delivered }: Provenance): DeliveryOrigin {
  if (delivered === source.modified) return 'modified';
  const minute = delivered === undefined ? '' : new Date(delivered).toISOString().slice(0, 16).replace(/[-:]/g, '');
  return minute !== '' && source.uri.includes(`_${minute}`) ? 'name' : 'other';
}

/** What is known of copies, and what is not. */
function copiesText({ copies, conflicts }: Provenance, leftOut: LeftOut): string {
  const stored = [
    copies === 0 ? '' : `${counted(copies, 'other stored event')} with this content`,
    conflicts === 0 ? '' : `${counted(conflicts, 'other stored event')} with this eventID and other content`,
  ].filter((text) => text !== '');
  const unknown =
    leftOut.duplicates === 0
      ? 'no record of any object was left out as a copy'
      : `${counted(leftOut.duplicates, 'record')} of ${counted(leftOut.sources, 'object')} left out as copies of stored events; of which events is not recorded`;
  return [...stored, unknown].join('; ');
}

/** A command that prints the record, where its number leads to it; what it prints is laid out by jq. */
function findCommand({ uri, container, status, message }: StoredSource, ordinal: number): string | undefined {
  // In a damaged object other programs may count other records.
  if (status !== 'complete' || message !== '' || uri === '-' || uri.includes('!')) return undefined;
  const filter = FILTERS.get(container)?.(ordinal);
  if (filter === undefined) return undefined;
  const read = uri.startsWith('s3://') ? `aws s3 cp ${quoted(uri)} - | gzip -dcf` : `gzip -dcf < ${quoted(uri)}`;
  return uri.startsWith('file://') ? undefined : `${read} | jq ${filter}`;
}

type Filter = (ordinal: number) => string;

/** By container. */
const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['cloudtrail', (ordinal) => `'.Records[${ordinal}]'`],
  ['array', (ordinal) => `'.[${ordinal}]'`],
  ['ndjson', (ordinal) => `-n 'nth(${ordinal}; inputs)'`],
  ['event', () => '.'],
]);

function quoted(path: string): string {
  return /^[\w./:@+=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
