import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REJECT_BYTES } from '../../src/ingest/record-sink.ts';
import { envelope, event, json, outline, read } from './records.ts';

const [a, b, c] = [json(1), json(2), json(3)];
const line = (message: string) => `2024-05-01T13:40:40.009Z ${message}\n`;

/** Records whose keys are in another order than CloudTrail's. */
const sorted = (number: number): string => JSON.stringify(Object.fromEntries(Object.entries(event(number)).sort()));
const own = (number: number): string => JSON.stringify({ first: { first: 1 }, ...event(number) });

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
  'envelope of another name': `{"y":[{"q":1}],"Recosds":[${a},${b}],"z":1}`,
  'events beside the records': `{"Reords":[${a}],"z":null,"Records":[${b}],"more":[${c}]}`,
  'envelope in an object': `{"a":${envelope(a, b)}}`,
  'events deep before the records': `{"x":{"y":[${a}]},"Records":[${b}]}`,
  'event with Records': `${json(1, { Records: [{ q: 1 }] })}\n${b}`,
  'event that starts with Records': `{"Records":[],${a.slice(1)}`,
  'colon lost': envelope(a, b).replace(':', ''),
  'bracket lost': envelope(a, b).replace('[', ''),
  'bracket into brace': envelope(a, b).replace('[', '{'),
  'bracket twice': envelope(a, b).replace('[', '[['),
  'arrays in the array': `{"Records":[[${a},${b}],[${c}]]}`,
  'brace inside a record': a + b.replace('"eventName":', '"eventName"{:') + c,
  'bracket too much': `{"Records":[${a}],${b},${c}]}`,
  'brace too much': `{"Records":[${a}},${b},${c}]}`,
  'comma into bracket': `{"Records":[${a}]${b},${c}]}`,
  'comma into letter': `{"Records":[${a}l${b},${c}]}`,
  'brace lost between envelopes': `{"Records":[${a}]{"Records":[${b},${c}]}`,
  'end lost between envelopes': `{"Records":[${a}{"Records":[${b},${c}]}`,
  'cut between envelopes': `{"Records":[${a},${b.slice(0, 50)}{"Records":[${c}]}`,
  'byte between values': `${a}x${b}${c}`,
  'byte instead of the brace of an envelope': `${envelope(a)}z${envelope(b, c).slice(1)}`,
  'zeros between values': `${a}\0\0\0${b}\n\0${c}\0`,
  'marks between envelopes': `\ufeff${envelope(a)}\ufeff${envelope(b)}\n\ufeff${c}`,
  'commas between values': `${a},${b},\n${c}`,
  'first byte lost': `z${envelope(a, b).slice(1)}`,
  'first line lost': `# comment\n${a}\n${b}`,
  'start lost': `${a.slice(100)}\n${b}\n${c}`,
  'odd first line of an export': `2024-05-01 13:40:40Z ${a}\n${line(b)}`,
  'spaces in an export': line(`  ${a}`) + line(b).replace(' ', '\t'),
  'brace lost with sorted keys': envelope(sorted(1), sorted(2).slice(0, -1), sorted(3)),
  'quote lost with sorted keys': envelope(sorted(1), sorted(2).replace('"Describe', 'Describe'), sorted(3)),
  'quote lost with own order': envelope(own(1), own(2).replace('"Describe', 'Describe'), own(3)),
  'first brace lost': `{"Records":[${a},z${b.slice(1)},${c}]}`,
  'first brace into digit': `{"Records":[${a},1${b.slice(1)},${c}]}`,
  'first brace into quote': `{"Records":[${a},"${b.slice(1)},${c}]}`,
  'truncated envelope of another name': `{"x":{"records":[${a},${b},${c.slice(0, 80)}`,
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
    ['marks between envelopes', 'cloudtrail', 3],
    ['spaces in an export', 'cloudwatch-export', 2],
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
    [
      'eventbridge',
      '{"version":"0","detail-type":"EC2 Instance State-change Notification","detail":{"state":"x"}}',
      'other',
    ],
    ['sns', '{"Type":"Notification","Message":"{}"}', 'other'],
    ['sqs', '{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]}', 'other'],
    ['ocsf', '{"class_uid":3005,"metadata":{"product":{"name":"CloudTrail"}}}', 'failed'],
    [
      'trailql',
      Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(52), Buffer.from('TRQL')]).toString(),
      'other',
    ],
    ['sqlite', `SQLite format 3\0${'\0'.repeat(84)}`, 'failed'],
    ['unknown', '"eventName":1,"eventTime":2,"sourceIPAddress":3\n', 'failed'],
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

