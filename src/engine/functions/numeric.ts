/** Numeric functions (language specification, section 4.2). */
import { finiteOrNull, roundDecimal } from '../values/number.ts';
import type { Parameter, ScalarFunction, Value } from './definition.ts';

type NumericFunction = Pick<ScalarFunction, 'name' | 'parameters' | 'doc' | 'example'> & {
  readonly apply: (...numbers: readonly number[]) => number | null;
};

/** A function of numbers: null for a null argument, and where the result is no number. */
function numeric({ apply, ...rest }: NumericFunction): ScalarFunction {
  return {
    ...rest,
    kind: 'scalar',
    family: 'numeric',
    aliases: [],
    returns: 'number',
    computed: true,
    nulls: 'propagate',
    evaluate: (...args) => {
      const result = apply(...args.filter((arg) => typeof arg === 'number'));
      // Adding 0 takes the sign off a negative zero.
      return result === null ? null : finiteOrNull(result + 0);
    },
  };
}

const x: Parameter = { name: 'number', type: 'number' };

/** Nulls are no candidates: `greatest(count(f), 0)` is 0 where no row has `f`. */
function extreme(name: string, doc: string, result: string, choose: (...numbers: number[]) => number): ScalarFunction {
  return {
    kind: 'scalar',
    name,
    aliases: [],
    parameters: [{ ...x, variadic: true }],
    family: 'numeric',
    returns: 'number',
    computed: true,
    nulls: 'accept',
    doc,
    example: { expression: `${name}(1, 7, 3)`, result },
    evaluate: (...args: readonly Value[]) => {
      const numbers = args.filter((arg) => typeof arg === 'number');
      return numbers.length === 0 ? null : choose(...numbers);
    },
  };
}

/** Mean radius of the Earth. */
const EARTH_RADIUS_KM = 6371.0088;

function haversine(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const radians = Math.PI / 180;
  const a =
    Math.sin(((lat2 - lat1) * radians) / 2) ** 2 +
    Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * Math.sin(((lon2 - lon1) * radians) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** The integer part, or null when it needs more than the given number of bits. */
function toInteger(value: number, bits: number): number | null {
  const integer = Math.trunc(value);
  return integer >= -(2 ** (bits - 1)) && integer < 2 ** (bits - 1) ? integer : null;
}

export const numericFunctions: readonly ScalarFunction[] = [
  numeric({
    name: 'abs',
    parameters: [x],
    doc: 'The number without its sign.',
    example: { expression: 'abs(-3)', result: '3' },
    apply: (n = 0) => Math.abs(n),
  }),
  numeric({
    name: 'ceil',
    parameters: [x],
    doc: 'The smallest whole number not below the number.',
    example: { expression: 'ceil(2.1)', result: '3' },
    apply: (n = 0) => Math.ceil(n),
  }),
  numeric({
    name: 'floor',
    parameters: [x],
    doc: 'The largest whole number not above the number.',
    example: { expression: 'floor(2.9)', result: '2' },
    apply: (n = 0) => Math.floor(n),
  }),
  extreme('greatest', 'The largest of the numbers; missing ones are ignored.', '7', Math.max),
  extreme('least', 'The smallest of the numbers; missing ones are ignored.', '1', Math.min),
  numeric({
    name: 'log',
    parameters: [x],
    doc: 'The natural logarithm; missing for numbers that are not positive.',
    example: { expression: 'log(10)', result: '2.3026' },
    apply: (n = 0) => Math.log(n),
  }),
  numeric({
    name: 'round',
    parameters: [x, { name: 'decimals', type: 'number', optional: true }],
    doc: 'The nearest whole number, or the nearest number with so many decimals; halves are rounded away from zero.',
    example: { expression: 'round(2.345, 2)', result: '2.35' },
    apply: (n = 0, decimals = 0) => roundDecimal(n, Math.trunc(decimals)),
  }),
  numeric({
    name: 'sqrt',
    parameters: [x],
    doc: 'The square root; missing for negative numbers.',
    example: { expression: 'sqrt(9)', result: '3' },
    apply: (n = 0) => Math.sqrt(n),
  }),
  numeric({
    name: 'haversine',
    parameters: [
      { name: 'latitude1', type: 'number' },
      { name: 'longitude1', type: 'number' },
      { name: 'latitude2', type: 'number' },
      { name: 'longitude2', type: 'number' },
    ],
    doc: 'The great-circle distance in kilometres between two places given in degrees.',
    example: { expression: 'haversine(48.8566, 2.3522, 51.5074, -0.1278)', result: '343.5565' },
    apply: (lat1 = 0, lon1 = 0, lat2 = 0, lon2 = 0) => haversine(lat1, lon1, lat2, lon2),
  }),
  {
    ...numeric({
      name: 'histogram',
      parameters: [x, { name: 'width', type: 'number' }],
      doc: 'The lower bound of the bucket of this width that contains the number; a key of stats.',
      example: { expression: 'histogram(137, 50)', result: '100' },
      apply: (n = 0, width = 0) => Math.floor(n / width) * width,
    }),
    place: 'key',
    check: (_number, width) =>
      typeof width === 'number' && width > 0
        ? undefined
        : 'histogram needs a number above 0 as the width of its buckets',
  },
  numeric({
    name: 'toNumber',
    parameters: [{ name: 'value', type: 'number' }],
    doc: 'The number a text stands for; missing when it is none.',
    example: { expression: 'toNumber("4.5")', result: '4.5' },
    apply: (n = 0) => n,
  }),
  numeric({
    name: 'toDouble',
    parameters: [{ name: 'value', type: 'number' }],
    doc: 'The value as a floating-point number; missing when it is no number.',
    example: { expression: 'toDouble("1e-1")', result: '0.1' },
    apply: (n = 0) => n,
  }),
  numeric({
    name: 'toInt',
    parameters: [{ name: 'value', type: 'number' }],
    doc: 'The value as a 32-bit whole number, its fraction cut off; missing when it does not fit.',
    example: { expression: 'toInt("4.9")', result: '4' },
    apply: (n = 0) => toInteger(n, 32),
  }),
  numeric({
    name: 'toLong',
    parameters: [{ name: 'value', type: 'number' }],
    doc: 'The value as a 64-bit whole number, its fraction cut off; missing when it does not fit.',
    example: { expression: 'toLong("-4000000000.9")', result: '-4000000000' },
    apply: (n = 0) => toInteger(n, 64),
  }),
];
