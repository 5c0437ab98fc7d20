/** Records as texts, written in all the ways that JSON allows: to search them by their columns must not tell anything else than to read them. */
import fc from 'fast-check';

export const UUIDS = [
  '0a1b2c3d-4e5f-4a6b-8c7d-0123456789ab',
  '0a1b2c3d-4e5f-4a6b-8c7d-0123456789ac',
  'ffffffff-0000-4000-8000-00000000000f',
];
const words = fc.constantFrom(
  ...[
    'a',
    'ab',
    'abc',
    'Kelvin',
    'kiss',
    '\u212aelvin',
    'mi\u017f\u017f',
    'é',
    'É',
    '日本',
    '😀',
    '',
    '0',
    '10',
    'true',
    'null',
    'n',
    'nab',
  ],
  ...[
    'a b',
    'a:b',
    'a"b',
    'a\\b',
    'a/b',
    'a\nb',
    '\u0001e',
    '\u001fnull',
    'e,f',
    '{}',
    '1e5',
    '-1',
    '<&>',
    '\u007f',
    '\ufffd',
    '\ud800',
    '{"key":"abc"}',
    '"key":"ab',
    'abc\\"errorCode":"ab',
    'AbcKEY-prod-12',
    `${'long '.repeat(80)}abc-prod-7`,
  ],
  ...UUIDS,
);
const names = fc.constantFrom(
  'a',
  'b',
  'key',
  'a.b',
  '0',
  '1',
  '@x',
  '',
  'é',
  'k"q',
  'n\nl',
  's/l',
  '\u0002',
  'true',
  'errorCode',
  'Key',
  '\u212aey',
  'x"key',
  'monkey',
  'a.key',
);
const numbers = fc.constantFrom(
  '0',
  '-0',
  '1',
  '1.0',
  '10',
  '1e5',
  '1E5',
  '100000',
  '1.50',
  '1.5',
  '123456789012345678901',
  '0.1e-7',
  '1e400',
  '44',
);
/** How a character is written: as it is where that is allowed, or with an escape. */
const spelledChar = (char: string, way: number): string => {
  const unicode = [...Array(char.length).keys()]
    .map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');
  if (way === 1) return unicode;
  if (way === 2) return unicode.toUpperCase().replaceAll('\\U', '\\u');
  if (way === 3 && char === '/') return '\\/';
  return JSON.stringify(char).slice(1, -1);
};
const spelled = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      text,
      fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2, 3) }),
      fc.nat(5),
    )
    .map(
      ([word, way, every]) =>
        `"${[...word].map((char, i) => spelledChar(char, i % (every + 1) === 0 ? way : 0)).join('')}"`,
    );
const gap = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(' ', '\n', '\t ') },
);

/** Objects as texts. */
export const { object } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: spelled(words) },
    { weight: 2, arbitrary: numbers },
    { weight: 2, arbitrary: fc.constantFrom('true', 'false', 'null', '{}', '[]', '[null]') },
    { weight: 2, arbitrary: tie('object') },
    {
      weight: 1,
      arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    },
  ),
  object: fc
    .array(fc.tuple(gap, spelled(names), gap, gap, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([a, key, b, c, value]) => `${a}${key}${b}:${c}${value}`).join(',')}}`),
}));
/** Objects with few keys, as most programs write them: keys come twice, and on two levels. */
const member = fc.tuple(
  fc.constantFrom('key', 'a', 'b', 'errorCode', 'Key'),
  fc.oneof(words, fc.nat(200), fc.constant(null)),
);
const members = fc
  .array(member, { maxLength: 3 })
  .map((list) => list.map(([key, value]) => `"${key}":${JSON.stringify(value)}`));
export const plainObject = fc
  .tuple(members, members, members)
  .map(([before, inner, after]) => `{${[...before, `"inner":{${inner.join(',')}}`, ...after].join(',')}}`);

const record = fc.oneof(
  { weight: 12, arbitrary: object },
  { weight: 1, arbitrary: fc.constantFrom('no JSON: "a":"abc"', '[{"a":1}]', '{"a":1', '', ' {"a" : "abc"} ') },
);
/** Records, most of them JSON objects, some no JSON at all. */
export const records = fc.array(record, { minLength: 1, maxLength: 12 });
