/** `relevantfields`: which fields tell the rows that meet a condition from the others (language specification, section 3.15). */
import type { RowValue } from '../functions/definition.ts';
import { toNumber } from '../values/number.ts';
import { scalarOf } from '../values/scalar.ts';
import { toText } from '../values/text.ts';
import type { Operator, OutputRow } from './operator.ts';
import { detached } from './patterns/value-counts.ts';
import { QuantileSketch, type Side } from './quantile-sketch.ts';

export interface RelevantfieldsSpec {
  readonly name: 'relevantfields';
  /** The names of the fields, in the order of the inputs. */
  readonly fields: readonly string[];
}

/** Distinct values kept of a field, those that came first; all further values count as one. */
const MAX_VALUES = 10_000;
/** Longer values are the same when so many characters are. */
const MAX_CHARS = 256;
/** Values with fewer rows count as one: an identifier that is different in every row tells nothing about other rows. */
const LEAST_ROWS = 3;
const MAX_CONTRIBUTORS = 5;

type Counts = [others: number, meeting: number];

interface Relevance {
  readonly score: number;
  readonly contributors: string | null;
  /** Of the rows that meet the condition, and of the others. */
  readonly medians: readonly [meeting: number | null, others: number | null];
}

/**
 * Inputs: 1 for a row that meets the condition, 0 for others; then the fields. New rows, one for each field, with the values of `@fieldName`,
 * `@relevanceScore`, `@topRelevanceContributors`, `@conditionalMedian`, `@baselineMedian`. Highest score first, of equal ones in the order of
 * the fields. Scores go from 0 (tells nothing) to 1 (tells all). The baseline are the rows that do not meet the condition.
 *
 * A field whose values are all numbers has medians, nearest ranks, exact while there are at most 4,096 different numbers. With more than ten
 * different ones its score is the Kolmogorov-Smirnov statistic,
 * the largest difference between the shares of rows up to some number (a missing value comes before all numbers), less what chance reaches in
 * one of twenty cases, `1.36 · sqrt(1/n + 1/m)`, over 1 less the same.
 *
 * The score of any other field is the share of the uncertainty about the condition that its value removes (mutual information over the entropy of
 * the condition), less what as many values remove by chance (Miller-Madow). A missing value is a value; values of fewer than three rows, and those
 * first seen after 10,000 others, count as one. `@topRelevanceContributors` is a JSON list of up to five values that the rows
 * meeting the condition have more often, with their shares: `[{"value":"AccessDenied","conditional":0.8,"baseline":0.02}]`.
 */
export function createRelevantfields(spec: RelevantfieldsSpec): Operator {
  const fields = spec.fields.map((name) => ({ name, statistics: new FieldStatistics() }));
  const rows: Counts = [0, 0];
  return {
    add([condition, ...values]) {
      const side = condition === 1 ? 1 : 0;
      rows[side]++;
      for (const [i, { statistics }] of fields.entries()) statistics.add(values[i] ?? null, side);
    },
    *finish(): Iterable<OutputRow> {
      const results = fields.map(({ name, statistics }) => ({ name, ...statistics.relevance(rows) }));
      for (const { name, score, contributors, medians } of results.toSorted((a, b) => b.score - a.score)) {
        yield { source: undefined, values: [name, score, contributors, ...medians] };
      }
    },
  };
}

/** Fewer different numbers are codes rather than quantities: ports, status codes, yes and no. */
const LEAST_NUMBERS = 11;

class FieldStatistics {
  readonly #values = new Map<string | null, Counts>();
  readonly #further: Counts = [0, 0];
  readonly #numbers = new QuantileSketch();
  #isNumeric = true;

