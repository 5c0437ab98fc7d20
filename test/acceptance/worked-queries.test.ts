/**
 * Queries of an investigation over seventeen events, each with its result worked by hand from the language specification: the comments
 * are the working.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { type LogEvent, type QueryOptions, trailFromEvents } from '../../src/index.ts';

const ALICE = 'arn:aws:sts::111122223333:assumed-role/Admin/alice';
const BOB = 'arn:aws:iam::111122223333:user/bob';
const CAROL = 'arn:aws:iam::111122223333:user/carol';
const KEY = 'AKIAEXAMPLEBOBSECOND';
const UNUSED_KEY = 'AKIAEXAMPLECAROL0001';
const POLICY =
  '{"Statement":[{"Action":"s3:GetObject","Effect":"Allow"},{"Action":"s3:PutObject"},{"Action":"iam:PassRole"}]}';

interface Record {
  readonly at: string;
  readonly name: string;
  /** The event source up to its first dot. */
  readonly service: string;
  readonly ip: string;
  /** None for a call by a service. */
  readonly arn?: string;
  readonly more?: object;
}

const login = (ConsoleLogin: 'Failure' | 'Success') => ({ responseElements: { ConsoleLogin } });
const newKey = (accessKeyId: string) => ({ responseElements: { accessKey: { accessKeyId, status: 'Active' } } });
const bucket = (name: string) => ({ type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${name}`, accountId: '111122223333' });

/** A read of an object; one that was denied sends no bytes. */
function read(name: string, key: string, bytes?: number): object {
  const object = { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${name}/${key}` };
  return {
    requestParameters: { bucketName: name, key },
    resources: [object, bucket(name)],
    ...(bytes === undefined
      ? { errorCode: 'AccessDenied' }
      : { additionalEventData: { bytesTransferredOut: bytes, SSEApplied: 'Default_SSE_S3' } }),
  };
}

/** In the order of time, which is that of the log; their ids are e01 to e17. */
const RECORDS: readonly Record[] = [
  { at: '08:00:00', name: 'ConsoleLogin', service: 'signin', ip: '203.0.113.10', arn: BOB, more: login('Failure') },
  { at: '08:00:40', name: 'ConsoleLogin', service: 'signin', ip: '203.0.113.10', arn: BOB, more: login('Failure') },
  { at: '08:05:00', name: 'ConsoleLogin', service: 'signin', ip: '203.0.113.10', arn: BOB, more: login('Success') },
  { at: '08:20:00', name: 'CreateAccessKey', service: 'iam', ip: '203.0.113.10', arn: BOB, more: newKey(KEY) },
  { at: '08:40:00', name: 'ListBuckets', service: 's3', ip: '203.0.113.10', arn: BOB },
  { at: '09:10:00', name: 'GetObject', service: 's3', ip: '198.51.100.7', arn: BOB, more: read('pay', 'part-10', 512) },
  { at: '09:10:00', name: 'GetObject', service: 's3', ip: '198.51.100.7', arn: BOB, more: read('pay', 'part-9') },
  { at: '09:40:00', name: 'AssumeRole', service: 'sts', ip: 'ec2.amazonaws.com' },
  { at: '09:41:00', name: 'DescribeInstances', service: 'ec2', ip: '10.0.0.5', arn: ALICE },
  { at: '10:15:00', name: 'GetObject', service: 's3', ip: '10.0.0.5', arn: ALICE, more: read('logs', '10', 2048) },
  { at: '10:15:30', name: 'GetObject', service: 's3', ip: '10.0.0.5', arn: ALICE, more: read('logs', '9', 100) },
  {
    at: '11:00:00',
    name: 'GetObject',
    service: 's3',
    ip: '10.0.0.12',
    arn: ALICE,
    more: read('logs', '2026-03-10.log', 4096),
  },
  {
    at: '11:00:00',
    name: 'DeleteBucket',
    service: 's3',
    ip: '10.0.0.12',
    arn: ALICE,
    more: { errorCode: 'AccessDenied', requestParameters: { bucketName: 'logs' }, resources: [bucket('logs')] },
  },
  { at: '11:30:00', name: 'AssumeRole', service: 'sts', ip: 'ec2.amazonaws.com' },
  { at: '11:30:01', name: 'CreateAccessKey', service: 'iam', ip: '198.51.100.7', arn: CAROL, more: newKey(UNUSED_KEY) },
  {
    at: '11:45:00',
    name: 'GetObject',
    service: 's3',
    ip: '198.51.100.7',
    arn: CAROL,
    more: read('pay', 'Part-1', 300),
  },
  {
    at: '11:59:59.999',
    name: 'PutUserPolicy',
    service: 'iam',
    ip: '198.51.100.7',
    arn: CAROL,
    more: { requestParameters: { userName: 'carol', policyName: 'own', policyDocument: POLICY } },
  },
];

