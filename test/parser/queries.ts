/** Sound queries of every command and expression form, at random. */
import fc from 'fast-check';
import type { Stage } from '../../src/parser/ast.ts';

const word = fc.constantFrom(
  'and',
  'AND',
  'or',
  '=',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  'like',
);

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b.c',
    '@message',
    'items.0.id',
    '`x y`',
    'd.`e-f`',
    '`g`.h.`.i`',
    '@`aws.x`',
    'count',
    'größe',
    'logfmt',
    'any',
  ),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 5 })
    .filter((text) => !text.includes('`'))
    .map((text) => `\`${text}\``),
);

const text = fc.oneof(
  fc.constantFrom('"x"', "'it\\'s'", '"\\\\d+\\d"', '"a|b#c"', '"\n\\n"'),
  fc.string({ unit: 'binary', maxLength: 6 }).map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`),
);

const number = fc.oneof(
  fc.nat().map(String),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => String(value)),
);

const period = fc
  .tuple(fc.nat(), fc.constantFrom('ms', 's', 'min', 'hrs', 'd', 'weeks', 'mo', 'q', 'years'))
  .map(([count, unit]) => `${count}${unit}`);

const regex = fc.constantFrom('/x/', '/(?<n>a|b)\\/\\\\/', '/[\\/"#]+/');

const { expression, postfix } = fc.letrec<{ expression: string; postfix: string; operand: string }>((tie) => ({
  postfix: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    name,
    text,
    number,
    period,
    tie('expression').map((inner) => `(${inner})`),
    fc.tuple(tie('postfix'), name).map(([object, property]) => `${object} .${property}`),
    fc.tuple(tie('postfix'), tie('expression')).map(([object, index]) => `${object}[${index}]`),
    fc
      .tuple(name, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([callee, args]) => `${callee} (${args.join(',')})`),
    name.map((callee) => `${callee}(*)`),
  ),
  operand: fc
    .tuple(fc.constantFrom('', '', '', '-', '+', '- -'), tie('postfix'))
    .map(([sign, value]) => `${sign}${value}`),
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    tie('operand'),
    fc.tuple(tie('operand'), word, tie('operand')).map((parts) => parts.join(' ')),
    fc.tuple(tie('expression'), fc.constantFrom('and', 'or', '='), tie('operand')).map((parts) => parts.join(' ')),
    fc.tuple(fc.constantFrom('not', '!', 'not not'), tie('expression')).map((parts) => parts.join(' ')),
    fc.tuple(tie('operand'), fc.constantFrom('like', 'not like', '=~'), regex).map((parts) => parts.join(' ')),
    fc
      .tuple(tie('operand'), fc.constantFrom('in', 'not in'), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([value, operator, list]) => `${value} ${operator} [${list.join(', ')}]`),
    fc.tuple(tie('operand'), name).map(([value, list]) => `${value} in ${list}`),
  ),
}));

const item = fc.oneof(
  expression,
  fc.tuple(expression, name).map(([value, alias]) => `${value} as ${alias}`),
);

function list(element: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(element, { minLength: 1, maxLength: 3 }).map((elements) => elements.join(', '));
}

const names = list(name);
const json = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    text,
    number,
    fc.array(tie('node'), { maxLength: 3 }).map((elements) => `[${elements.join(',')}]`),
    fc
      .array(fc.tuple(text, tie('node')), { maxLength: 2 })
      .map((members) => `{${members.map((pair) => pair.join(': ')).join(', ')}}`),
  ),
})).node;

/** Nothing, or one of these. */
function maybe(arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(fc.constant(''), arbitrary);
}

/** One after the other, with blanks between; constants are fixed words. */
function phrase(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(' '));
}

const alias = name.map((given) => `as ${given}`);
const pair = phrase(name, maybe(alias));
const settings = fc
  .array(
    fc.tuple(name, fc.oneof(name, number, text)).map(([setting, value]) => `${setting} = ${value}`),
    { maxLength: 2 },
  )
  .map((list_) => list_.join(' '));
const output = fc.constantFrom('OUTPUT', 'outputnew', 'Output');
const sourceTime = fc.oneof(
  fc.constant('now'),
  period.map((ago) => `-${ago}`),
  fc.nat().map(String),
);
const selection = fc.oneof(
  text,
  name.filter((word) => word !== 'start' && word !== 'end'),
  fc
    .tuple(
      fc.constantFrom('logGroups', 'datasource', 'logGroupTags'),
      fc.array(
        fc.tuple(maybe(fc.constantFrom('namePrefix:', '`a b`:')), json).map((parts) => parts.join(' ')),
        {
          maxLength: 2,
        },
      ),
    )
    .map(([callee, args]) => `${callee}(${args.join(', ')})`),
);

/** Every kind of stage, by kind; those that take a query in parentheses are below. */
const PLAIN_STAGES: Readonly<Record<Exclude<Stage['kind'], 'join' | 'appendcols'>, fc.Arbitrary<string>>> = {
  source: phrase(
    'Source',
    fc.array(selection, { minLength: 1, maxLength: 3 }).map((all) => all.join(' ')),
    maybe(sourceTime.map((time) => `start=${time}`)),
    maybe(sourceTime.map((time) => `end = ${time}`)),
  ),
  fields: phrase('fields', list(item)),
  display: phrase('DISPLAY', list(item)),
  filter: phrase(fc.constantFrom('filter', 'where', 'filterIndex'), expression),
  stats: phrase(
    'stats',
    list(item),
    maybe(list(item).map((keys) => `by ${keys}`)),
    maybe(period.map((by) => `offset ${by}`)),
  ),
  sort: phrase(fc.constantFrom('sort', 'order by'), list(phrase(postfix, fc.constantFrom('', 'asc', 'DESC')))),
  limit: phrase(fc.constantFrom('limit', 'limit any', 'head', 'tail'), number),
  dedup: phrase('dedup', names),
  parse: fc.oneof(
    phrase(
      'parse',
      maybe(
        fc.oneof(
          name,
          expression.map((inner) => `(${inner})`),
        ),
      ),
      text,
      'as',
      names,
    ).filter((stage) => !/^parse xml /i.test(stage)),
    phrase('parse', maybe(name), regex, maybe(names.map((list_) => `as ${list_}`)), fc.constantFrom('', 'multi')),
    phrase('parse', maybe(name), 'logfmt', alias),
    phrase('parse', maybe(postfix), 'CSV as', names).filter((stage) => !/^parse ["'\d]/.test(stage)),
    phrase('parse', maybe(name), 'xml', text, alias),
  ),
  json: phrase('json field =', name, text, alias),
  unnest: phrase('unnest', postfix, 'into', name),
  expand: phrase('expand', name),
  unmask: phrase('unmask', names),
  lookup: phrase('lookup', name, list(pair), output, list(pair)),
  cidrlookup: phrase('cidrlookup', name, pair, output, list(pair)),
  addtotals: phrase('addtotals', settings, maybe(names)),
  accum: phrase('accum', name, maybe(alias)),
  autoregress: phrase('autoregress', name, maybe(alias), fc.constantFrom('', 'p=2', 'P = 1 - 4')),
  filldown: phrase(
    'filldown',
    fc
      .array(
        fc.oneof(
          name,
          name.map((start) => `${start}*`),
          fc.constant('*'),
        ),
        { maxLength: 3 },
      )
      .map((all) => all.join(' ')),
  ),
  fillmissing: phrase('fillmissing', maybe(list(phrase(expression, 'for', name)).map((fills) => `with ${fills}`))),
  countFrequent: phrase(fc.constantFrom('countFrequent', 'count_frequent'), names),
  sessionize: phrase('sessionize', names, maybe(period.map((span) => `maxspan ${span}`)), maybe(alias)),
  outlier: phrase('outlier', settings, names),
  pattern: phrase('pattern', expression),
  diff: phrase('diff', maybe(name)),
  anomaly: fc.constant('anomaly'),
  relevantfields: phrase('relevantfields', maybe(names), 'where', expression),
  logcompare: phrase('logcompare timeshift', period),
  estimate: fc.constant('Estimate'),
  savedQuery: fc
    .tuple(
      name,
      fc.array(
        fc.tuple(name, expression).map((parts) => parts.join(' = ')),
        { maxLength: 2 },
      ),
    )
    .map(([called, args]) => `$${called}(${args.join(', ')})`),
};

const plainStage = fc.oneof(...Object.values(PLAIN_STAGES));

function stages(stage: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  return fc.array(stage, { minLength: 1, maxLength: most }).map((all) => all.join('\n| '));
}

/** Stages with a query in parentheses, whose stages are these. */
function stagesWithQuery(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const subquery = stages(inner, 2).map((body) => `(${body} )`);
  return fc.oneof(
    phrase('join', settings, 'where', name, '=', name, subquery),
    phrase('appendcols', settings, subquery),
    fc
      .tuple(name, fc.constantFrom('in', 'NOT IN'), stages(inner, 2), maybe(phrase('and', expression)))
      // Without a stage that tells, `in (fields)` would be a list.
      .map(([value, operator, body, more]) => `filter ${value} ${operator} (| SOURCE x | ${body}) ${more}`),
  );
}

const stage = fc.oneof(
  { arbitrary: plainStage, weight: 6 },
  { arbitrary: stagesWithQuery(plainStage), weight: 2 },
  { arbitrary: stagesWithQuery(fc.oneof(plainStage, stagesWithQuery(plainStage))), weight: 1 },
);

export const query: fc.Arbitrary<string> = stages(stage, 4).filter((whole) => whole.length <= 9_900);
