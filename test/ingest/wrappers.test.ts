import { describe, expect, test } from 'vitest';
import { gzip, json, read } from './records.ts';

const [a, b] = [json(1), json(2)];
const text = JSON.stringify;
const parsed = (event: string): unknown => JSON.parse(event);
const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');
const TIME = Date.UTC(2024, 4, 1, 13, 40, 40, 9);

/** A message of a CloudWatch Logs subscription. */
function subscription(...messages: readonly string[]): string {
  const logEvents = messages.map((message, index) => ({ id: `id-${index}`, timestamp: TIME + index, message }));
  const [owner, logGroup, logStream] = ['111122223333', 'trail-logs', 'stream'];
  return text({ messageType: 'DATA_MESSAGE', owner, logGroup, logStream, subscriptionFilters: ['f'], logEvents });
}

const eventBridge = (event: string): string =>
  text({ version: '0', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.ec2', detail: parsed(event) });
const sns = (message: string): string => text({ Type: 'Notification', MessageId: 'm', Message: message });
const control = text({ messageType: 'CONTROL_MESSAGE', logEvents: [{ id: '', timestamp: 1, message: 'Checking' }] });
const notification = text({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventTime: '2024-05-01T00:00:00Z',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'bucket' }, object: { key: 'a+b%2Fc.json.gz' } },
    },
  ],
});
const cell = (content: string): string => `"${content.replaceAll('"', '""')}"`;

/** Name, container, content. Each holds a and b. */
const GOLDEN: readonly (readonly [string, string, string | Uint8Array])[] = [
  ['EventBridge events', 'eventbridge', `${eventBridge(a)}\n${eventBridge(b)}`],
  ['EventBridge events in SNS', 'sns', `${sns(eventBridge(a))}\n${sns(eventBridge(b))}`],
  [
    'the answer of lookup-events',
    'lookup-events',
    text({ Events: [{ EventId: '1', CloudTrailEvent: a }, { CloudTrailEvent: b }], NextToken: 'x' }, null, 4),
  ],
  ['messages of SQS', 'sqs', text({ Messages: [{ Body: a }, { Body: sns(eventBridge(b)) }] })],
  [
    'a Lambda event of SQS',
    'sqs',
    text({ Records: [a, b].map((body) => ({ messageId: 'm', body, eventSource: 'aws:sqs' })) }),
  ],
  [
    'a Lambda event of SNS',
    'sns',
    text({ Records: [a, b].map((Message) => ({ EventSource: 'aws:sns', Sns: { Message } })) }),
  ],
  ['a subscription message', 'cloudwatch-subscription', subscription(a, b)],
  ['subscription messages one after the other', 'cloudwatch-subscription', subscription(a) + subscription(b)],
  [
    'a Lambda event of a subscription',
    'cloudwatch-subscription',
    text({ awslogs: { data: base64(gzip(subscription(a, b))) } }),
  ],
  [
    'Kinesis records, packed and plain',
    'kinesis',
    text({
      Records: [gzip(subscription(a)), b].map((data) => ({
        kinesis: { data: base64(data) },
        eventSource: 'aws:kinesis',
      })),
    }),
  ],
  [
    'a Firehose transformation event',
    'firehose',
    text({
      records: [
        { recordId: '1', data: base64(gzip(gzip(subscription(a)))) },
        { recordId: '2', data: base64(b) },
      ],
    }),
  ],
  ['several events in one Firehose record', 'firehose', text({ records: [{ data: base64(`${a}\n${b}\n`) }] })],
  [
    'rows of CloudTrail Lake',
    'lake-results',
    text({ QueryResultRows: [[{ eventjson: a }], [{ eventid: '2' }, { eventJson: b }]] }),
  ],
  ['CSV of CloudTrail Lake', 'lake-csv', `eventid,eventjson\r\n1,${cell(a)}\r\n2,${cell(b)}\r\n`],
  ['CSV of one column, quoted header', 'lake-csv', `"eventJson"\n${cell(a)}\n${cell(b)}`],
  ['CSV of Splunk', 'splunk-csv', `\ufeff_time,_raw\n1,${cell(a)}\n2,${cell(b)}\n`],
  ['Splunk results', 'splunk', `${text({ preview: false, result: { _raw: a } })}\n${text({ event: parsed(b) })}`],
  [
    'Elasticsearch hits',
    'elastic',
    text({
      took: 1,
      hits: {
        total: 2,
        hits: [{ _source: { event: { original: a }, message: a } }, { _source: { 'event.original': b } }],
      },
    }),
  ],
  ['Elasticsearch documents', 'elastic', `${text({ _source: { message: a } })}\n${text({ _source: parsed(b) })}`],
  ['log lines in JSON', 'message-member', `${text({ message: a })}\n${text({ message: b, level: 'info' })}`],
  [
    'OCSF records that keep the event',
    'ocsf',
    `${text({ class_uid: 3005, raw_data: a })}\n${text({ class_uid: 1, raw_data: b })}`,
  ],
  ['an export of subscription messages', 'cloudwatch-subscription', `2024-05-01T13:40:40.009Z ${subscription(a, b)}\n`],
];

