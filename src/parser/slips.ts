/** Common slips of single commands, and what to write instead. */
import type { Stage } from './ast.ts';
import { isCommandWord } from './commands.ts';
import { spanOf } from './lexer.ts';
import { any, byWord, commasBetweenNames, noCalls, periodWithUnit, type Remedy, type Slip } from './remedies.ts';
import { Asc, ComparisonOperator, Desc, Like, Minus, Name, Numeral, Period, Star, Text } from './tokens.ts';

/** The remedy for a slip in the body of a stage; `undefined` when it is none of those known here. */
export function remedy(kind: Stage['kind'], slip: Slip): string | undefined {
  return REMEDIES[kind]?.(slip);
}

const queryInParentheses: Remedy = ({ word, token }) =>
  token?.tokenType === Name && isCommandWord(word) ? `put the query into parentheses: (${token.image} …)` : undefined;

/** A `word=value` behind what it must stand before. */
function settingsFirst(what: string): Remedy {
  return ({ word, previous, next, token }) => {
    const name = word === '=' ? previous : next?.image === '=' ? token : undefined;
    return name?.tokenType === Name ? `${name.image}= stands before ${what}` : undefined;
  };
}

const logGroupInQuotes: Remedy = ({ word, token, body }) => {
  if (word !== '/' || !token) return undefined;
  let end = token.startOffset;
  let group = '';
  for (const part of body.slice(body.indexOf(token))) {
    if (part.startOffset !== end) break;
    group += part.image;
    end = spanOf(part).end;
  }
  return `a log group with such characters needs quotes: "${group}"`;
};

const sourceTime: Remedy = ({ word, token, previous, expected }) => {
  // A second start is told to be an end.
  if (/^(start|end)$/i.test(word) && token?.tokenType === Name && !expected.includes('end')) {
    return `a time has a sign, ${word}=-1d; a log group of that name needs quotes: "${word}"`;
  }
  if (previous?.image !== '=' || expected.some((one) => one.startsWith('a text'))) return undefined;
  return token?.tokenType === Period
    ? `a time counts back from now: write -${word}`
    : 'write now, -1d or epoch seconds';
};

const sourceArgument: Remedy = ({ word, previous, expected }) => {
  if (word === '=' && expected.includes(':')) return `write ${previous?.image}: [ … ]`;
  if (word === ')' && expected.includes(':')) return `write a name and a list: namePrefix: ["${previous?.image}"]`;
  return previous?.image === ':' && expected.includes('[') ? `a text needs quotes: ["${word}"]` : undefined;
};

const BASELINES = ['previousDay', 'previousWeek', 'previousMonth'] as const;

const baseline: Remedy = ({ word, token, previous }) => {
  const written = `${previous?.image ?? ''}${word}`.toLowerCase();
  const meant = BASELINES.find((one) => one.toLowerCase() === written);
  if (meant) return `write ${meant}`;
  return token?.tokenType === Period ? `write previousWeek, or logcompare timeshift ${word}` : undefined;
};

const joinSetting: Remedy = ({ word }) =>
  ['left', 'inner', 'right', 'outer'].includes(word) ? 'write join type=inner … or join type=left …' : undefined;

const equation: Remedy = ({ token, previous, expected }) => {
  if (token?.tokenType === ComparisonOperator) return 'a join compares with = only';
  if (previous?.image === '=' && expected.includes('a name') && token?.tokenType === Text)
    return 'both sides of the equation are names: a.field=b.field';
  return undefined;
};

const missingFill: Remedy = ({ body, expected, previous }) => {
  if (!expected.includes('for')) return undefined;
  const equals = body.findLast(({ image }) => image === '=');
  const name = equals && body[body.indexOf(equals) - 1];
  return name && previous ? `write with ${previous.image} for ${name.image}` : undefined;
};

const commaAmongFormats: Remedy = ({ word, body }) => {
  const format = word === ',' ? body.find(({ image }) => /^(?:logfmt|xml)$/i.test(image)) : undefined;
  return format && `${format.image} gives one name`;
};

const queryOutsideIn: Remedy = ({ previous, body }) => {
  const opening = previous && body[body.indexOf(previous) - 1];
  return opening?.image === '(' && previous && isCommandWord(previous.image)
    ? 'a query in parentheses stands only after in or not in'
    : undefined;
};

