/** Random expressions of every function, whose types fit. */
import type { AggregateFunction, ParameterType, ScalarFunction } from '../../src/engine/functions/definition.ts';
import { allFunctions } from '../../src/engine/functions/registry.ts';
import type { Choices, Names } from './query-generator-choices.ts';

const TEXTS = [
  ...[
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
    '"k=v"',
  ],
  ...['"[1, \\"a\\", {\\"k\\": 2}]"', '"10.0.0.5"', '"41"', '"\\\\"'],
] as const;
const NUMBERS = ['0', '1', '2', '7', '2.5', '1e3', '1714557600000'] as const;
const REGEXES = [
  ...['/Get/', '/^[a-z]/', '/(?i)denied$/', '/\\d+/', '/^$/', '/a|b/', '/[^\\x00-\\x7f]/'],
  ...['/"a":"[^"]*[a-z]/', '/(?i)"EVENTNAME":"(get|run)/', '/"b":-?[0-9]/'],
] as const;

export const PERIODS = ['1s', '5m', '1h', '90m', '1d', '1w', '1mo', '1q'] as const;

/** What parameters take that not every value fits. */
const BY_PARAMETER: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  ['cidr', ['"10.0.0.0/8"', '"2001:db8::/32"', '"203.0.113.0/24"']],
  ['regex', ['"[0-9]+"', '"(?i)get(.)"', '"^|$"', '"a|(b)"']],
  ['replacement', ['"<$1>"', '""', '"$0\\\\$"']],
  ['pattern', ['"yyyy-MM-dd"', '"HH:mm"', '"M"']],
  ['format', ['"%Y-%m-%d"', '"%H:%M:%S.%L"', '"%a %j %%"']],
  ['timezone', ['"UTC"', '"Europe/Berlin"', '"America/St_Johns"']],
  ['decimals', ['0', '1', '2', '-1']],
  ['percent', ['0', '50', '99', '100']],
  ['width', ['1', '10', '0.5']],
  ['k', ['1', '2', '10']],
]);

/** IP predicates check a literal subnet against their family. */
const SUBNETS: ReadonlyMap<string, string> = new Map([
  ['isIpv4InSubnet', '"10.0.0.0/8"'],
  ['isIpv6InSubnet', '"2001:db8::/32"'],
]);

const SCALARS = allFunctions().filter((definition) => definition.kind === 'scalar');
const AGGREGATES = allFunctions().filter((definition) => definition.kind === 'aggregate');
const CONSTANTS = allFunctions().filter((definition) => definition.kind === 'constant');

/** Calls of `bin` and `histogram` stand in keys of stats only, or need the time of events. */
const ANYWHERE = SCALARS.filter(({ name, place }) => name !== 'bin' && place === undefined);

export class Expressions {
  readonly #choices: Choices;
  readonly #names: () => Names;
  /** A query in parentheses for `in`; undefined where none may be. */
  readonly #subquery: () => string | undefined;

  constructor(choices: Choices, names: () => Names, subquery: () => string | undefined) {
    this.#choices = choices;
    this.#names = names;
    this.#subquery = subquery;
  }

  /** A name whose value can be compared and grouped. */
  name(): string {
    const [first = '@timestamp', ...more] = this.#names().scalars;
    return this.#choices.of([first, ...more]);
  }

  /** Any name. */
  anyName(): string {
    const { structures } = this.#names();
    const [first, ...more] = structures;
    return first !== undefined && this.#choices.once(3) ? this.#choices.of([first, ...more]) : this.name();
  }

  /** A value that is no map or list, as far as can be known. */
  key(depth: number): string {
    if (depth === 0) return this.name();
    switch (this.#choices.below(6)) {
      case 0:
        return this.name();
      case 1:
        return this.number(depth);
      case 2:
        return this.text(depth);
      case 3:
        return this.condition(depth);
      case 4:
        return this.member(depth);
      default:
        return this.#call(depth, ({ returns }) => returns !== 'structure' && returns !== 'same');
    }
  }

  value(depth: number): string {
    return this.#choices.once(6) ? this.structure(depth) : this.key(depth);
  }

  /** A map or list. */
  structure(depth: number): string {
    const [first, ...more] = this.#names().structures;
    const name = first === undefined ? undefined : this.#choices.of([first, ...more]);
    switch (this.#choices.below(depth === 0 ? 2 : 4)) {
      case 0:
        return name ?? `jsonParse(${this.name()})`;
      case 1:
        return `jsonParse(${this.name()})`;
      case 2:
        return `split(${this.text(depth - 1)}, ${this.#choices.of(['","', '""', '" "'])})`;
      default:
        return `if(${this.condition(depth - 1)}, ${this.structure(depth - 1)}, ${this.structure(depth - 1)})`;
    }
  }