describe('events where none are expected', () => {
  test('an array of events in an envelope is read whatever its name, with a note', () => {
    expect(read(SAMPLES['envelope of another name'] ?? '')).toMatchObject({
      events: [{ text: a }, { text: b }],
      rejects: [],
      container: 'cloudtrail',
      status: 'complete',
      message: 'records are in the member "Recosds"',
    });
    expect(read(`{"Events":[${a}]}`)).toMatchObject({ events: [{ text: a }], rejects: [], status: 'complete' });
  });

  test('arrays of events beside the records are read too', () => {
    const found = read(SAMPLES['events beside the records'] ?? '');
    expect(found.events.map(({ text }) => text)).toEqual([a, b, c]);
    expect([found.status, found.rejects]).toEqual(['complete', []]);
    expect(found.message).toContain('"Reords"');
    expect(found.message).toContain('"more"');
  });

  test('events deeper in a document are found, and what lies around them is kept', () => {
    expect(outline(SAMPLES['envelope in an object'] ?? '')).toMatchObject({
      events: [a, b],
      rejects: ['{"a":{"Records":['],
      status: 'damaged',
    });
    expect(outline(SAMPLES['events deep before the records'] ?? '')).toMatchObject({
      events: [b],
      rejects: [`{"x":{"y":[${a}]},"Records":[`],
      status: 'damaged',
    });
  });

  test('a record that is no event but holds events makes the source damaged', () => {
    const holder = `{"a":{"b":[${a}]}}`;
    expect(read(line(holder))).toMatchObject({ events: [], rejects: [{ length: holder.length }], status: 'damaged' });
  });

  test('an event may have a member Records', () => {
    const found = read(SAMPLES['event with Records'] ?? '');
    expect(found.events.map(({ text }) => text)).toEqual((SAMPLES['event with Records'] ?? '').split('\n'));
    expect(found.status).toBe('complete');
    expect(read(SAMPLES['event that starts with Records'] ?? '')).toMatchObject({
      events: [],
      rejects: [{}],
      status: 'damaged',
    });
  });
});

describe('objects inside a rejected record are not events', () => {
  const forged = [{ q: 1 }, event(66, { eventName: 'FORGED' }), { q: 2 }];
  const deep = `${'['.repeat(1001)}${']'.repeat(1001)}`;
  const forgery = JSON.stringify(forged);
  const inside = (more: string) => `${b.slice(0, -1)},${more}}`;

  test.each([
    ['beyond the depth limit', inside(`"x":{"d":${deep},"a":${forgery},"b":${JSON.stringify(forged[1])}}`)],
    ['damaged after them', inside(`"x":${forgery},"bad":tru`)],
    ['damaged before them', inside(`"bad":tru,"x":${forgery},"y":{"z":${JSON.stringify(forged[1])}}`)],
    ['without its first brace', `z${inside(`"r":{"awsRegion":1},"x":${forgery}`).slice(1)}`],
  ])('%s', (_, bad) => {
    const expected = { events: [a, c], rejects: [bad] };
    for (const chunk of [50, 1000, undefined]) {
      expect(outline(envelope(a, bad, c), chunk)).toMatchObject(expected);
      expect(outline(`[${a},${bad},${c}]`, chunk)).toMatchObject(expected);
    }
    expect(outline(`${a}\n${bad}\n${c}`)).toMatchObject(expected);
  });

  test('longer than the limit, or truncated', () => {
    const long = inside(`"x":${forgery},"y":"${'z'.repeat(1000)}"`);
    for (const text of [envelope(a, long, c), `${a}\n${long}\n${c}`, `[${a},${long},${c}]`]) {
      for (const chunk of [50, Number.POSITIVE_INFINITY]) {
        const found = read(text, chunk, { maxRecordBytes: 900 });
        expect(found.events.map(({ text: bytes }) => bytes)).toEqual([a, c]);
        expect(found.rejects).toMatchObject([{ length: long.length }]);
      }
    }
    expect(read(`{"Records":[${a},${long.slice(0, -10)}`)).toMatchObject({ events: [{ text: a }], rejects: [{}] });
  });
});

