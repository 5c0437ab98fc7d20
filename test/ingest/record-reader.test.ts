import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REJECT_BYTES } from '../../src/ingest/record-reader.ts';
import { envelope, event, json, outline, read } from './records.ts';

const [a, b, c] = [json(1), json(2), json(3)];
const line = (message: string) => `2024-05-01T13:40:40.009Z ${message}\n`;

/** Every kind of content by name, well-formed or not. */
const SAMPLES: Readonly<Record<string, string>> = {
  envelope: envelope(a, b, c),
  'other members first': `{"x":{"Records":[1]},"y":"z","Records":[${a},${b}],"after":[1,{"q":2}]}`,
  'pretty-printed': JSON.stringify({ Records: [event(1), event(2)] }, null, 2),
  'empty records': '{"Records":[]}',
  array: `[${a},\n ${b}]`,
  'array of envelopes': `[${envelope(a)},${envelope(b, c)}]`,
  ndjson: `${a}\n${b}\r\n${c}`,
  concatenated: a + b + c,
  'concatenated envelopes': envelope(a) + envelope(b, c),
  event: a,
  'pretty event': JSON.stringify(event(1), null, 4),
  export: line(a) + line(b),
  'byte order mark': `\ufeff${envelope(a)}`,
  'broken in the middle': envelope(a, b.replace('"eventName":', '"eventName"'), c),
  'quote missing': envelope(a, b.replace('"eventName":"', '"eventName":'), c),
  'brace missing': envelope(a, b.slice(0, -1), c),
  'no comma': `{"Records":[${a}${b}]}`,
  'comma at the end': `{"Records":[${a},]}`,
  'garbage in between': `{"Records":[${a},xx yy,${c}]}`,
  'other element': envelope(a, '{"foo":1}', '7', '"s"', c),
  'broken line': `${a}\n${b.slice(0, 90)}\n${c}\n`,
  'text line': `${a}\nhello\nworld\n${c}\n`,
  truncated: envelope(a, b).slice(0, -40),
  'truncated after a record': `{"Records":[${a}`,
  'envelope not closed': `{"Records":[${a}]`,
  'garbage after': `${envelope(a)}xxxx`,
  'export with other text': line(a) + line('hello') + line(`${b} x`) + line(c),
  'mixed kinds': `${a}\n{"detail-type":"x","detail":{}}\n${c}`,
};

describe('containers', () => {
  test.each([
    ['envelope', 'cloudtrail', 3],
    ['other members first', 'cloudtrail', 2],
    ['pretty-printed', 'cloudtrail', 2],
    ['empty records', 'cloudtrail', 0],
    ['array', 'array', 2],
    ['array of envelopes', 'cloudtrail', 3],
    ['ndjson', 'ndjson', 3],
    ['concatenated', 'concatenated', 3],
    ['concatenated envelopes', 'cloudtrail', 3],
    ['event', 'event', 1],
    ['pretty event', 'event', 1],
    ['export', 'cloudwatch-export', 2],
    ['byte order mark', 'cloudtrail', 1],
  ])('%s is read as %s', (name, container, count) => {
    const found = read(SAMPLES[name] ?? '');
    expect([found.container, found.status, found.message, found.events.length]).toEqual([
      container,
      'complete',
      '',
      count,
    ]);
    expect(found.rejects).toEqual([]);
  });

  test('records keep their bytes', () => {
    expect(read(SAMPLES['array'] ?? '').events.map(({ text }) => text)).toEqual([a, b]);
    expect(read(SAMPLES['pretty event'] ?? '').events.map(({ text }) => text)).toEqual([SAMPLES['pretty event']]);
  });

  test('a line of an export gives its time to the event', () => {
    expect(read(line(a)).events).toMatchObject([{ text: a, time: Date.UTC(2024, 4, 1, 13, 40, 40, 9) }]);
  });

  test.each([
    ['digest', '{"awsAccountId":"1","digestStartTime":"x","digestS3Bucket":"b","logFiles":[]}', 'other'],
    [
      's3-notification',
      '{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"x","eventName":"y","s3":{}}]}',
      'other',
    ],
    ['eventbridge', `{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":${a}}`, 'failed'],
    ['sns', '{"Type":"Notification","Message":"{}"}', 'failed'],
    ['sqs', '{"Messages":[{"Body":"{}"}]}', 'failed'],
    ['sqs', '{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]}', 'failed'],
    ['lookup-events', '{"Events":[{"CloudTrailEvent":"{}"}]}', 'failed'],
    [
      'cloudwatch-subscription',
      '{"messageType":"DATA_MESSAGE","logEvents":[]}{"messageType":"DATA_MESSAGE","logEvents":[]}',
      'failed',
    ],
    ['csv', 'Event ID,AWS region,Event name,User name\n1,2,3,4\n', 'failed'],
    ['json', '{"name":"trailql","version":"1"}', 'other'],
    ['empty', '', 'other'],
    ['empty', ' \n', 'other'],
    ['unknown', 'Dear reader,\nthis is a text.', 'failed'],
    ['export-test', 'Permission Check Successful', 'other'],
  ])('%s is recognised and reported, not stored', (container, text, status) => {
    const found = read(text);
    expect(found).toMatchObject({ container, status, events: [], rejects: [] });
    expect(found.message).not.toBe('');
  });

  test('all kinds of records are events: Insights, aggregated, old ones with two of the marks', () => {
    const records = [
      '{"eventVersion":"1.07","eventTime":"2024-01-01T00:00:00Z","eventID":"x","insightDetails":{}}',
      '{"accountId":"1","eventId":"x","eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"2024-01-01T00:00:00Z"}}',
      '{"eventTime":"2013-01-01T00:00:00Z","eventName":"x"}',
    ];
    expect(read(envelope(...records)).events.map(({ text }) => text)).toEqual(records);
    expect(read(envelope('{"eventName":"x"}'))).toMatchObject({
      events: [],
      rejects: [{ reason: 'not a CloudTrail event' }],
    });
  });
});

