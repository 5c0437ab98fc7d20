/** The spellings of period units (language specification, section 2.1). */
import type { PeriodUnit } from './ast.ts';

const SPELLINGS: readonly (readonly [unit: PeriodUnit, ...spellings: string[]])[] = [
  ['ms', 'ms', 'msec', 'millisecond'],
  ['s', 's', 'sec', 'second'],
  ['m', 'm', 'min', 'minute'],
  ['h', 'h', 'hr', 'hour'],
  ['d', 'd', 'day'],
  ['w', 'w', 'week'],
  ['mo', 'mo', 'mon', 'month'],
  ['q', 'q', 'qtr', 'quarter'],
  ['y', 'y', 'yr', 'year'],
];

/** Every spelling in lower case; those longer than one letter also with a plural s. */
export const UNIT_OF_SPELLING: ReadonlyMap<string, PeriodUnit> = new Map(
  SPELLINGS.flatMap(([unit, ...spellings]) =>
    spellings.flatMap((spelling): [string, PeriodUnit][] =>
      spelling.length > 1
        ? [
            [spelling, unit],
            [`${spelling}s`, unit],
          ]
        : [[spelling, unit]],
    ),
  ),
);
