/** A set of values under the equality of the language, which takes texts that read as numbers for them beside a number. */
import type { RowValue } from '../functions/definition.ts';
import { toNumber } from '../values/number.ts';
import { scalarOf } from '../values/scalar.ts';

export class MembershipSet {
  readonly #texts = new Set<string>();
  readonly #numbers = new Set<number>();
  /** What the texts read as. */
  readonly #textNumbers = new Set<number>();

  /** Missing values and structures equal nothing, and are left out. */
  constructor(values: Iterable<RowValue>) {
    for (const each of values) {
      const value = scalarOf(each);
      if (typeof value === 'number') this.#numbers.add(value);
      if (typeof value !== 'string') continue;
      this.#texts.add(value);
      const number = toNumber(value);
      if (number !== null) this.#textNumbers.add(number);
    }
  }

  /** Whether the value is a number that is itself a member; texts that read as it do not count. */
  hasNumber(value: RowValue): boolean {
    return typeof value === 'number' && this.#numbers.has(value);
  }

  /** Whether `value = member` is true for some member. */
  has(value: RowValue): boolean {
    if (typeof value === 'number') return this.#numbers.has(value) || this.#textNumbers.has(value);
    if (typeof value !== 'string') return false;
    if (this.#texts.has(value)) return true;
    if (this.#numbers.size === 0) return false;
    const number = toNumber(value);
    return number !== null && this.#numbers.has(number);
  }
}