describe('damage', () => {
  test.each([
    ['broken in the middle', [a, c], [b.replace('"eventName":', '"eventName"')]],
    ['quote missing', [a, c], [b.replace('"eventName":"', '"eventName":')]],
    ['brace missing', [a, c], [b.slice(0, -1)]],
    ['garbage in between', [a, c], ['xx yy']],
    ['broken line', [a, c], [b.slice(0, 90)]],
    ['text line', [a, c], ['hello', 'world']],
    ['truncated', [a], [b.slice(0, -38)]],
    ['truncated after a record', [a], []],
    ['envelope not closed', [a], []],
    ['no comma', [a, b], []],
    ['comma at the end', [a], []],
    ['garbage after', [a], ['xxxx']],
    ['export with other text', [a, c], ['hello', `${b} x`]],
  ])('%s: what is whole is read, the rest is rejected', (name, events, rejects) => {
    expect(outline(SAMPLES[name] ?? '')).toMatchObject({ events, rejects, status: 'damaged' });
  });

  test('a reject has its place and its reason', () => {
    const bad = b.replace('"eventName":', '"eventName"');
    const [reject] = read(envelope(a, bad, c)).rejects;
    expect(reject).toMatchObject({ offset: 12 + a.length + 1, length: bad.length });
    expect(reject?.reason).toBe(`expected a colon at byte ${bad.indexOf('"eventName"') + 11}`);
  });

  test('well-formed records that are no events are rejected without calling the source damaged', () => {
    const found = read(SAMPLES['other element'] ?? '');
    expect(found.rejects.map(({ reason }) => reason)).toEqual([
      'not a CloudTrail event',
      'not a JSON object',
      'not a JSON object',
    ]);
    expect([found.status, found.message]).toEqual(['complete', '3 records not CloudTrail events']);
    expect(read(SAMPLES['mixed kinds'] ?? '').rejects[0]?.reason).toBe('EventBridge event, not a CloudTrail event');
  });

  test('a record beyond the limit is rejected with its first bytes, and reading goes on', () => {
    const long = json(2, { requestParameters: { x: 'y'.repeat(2 * REJECT_BYTES) } });
    for (const chunk of [10_000, Number.POSITIVE_INFINITY]) {
      const found = read(envelope(a, long, c), chunk, REJECT_BYTES);
      expect(found.events.map(({ text }) => text)).toEqual([a, c]);
      expect(found.rejects).toMatchObject([{ length: long.length, reason: `longer than ${REJECT_BYTES} bytes` }]);
      expect(found.rejects[0]?.text.length).toBe(REJECT_BYTES);
    }
  });

  test('many damaged records in a row are read in time that grows with the data', () => {
    const bad = b.slice(0, -1);
    const found = read(envelope(...Array<string>(3000).fill(bad), a), 1 << 16);
    expect([found.events.length, found.rejects.length]).toEqual([1, 3000]);
  });
});

describe('chunks', () => {
  test.each(Object.keys(SAMPLES))('%s: the result is the same whatever the chunks', (name) => {
    const whole = read(SAMPLES[name] ?? '');
    for (const chunk of [1, 2, 7, 64, 255, 300]) expect(read(SAMPLES[name] ?? '', chunk)).toEqual(whole);
  });

  test('the result is the same whatever the chunks when bytes are changed at random', () => {
    const bytes = Buffer.from(`${SAMPLES['pretty-printed']}\n${SAMPLES['ndjson']}`);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.constantFrom(...Buffer.from('{}[]",:\\ \nx0'))), {
          maxLength: 6,
        }),
        fc.integer({ min: 1, max: 400 }),
        fc.nat(bytes.length),
        (changes, chunk, end) => {
          const changed = Buffer.from(bytes.subarray(0, end));
          for (const [at, byte] of changes) if (at < end) changed[at] = byte;
          expect(read(changed, chunk)).toEqual(read(changed));
        },
      ),
      { numRuns: 300 },
    );
  });
});