function logEvent({ at, name, service, ip, arn, more }: Record, index: number): LogEvent {
  const timestamp = Date.parse(`2026-03-10T${at}Z`);
  const message = {
    eventVersion: '1.11',
    userIdentity:
      arn === undefined
        ? { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }
        : { type: arn === ALICE ? 'AssumedRole' : 'IAMUser', arn, ...(arn === BOB && { accessKeyId: KEY }) },
    // CloudTrail has no milliseconds; the time of the log event does.
    eventTime: `2026-03-10T${at.slice(0, 8)}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    awsRegion: 'us-east-1',
    sourceIPAddress: ip,
    eventID: `e${String(index + 1).padStart(2, '0')}`,
    ...more,
  };
  return { timestamp, message: JSON.stringify(message) };
}

const trail = trailFromEvents(RECORDS.map(logEvent));
afterAll(() => trail.close());

/** A row without the record pointer; a missing cell is null. */
type Row = readonly (string | null)[];

interface Worked {
  readonly title: string;
  readonly query: string;
  readonly options?: QueryOptions;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const day = (time: string): string => `2026-03-10 ${time.padEnd(12, '.000')}`;

const WORKED: readonly Worked[] = [
  {
    // Left: the two CreateAccessKey, e04 of Bob's second key and e15 of Carol's. Right: the calls of S3, e05 e06 e07 e10 e11 e12 e13 e16.
    // Bob's key stands in e05, e06 and e07, so e04 has three rows. Nobody used Carol's: a left join keeps e15 once, without a right side.
    // A missing value is first in ascending order.
    title: 'join: which new access keys were used, and where',
    query: `filter eventName = "CreateAccessKey"
      | join type=left left=made right=used
          where made.responseElements.accessKey.accessKeyId = used.userIdentity.accessKeyId
          (SOURCE 'cloudtrail' | filter eventSource = "s3.amazonaws.com")
      | fields made.eventID, used.eventID, used.sourceIPAddress
      | sort used.eventID`,
    columns: ['made.eventID', 'used.eventID', 'used.sourceIPAddress'],
    rows: [
      ['e15', null, null],
      ['e04', 'e05', '203.0.113.10'],
      ['e04', 'e06', '198.51.100.7'],
      ['e04', 'e07', '198.51.100.7'],
    ],
  },
  {
    // Inside: failed logins are e01 and e02, both from 203.0.113.10; two are enough.
    // Outside: that address has e01 e02 e03 (ConsoleLogin), e04 (CreateAccessKey), e05 (ListBuckets). Equal counts go by name.
    title: 'subquery: what the addresses with failed logins did',
    query: `filter sourceIPAddress in (
        SOURCE 'cloudtrail'
        | filter responseElements.ConsoleLogin = "Failure"
        | stats count(*) as failures by sourceIPAddress
        | filter failures >= 2
        | fields sourceIPAddress
      )
      | stats count(*) as n by eventName
      | sort n desc, eventName`,
    columns: ['eventName', 'n'],
    rows: [
      ['ConsoleLogin', '3'],
      ['CreateAccessKey', '1'],
      ['ListBuckets', '1'],
    ],
  },
  {
    // From the newest: e17 is Carol's first, so e16 and e15 go. e14 has no ARN: kept. e12 and e13 have the same time, and the earlier
    // record comes first: e12 is Alice's, and e13, e11, e10, e09 go. e08 has no ARN: kept as well. e06 before e07 likewise: Bob's; the rest go.
    title: 'dedup: the newest call of everybody; calls without an ARN are all kept',
    query: `fields eventID, userIdentity.arn
      | sort @timestamp desc
      | dedup userIdentity.arn
      | limit 100`,
    columns: ['eventID', 'userIdentity.arn'],
    rows: [
      ['e17', CAROL],
      ['e14', null],
      ['e12', ALICE],
      ['e08', null],
      ['e06', BOB],
    ],
  },
  {
    // First: Bob ConsoleLogin 3, CreateAccessKey 1, ListBuckets 1, GetObject 2; Alice DescribeInstances 1, GetObject 3, DeleteBucket 1;
    // Carol CreateAccessKey 1, GetObject 1, PutUserPolicy 1; nobody AssumeRole 2. The calls are 7 + 5 + 3 + 2 = 17, all events.
    // The events without an ARN are a group whose key cell is absent.
    title: 'two stats: how many interfaces everybody called, and the busiest one',
    query: `stats count(*) as n by userIdentity.arn, eventName
      | stats count(*) as apis, max(n) as busiest, sum(n) as calls by userIdentity.arn
      | sort calls desc`,
    columns: ['userIdentity.arn', 'apis', 'busiest', 'calls'],
    rows: [
      [BOB, '4', '3', '7'],
      [ALICE, '3', '3', '5'],
      [CAROL, '3', '1', '3'],
      [null, '1', '2', '2'],
    ],
  },
  {
    // First, by address, interface and caller, with counts:
    //   203.0.113.10       Bob: ConsoleLogin 3, CreateAccessKey 1, ListBuckets 1                                  5 calls, 3 kinds
    //   198.51.100.7       Bob: GetObject 2; Carol: CreateAccessKey 1, GetObject 1, PutUserPolicy 1               5 calls, 4 kinds
    //   ec2.amazonaws.com  nobody: AssumeRole 2                                                                   2 calls, 1 kind
    //   10.0.0.5           Alice: DescribeInstances 1, GetObject 2                                                3 calls, 2 kinds
    //   10.0.0.12          Alice: GetObject 1, DeleteBucket 1                                                     2 calls, 2 kinds
    // Third: five addresses; 17 / 5 = 3.4 calls; of the calls 2 2 3 5 5 the median is number ceil(0.5 · 5) = 3; the most kinds are 4.
    title: 'three stats: calls of an average address',
    query: `stats count(*) as n by sourceIPAddress, eventName, userIdentity.arn
      | stats sum(n) as calls, count(*) as kinds by sourceIPAddress
      | stats count(*) as addresses, avg(calls) as mean, pct(calls, 50) as middle, max(kinds) as most`,
    columns: ['addresses', 'mean', 'middle', 'most'],
    rows: [['5', '3.4', '3', '4']],
  },
  {
    // A gap of more than 20 minutes begins a new session; one of exactly 20 does not.
    // Bob: 08:00:00 08:00:40 08:05:00 08:20:00 08:40:00 (gaps up to exactly 20:00), then 30:00 later 09:10:00 twice.
    // Alice: 09:41:00; 34:00 later 10:15:00 10:15:30; 44:30 later 11:00:00 twice.
    // Carol: 11:30:01 11:45:00 11:59:59.999, with gaps of 14:59 and 14:59.999.
    title: 'sessionize: periods of activity',
    query: `filter ispresent(userIdentity.arn)
      | sessionize userIdentity.arn maxspan 20m as session
      | stats min(@timestamp) as first, max(@timestamp) as last, count(*) as n, latest(userIdentity.arn) as who by session
      | sort first
      | display who, first, last, n`,
    columns: ['who', 'first', 'last', 'n'],
    rows: [
      [BOB, day('08:00:00'), day('08:40:00'), '5'],
      [BOB, day('09:10:00'), day('09:10:00'), '2'],
      [ALICE, day('09:41:00'), day('09:41:00'), '1'],
      [ALICE, day('10:15:00'), day('10:15:30'), '2'],
      [ALICE, day('11:00:00'), day('11:00:00'), '2'],
      [CAROL, day('11:30:01'), day('11:59:59.999'), '3'],
    ],
  },
  {
    // S3: e05 in the hour of 8, e06 e07 in that of 9, e10 e11 in that of 10, e12 e13 e16 in that of 11. STS: e08 at 9, e14 at 11.
    // The range begins in the hour of 7 and ends, inclusive, with the first instant of that of 12: six hours for each of the two.
    title: 'fillmissing: hours without events, for every key',
    query: `filter eventSource in ["s3.amazonaws.com", "sts.amazonaws.com"]
      | stats count(*) as n by bin(1h) as hour, eventSource
      | fillmissing with 0 for n
      | sort hour, eventSource`,
    options: { start: Date.parse('2026-03-10T07:45:00Z'), end: Date.parse('2026-03-10T12:00:00Z') },
    columns: ['hour', 'eventSource', 'n'],
    rows: [
      [day('07:00:00'), 's3.amazonaws.com', '0'],
      [day('07:00:00'), 'sts.amazonaws.com', '0'],
      [day('08:00:00'), 's3.amazonaws.com', '1'],
      [day('08:00:00'), 'sts.amazonaws.com', '0'],
      [day('09:00:00'), 's3.amazonaws.com', '2'],
      [day('09:00:00'), 'sts.amazonaws.com', '1'],
      [day('10:00:00'), 's3.amazonaws.com', '2'],
      [day('10:00:00'), 'sts.amazonaws.com', '0'],
      [day('11:00:00'), 's3.amazonaws.com', '3'],
      [day('11:00:00'), 'sts.amazonaws.com', '1'],
      [day('12:00:00'), 's3.amazonaws.com', '0'],
      [day('12:00:00'), 'sts.amazonaws.com', '0'],
    ],
  },
  {
    // Missing first: ListBuckets (e05) and DeleteBucket (e13) have no key. Then what is no number: a run of digits is before letters, and
    // P before p. In part-9 and part-10 the runs of digits differ in length, and the shorter one is less. Numbers are last, by value.
    title: 'natural sort: keys of objects',
    query: `filter eventSource = "s3.amazonaws.com"
      | fields requestParameters.key, eventID
      | sort requestParameters.key asc, eventID asc`,
    columns: ['requestParameters.key', 'eventID'],
    rows: [
      [null, 'e05'],
      [null, 'e13'],
      ['2026-03-10.log', 'e12'],
      ['Part-1', 'e16'],
      ['part-9', 'e07'],
      ['part-10', 'e06'],
      ['9', 'e11'],
      ['10', 'e10'],
    ],
  },
  {
    // Numbers of bytes are in e11 e16 e06 e10 e12: 100 300 512 2048 4096, five values.
    // Nearest rank: p20 is number ceil(1.0) = 1, p21 number ceil(1.05) = 2, p50 number ceil(2.5) = 3, p90 number ceil(4.5) = 5.
    // The mean is 7056 / 5 = 1411.2. No event of STS has the field: no cells.
    title: 'percentiles: bytes that were sent',
    query: `filter eventSource in ["s3.amazonaws.com", "sts.amazonaws.com"]
      | fields additionalEventData.bytesTransferredOut as bytes
      | stats pct(bytes, 20) as p20, pct(bytes, 21) as p21, pct(bytes, 50) as p50, pct(bytes, 90) as p90, avg(bytes) as mean
          by eventSource
      | sort eventSource`,
    columns: ['eventSource', 'p20', 'p21', 'p50', 'p90', 'mean'],
    rows: [
      ['s3.amazonaws.com', '100', '300', '512', '4096', '1411.2'],
      ['sts.amazonaws.com', null, null, null, null, null],
    ],
  },
  {
    // Each GetObject has an object and its bucket, DeleteBucket a bucket, and the others no list: no row.
    // Buckets: logs in e10 e11 e12 e13, all Alice's; pay in e06 e07 of Bob and e16 of Carol.
    title: 'unnest: which buckets were touched, and by how many callers',
    query: `fields jsonParse(@message) as event
      | unnest event.resources into resource
      | filter resource.type = "AWS::S3::Bucket"
      | stats count(*) as n, count_distinct(userIdentity.arn) as callers by resource.ARN
      | sort n desc`,
    columns: ['resource.ARN', 'n', 'callers'],
    rows: [
      ['arn:aws:s3:::logs', '4', '1'],
      ['arn:aws:s3:::pay', '3', '2'],
    ],
  },
  {
    // The policy of e17 has three actions, and a row for each. The two CreateAccessKey have no policy and stay, once each.
    title: 'parse multi: the actions that a policy allows',
    query: `filter eventSource = "iam.amazonaws.com"
      | parse requestParameters.policyDocument /"Action":"(?<service>\\w+):(?<action>[^"]+)"/ multi
      | display eventID, service, action
      | sort eventID, action`,
    columns: ['eventID', 'service', 'action'],
    rows: [
      ['e04', null, null],
      ['e15', null, null],
      ['e17', 's3', 'GetObject'],
      ['e17', 'iam', 'PassRole'],
      ['e17', 's3', 'PutObject'],
    ],
  },
];

describe.each(WORKED)('$title', ({ query, options, columns, rows }) => {
  test.each([true, false])('pushdown: %s', async (pushdown) => {
    const result = await trail.query(query, { ...options, pushdown });
    const shown = result.columns.filter((column) => column !== '@ptr');
    expect(shown).toEqual(columns);
    expect(result.rows.map((row) => shown.map((column) => row[column] ?? null))).toEqual(rows);
    expect(result.diagnostics.map(({ message }) => message)).toEqual([]);
  });
});
