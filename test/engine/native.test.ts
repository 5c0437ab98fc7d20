/** Functions that the compiler writes as SQL give what their definitions give. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellFormatter } from '../../src/engine/cells.ts';
import { nativeAggregate, nativeCall } from '../../src/engine/compile/sqlite-native.ts';
import type { Value, ValueType } from '../../src/engine/functions/definition.ts';
import { allFunctions } from '../../src/engine/functions/registry.ts';
import type { PlanExpression } from '../../src/engine/plan.ts';
import { aggregate, call } from './functions/call.ts';
import { eventsOf, SEED, tableOf, withTrail } from './support.ts';

const RUNS = 40;

/** What a field of an event may hold. */
type Leaf = string | number | boolean | undefined;
interface Row extends Record<string, unknown> {
  readonly a?: Leaf;
  readonly b?: Leaf;
  readonly c?: Leaf;
}

const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: -2_000_000_000_000, max: 2_000_000_000_000 }),
  fc.integer({ min: -4_000_000, max: 4_000_000 }).map((n) => n / 64),
);
const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '1',
    ' 7 ',
    '-2.5',
    '1e3',
    '007',
    'abc',
    'true',
    'NaN',
    '0x10',
    '１',
    '\u0000',
    '😀',
    "'",
  ),
  fc.string({ maxLength: 6, unit: 'binary' }),
);
const leaf: fc.Arbitrary<Leaf> = fc.oneof(number, text, fc.boolean(), fc.constant(undefined));
const row = fc.record({ a: leaf, b: leaf, c: leaf });
const rows = fc.array(row, { minLength: 1, maxLength: 12 });

function queryValue(value: Leaf): Value {
  if (typeof value === 'boolean') return Number(value);
  return value ?? null;
}

function cellText(value: Value, type: ValueType, computed = false): string | null {
  const expression: PlanExpression = { kind: 'literal', value: null, type, computed };
  return cellFormatter(expression)(value) ?? null;
}

interface ScalarCase {
  readonly name: string;
  readonly expression: string;
  readonly type: ValueType;
  readonly expected: (row: { a: Value; b: Value; c: Value }) => Value;
}

const SCALARS: readonly ScalarCase[] = [
  { name: 'ispresent', expression: 'ispresent(a)', type: 'boolean', expected: ({ a }) => call('ispresent', a) },
  { name: 'isempty', expression: 'isempty(a)', type: 'boolean', expected: ({ a }) => call('isempty', a) },
  { name: 'coalesce', expression: 'coalesce(a)', type: 'any', expected: ({ a }) => call('coalesce', a) },
  {
    name: 'coalesce',
    expression: 'coalesce(a, b, c)',
    type: 'any',
    expected: ({ a, b, c }) => call('coalesce', a, b, c),
  },
  { name: 'coalesce', expression: 'coalesce(a, "x")', type: 'any', expected: ({ a }) => call('coalesce', a, 'x') },
  { name: 'if', expression: 'if(a, b, c)', type: 'any', expected: ({ a, b, c }) => call('if', a, b, c) },
  {
    name: 'if',
    expression: 'if(ispresent(a), b, 0)',
    type: 'any',
    expected: ({ a, b }) => call('if', call('ispresent', a), b, 0),
  },
  { name: 'case', expression: 'case(a, b)', type: 'any', expected: ({ a, b }) => call('case', a, b) },
  { name: 'case', expression: 'case(a, b, c)', type: 'any', expected: ({ a, b, c }) => call('case', a, b, c) },
  { name: 'case', expression: 'case(a, b, b, c)', type: 'any', expected: ({ a, b, c }) => call('case', a, b, b, c) },
  {
    name: 'case',
    expression: 'case(a, "x", b, c, "y")',
    type: 'any',
    expected: ({ a, b, c }) => call('case', a, 'x', b, c, 'y'),
  },
  { name: 'unmask', expression: 'unmask(a)', type: 'any', expected: ({ a }) => call('unmask', a) },
  { name: 'toMillis', expression: 'toMillis(a)', type: 'number', expected: ({ a }) => call('toMillis', a) },
  { name: 'fromMillis', expression: 'fromMillis(a)', type: 'timestamp', expected: ({ a }) => call('fromMillis', a) },
  ...periodsOf([
    '1ms',
    '250ms',
    '1s',
    '90s',
    '5m',
    '7m',
    '1h',
    '36h',
    '1d',
    '3d',
    '1w',
    '2w',
    '1mo',
    '5mo',
    '1q',
    '1y',
    '3y',
  ]),
];

function periodsOf(periods: readonly string[]): ScalarCase[] {
  return periods.map((period) => ({
    name: 'datefloor',
    expression: `datefloor(a, ${period})`,
    type: 'timestamp',
    expected: ({ a }) => call('datefloor', a, period),
  }));
}

interface AggregateCase {
  readonly name: string;
  readonly expression: string;
  readonly type: ValueType;
  readonly computed: boolean;
  readonly expected: (rows: readonly { a: Value; b: Value; c: Value }[]) => Value;
}

