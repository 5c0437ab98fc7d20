/** What a JSON object is: a CloudTrail event, or one of the documents that lie beside them. */

import { FACT, type Facts } from './facts.ts';

/** A document that is not an event but is known. */
export interface ForeignKind {
  /** Name of the container in the report. */
  readonly container: string;
  /** What it is, for messages. */
  readonly words: string;
  /** Whether CloudTrail events are inside that cannot be read. */
  readonly holdsEvents: boolean;
}

const kind = (container: string, words: string, holdsEvents: boolean): ForeignKind => ({
  container,
  words,
  holdsEvents,
});

const S3_NOTIFICATION = kind('s3-notification', 'S3 event notification', false);
const SQS = kind('sqs', 'SQS message', false);
const KINESIS = kind('kinesis', 'Kinesis record', false);
const SUBSCRIPTION = kind('cloudwatch-subscription', 'CloudWatch Logs subscription message', false);
const SNS = kind('sns', 'SNS message', false);
const NOTIFICATION = kind('notification', 'service notification', false);
/** Names the files that CloudTrail has delivered. */
export const DELIVERY_NOTICE = kind('delivery-notice', 'CloudTrail delivery notice', false);

/** Kinds by the members that mark them; the first that has them all counts. Events are looked for inside before an object counts as one of these. */
const MARKS: readonly (readonly [readonly number[], ForeignKind])[] = [
  [[FACT.digestBucket], kind('digest', 'CloudTrail digest file', false)],
  [[FACT.detailType], kind('eventbridge', 'EventBridge event', false)],
  [[FACT.logEvents], SUBSCRIPTION],
  [[FACT.awslogs], SUBSCRIPTION],
  [[FACT.messages], SQS],
  [[FACT.deliveredBucket, FACT.deliveredKey], DELIVERY_NOTICE],
  [[FACT.type, FACT.message], SNS],
  [[FACT.sns], SNS],
  [[FACT.kinesis], KINESIS],
  [[FACT.classUid], kind('ocsf', 'OCSF (Security Lake) record', true)],
];

/** A bit for each member that makes the mark. */
const EVENT_MARKS = [
  [FACT.eventVersion],
  [FACT.eventTime, FACT.timeWindow],
  [FACT.eventID, FACT.eventId],
  [FACT.eventSource],
  [FACT.eventName],
].map((alternatives) => alternatives.reduce((bits, fact) => bits | (1 << fact), 0));

/** `'event'`, a known other kind, or undefined for any other object. */
export function recordKind(facts: Facts): 'event' | ForeignKind | undefined {
  // Notifications carry eventVersion, eventTime and eventName as CloudTrail events do.
  if (facts.has(FACT.s3)) return S3_NOTIFICATION;
  if (facts.startsWith(FACT.eventSource, 'aws:')) {
    if (facts.is(FACT.eventSource, 'aws:s3')) return S3_NOTIFICATION;
    if (facts.is(FACT.eventSource, 'aws:sqs')) return SQS;
    return facts.is(FACT.eventSource, 'aws:kinesis') ? KINESIS : NOTIFICATION;
  }
  const marks = eventMarks(facts);
  // Two of five: old, aggregated and Insights records each lack some.
  if (marks >= 2) return 'event';
  for (const [needed, foreign] of MARKS) if (needed.every((fact) => facts.has(fact))) return foreign;
  return undefined;
}

/** How many of the members that mark an event are there. */
export function eventMarks(facts: Facts): number {
  let marks = 0;
  for (let mark = 0; mark < EVENT_MARKS.length; mark++) {
    if ((facts.present & (EVENT_MARKS[mark] as number)) !== 0) marks++;
  }
  return marks;
}