describe('events are taken out of', () => {
  test.each(GOLDEN)('%s', (_, container, content) => {
    for (const chunk of [Number.POSITIVE_INFINITY, 1000, 1]) {
      const found = read(content, chunk);
      expect(found).toMatchObject({ container, status: 'complete', message: '', rejects: [] });
      expect(found.events.map((event) => event.text)).toEqual([a, b]);
    }
  });

  test('an escaped text is stored as what it says', () => {
    const odd = `{"eventVersion":"1","eventName":"\\u00e9\\n\\"x\\"","eventID":"é😀","big":12345678901234567890}`;
    for (const content of [text({ CloudTrailEvent: odd }), text({ CloudTrailEvent: odd }).replaceAll('é', '\\u00e9')]) {
      expect(read(content).events.map((event) => Buffer.from(event.text, 'latin1').toString())).toEqual([odd]);
    }
  });

  test('mixed wrappers, one after the other', () => {
    const found = read(`${a}\n${eventBridge(b)}\n${subscription(a)}${text({ Events: [{ CloudTrailEvent: b }] })}`);
    expect(found.events.map((event) => event.text)).toEqual([a, b, a, b]);
    expect([found.status, found.rejects]).toEqual(['complete', []]);
  });

  test('copies of one event in a wrapper are one event', () => {
    const found = read(text({ _source: { event: { original: a }, message: a }, message: a }));
    expect(found.events.map((event) => event.text)).toEqual([a]);
  });
});

describe('the time of CloudWatch Logs', () => {
  const row = [
    { field: '@timestamp', value: '2024-05-01 13:40:40.009' },
    { field: '@message', value: a },
  ];
  test.each([
    ['a subscription', subscription(a)],
    ['filter-log-events', text({ events: [{ logStreamName: 's', timestamp: TIME, message: a, eventId: 'e' }] })],
    ['the answer of a query', text({ results: [row], statistics: {}, status: 'Complete' })],
    ['the CSV of a query', `@timestamp,@message\n2024-05-01 13:40:40.009,${cell(a)}\n`],
  ])('comes from %s', (_, content) => {
    expect(read(content)).toMatchObject({ events: [{ text: a, time: TIME }], rejects: [], status: 'complete' });
  });

  test('is not that of other systems', () => {
    expect(read(text({ timestamp: TIME, message: a })).events).toMatchObject([{ text: a, time: undefined }]);
    expect(read(text({ '@timestamp': '2024-05-01T00:00:00Z', message: a })).events[0]?.time).toBeUndefined();
  });
});

describe('what gives no event', () => {
  test.each([
    ['s3-notification', notification, '1 S3 event notification, not events; pointing to s3://bucket/a b/c.json.gz'],
    [
      's3-notification',
      sns(notification),
      '1 S3 event notification, not events; pointing to s3://bucket/a b/c.json.gz',
    ],
    [
      'delivery-notice',
      sns(text({ s3Bucket: 'b', s3ObjectKey: ['1', '2', '3', '4'] })),
      '1 CloudTrail delivery notice, not events; pointing to s3://b/1, s3://b/2, s3://b/3 and 1 more',
    ],
    ['sns', sns('CloudTrail validation message.'), '1 CloudTrail validation message skipped'],
    ['cloudwatch-subscription', control + control, '2 CloudWatch Logs control messages skipped'],
    [
      'eventbridge',
      text({ 'detail-type': 'EC2 Instance State-change Notification', detail: {} }),
      '1 EventBridge event, not events',
    ],
  ])('%s is told and not stored', (container, content, message) => {
    expect(read(content)).toMatchObject({ container, status: 'other', message, events: [], rejects: [] });
  });

  test('a control message among others is skipped', () => {
    const found = read(subscription(a) + control + subscription(b));
    expect(found.events.map((event) => event.text)).toEqual([a, b]);
    expect(found).toMatchObject({
      rejects: [],
      status: 'complete',
      message: '1 CloudWatch Logs control message skipped',
    });
  });

  test('an element without an event is a reject with its place', () => {
    const content = subscription(a, 'hello', b);
    const found = read(content);
    expect(found.events.map((event) => event.text)).toEqual([a, b]);
    expect(found.rejects).toMatchObject([
      { offset: content.indexOf('{"id":"id-1"'), reason: 'not a CloudTrail event' },
    ]);
  });

  test('a text that is cut off makes the source damaged', () => {
    const content = text({ Events: [{ CloudTrailEvent: a.slice(0, -5) }, { CloudTrailEvent: b }] });
    expect(read(content)).toMatchObject({
      status: 'damaged',
      events: [{ text: b }],
      rejects: [{ offset: 11, reason: 'the text in it is not valid JSON: it ends too early' }],
    });
  });

  test('a part of a packed record is rejected with its own bytes and the place of the record', () => {
    const record = text({ data: base64(gzip(subscription(a, '{"x":1}'))) });
    const found = read(text({ records: [{ data: base64(b) }] }).replace('[', `[${record},`));
    expect(found.events.map((event) => event.text)).toEqual([a, b]);
    expect(found.rejects).toMatchObject([{ length: record.length - '{"data":}'.length }]);
    expect(found.rejects[0]?.text).toContain('{\\"x\\":1}');
  });

  test('a record of OCSF without the event is refused, a row without one says what to select', () => {
    expect(read(text({ class_uid: 3005, metadata: {} })).status).toBe('failed');
    const rows = read(text({ QueryResultRows: [[{ eventid: '1' }]] }));
    expect(rows.rejects[0]?.reason).toBe('a row without a whole event: select eventJson or @message');
  });

  test('CSV without whole events is refused with a way out', () => {
    const found = read('eventid,eventname,useridentity\n1,x,"{type=IAMUser}"\n');
    expect(found).toMatchObject({ container: 'csv', status: 'failed', events: [], rejects: [] });
    expect(found.message).toContain('eventJson');
  });

  test('members of an event are not searched for events', () => {
    const forged = json(3, { message: b, detail: parsed(b), event: { original: b }, Records: [] });
    expect(read(forged).events.map((event) => event.text)).toEqual([forged]);
  });
});