describe('hostile damage', () => {
  test.each([
    '{"eventVersion":',
    '{"awsRegion":[',
    '{"records":[{"eventVersion":"1","eventName":"n"}],',
    '{"eventVersion":"1","eventName":"n"}x{"awsRegion":',
    '{"eventVersion":"\\',
    '},',
  ])('%s again and again is read in time that grows with the data', (piece) => {
    const text = `{"Records":[${a},${piece.repeat(2_000_000 / piece.length)}`;
    const found = read(text, 1 << 16);
    expect(found.events[0]?.text).toBe(a);
    expect(found.status).toBe('damaged');
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

  test.each([
    ['colon lost', [a, b], ['{"Records"[']],
    ['bracket lost', [a, b], ['{"Records":']],
    ['bracket into brace', [a, b], ['{"Records":{']],
    ['bracket twice', [a, b], ['[']],
    ['arrays in the array', [a, b, c], ['[', ',[']],
    ['brace inside a record', [a, c], [b.replace('"eventName":', '"eventName"{:')]],
    ['bracket too much', [a, b, c], [',']],
    ['brace too much', [a, b, c], []],
    ['comma into bracket', [a, b, c], []],
    ['comma into letter', [a, b, c], ['l']],
    ['brace lost between envelopes', [a, b, c], []],
    ['end lost between envelopes', [a, b, c], []],
    ['cut between envelopes', [a, c], [`${b.slice(0, 50)}{"Records":[`]],
    ['byte between values', [a, b, c], ['x']],
    ['byte instead of the brace of an envelope', [a, b, c], ['z"Records":[']],
    ['zeros between values', [a, b, c], []],
    ['commas between values', [a, b, c], []],
    ['first byte lost', [a, b], ['z"Records":[']],
    ['first line lost', [a, b], ['# comment']],
    ['start lost', [b, c], [a.slice(100)]],
    ['odd first line of an export', [a, b], ['2024-05-01 13:40:40Z ']],
  ])('%s: only the damaged piece is lost', (name, events, rejects) => {
    expect(outline(SAMPLES[name] ?? '')).toMatchObject({ events, rejects, status: 'damaged' });
  });

  test.each(['brace lost with sorted keys', 'quote lost with sorted keys'])(
    '%s: records are found by the keys they begin with when keys are sorted',
    (name) => expect(outline(SAMPLES[name] ?? '')).toMatchObject({ events: [sorted(1), sorted(3)], status: 'damaged' }),
  );

  test('records are found by the key that good records before began with, objects in them that begin alike are none', () => {
    const found = read(SAMPLES['quote lost with own order'] ?? '');
    expect(found.events.map(({ text }) => text)).toEqual([own(1), own(3)]);
    expect(found.rejects.length).toBe(1);
  });

  test.each(['first brace lost', 'first brace into digit', 'first brace into quote'])(
    '%s: one damaged record is one reject',
    (name) => {
      const found = read(SAMPLES[name] ?? '');
      expect(found.events.map(({ text }) => text)).toEqual([a, c]);
      expect(found.rejects).toMatchObject([{ offset: 13 + a.length, length: b.length }]);
    },
  );

  test('whole records of a truncated envelope of unknown form are read', () => {
    expect(outline(SAMPLES['truncated envelope of another name'] ?? '')).toMatchObject({
      events: [a, b],
      rejects: ['{"x":{"records":[', c.slice(0, 80)],
      status: 'damaged',
    });
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
      const found = read(envelope(a, long, c), chunk, { maxRecordBytes: REJECT_BYTES });
      expect(found.events.map(({ text }) => text)).toEqual([a, c]);
      expect(found.rejects).toMatchObject([
        { length: long.length, reason: `longer than ${REJECT_BYTES} bytes (--max-record-bytes)` },
      ]);
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
