/** The objects that services and log systems put around CloudTrail events: by which members each is known, and where the events are in it. */

import { type Member, memberOf, numberOf, type Slice, shortText } from './json-slices.ts';
import type { LogOrigin } from './record-sink.ts';
import { parseTime } from './time.ts';

/** Members that hold many records, each of which may be an event or a wrapper of one. */
export const LISTS: ReadonlyMap<string, string> = new Map([
  ['logEvents', 'cloudwatch-subscription'],
  ['Records', 'cloudtrail'],
  ['records', 'firehose'],
  ['Events', 'lookup-events'],
  ['events', 'cloudwatch-events'],
  ['Messages', 'sqs'],
  ['QueryResultRows', 'lake-results'],
  ['results', 'logs-insights'],
  ['hits', 'elastic'],
]);

/** The container that events in a list are in; empty where the elements tell it. */
export function containerOf(list: string | undefined): string {
  return list === undefined || list === 'Records' ? '' : (LISTS.get(list) ?? '');
}

/** Members that may be an event, hold one, or be its text. The first of them that gives one counts: the others are copies. */
export const FOLLOWED: ReadonlyMap<string, string> = new Map([
  ['detail', 'eventbridge'],
  ['CloudTrailEvent', 'lookup-events'],
  ['eventJson', 'lake-results'],
  ['eventjson', 'lake-results'],
  ['awslogs', 'cloudwatch-subscription'],
  ['kinesis', 'kinesis'],
  ['Sns', 'sns'],
  ['raw_data', 'ocsf'],
  ['_raw', 'splunk'],
  ['event.original', 'elastic'],
  ['_source', 'elastic'],
  ['event', 'event-member'],
  ['original', 'elastic'],
  ['result', 'splunk'],
  ['Message', 'sns'],
  ['Body', 'sqs'],
  ['body', 'sqs'],
  ['@message', 'logs-insights'],
  ['message', 'message-member'],
  ['data', 'kinesis'],
  ['Data', 'kinesis'],
]);

/** Members whose text may be base64, of packed bytes too. */
export const PACKED: ReadonlySet<string> = new Set(['data', 'Data', 'message', 'body']);

/** What SNS and CloudWatch Logs send to see whether somebody listens. */
export const PING = 'CloudTrail validation message.';

/** What an element of a list says about the log it was in; undefined if nothing. */
export function logOf(list: string | undefined, parent: Slice | undefined, element: Slice): LogOrigin | undefined {
  if (list !== 'logEvents' && list !== 'events') return undefined;
  const time = numberOf(memberOf(element, 'timestamp'));
  if (time === undefined) return undefined;
  const owner = shortText(memberOf(parent, 'owner'));
  const group = shortText(memberOf(parent, 'logGroup'));
  return {
    time,
    log: owner === '' || group === '' ? undefined : `${owner}:${group}`,
    stream: shortText(memberOf(parent, 'logStream')) || shortText(memberOf(element, 'logStreamName')),
    id: shortText(memberOf(element, 'id')) || shortText(memberOf(element, 'eventId')),
  };
}

/** The members of a row of a query result: `[{"column":"value"},…]` of CloudTrail Lake, `[{"field":…,"value":…},…]` of CloudWatch Logs. */
export function rowMembers(row: readonly Slice[], membersOf: (cell: Slice) => Iterable<Member>): Member[] {
  return row.flatMap((cell) => {
    const found = [...membersOf(cell)];
    const field = found.find(({ key }) => key === 'field');
    const value = found.find(({ key }) => key === 'value');
    return field === undefined || value === undefined ? found : [{ key: shortText(field.value), value: value.value }];
  });
}

/** The log of a row of a query of CloudWatch Logs. */
export function logOfRow(cells: ReadonlyMap<string, Slice>): LogOrigin | undefined {
  const time = cloudWatchTime(shortText(cells.get('@timestamp')));
  if (time === undefined) return undefined;
  return { time, log: shortText(cells.get('@log')), stream: shortText(cells.get('@logStream')) };
}

/** The time in a cell of CloudWatch Logs: UTC, without a zone. */
export function cloudWatchTime(text: string): number | undefined {
  const time = parseTime(Buffer.from(text));
  return Number.isNaN(time) ? undefined : time;
}

/** The object that an S3 notification or a delivery notice is about, as a URI. */
export function* pointers(value: Slice): Generator<string> {
  const s3 = memberOf(value, 's3');
  const bucket = shortText(memberOf(memberOf(s3, 'bucket'), 'name'));
  const key = shortText(memberOf(memberOf(s3, 'object'), 'key'));
  if (bucket !== '' && key !== '') yield `s3://${bucket}/${decoded(key)}`;
}

/** Keys in notifications are written as in the query of a URL. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