const oneField = (command: string) => `${command} takes one field: use the command again for another`;

const REMEDIES: Partial<Record<Stage['kind'], Remedy>> = {
  source: any(logGroupInQuotes, byWord({ ',': 'log groups are separated by blanks' }), sourceArgument, sourceTime),
  filter: any(
    ({ word, token, body }) =>
      word === 'where' && body[0] === token ? 'filter and where are the same command: leave one out' : undefined,
    queryOutsideIn,
    byWord({ ',': 'write and or or between conditions; a list stands in brackets: in ["a", "b"]' }),
    ({ word, previous }) =>
      /^[*%]$/.test(word) && previous?.tokenType === Like
        ? 'like looks for the text anywhere: write like "text"'
        : undefined,
  ),
  stats: any(
    ({ word, token, body }) =>
      word === 'by' && body[0] === token ? 'an aggregate comes first: stats count(*) by field' : undefined,
    ({ word, body }) =>
      word === 'by' && body.some(({ image }) => /^offset$/i.test(image))
        ? 'offset stands behind by'
        : word === 'by' && body.filter(({ image }) => /^by$/i.test(image)).length > 1
          ? 'there is one by: by a, b'
          : undefined,
    ({ word, body }) => {
      const [callee, star] = body.slice(-2);
      return word === '' && star?.tokenType === Star && callee?.tokenType === Name
        ? `write ${callee.image}(*)`
        : undefined;
    },
    periodWithUnit,
  ),
  sort: any(
    ({ token, body }) =>
      token && token === body[0] && (token.tokenType === Asc || token.tokenType === Desc)
        ? `${token.image} stands behind the name: sort a ${token.image}`
        : undefined,
    ({ token, next, body }) =>
      token?.tokenType === Minus && token === body[0] && next ? `write sort ${next.image} desc` : undefined,
    ({ token, previous }) =>
      token?.tokenType === Name &&
      (previous?.tokenType === Asc || previous?.tokenType === Desc) &&
      !isCommandWord(token.image)
        ? 'names are separated by commas'
        : undefined,
  ),
  limit: any(
    byWord({
      '=': 'write limit 10',
      offset: 'rows cannot be skipped: there is only limit 10',
      all: 'without limit there are 10,000 rows; limit 100000 is the most',
      '-': 'a limit is a whole number from 1 to 100,000',
      ',': 'rows cannot be skipped: there is only limit 10',
    }),
    ({ token }) => (token?.tokenType === Text ? 'write the number without quotes' : undefined),
  ),
  dedup: any(
    ({ token, body }) =>
      token?.tokenType === Numeral && body[0] === token
        ? 'dedup keeps one row for each value and takes no number'
        : undefined,
    byWord({
      by: 'write the names right after dedup',
      '(': 'only a name can stand here: compute the value before, with fields … as name',
    }),
    commasBetweenNames,
  ),
  parse: any(
    commaAmongFormats,
    ({ word, previous }) =>
      previous && /^(?:logfmt|csv)$/i.test(previous.image) && word !== 'as'
        ? word === ''
          ? `write parse field ${previous.image} as name`
          : `write parse ${word} ${previous.image} as name`
        : undefined,
    byWord({
      multi: 'multi follows a regular expression',
      into: 'write as',
      from: 'write the field first: parse field "…" as name',
      '/': 'a regular expression follows a plain name: compute the value before, with fields … as name',
    }),
    ({ word, body }) =>
      word === 'as' && body.some(({ image }) => /^multi$/i.test(image)) ? 'multi stands at the end' : undefined,
    ({ word, previous, expected }) =>
      word === '' && previous?.tokenType === Text && expected.includes('as')
        ? 'name what each * stands for: as a, b'
        : undefined,
  ),
  unnest: byWord({ as: 'write into', ',': 'unnest takes one list: use the command again for another' }),
  expand: any(
    byWord({
      ',': oneField('expand'),
      into: 'expand keeps the name of its field; unnest … into … gives another',
      as: 'expand keeps the name of its field; unnest … into … gives another',
    }),
    noCalls,
  ),
  unmask: any(noCalls, commasBetweenNames),
  lookup: any(
    byWord({ '=': 'write column as field' }),
    ({ token, previous }) =>
      token?.tokenType === Name && previous?.tokenType === Name && !/^output/i.test(previous.image)
        ? 'write column as field where their names differ, and commas between several'
        : undefined,
    ({ token, expected }) =>
      token?.tokenType === Text && expected.includes('a name') ? 'the name of a table has no quotes' : undefined,
    ({ previous, expected }) =>
      previous && /^outputn?e?w?$/i.test(previous.image) && expected.includes('OUTPUT')
        ? `the field to match is missing before ${previous.image}`
        : undefined,
  ),
  cidrlookup: any(
    byWord({ '=': 'write field as column', ',': 'cidrlookup matches one field' }),
    ({ previous, expected }) =>
      previous && /^output/i.test(previous.image) && expected.includes('OUTPUT')
        ? `the field with the address is missing before ${previous.image}`
        : undefined,
  ),
  join: any(
    byWord({
      on: 'write where',
      using: 'write where a.field=b.field',
      and: 'a join has one equation',
    }),
    joinSetting,
    queryInParentheses,
    equation,
  ),
  appendcols: any(settingsFirst('the query'), queryInParentheses),
  addtotals: any(settingsFirst('the names'), commasBetweenNames),
  accum: any(byWord({ ',': oneField('accum') }), noCalls),
  autoregress: any(
    ({ word, body }) =>
      word === 'as' && body.some(({ image }) => /^p$/i.test(image)) ? 'as stands before p=' : undefined,
    ({ token, previous }) =>
      token?.tokenType === Numeral && previous?.tokenType === Name ? `write p=${token.image}` : undefined,
    byWord({ '.': 'write a range with a hyphen: p=1-4', ',': oneField('autoregress') }),
  ),
  filldown: any(byWord({ ',': 'names are separated by blanks' }), noCalls),
  fillmissing: any(
    ({ word, token, body }) =>
      body[0] === token && token !== undefined && word !== 'for' ? `write with ${word} for name` : undefined,
    byWord({ for: 'write with value for name' }),
    missingFill,
  ),
  countFrequent: any(
    byWord({ by: 'countFrequent takes names with commas between, and no by' }),
    noCalls,
    commasBetweenNames,
  ),
  sessionize: any(
    byWord({
      by: 'write the names right after sessionize',
      '=': 'write maxspan 30m',
      maxspan: 'maxspan stands before as',
    }),
    periodWithUnit,
    ({ token, previous }) =>
      token?.tokenType === Period && previous && /^maxspan$/i.test(previous.image)
        ? 'the names that tell sessions apart stand before maxspan'
        : undefined,
    commasBetweenNames,
  ),
  outlier: any(settingsFirst('the names')),
  pattern: byWord({
    ',': 'pattern takes one field: join several with concat(a, " ", b)',
    as: 'the column is always called @pattern',
  }),
  diff: baseline,
  anomaly: ({ token }) => (token ? 'nothing follows anomaly but |' : undefined),
  relevantfields: commasBetweenNames,
  logcompare: any(
    ({ token, expected }) =>
      token?.tokenType === Period && expected.includes('timeshift') ? `write timeshift ${token.image}` : undefined,
    ({ token }) =>
      token?.tokenType === Minus || token?.image === '=' ? 'write timeshift 7d, without a sign' : undefined,
    periodWithUnit,
  ),
  estimate: ({ token }) => (token ? 'estimate is the last command, and nothing follows it' : undefined),
  savedQuery: any(
    ({ word, expected, previous }) =>
      word === '' && expected.includes('(') ? `write $${previous?.image ?? 'name'}()` : undefined,
    byWord({ ':': 'write parameter = value' }),
    ({ word, previous }) =>
      (previous?.image === '(' || previous?.image === ',') && word !== ''
        ? `name the parameter: name = ${word}`
        : undefined,
    ({ token, next }) =>
      token?.tokenType === Name && next?.image === '=' ? 'parameters are separated by commas' : undefined,
    ({ token }) => (token?.tokenType === Text ? 'a name with blanks needs backticks, not quotes' : undefined),
  ),
};
