/** Well-typed random queries: each choice is taken from a tape of numbers, so that a shorter tape is a simpler query. */
import fc from 'fast-check';
import { type CaseEvent, SIX, timeOf } from './support.ts';

/** Choices from a tape; past its end always the first. */
class Choices {
  readonly #tape: readonly number[];
  #next = 0;

  constructor(tape: readonly number[]) {
    this.#tape = tape;
  }

  /** A whole number from 0 below `n`. */
  below(n: number): number {
    return (this.#tape[this.#next++] ?? 0) % n;
  }

  of<T>(options: readonly [T, ...T[]]): T {
    return options[this.below(options.length)] ?? options[0];
  }

  /** One to `most` of what `make` makes. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.below(most) }, make);
  }
}

const FIELDS = [
  'eventName',
  'eventSource',
  'readOnly',
  'errorCode',
  'userIdentity.arn',
  'a',
  'b',
  'A',
  'o.x',
  '`o.y-z`',
  '@timestamp',
  'nowhere',
] as const;

const TEXTS = [
  '"GetObject"',
  '"AccessDenied"',
  '""',
  '"1"',
  '" 7 "',
  '"-2.5"',
  '"a"',
  '"%"',
  '"😀"',
  '"true"',
  "'it\\'s'",
] as const;
const NUMBERS = ['0', '1', '2', '7', '2.5', '1e3', '1714557600000'] as const;
const PERIODS = ['1s', '5m', '1h', '90m', '1d', '1w', '1mo'] as const;
const REGEXES = ['/Get/', '/^[a-z]/', '/(?i)denied$/', '/\\d+/', '/^$/', '/a|b/'] as const;
const GLOBS = ['*', '*Object', 'arn:*:*', '*.*', '"*"'] as const;

class QueryBuilder {
  readonly #choices: Choices;
  /** What may be named: fields, or the columns of the last stats, and aliases. */
  #names: [string, ...string[]] = [...FIELDS];
  #aliases = 0;
  #afterStats = false;

  constructor(tape: readonly number[]) {
    this.#choices = new Choices(tape);
  }

  query(): string {
    const { of, below } = this.#bound();
    const stages: string[] = [];
    const before = below(4);
    const stats = below(3);
    for (let i = 0; i < before; i++) stages.push(this.#stage(stats === 0));
    for (let i = 0; i < stats; i++) {
      if (i > 0 && of([true, false])) stages.push(this.#filter());
      stages.push(this.#stats());
    }
    this.#afterStats = stats > 0;
    const after = below(4);
    for (let i = 0; i < after; i++) stages.push(this.#stage(true));
    if (below(4) === 1) stages.push(`dedup ${this.#choices.some(2, () => this.#name()).join(', ')}`);
    if (below(3) === 1) stages.push(`limit ${1 + below(9)}`);
    return stages.length === 0 ? 'limit 3' : stages.join(' | ');
  }

  #bound() {
    return {
      of: <T>(options: readonly [T, ...T[]]): T => this.#choices.of(options),
      below: (n: number): number => this.#choices.below(n),
    };
  }

  #stage(mayOrder: boolean): string {
    switch (this.#choices.below(mayOrder ? 7 : 4)) {
      case 0:
        return this.#filter();
      case 1:
        return this.#fields();
      case 2:
        return this.#parse();
      case 3:
        return `display ${this.#choices.some(3, () => this.#name()).join(', ')}`;
      case 4:
        return `sort ${this.#choices.some(2, () => `${this.#name()}${this.#choices.of(['', ' asc', ' desc'])}`).join(', ')}`;
      case 5:
        return `limit ${1 + this.#choices.below(9)}`;
      default:
        return `tail ${1 + this.#choices.below(9)}`;
    }
  }

  #name(): string {
    return this.#choices.of(this.#names);
  }

  #alias(): string {
    return this.#choices.of(['x', 'X', '`x y`', '@x']).replace(/(`?)$/, `${this.#aliases++}$1`);
  }

  #filter(): string {
    return `${this.#choices.of(['filter', 'where', 'filterIndex'])} ${this.#condition(2)}`;
  }

  #fields(): string {
    const items = this.#choices.some(2, () => {
      if (this.#choices.below(3) === 0) return this.#name();
      const expression = this.#value(2);
      const alias = this.#alias();
      this.#names.push(alias);
      return `${expression} as ${alias}`;
    });
    return `fields ${items.join(', ')}`;
  }

  #parse(): string {
    const source = this.#name();
    const glob = this.#choices.of(GLOBS);
    const aliases = glob
      .split('*')
      .slice(1)
      .map(() => this.#alias());
    this.#names.push(...aliases);
    if (this.#choices.below(3) === 1)
      return `parse ${source} /${'(\\w*)[^a-z]?'.repeat(aliases.length)}/ as ${aliases.join(', ')}`;
    return `parse ${source} '${glob}' as ${aliases.join(', ')}`;
  }

  #stats(): string {
    const keys = this.#choices.below(3) === 0 ? [] : this.#choices.some(2, () => this.#key());
    const items = this.#choices.some(3, () => ({ text: this.#aggregate(), alias: this.#alias() }));
    const [first, ...more] = items.map(({ alias }) => alias);
    this.#names = [first ?? 'x', ...more, ...keys.map(({ alias }) => alias)];
    this.#afterStats = true;
    const by = keys.length > 0 ? ` by ${keys.map(({ text, alias }) => `${text} as ${alias}`).join(', ')}` : '';
    return `stats ${items.map(({ text, alias }) => `${text} as ${alias}`).join(', ')}${by}`;
  }

  #key(): { text: string; alias: string } {
    const text = this.#choices.of([
      this.#name(),
      this.#value(1),
      this.#afterStats ? this.#name() : `bin(${this.#choices.of(PERIODS)})`,
    ]);
    return { text, alias: this.#alias() };
  }

  #aggregate(): string {
    const functions = [
      'count',
      'count_distinct',
      'sum',
      'avg',
      'min',
      'max',
      'stddev',
      'sortsFirst',
      'sortsLast',
    ] as const;
    switch (this.#choices.below(5)) {
      case 0:
        return 'count(*)';
      case 1:
        return this.#afterStats
          ? `max(${this.#name()})`
          : `${this.#choices.of(['earliest', 'latest'])}(${this.#name()})`;
      case 2:
        return `pct(${this.#name()}, ${this.#choices.of(['0', '50', '99', '100'])})`;
      case 3:
        return `sum(${this.#condition(1)}) / count(*)`;
      default:
        return `${this.#choices.of(functions)}(${this.#value(1)})`;
    }
  }

  #value(depth: number): string {
    if (depth === 0) return this.#name();
    switch (this.#choices.below(4)) {
      case 0:
        return this.#name();
      case 1:
        return this.#number(depth);
      case 2:
        return this.#text(depth);
      default:
        return this.#condition(depth);
    }
  }

  #number(depth: number): string {
    if (depth === 0) return this.#choices.of([this.#name(), this.#choices.of(NUMBERS)]);
    const inner = (): string => this.#number(depth - 1);
    switch (this.#choices.below(7)) {
      case 0:
        return inner();
      case 1:
        return `(${inner()} ${this.#choices.of(['+', '-', '*', '/', '%', '^'])} ${inner()})`;
      case 2:
        return `-${inner()}`;
      case 3:
        return `strlen(${this.#text(depth - 1)})`;
      case 4:
        return `${this.#choices.of(['abs', 'floor', 'ceil', 'round', 'toNumber', 'toInt', 'sqrt', 'log'])}(${inner()})`;
      case 5:
        return `${this.#choices.of(['greatest', 'least', 'coalesce'])}(${inner()}, ${inner()})`;
      default:
        return `toMillis(${this.#choices.of(['datefloor', 'dateceil'])}(${inner()}, ${this.#choices.of(PERIODS)}))`;
    }
  }

  #text(depth: number): string {
    if (depth === 0) return this.#choices.of([this.#name(), this.#choices.of(TEXTS)]);
    const inner = (): string => this.#text(depth - 1);
    switch (this.#choices.below(6)) {
      case 0:
        return inner();
      case 1:
        return `concat(${inner()}, ${this.#value(depth - 1)})`;
      case 2:
        return `${this.#choices.of(['toupper', 'tolower', 'trim'])}(${inner()})`;
      case 3:
        return `substr(${inner()}, ${this.#choices.of(NUMBERS)}, 3)`;
      case 4:
        return `if(${this.#condition(depth - 1)}, ${inner()}, ${this.#value(depth - 1)})`;
      default:
        return `case(${this.#condition(depth - 1)}, ${inner()}, ${this.#condition(depth - 1)}, ${inner()})`;
    }
  }

  #condition(depth: number): string {
    const value = (): string => this.#choices.of([this.#name(), this.#choices.of(TEXTS), this.#choices.of(NUMBERS)]);
    switch (this.#choices.below(depth === 0 ? 5 : 9)) {
      case 0:
        return `ispresent(${this.#name()})`;
      case 1:
        return `${this.#name()} ${this.#choices.of(['=', '!=', '<', '<=', '>', '>='])} ${value()}`;
      case 2:
        return `${this.#name()} ${this.#choices.of(['like', 'not like'])} ${this.#choices.of([this.#choices.of(TEXTS), this.#choices.of(REGEXES)])}`;
      case 3:
        return `${this.#name()} ${this.#choices.of(['in', 'not in'])} [${this.#choices.some(4, value).join(', ')}]`;
      case 4:
        return this.#name();
      case 5:
        return `(${this.#condition(depth - 1)} ${this.#choices.of(['and', 'or'])} ${this.#condition(depth - 1)})`;
      case 6:
        return `(not ${this.#condition(depth - 1)})`;
      case 7:
        return `${this.#value(depth - 1)} = ${this.#value(depth - 1)}`;
      default:
        return `${this.#number(depth - 1)} < ${this.#number(depth - 1)}`;
    }
  }
}

