/** Date and time functions (language specification, section 4.3). Times are epoch milliseconds, boundaries are those of UTC. */
import { compileFormat } from '../values/date-format.ts';
import { compilePattern } from '../values/date-pattern.ts';
import { finiteOrNull } from '../values/number.ts';
import { ceilTo, floorTo, parsePeriod } from '../values/period.ts';
import { timeZone } from '../values/time-zone.ts';
import type { ConstantFunction, Parameter, ScalarFunction, Value } from './definition.ts';

const timestamp: Parameter = { name: 'timestamp', type: 'timestamp' };
const period: Parameter = { name: 'period', type: 'period' };

type Rounding = typeof floorTo;

function roundTime(round: Rounding, time: Value | undefined, length: Value | undefined): Value {
  const parsed = typeof length === 'string' ? parsePeriod(length) : undefined;
  if (typeof time !== 'number' || !parsed) return null;
  return finiteOrNull(round(time, parsed.count, parsed.unit));
}

const zone: Parameter = { name: 'timezone', type: 'string', optional: true };
const DEFAULT_ZONE = 'UTC';

/** A complaint about a literal zone. */
function checkZone(name: Value | undefined): string | undefined {
  return typeof name !== 'string' || timeZone(name) ? undefined : `${name} is not a time zone`;
}

function formatDate(time: Value | undefined, format: Value | undefined, name: Value = DEFAULT_ZONE): Value {
  const compiled = compileFormat(String(format));
  const local = timeZone(String(name));
  return compiled.ok && local && typeof time === 'number' ? compiled.format(time, local) : null;
}

function parseDate(text: Value | undefined, pattern: Value | undefined, name: Value = DEFAULT_ZONE): Value {
  const compiled = compilePattern(String(pattern));
  const local = timeZone(String(name));
  return compiled.ok && local && typeof text === 'string' ? compiled.parse(text, local) : null;
}

const datetime = { kind: 'scalar', family: 'datetime', aliases: [], nulls: 'propagate' } as const;

export const datetimeFunctions: readonly (ScalarFunction | ConstantFunction)[] = [
  {
    ...datetime,
    name: 'bin',
    parameters: [period],
    returns: 'timestamp',
    doc: 'The start of the period that contains the @timestamp of the event.',
    example: { expression: 'bin(5m) = datefloor(@timestamp, 5m)', result: '1' },
    // A call stands for datefloor(@timestamp, period), and is evaluated with these two arguments.
    evaluate: (time, length) => roundTime(floorTo, time, length),
  },
  {
    ...datetime,
    name: 'datefloor',
    parameters: [timestamp, period],
    returns: 'timestamp',
    doc: 'The start of the period that contains a time.',
    example: { expression: 'datefloor(fromMillis(1645207209647), 1h)', result: '2022-02-18 18:00:00.000' },
    evaluate: (time, length) => roundTime(floorTo, time, length),
  },
  {
    ...datetime,
    name: 'dateceil',
    parameters: [timestamp, period],
    returns: 'timestamp',
    doc: 'The first start of a period that is not before a time.',
    example: { expression: 'dateceil(fromMillis(1645207209647), 1h)', result: '2022-02-18 19:00:00.000' },
    evaluate: (time, length) => roundTime(ceilTo, time, length),
  },
  {
    ...datetime,
    name: 'fromMillis',
    parameters: [{ name: 'milliseconds', type: 'number' }],
    returns: 'timestamp',
    doc: 'The time that is so many milliseconds after 1970-01-01 00:00 UTC.',
    example: { expression: 'fromMillis(1645207209647)', result: '2022-02-18 18:00:09.647' },
    evaluate: (milliseconds) => milliseconds ?? null,
  },
  {
    ...datetime,
    name: 'toMillis',
    parameters: [timestamp],
    returns: 'number',
    doc: 'The milliseconds from 1970-01-01 00:00 UTC to a time.',
    example: { expression: 'toMillis(fromMillis(1645207209647))', result: '1645207209647' },
    evaluate: (time) => time ?? null,
  },
  {
    ...datetime,
    name: 'parseDate',
    parameters: [{ name: 'text', type: 'string' }, { name: 'pattern', type: 'string' }, zone],
    returns: 'number',
    doc: 'The epoch milliseconds of a date written in a Java DateTimeFormatter pattern; missing when the text does not fit it.',
    example: {
      expression: `parseDate("2022-02-18 19:00", "yyyy-MM-dd HH:mm", "Europe/Berlin")`,
      result: '1645207200000',
    },
    evaluate: parseDate,
    check: (_text, pattern, name) => {
      const compiled = typeof pattern === 'string' ? compilePattern(pattern) : undefined;
      return compiled?.ok === false ? compiled.message : checkZone(name);
    },
  },
  {
    ...datetime,
    name: 'formatDate',
    aliases: ['strftime'],
    parameters: [timestamp, { name: 'format', type: 'string' }, zone],
    returns: 'string',
    doc: 'A time, or epoch milliseconds, as text in an strftime format; in UTC unless a time zone is given.',
    example: {
      expression: 'formatDate(fromMillis(1645207209647), "%a %H:%M:%S.%L", "Europe/Berlin")',
      result: 'Fri 19:00:09.647',
    },
    evaluate: formatDate,
    check: (_time, format, name) => {
      const compiled = typeof format === 'string' ? compileFormat(format) : undefined;
      return compiled?.ok === false ? compiled.message : checkZone(name);
    },
  },
  {
    kind: 'constant',
    family: 'datetime',
    name: 'now',
    aliases: [],
    parameters: [],
    returns: 'number',
    doc: 'The time at which the query started, in whole seconds since 1970-01-01 00:00 UTC.',
    example: { expression: 'now() > 1600000000', result: '1' },
    constant: ({ now }) => Math.floor(now / 1000),
  },
];