describe('damage in tables', () => {
  test('a quote that is lost costs its row', () => {
    const content = `eventid,eventjson\n1,${cell(a).slice(0, -1)}\n2,${cell(b)}\n`;
    for (const chunk of [1, 100, Number.POSITIVE_INFINITY]) {
      const found = read(content, chunk);
      expect(found.events.map((event) => event.text)).toEqual([b]);
      expect(found).toMatchObject({ status: 'damaged', rejects: [{ offset: 18, length: cell(a).length + 1 }] });
    }
  });

  test('rows that are short, long, empty or cut off are rejects', () => {
    const content = `x,eventjson\n1\n1,2,3\n1,\n1,${cell(a)}\n1,${cell(b).slice(0, 50)}`;
    const found = read(content);
    expect(found.events.map((event) => event.text)).toEqual([a]);
    expect(found.rejects.map(({ reason }) => reason)).toEqual([
      'not a CloudTrail event',
      'more than 2 cells, as many as the header has',
      'not a CloudTrail event',
      'the data ends inside this row',
    ]);
  });
});

describe('limits', () => {
  const wrapped = (times: number): string => {
    let content = a;
    for (let time = 0; time < times; time++) content = text({ message: content });
    return content;
  };

  test('text in text', () => {
    expect(read(wrapped(3), undefined, { maxLayers: 3 }).events.length).toBe(1);
    expect(read(wrapped(4), undefined, { maxLayers: 3 })).toMatchObject({
      events: [],
      rejects: [{ reason: 'wrapped more than 3 times (--max-layers)' }],
      status: 'damaged',
    });
  });

  test('bombs in text', () => {
    const bomb = text({ awslogs: { data: base64(gzip(Buffer.alloc(1 << 20, 0x20))) } });
    expect(read(bomb, undefined, { maxRecordBytes: 100_000 }).rejects).toMatchObject([
      { reason: 'the data in it inflates to more than 100000 bytes (--max-record-bytes)' },
    ]);
    const found = read(`${bomb}\n${bomb}\n${a}`, undefined, { maxInflatedBytes: 1_500_000 });
    expect(found.rejects.map(({ reason }) => reason).join()).toContain('(--max-inflated-bytes)');
    expect(found.events.length).toBe(1);
  });

  test('numbers, depth and members of a record', () => {
    const limits = { maxNumberBytes: 20, maxDepth: 5, maxMembers: 20 };
    const bad = [
      json(4, { n: '#' }).replace('"#"', '1'.repeat(30)),
      json(5, { d: [[[[[[]]]]]] }),
      json(6, { m: Array(30).fill(0) }),
    ];
    const found = read([a, ...bad, b].join('\n'), undefined, limits);
    expect(found.events.map((event) => event.text)).toEqual([a, b]);
    expect(found.rejects.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('(--max-number-bytes)'),
      expect.stringContaining('(--max-depth)'),
      expect.stringContaining('(--max-members)'),
    ]);
  });
});