export const randomQuery: fc.Arbitrary<string> = fc
  .array(fc.nat({ max: 1000 }), { maxLength: 120, size: 'max' })
  .map((tape) => new QueryBuilder(tape).query());

const leaf = fc.oneof(
  fc.constantFrom<(string | number | boolean | null)[]>(
    '',
    'GetObject',
    '1',
    ' 7 ',
    '-2.5',
    '007',
    'true',
    '%',
    '😀',
    'a"b',
    "it's",
  ),
  fc.constantFrom<(string | number | boolean | null)[]>(
    0,
    1,
    7,
    -2.5,
    1e3,
    0.1,
    123456789012,
    1e300,
    true,
    false,
    null,
  ),
  fc.integer({ min: -100, max: 100 }),
  fc.string({ maxLength: 5 }),
);

const randomEvent: fc.Arbitrary<CaseEvent> = fc
  .record({
    at: fc.integer({ min: timeOf('09:00:00.000'), max: timeOf('13:00:00.000') }).map((t) => t - (t % 500)),
    message: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.record(
          { a: leaf, b: leaf, A: leaf, errorCode: leaf, o: fc.record({ x: leaf, 'y-z': leaf }, { requiredKeys: [] }) },
          { requiredKeys: [] },
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom('plain text', '[1,2]', '') },
    ),
  })
  .map(({ at, message }) => ({ at: new Date(at).toISOString().slice(0, -1).replace('T', ' '), message }));

