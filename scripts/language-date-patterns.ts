/** The tables of what `formatDate` and `parseDate` know in their patterns, with what each gives. */
import type { Value } from '../src/engine/functions/definition.ts';
import { findFunction } from '../src/engine/functions/registry.ts';
import { code, table } from './language-markdown.ts';

/** 2022-02-18 18:00:09.647 UTC. */
const TIME = 1_645_207_209_647;

const DIRECTIVES: readonly (readonly [directive: string, meaning: string])[] = [
  ['%Y', 'year'],
  ['%y', 'year, two digits'],
  ['%m', 'month, 01 to 12'],
  ['%B', 'name of the month'],
  ['%b', 'name of the month, three letters'],
  ['%d', 'day of the month, 01 to 31'],
  ['%j', 'day of the year, 001 to 366'],
  ['%A', 'name of the day'],
  ['%a', 'name of the day, three letters'],
  ['%H', 'hour, 00 to 23'],
  ['%I', 'hour, 01 to 12'],
  ['%p', 'AM or PM'],
  ['%M', 'minute'],
  ['%S', 'second'],
  ['%L', 'milliseconds'],
  ['%f', 'microseconds'],
  ['%s', 'seconds since 1970'],
  ['%Z', 'time zone'],
  ['%z', 'distance from UTC'],
  ['%F', '`%Y-%m-%d`'],
  ['%T', '`%H:%M:%S`'],
  ['%%', 'a percent sign'],
];

const LETTERS: readonly (readonly [letters: string, meaning: string, pattern: string, text: string])[] = [
  ['y u', 'year', 'yyyy-MM-dd', '2022-02-18'],
  ['M', 'month, as a number or a name', 'd MMM yyyy', '18 Feb 2022'],
  ['d', 'day of the month', 'd/M/yyyy', '18/2/2022'],
  ['E e', 'day of the week', 'EEE, d MMM yyyy', 'Fri, 18 Feb 2022'],
  ['H', 'hour, 0 to 23', 'yyyy-MM-dd HH', '2022-02-18 18'],
  ['h a', 'hour, 1 to 12, and AM or PM', 'yyyy-MM-dd hh a', '2022-02-18 06 PM'],
  ['m s', 'minute, second', 'yyyy-MM-dd HH:mm:ss', '2022-02-18 18:00:09'],
  ['S n', 'fraction of a second, nanoseconds', 'yyyy-MM-dd HH:mm:ss.SSS', '2022-02-18 18:00:09.647'],
  ['X x Z', 'distance from UTC', "yyyy-MM-dd'T'HH:mm:ssXXX", '2022-02-18T19:00:09+01:00'],
  ['z V', 'time zone', 'yyyy-MM-dd HH:mm VV', '2022-02-18 19:00 Europe/Berlin'],
  ["'…'", 'text as it is', "yyyy-MM-dd'T'HH:mm", '2022-02-18T18:00'],
  ['[…]', 'a part that may be missing', 'yyyy-MM-dd[ HH:mm]', '2022-02-18'],
];

/** The tables, in Markdown; failures name what is not known. */
export function datePatterns(): { readonly parts: readonly string[]; readonly failures: readonly string[] } {
  const failures: string[] = [];
  const given = (name: string, ...args: readonly Value[]): string => {
    const definition = findFunction(name);
    const value = definition?.kind === 'scalar' ? definition.evaluate(...args) : null;
    if (value === null) failures.push(`functions/datetime.md: ${name} gives nothing for ${JSON.stringify(args)}`);
    return code(String(value));
  };
  const parts = [
    '## Formats of formatDate',
    'Everything else in a format stands for itself.',
    table(
      ['directive', 'meaning', 'gives'],
      DIRECTIVES.map(([directive, meaning]) => [code(directive), meaning, given('formatDate', TIME, directive)]),
    ),
    '## Patterns of parseDate',
    'Letters are those of the `DateTimeFormatter` of Java, and their number says how much is read. A pattern has a whole date; the time that it does not have is 00:00:00.',
    table(
      ['letters', 'meaning', 'pattern', 'text', 'gives'],
      LETTERS.map(([letters, meaning, pattern, text]) => [
        letters.split(' ').map(code).join(' '),
        meaning,
        code(pattern),
        code(text),
        given('parseDate', text, pattern),
      ]),
    ),
  ];
  return { parts, failures };
}