  /** A member of a map or list. */
  member(depth: number): string {
    const object = this.structure(Math.min(depth, 1));
    const isPath = /^[^(]*$/.test(object);
    switch (this.#choices.below(5)) {
      case 0:
        return `${object}.k`;
      case 1:
        return `${object}[0]`;
      case 2:
        return isPath ? `${object}.list.0` : `${object}.list[1]`;
      case 3:
        return `${object}.\`k e y\``;
      default:
        return `${object}[${this.value(Math.max(depth - 1, 0))}]`;
    }
  }

  number(depth: number): string {
    if (depth === 0) return this.#choices.of([this.name(), this.#choices.of(NUMBERS)]);
    const inner = (): string => this.number(depth - 1);
    switch (this.#choices.below(6)) {
      case 0:
        return inner();
      case 1:
        return `(${inner()} ${this.#choices.of(['+', '-', '*', '/', '%', '^'])} ${inner()})`;
      case 2:
        return `-${inner()}`;
      case 3:
        return `${this.#choices.of(CONSTANTS.map(({ name }) => name) as [string, ...string[]])}()`;
      default:
        return this.#call(depth, ({ returns }) => returns === 'number');
    }
  }

  text(depth: number): string {
    if (depth === 0) return this.#choices.of([this.name(), this.#choices.of(TEXTS)]);
    switch (this.#choices.below(4)) {
      case 0:
        return this.text(depth - 1);
      case 1:
        return `concat(${this.text(depth - 1)}, ${this.value(depth - 1)})`;
      default:
        return this.#call(depth, ({ returns }) => returns === 'string');
    }
  }

  condition(depth: number): string {
    const simple = (): string => this.#choices.of([this.anyName(), this.#choices.of(TEXTS), this.#choices.of(NUMBERS)]);
    const negatable = (word: string): string => this.#choices.of([word, `not ${word}`]);
    switch (this.#choices.below(depth === 0 ? 6 : 12)) {
      case 0:
        return `ispresent(${this.anyName()})`;
      case 1:
        return `${this.anyName()} ${this.#choices.of(['=', '!=', '<', '<=', '>', '>='])} ${simple()}`;
      case 2:
        return `${this.name()} ${negatable('like')} ${this.#choices.of([this.#choices.of(TEXTS), this.#choices.of(REGEXES)])}`;
      case 3:
        return `${this.name()} ${negatable('in')} [${this.#choices.some(4, simple).join(', ')}]`;
      case 4:
        return this.name();
      case 5:
        return `${this.name()} =~ ${this.#choices.of(REGEXES)}`;
      case 6:
        return `(${this.condition(depth - 1)} ${this.#choices.of(['and', 'or'])} ${this.condition(depth - 1)})`;
      case 7:
        return `(not ${this.condition(depth - 1)})`;
      case 8:
        return `${this.value(depth - 1)} ${this.#choices.of(['=', '!='])} ${this.value(depth - 1)}`;
      case 9:
        return `${this.number(depth - 1)} < ${this.number(depth - 1)}`;
      case 10:
        return `${this.key(depth - 1)} ${negatable('in')} ${this.structure(depth - 1)}`;
      default: {
        const subquery = this.#subquery();
        if (subquery !== undefined) return `${this.name()} ${negatable('in')} ${subquery}`;
        return this.#call(depth, ({ returns }) => returns === 'boolean');
      }
    }
  }

  /** An aggregate, or arithmetic of aggregates. */
  aggregate(depth: number): { text: string; isList: boolean } {
    const { events } = this.#names();
    const [first, ...more] = AGGREGATES.filter((each) => each.alone !== true && (events || !each.needsTimestamp));
    if (!first) return { text: 'count(*)', isList: false };
    const definition = this.#choices.of([first, ...more]);
    const isStar = definition.star === true && this.#choices.below(2) === 0;
    const text = isStar ? `${definition.name}(*)` : this.#callOf(definition, depth);
    if (!this.#choices.once(6)) return { text, isList: definition.returns === 'list' };
    return { text: `${text} ${this.#choices.of(['/', '-', '+'])} count(*)`, isList: false };
  }

  /** The aggregate that stands alone. */
  lonelyAggregate(): string {
    const [first, ...more] = AGGREGATES.filter(({ alone }) => alone === true);
    return first ? this.#callOf(this.#choices.of([first, ...more]), 1) : 'count(*)';
  }

  #call(depth: number, fits: (definition: ScalarFunction) => boolean): string {
    const [first, ...more] = ANYWHERE.filter(fits);
    return first ? this.#callOf(this.#choices.of([first, ...more]), depth - 1) : this.name();
  }

  #callOf(definition: ScalarFunction | AggregateFunction, depth: number): string {
    const inner = Math.max(depth, 0);
    const { parameters, name } = definition;
    const given = parameters.filter(({ optional }) => optional !== true || this.#choices.below(2) === 0);
    const args = given.map((parameter) => this.#argument(definition, parameter.name, parameter.type, inner));
    if (given.at(-1)?.variadic && name !== 'case')
      args.push(...this.#choices.some(2, () => this.value(inner)).slice(1));
    if (name === 'case')
      args.push(...[this.condition(inner), this.value(inner), this.value(inner)].slice(0, this.#choices.below(4)));
    return `${this.#choices.of([name, ...definition.aliases])}(${args.join(', ')})`;
  }

  #argument(
    { kind, name: callee }: ScalarFunction | AggregateFunction,
    name: string,
    type: ParameterType,
    depth: number,
  ): string {
    const subnet = name === 'cidr' ? SUBNETS.get(callee) : undefined;
    const special = BY_PARAMETER.get(name);
    if (subnet !== undefined) return subnet;
    if (special) return type === 'string' && this.#choices.once(5) ? this.name() : this.#choices.of(special);
    switch (type) {
      case 'string':
        return this.text(depth);
      case 'number':
        return kind === 'aggregate' ? this.#choices.of([this.number(depth), this.name()]) : this.number(depth);
      case 'boolean':
        return this.condition(depth);
      case 'timestamp':
        return this.#choices.of([
          this.#names().events ? '@timestamp' : this.name(),
          'fromMillis(1714557600000)',
          this.name(),
        ]);
      case 'any':
        return kind === 'aggregate' ? this.key(depth) : this.value(depth);
      case 'structure':
        return this.structure(depth);
      case 'json':
        return this.#choices.of([this.text(depth), this.structure(depth)]);
      case 'period':
        return this.#choices.of(PERIODS);
    }
  }
}
