/** Well-typed random queries of all commands, from a tape of choices. */
import fc from 'fast-check';
import { Choices, Names, pathOf, quoted } from './query-generator-choices.ts';
import { ARRAYS, FIELDS } from './query-generator-events.ts';
import { Expressions, PERIODS } from './query-generator-expressions.ts';

const GLOBS = ['*', '*Object', 'arn:*:*', '*.*', '"*"', '* *', '"eventName":"*"', '"a":"*"'] as const;
const XPATHS = ['/a/k', '//k', '/a/k[2]', '//k/@id', '/a/k/text()'] as const;

/** What the result of some commands has, whose columns are all texts. */
const PATTERN = ['@pattern', '@ratio', '@sampleCount', '@severityLabel', '@PatternId', '@tokens', '@logSamples'];
const RELEVANCE = [
  '@fieldName',
  '@relevanceScore',
  '@topRelevanceContributors',
  '@conditionalMedian',
  '@baselineMedian',
];

/** Shared by a query and those in parentheses: aliases are new in the whole query. */
interface Counters {
  aliases: number;
  subqueries: number;
}

/** Two levels of expressions, or fewer in a query in parentheses. */
type Depth = 1 | 2;

class QueryBuilder {
  readonly #choices: Choices;
  readonly #counters: Counters;
  readonly #nested: boolean;
  readonly #depth: Depth;
  readonly #expressions: Expressions;
  #names = new Names(true, FIELDS);
  #joined = false;
  /** Columns whose names are given by commands, which are not made twice. */
  readonly #made = new Set<string>();

  constructor(choices: Choices, counters: Counters = { aliases: 0, subqueries: 0 }, nested = false) {
    this.#choices = choices;
    this.#counters = counters;
    this.#nested = nested;
    this.#depth = nested ? 1 : 2;
    this.#expressions = new Expressions(
      choices,
      () => this.#names,
      () => (nested || counters.subqueries > 1 || !choices.once(3) ? undefined : this.#subquery(1).text),
    );
  }