/** The six events of the specification and some more, of all types and in no order. */
export const randomEvents: fc.Arbitrary<CaseEvent[]> = fc
  .array(randomEvent, { maxLength: 12 })
  .map((events) => [...events.slice(0, 4), ...SIX, ...events.slice(4)]);

const WORDS = [
  ...[
    'fields',
    'display',
    'filter',
    'stats',
    'sort',
    'limit',
    'dedup',
    'parse',
    'where',
    'tail',
    'pattern',
    'by',
    'as',
    'and',
    'or',
    'not',
    'in',
    'like',
  ],
  ...[
    '|',
    '|',
    '|',
    ',',
    ',',
    '(',
    ')',
    '[',
    ']',
    '=',
    '==',
    '!=',
    '<',
    '=~',
    '+',
    '-',
    '*',
    '/',
    '%',
    '^',
    '!',
    '.',
    '$',
    '~',
    '&',
    '`',
    '"',
    "'",
    '\\',
    '#',
    '\n',
  ],
  ...[
    'a',
    'b',
    'eventName',
    '`o.y-z`',
    '@timestamp',
    'x',
    '1',
    '2.5',
    '5m',
    '0',
    '"text"',
    "'*'",
    '/re(?<g>x)/',
    '/(/',
    'true',
    'asc',
    'desc',
  ],
  ...[
    'count(*)',
    'count',
    'strlen(',
    'bin(',
    'bin(5m)',
    'if(',
    'pct(a, 50)',
    'nope(a)',
    'now()',
    '__proto__',
    '😀',
    '\u0000',
    '\ud800',
  ],
] as const;

/** Words of the language in any order: seldom a query. */
export const wordSalad: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...WORDS), { maxLength: 25 })
  .map((words) => words.join(' '));

/** A query with a piece cut out, doubled or replaced. */
export const damagedQuery: fc.Arbitrary<string> = fc
  .tuple(randomQuery, fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', ...WORDS))
  .map(([query, at, length, word]) => {
    const start = at % (query.length + 1);
    return query.slice(0, start) + word + query.slice(start + length);
  });