const AGGREGATES: readonly AggregateCase[] = [
  {
    name: 'count',
    expression: 'count(a)',
    type: 'number',
    computed: false,
    expected: (all) =>
      aggregate(
        'count',
        all.map(({ a }) => [a]),
      ),
  },
  {
    name: 'count',
    expression: 'count(*)',
    type: 'number',
    computed: false,
    expected: (all) =>
      aggregate(
        'count',
        all.map(() => []),
      ),
  },
  {
    name: 'countOverTime',
    expression: 'countOverTime(a)',
    type: 'number',
    computed: false,
    expected: (all) =>
      aggregate(
        'countOverTime',
        all.map(({ a }) => [a]),
      ),
  },
  {
    name: 'countOverTime',
    expression: 'count_over_time(*)',
    type: 'number',
    computed: false,
    expected: (all) =>
      aggregate(
        'countOverTime',
        all.map(() => []),
      ),
  },
  {
    name: 'sumOverTime',
    expression: 'sumOverTime(a)',
    type: 'number',
    computed: true,
    expected: (all) =>
      aggregate(
        'sumOverTime',
        all.map(({ a }) => [a]),
      ),
  },
  {
    name: 'sum',
    expression: 'sum(a)',
    type: 'number',
    computed: true,
    expected: (all) =>
      aggregate(
        'sum',
        all.map(({ a }) => [a]),
      ),
  },
  {
    name: 'avg',
    expression: 'avg(a)',
    type: 'number',
    computed: true,
    expected: (all) =>
      aggregate(
        'avg',
        all.map(({ a }) => [a]),
      ),
  },
  {
    name: 'min',
    expression: 'min(toNumber(a))',
    type: 'number',
    computed: true,
    expected: (all) =>
      aggregate(
        'min',
        all.map(({ a }) => [call('toNumber', a)]),
      ),
  },
  {
    name: 'max',
    expression: 'max(toNumber(a))',
    type: 'number',
    computed: true,
    expected: (all) =>
      aggregate(
        'max',
        all.map(({ a }) => [call('toNumber', a)]),
      ),
  },
  {
    name: 'min',
    expression: 'min(fromMillis(a))',
    type: 'timestamp',
    computed: false,
    expected: (all) =>
      aggregate(
        'min',
        all.map(({ a }) => [call('fromMillis', a)]),
      ),
  },
  {
    name: 'max',
    expression: 'max(ispresent(a))',
    type: 'boolean',
    computed: false,
    expected: (all) =>
      aggregate(
        'max',
        all.map(({ a }) => [call('ispresent', a)]),
      ),
  },
  {
    name: 'min',
    expression: 'min(a)',
    type: 'any',
    computed: false,
    expected: (all) =>
      aggregate(
        'min',
        all.map(({ a }) => [a]),
      ),
  },
  {
    name: 'max',
    expression: 'max(a)',
    type: 'any',
    computed: false,
    expected: (all) =>
      aggregate(
        'max',
        all.map(({ a }) => [a]),
      ),
  },
];

function valuesOf(given: Row): { a: Value; b: Value; c: Value } {
  return { a: queryValue(given.a), b: queryValue(given.b), c: queryValue(given.c) };
}

describe('scalar functions', () => {
  it.each(SCALARS)('$expression', async ({ expression, type, expected }) => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await withTrail(eventsOf(given), async (trail) => {
          const table = await tableOf(trail, `fields ${expression} as r | sort @timestamp asc`);
          expect(table.rows).toEqual(given.map((each) => [cellText(expected(valuesOf(each)), type)]));
        });
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe('aggregate functions', () => {
  it.each(AGGREGATES)('$expression', async ({ expression, type, computed, expected }) => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await withTrail(eventsOf(given), async (trail) => {
          const table = await tableOf(trail, `stats ${expression} as r`);
          // Rows reach an aggregate newest first.
          const newestFirst = given.map(valuesOf).reverse();
          expect(table.rows).toEqual([[cellText(expected(newestFirst), type, computed)]]);
        });
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

it('no function is written as SQL without being tested here', () => {
  const tested = new Set([...SCALARS, ...AGGREGATES].map(({ name }) => name));
  const period: PlanExpression = { kind: 'literal', value: '5m', type: 'string', computed: false };
  const operand: PlanExpression = { kind: 'literal', value: 1, type: 'number', computed: false };
  const sql = (): string => '1';
  const native = allFunctions().filter((definition) => {
    const base = { function: definition.name, type: 'number', computed: false } as const;
    if (definition.kind === 'constant') return false;
    if (definition.kind === 'aggregate') {
      return [[], [operand]].some((args) => nativeAggregate({ kind: 'aggregate', args, ...base }, sql) !== undefined);
    }
    return [
      [operand, period],
      [operand, operand, operand],
    ].some((args) => nativeCall({ kind: 'call', args, ...base }, sql) !== undefined);
  });
  expect(native.map(({ name }) => name).filter((name) => !tested.has(name))).toEqual([]);
  expect(native.length).toBeGreaterThan(0);
});
