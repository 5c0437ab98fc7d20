/** General functions (language specification, section 4.4). */
import { isNumericText } from '../values/number.ts';
import { isTrue } from '../values/truth.ts';
import type { ConstantFunction, Parameter, ScalarFunction } from './definition.ts';

const any: Parameter = { name: 'value', type: 'any' };
const general = { kind: 'scalar', family: 'general', aliases: [] } as const;
const queryTime = { kind: 'constant', family: 'general', aliases: [], parameters: [], returns: 'number' } as const;

/** Branches of one `case`. */
const MAX_BRANCHES = 10;

export const generalFunctions: readonly (ScalarFunction | ConstantFunction)[] = [
  {
    ...general,
    name: 'ispresent',
    parameters: [{ name: 'field', type: 'any' }],
    returns: 'boolean',
    nulls: 'accept',
    doc: 'Whether the event has the field; an empty text is present.',
    example: { expression: 'ispresent("")', result: '1' },
    evaluate: (value = null) => (value === null ? 0 : 1),
  },
  {
    ...general,
    name: 'coalesce',
    parameters: [{ ...any, variadic: true }],
    returns: 'same',
    nulls: 'accept',
    doc: 'The first of the values that is present.',
    example: { expression: 'coalesce(toNumber("none"), "first", "second")', result: 'first' },
    evaluate: (...values) => values.find((value) => value !== null) ?? null,
  },
  {
    ...general,
    name: 'if',
    parameters: [
      { name: 'condition', type: 'boolean' },
      { name: 'then', type: 'any' },
      { name: 'else', type: 'any' },
    ],
    returns: 'same',
    nulls: 'accept',
    doc: 'The second argument where the condition is true, the third one elsewhere.',
    example: { expression: 'if(2 > 1, "more", "less")', result: 'more' },
    evaluate: (condition = null, whenTrue = null, otherwise = null) => (isTrue(condition) ? whenTrue : otherwise),
  },
  {
    ...general,
    name: 'case',
    parameters: [
      { name: 'condition', type: 'boolean' },
      { name: 'value', type: 'any' },
      { name: 'more', type: 'any', optional: true, variadic: true },
    ],
    returns: 'same',
    nulls: 'accept',
    doc: 'The value after the first true condition, of up to 10 pairs; then the last argument if it stands alone.',
    example: { expression: 'case(5 > 100, "hot", 5 > 1, "warm", "cold")', result: 'warm' },
    evaluate: (...args) => {
      for (let i = 0; i + 1 < args.length; i += 2) {
        if (isTrue(args[i] ?? null)) return args[i + 1] ?? null;
      }
      return args.length % 2 === 1 ? (args.at(-1) ?? null) : null;
    },
    check: (...args) =>
      args.length > 2 * MAX_BRANCHES + 1 ? `case takes at most ${MAX_BRANCHES} branches` : undefined,
  },
  {
    ...general,
    name: 'isNumeric',
    parameters: [any],
    returns: 'boolean',
    nulls: 'accept',
    doc: 'Whether the value reads as a number.',
    example: { expression: 'isNumeric("4e2")', result: '1' },
    evaluate: (value = null) => (typeof value === 'number' || (value !== null && isNumericText(value.trim())) ? 1 : 0),
  },
  {
    ...general,
    name: 'messageSize',
    parameters: [{ name: 'text', type: 'string' }],
    returns: 'number',
    nulls: 'propagate',
    doc: 'The length of a text in UTF-8 bytes.',
    example: { expression: 'messageSize("né")', result: '3' },
    evaluate: (text) => (typeof text === 'string' ? Buffer.byteLength(text) : null),
  },
  {
    ...general,
    name: 'unmask',
    parameters: [any],
    returns: 'same',
    nulls: 'propagate',
    doc: 'The value itself: archives hold no masked data.',
    example: { expression: 'unmask("123-45-6789")', result: '123-45-6789' },
    evaluate: (value = null) => value,
  },
  {
    ...queryTime,
    name: 'queryStartTime',
    doc: 'The start of the time range of the query, in epoch milliseconds.',
    example: { expression: 'queryStartTime() <= queryEndTime()', result: '1' },
    constant: ({ start }) => start,
  },
  {
    ...queryTime,
    name: 'queryEndTime',
    doc: 'The end of the time range of the query, in epoch milliseconds.',
    example: { expression: 'queryEndTime() >= queryStartTime()', result: '1' },
    constant: ({ end }) => end,
  },
  {
    ...queryTime,
    name: 'queryTimeRange',
    doc: 'The length of the time range of the query in milliseconds.',
    example: { expression: 'queryTimeRange() = queryEndTime() - queryStartTime()', result: '1' },
    constant: ({ start, end }) => end - start,
  },
];