  add(value: RowValue, side: Side): void {
    const text = value instanceof Uint8Array ? Buffer.from(value).toString() : toText(scalarOf(value));
    this.#count(text !== null && text.length > MAX_CHARS ? detached(text.slice(0, MAX_CHARS)) : text, side);
    if (text === null || !this.#isNumeric) return;
    const x = toNumber(scalarOf(value));
    if (x === null) this.#isNumeric = false;
    else this.#numbers.add(x, side);
  }

  relevance(rows: Counts): Relevance {
    const medians: Relevance['medians'] = this.#isNumeric
      ? [this.#numbers.quantile(0.5, 1), this.#numbers.quantile(0.5, 0)]
      : [null, null];
    const isQuantity = this.#isNumeric && this.#numbers.steps().length >= LEAST_NUMBERS;
    if (!isQuantity) return { ...categorical(this.#pooled(), rows), medians };
    return { score: kolmogorovSmirnov(this.#numbers, rows), contributors: null, medians };
  }

  #count(text: string | null, side: Side): void {
    const counts = this.#values.get(text);
    if (counts) counts[side]++;
    else if (this.#values.size >= MAX_VALUES) this.#further[side]++;
    else this.#values.set(text, side === 0 ? [1, 0] : [0, 1]);
  }

  /** The values of enough rows, and all others together as one without a text. */
  #pooled(): readonly { readonly text: string | null | undefined; readonly counts: Counts }[] {
    const others: Counts = [...this.#further];
    const pooled: { text: string | null | undefined; counts: Counts }[] = [{ text: undefined, counts: others }];
    for (const [text, counts] of this.#values) {
      if (counts[0] + counts[1] >= LEAST_ROWS) {
        pooled.push({ text, counts });
      } else {
        others[0] += counts[0];
        others[1] += counts[1];
      }
    }
    return pooled.filter(({ counts }) => counts[0] + counts[1] > 0);
  }
}

function categorical(
  values: readonly { readonly text: string | null | undefined; readonly counts: Counts }[],
  rows: Counts,
): { score: number; contributors: string } {
  const total = rows[0] + rows[1];
  const uncertainty = entropy(rows);
  const remaining = values.reduce((bits, { counts }) => bits + ((counts[0] + counts[1]) / total) * entropy(counts), 0);
  const chance = (values.length - 1) / (2 * total * Math.LN2);
  const score = uncertainty === 0 ? 0 : (uncertainty - remaining - chance) / uncertainty;
  const contributors = values
    .flatMap(({ text, counts }) => {
      const [conditional, baseline] = [share(counts[1], rows[1]), share(counts[0], rows[0])];
      return text === undefined || conditional <= baseline ? [] : [{ value: text, conditional, baseline }];
    })
    .sort((a, b) => b.conditional - b.baseline - (a.conditional - a.baseline))
    .slice(0, MAX_CONTRIBUTORS)
    .map(({ value, conditional, baseline }) => ({
      value,
      conditional: rounded(conditional),
      baseline: rounded(baseline),
    }));
  return { score: rounded(clamp(score)), contributors: JSON.stringify(contributors) };
}

function kolmogorovSmirnov(numbers: QuantileSketch, rows: Counts): number {
  if (rows[0] === 0 || rows[1] === 0) return 0;
  const below: Counts = [rows[0] - numbers.totals[0], rows[1] - numbers.totals[1]];
  let largest = Math.abs(below[1] / rows[1] - below[0] / rows[0]);
  for (const { counts } of numbers.steps()) {
    below[0] += counts[0];
    below[1] += counts[1];
    largest = Math.max(largest, Math.abs(below[1] / rows[1] - below[0] / rows[0]));
  }
  const chance = 1.36 * Math.sqrt(1 / rows[0] + 1 / rows[1]);
  return chance >= 1 ? 0 : rounded(clamp((largest - chance) / (1 - chance)));
}

/** In bits. */
function entropy([a, b]: Counts): number {
  const p = share(a, a + b);
  return p === 0 || p === 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const clamp = (x: number): number => Math.min(Math.max(x, 0), 1);
const rounded = (x: number): number => Math.round(x * 10_000) / 10_000;