  /** The stages without what may only be at the end of a query. */
  stages(): string[] {
    const choices = this.#choices;
    const stages: string[] = [];
    if (choices.once(8)) stages.push(this.#source());
    const stats = this.#nested ? choices.below(2) : choices.below(3);
    const before = choices.below(this.#nested ? 3 : 5);
    for (let i = 0; i < before; i++) stages.push(...this.#stage(stats === 0, stats <= 1));
    for (let i = 0; i < stats; i++) {
      if (i > 0 && choices.below(2) === 0) stages.push(...this.#stage(false, false));
      stages.push(...this.#stats());
    }
    const after = choices.below(this.#nested ? 3 : 5);
    for (let i = 0; i < after; i++) stages.push(...this.#stage(true, true));
    return stages;
  }

  query(): string {
    const stages = this.stages();
    if (this.#choices.below(4) === 1) {
      stages.push(`dedup ${this.#choices.some(2, () => this.#expressions.name()).join(', ')}`);
    } else if (this.#choices.once(12)) stages.push(...this.#replacement());
    if (this.#choices.below(3) === 1) stages.push(`limit ${1 + this.#choices.below(9)}`);
    return stages.length === 0 ? 'limit 3' : stages.join(' | ');
  }

  /** A query in parentheses, with so many columns at the most, and the names it may be asked for. */
  #subquery(columns: number): { text: string; names: Names; shown: readonly string[] } {
    this.#counters.subqueries++;
    const builder = new QueryBuilder(this.#choices, this.#counters, true);
    const stages = builder.stages();
    const shown = this.#choices.some(columns, () => builder.#expressions.name());
    stages.push(`display ${shown.join(', ')}`);
    return { text: `(${stages.join(' | ')})`, names: builder.#names, shown };
  }

  #source(): string {
    const range = this.#choices.of([
      '',
      ' start=1714557600000',
      ' start=-4h end=-2h',
      ' end=now',
      ' start=1714550000 end=1714558000',
    ]);
    return `SOURCE ${this.#choices.of(["'cloudtrail'", 'logGroups()', "logGroups(namePrefix: ['cloud', 'x'])"])}${range}`;
  }

  /** One command; `mayLimit` says that no stats follow, `maySort` that at most one does. */
  #stage(mayLimit: boolean, maySort: boolean): string[] {
    const e = this.#expressions;
    const { below, of, some } = this.#bound();
    const depth = this.#depth;
    switch (below(mayLimit ? 26 : 24)) {
      case 0:
      case 1:
        return [`${of(['filter', 'where', 'filterIndex'])} ${e.condition(depth)}${of(['', ` or ${e.name()} != "7"`])}`];
      case 2:
      case 3:
        return [this.#fields()];
      case 4:
        return [this.#parse()];
      case 5:
        return [`display ${some(3, () => of([e.anyName(), e.value(1)])).join(', ')}`];
      case 6:
        return maySort ? [`sort ${some(2, () => `${e.name()}${of(['', ' asc', ' desc'])}`).join(', ')}`] : [];
      case 7:
        return [`json field=${e.anyName()} "${of(['k', 'list.0', '0', 'k e y', '__proto__.k'])}" as ${this.#define()}`];
      case 8:
      case 9:
        return [`unnest ${of([e.structure(1), e.structure(1), e.anyName(), e.member(1)])} into ${this.#define()}`];
      case 10:
        return [this.#expand()];
      case 11:
        return [this.#lookup()];
      case 12:
        return this.#join();
      case 13:
        return this.#appendcols();
      case 14:
        return [`accum ${e.name()} as ${this.#define()}`];
      case 15:
        return [this.#autoregress()];
      case 16:
        return [this.#filldown()];
      case 17:
        return this.#names.bins === 1 ? [this.#fillmissing()] : [];
      case 18:
        return [this.#addtotals()];
      case 19:
        return [this.#outlier()];
      case 20:
        return this.#names.events
          ? [
              `sessionize ${some(2, () => e.name()).join(', ')}${of(['', ' maxspan 5m', ' maxspan 1h'])} as ${this.#define()}`,
            ]
          : [];
      case 21:
        return [`unmask ${e.anyName()}`];
      case 22:
        return this.#nested ? [] : [this.#savedQuery()];
      case 23:
        return mayLimit && this.#choices.below(2) === 1 ? [this.#countFrequent()] : [];
      case 24:
        return [`${of(['limit', 'head', 'limit any'])} ${1 + below(9)}`];
      default:
        return [`tail ${1 + below(9)}`];
    }
  }

  #bound() {
    return {
      of: <T>(options: readonly [T, ...T[]]): T => this.#choices.of(options),
      below: (n: number): number => this.#choices.below(n),
      some: <T>(most: number, make: () => T): T[] => this.#choices.some(most, make),
    };
  }

  /** A new name. */
  #alias(): string {
    return this.#choices.of(['x', 'X', '`x y`', '@x', '`x"`', 'x.y']).replace(/(`?)$/, `${this.#counters.aliases++}$1`);
  }

  /** A new name that has a value from here on. */
  #define(isStructure = false): string {
    const alias = this.#alias();
    this.#names.add(alias, isStructure);
    return alias;
  }

  #fields(): string {
    const e = this.#expressions;
    const items = this.#choices.some(2, () => {
      switch (this.#choices.below(5)) {
        case 0:
          return e.anyName();
        case 1: {
          const text = e.structure(this.#depth);
          return `${text} as ${this.#define(true)}`;
        }
        case 2: {
          const text = e.key(1);
          // What is written is the name of the column, which backticks can hold unless it has some itself.
          if (!text.includes('`') && text === text.trim()) this.#names.add(quoted(text));
          return text;
        }
        default: {
          const text = e.key(this.#depth);
          return `${text} as ${this.#define()}`;
        }
      }
    });
    return `fields ${items.join(', ')}`;
  }

  #parse(): string {
    const source = this.#choices.of([this.#expressions.name(), 't', '@message', this.#expressions.name()]);
    const field = this.#names.events || !['t', '@message'].includes(source) ? source : this.#expressions.name();
    const defined = (count: number): string => Array.from({ length: count }, () => this.#define()).join(', ');
    switch (this.#choices.below(6)) {
      case 0: {
        const glob = this.#choices.of(GLOBS);
        return `parse ${field} '${glob}' as ${defined(glob.split('*').length - 1)}`;
      }
      case 1: {
        const count = 1 + this.#choices.below(3);
        const group = count === 1 ? this.#choices.of(['(\\w*)[^a-z]?', '"a":"([^"]*)"']) : '(\\w*)[^a-z]?';
        return `parse ${field} /${group.repeat(count)}/ as ${defined(count)}`;
      }
      case 2: {
        const pattern = this.#choices.of(['([a-z])(\\d)?', '(\\w+)=(\\S*)', '()(\\d)', '(x)(y)']);
        return `parse ${field} /${pattern}/ as ${defined(2)} multi`;
      }
      case 3:
        return `parse ${field} csv as ${defined(1 + this.#choices.below(3))}`;
      case 4:
        return `parse ${field} logfmt as ${this.#define(true)}`;
      default:
        return `parse ${field} xml '${this.#choices.of(XPATHS)}' as ${defined(1)}`;
    }
  }

  #expand(): string {
    const name = this.#choices.of([
      this.#expressions.anyName(),
      this.#expressions.anyName(),
      this.#names.events ? this.#choices.of(ARRAYS) : this.#expressions.anyName(),
    ]);
    this.#names.add(name);
    return `expand ${name}`;
  }

  #lookup(): string {
    const { of, some } = this.#bound();
    const mode = of(['OUTPUT', 'OUTPUTNEW']);
    const match = of([
      `lookup known key as ${this.#expressions.name()}`,
      `lookup known key as ${this.#expressions.name()}, note as ${this.#expressions.name()}`,
      `cidrlookup known ${this.#names.events ? of(['ip', this.#expressions.name()]) : this.#expressions.name()}${of(['', ' as net'])}`,
    ]);
    // A table with rows that are no ranges has no column of them.
    const sound = match.startsWith('cidr') && !match.endsWith(' as net') ? `${match} as net` : match;
    const targets = new Set(some(2, () => of([this.#alias(), this.#expressions.anyName()])));
    const outputs = [...targets].map((target) => `${of(['note', 'net', 'key'])} as ${target}`);
    for (const target of targets) this.#names.add(target);
    return `${sound} ${mode} ${outputs.join(', ')}`;
  }

  #join(): string[] {
    if (this.#nested || this.#joined) return [];
    this.#joined = true;
    const left = this.#expressions.name();
    const { text, names } = this.#subquery(2);
    const [first = '@timestamp', ...more] = names.scalars;
    const type = this.#choices.of(['', 'type=inner ', 'type=left ']);
    const right = this.#choices.of([first, ...more]);
    const stage = `join ${type}left=l right=r where ${prefixed('l', left)}=${prefixed('r', right)} ${text}`;
    for (let i = 0; i < 3; i++) this.#names.scalars.push(prefixed('r', this.#choices.of([first, ...more])));
    this.#names.scalars.push(prefixed('l', left));
    for (const name of names.structures) {
      if (name === quoted(name)) this.#names.structures.push(prefixed('r', name));
    }
    return [stage];
  }

  #appendcols(): string[] {
    if (this.#nested || this.#counters.subqueries > 1) return [];
    const override = this.#choices.of(['', 'override=true ', 'override=false ']);
    const max = this.#choices.of(['', 'max=1 ', 'max=3 ']);
    const { text, shown } = this.#subquery(3);
    for (const name of shown)
      this.#names.add(name, override !== 'override=true ' && this.#names.structures.includes(name));
    return [`appendcols ${override}${max}${text}`];
  }

  #autoregress(): string {
    const field = this.#expressions.anyName();
    const isStructure = this.#names.structures.includes(field);
    if (this.#choices.below(2) === 0)
      return `autoregress ${field} as ${this.#define(isStructure)}${this.#choices.of(['', ' p=2'])}`;
    const alias = this.#alias();
    for (const lag of [1, 2, 3]) this.#names.add(quoted(`${pathOf(alias)}_p${lag}`), isStructure);
    return `autoregress ${field} as ${alias} p=1-3`;
  }

  #filldown(): string {
    const { scalars, structures } = this.#names;
    const hasPrefix = [...scalars, ...structures].some((name) => name.startsWith('x'));
    return this.#choices.of([
      'filldown',
      `filldown ${this.#choices.some(2, () => this.#expressions.anyName()).join(' ')}`,
      hasPrefix ? 'filldown x*' : 'filldown *',
    ]);
  }

  #fillmissing(): string {
    return 'fillmissing';
  }

  #addtotals(): string {
    const { of, some } = this.#bound();
    const names = of(['', some(3, () => this.#expressions.name()).join(', ')]);
    const row = of(['', 'row=true ', 'row=false ']);
    const col = of(['', 'col=true ', 'col=true ']);
    const total = this.#alias();
    if (row !== 'row=false ') this.#names.add(total);
    return `addtotals fieldname=${total} ${row}${col}${names}`.trim();
  }

  #outlier(): string {
    const { of, some } = this.#bound();
    const names = [...new Set(some(2, () => this.#expressions.name()))];
    const marks = names.map((name) => quoted(`${pathOf(name)}_outlier`));
    const mayMark = marks.every((name) => !this.#made.has(name));
    const mark = mayMark ? of(['', 'mark=true ', 'mark=false ']) : '';
    if (mark === 'mark=true ') {
      for (const name of marks) {
        this.#made.add(name);
        this.#names.add(name);
      }
    }
    const settings = `${of(['', 'action=remove ', 'action=transform '])}${of(['', 'param=0 ', 'param=0.5 '])}${of(['', 'uselower=true '])}`;
    return `outlier ${settings}${mark}${names.join(' ')}`;
  }

  #savedQuery(): string {
    if (this.#choices.below(2) === 0)
      return this.#choices.of([
        this.#names.events ? '$some()' : '$some(field = 1)',
        `$some(field = ${this.#expressions.name()})`,
      ]);
    return `$\`ops/named so\`(field = ${this.#expressions.name()}, alias = ${this.#define()})`;
  }

  #stats(): string[] {
    const e = this.#expressions;
    const choices = this.#choices;
    if (choices.once(12)) {
      const [list, text] = [this.#alias(), this.#alias()];
      const stats = `stats ${e.lonelyAggregate()} as ${list}`;
      this.#replaceNames([text]);
      this.#names.add(list, true);
      return [stats, `fields jsonStringify(${list}) as ${text}`];
    }
    const keys = choices.below(3) === 0 ? [] : choices.some(2, () => this.#key());
    const bins = keys.filter(({ text }) => text.startsWith('bin(')).length;
    const offset = bins > 0 && choices.once(4) ? ` offset ${choices.of(['30m', '1s', '2d'])}` : '';
    const items = choices.some(3, () => ({ ...e.aggregate(1), alias: this.#alias() }));
    const [first] = items;
    if (first && choices.once(4)) items.push({ text: `${first.alias} * 2`, isList: false, alias: this.#alias() });
    // Some column must be left that can be compared.
    if (items.every(({ isList }) => isList)) items.push({ text: 'count(*)', isList: false, alias: this.#alias() });
    this.#replaceNames(keys.map(({ alias }) => alias));
    for (const { alias, isList } of items) this.#names.add(alias, isList);
    this.#names.bins = bins;
    const by = keys.length > 0 ? ` by ${keys.map(({ text, alias }) => `${text} as ${alias}`).join(', ')}` : '';
    return [`stats ${items.map(({ text, alias }) => `${text} as ${alias}`).join(', ')}${by}${offset}`];
  }

  #key(): { text: string; alias: string } {
    const e = this.#expressions;
    const text = this.#choices.of([
      e.name(),
      e.key(1),
      this.#names.events ? `bin(${this.#choices.of(PERIODS)})` : e.name(),
      `histogram(${e.number(1)}, ${this.#choices.of(['1', '10', '2.5'])})`,
    ]);
    return { text, alias: this.#alias() };
  }

  #countFrequent(): string {
    const names = [...new Set(this.#choices.some(2, () => this.#expressions.name()))];
    this.#replaceNames([...names, '_approxcount']);
    return `countFrequent ${names.join(', ')}`;
  }

  /** Commands that make rows of another kind. */
  #replacement(): string[] {
    const e = this.#expressions;
    switch (this.#choices.below(3)) {
      case 0: {
        const text = this.#choices.of([e.name(), e.text(1)]);
        const more = this.#choices.of([
          [],
          [this.#choices.of(['diff', 'diff previousDay', 'diff previousMonth'])],
          ['anomaly'],
        ]);
        this.#replaceNames(PATTERN);
        return [`pattern ${text}`, ...more, ...this.#stage(true, true)];
      }
      case 1: {
        const fields = this.#choices.some(3, () => e.name());
        // Of events, it takes fields that no command has made or changed.
        const chosen = this.#names.events ? [] : fields;
        const condition = e.condition(1);
        this.#replaceNames(RELEVANCE);
        return [`relevantfields ${chosen.join(', ')} where ${condition}`, ...this.#stage(true, true)];
      }
      default:
        return [`logcompare timeshift ${this.#choices.of(['1h', '10m', '1d'])}`];
    }
  }

  #replaceNames(names: readonly string[]): void {
    this.#names = new Names(false, names);
    this.#made.clear();
  }
}

/** The name of a field of a side of a join. */
function prefixed(side: string, name: string): string {
  return quoted(`${side}.${pathOf(name)}`);
}

export const randomQuery: fc.Arbitrary<string> = fc
  .array(fc.nat({ max: 1000 }), { minLength: 30, maxLength: 240, size: 'max' })
  .map((tape) => new QueryBuilder(new Choices(tape)).query());
