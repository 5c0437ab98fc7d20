/** Sound queries of every command and expression form, at random. */
import fc from 'fast-check';

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

const stage = fc.oneof(
  fc.tuple(fc.constantFrom('fields', 'DISPLAY'), list(item)).map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom('filter', 'where', 'filterIndex'), expression).map((parts) => parts.join(' ')),
  fc.tuple(list(item), list(item)).map(([items, by]) => `stats ${items} by ${by}`),
  list(item).map((items) => `stats ${items}`),
  fc
    .tuple(
      fc.constantFrom('sort', 'order by'),
      list(fc.tuple(postfix, fc.constantFrom('', 'asc', 'DESC')).map((parts) => parts.join(' '))),
    )
    .map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom('limit', 'limit any', 'head', 'tail'), number).map((parts) => parts.join(' ')),
  list(name).map((names) => `dedup ${names}`),
  fc
    .tuple(
      fc.oneof(
        fc.constant(''),
        name,
        expression.map((inner) => `(${inner})`),
      ),
      text,
      list(name),
    )
    .map(([source, pattern, names]) => `parse ${source} ${pattern} as ${names}`),
  fc
    .tuple(
      fc.oneof(fc.constant(''), name),
      regex,
      fc.oneof(
        fc.constant(''),
        list(name).map((names) => `as ${names}`),
      ),
    )
    .map(([source, pattern, names]) => `parse ${source} ${pattern} ${names}`),
);

export const query: fc.Arbitrary<string> = fc
  .array(stage, { minLength: 1, maxLength: 4 })
  .map((stages) => stages.join('\n| '))
  .filter((text) => text.length <= 10_000);
