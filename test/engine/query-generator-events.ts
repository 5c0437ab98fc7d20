/** Random events of all shapes, and what else random queries name. */
import fc from 'fast-check';
import type { LookupTable, SavedQuery } from '../../src/engine/resources.ts';
import { type CaseEvent, SIX, timeOf } from './support.ts';

/** Fields that some of the events have; `nowhere` and parents of fields are in none. */
export const FIELDS = [
  ...[
    'eventName',
    'a',
    'b',
    'A',
    'errorCode',
    'eventSource',
    'readOnly',
    'userIdentity.arn',
    'o.x',
    '`o.y-z`',
    'nowhere',
  ],
  ...[
    '@timestamp',
    '@message',
    '@ingestionTime',
    '@log',
    'list.0',
    'list.1.k',
    'j',
    't',
    'ip',
    '__proto__',
    'constructor',
  ],
  ...['@@at', '`m.k e y`', '`__proto__.x`', 'responseElements.instancesSet.items.1.instanceId'],
] as const;

/** Arrays of the events. */
export const ARRAYS = ['list', 'responseElements.instancesSet.items', 'm'] as const;

type Leaf = string | number | boolean | null;

const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.constantFrom<Leaf[]>(
    '',
    'GetObject',
    '1',
    ' 7 ',
    '-2.5',
    '007',
    'true',
    '%',
    '😀',
    'a"b',
    "it's",
    'ﬀÉ\u{1d11e}',
    'A\nb\t',
  ),
  fc.constantFrom<Leaf[]>(0, 1, 7, -2.5, 1e3, 0.1, 123456789012, 1e300, 1714557600000, true, false, null),
  fc.integer({ min: -100, max: 100 }),
  fc.string({ maxLength: 5 }),
);
const list = fc.array(fc.oneof(leaf, fc.record({ k: leaf }), fc.array(leaf, { maxLength: 2 })), { maxLength: 3 });
const map = fc.record({ a: leaf, k: leaf, 'k e y': leaf, list }, { requiredKeys: [] });
const jsonText = fc.oneof(
  fc.oneof(list, map).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '[',
    '{}',
    '[]',
    ' [1, {"k": 2}] ',
    '{"k":1,"k":2}',
    '[12345678901234567890, 1.0]',
    '{"__proto__":{"k":1}}',
    'null',
  ),
);
const structuredText = fc.oneof(
  jsonText,
  fc.constantFrom(
    'k=v a="x y" b=2',
    'k=1',
    'x,"y, z",3',
    'a,b',
    '<a><k>1</k><k id="2">2</k></a>',
    '10 20 30',
    'GET /a 200',
  ),
);
const address = fc.constantFrom('10.0.0.5', '10.1.2.3', '203.0.113.9', '2001:db8::1', '10.0.0.0/8', 'nohost');

const members = {
  ...{
    a: leaf,
    b: leaf,
    A: leaf,
    errorCode: leaf,
    eventName: leaf,
    j: jsonText,
    t: structuredText,
    ip: address,
    list,
    m: map,
  },
  ...{ o: fc.record({ x: leaf, 'y-z': leaf }, { requiredKeys: [] }), constructor: leaf, '@at': leaf, 'o.x': leaf },
};

/** `__proto__` as an own member, which literals cannot write. */
const message = fc
  .tuple(
    fc.record(members, { requiredKeys: [] }),
    fc.option(fc.oneof(leaf, fc.record({ x: leaf })), { nil: undefined }),
  )
  .map(
    ([plain, proto]): Readonly<Record<string, unknown>> =>
      proto === undefined ? plain : Object.fromEntries([...Object.entries(plain), ['__proto__', proto]]),
  );

const randomEvent: fc.Arbitrary<CaseEvent> = fc
  .record(
    {
      at: fc.integer({ min: timeOf('09:00:00.000'), max: timeOf('13:00:00.000') }).map((t) => t - (t % 500)),
      message: fc.oneof(
        { weight: 9, arbitrary: message },
        {
          weight: 1,
          arbitrary: fc.oneof(
            fc.constantFrom('plain text', '[1,2]', ''),
            structuredText.filter((text) => !/^\s*\{/.test(text)),
          ),
        },
      ),
      logGroup: fc.constantFrom('other', 'cloudtrail'),
    },
    { requiredKeys: ['at', 'message'] },
  )
  .map(({ at, ...event }) => ({ ...event, at: new Date(at).toISOString().slice(0, -1).replace('T', ' ') }));

/** The six events of the specification and some more, of all types and in no order. */
export const randomEvents: fc.Arbitrary<CaseEvent[]> = fc
  .array(randomEvent, { maxLength: 12 })
  .map((events) => [...events.slice(0, 4), ...SIX, ...events.slice(4)]);

/** Tables by what their columns hold: `key` is some value of the events, `net` a range of addresses. */
export const randomTables: fc.Arbitrary<LookupTable[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom('GetObject', '1', '7', '-2.5', '007', '', '😀', 'RunInstances', 'k'),
      fc.constantFrom('10.0.0.0/8', '10.0.0.0/16', '203.0.113.9', '2001:db8::/32', '10.0.0.0/16', '0.0.0.0/0'),
      fc.constantFrom('red', '', '1', 'true', '[1,2]'),
    ),
    { maxLength: 6 },
  )
  .map((rows) => [{ name: 'known', columns: ['key', 'net', 'note'], rows }]);

export const SAVED_QUERIES: readonly SavedQuery[] = [
  { name: 'some', text: 'filter ispresent({{field}}) # only\n', parameters: [{ name: 'field', defaultValue: 'a' }] },
  {
    name: 'ops/named so',
    text: '| fields strlen({{field}}) as {{alias}}',
    parameters: [{ name: 'field' }, { name: 'alias' }],
  },
];
