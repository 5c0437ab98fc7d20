/** The values of one key of groups, numbered from 0 as they appear in the segments of a query. */
import { NO_ROW } from '../../store/code-index.ts';
import type { ColumnNumbers, FieldValues } from '../../store/field-values.ts';
import { grownUint32 } from '../../store/typed-arrays.ts';
import type { ScanValue } from './evaluate.ts';
import type { SegmentKey, ValuedKey } from './segment-groups.ts';
import type { VectorCodes } from './vector.ts';

const FIRST_NUMBERS = 256;

export class KeyValues {
  /** By id; undefined for a text that nobody has asked for yet. */
  readonly #values: (ScanValue | undefined)[] = [];
  /** The field whose texts come by their numbers, and the number of each id that came so. */
  #field: FieldValues | undefined;
  readonly #numbers: number[] = [];
  /** By the number of a text the id plus 1. */
  #byNumber = new Uint32Array(FIRST_NUMBERS);
  /** Ids by value: from when there is a value that came without a number. */
  #byValue: Map<ScanValue, number> | undefined;

  /** Ids are below this. */
  get count(): number {
    return this.#values.length;
  }

  /**
   * The ids of a key of a segment's groups.
   * @param firsts the first rows of the groups, some of which may be `NO_ROW`: those have no id
   */
  idsOf(key: SegmentKey, firsts: Uint32Array): Uint32Array {
    return key.numbers ? this.#ofNumbers(key.codes, key.numbers, firsts) : this.#ofValues(key, firsts);
  }

  #ofValues({ places, values, identities }: ValuedKey, firsts: Uint32Array): Uint32Array {
    // By place, plus 1.
    const byPlace = new Uint32Array(values.length);
    const ids = new Uint32Array(places.length);
    for (let group = 0; group < places.length; group++) {
      if (firsts[group] === NO_ROW) continue;
      const place = places[group] as number;
      if (byPlace[place] === 0) {
        const value = values[place] ?? null;
        const told = identities ? (identities[place] ?? null) : value;
        // A number and the bigint of a JSON boolean are told apart by their type alone, and look the same.
        byPlace[place] = this.#ofValue(typeof told === 'bigint' ? Number(told) : told, value) + 1;
      }
      ids[group] = (byPlace[place] as number) - 1;
    }
    return ids;
  }

  /** The ids of all values of a column, by code. */
  idsOfColumn(numbers: ColumnNumbers): Uint32Array {
    this.#comeFrom(numbers);
    return numbers.all.map((number) => this.#ofNumber(number));
  }

  /** The ids of those values of a column that some rows have, by code. A value that no row has gets none. */
  idsOfSome(codes: VectorCodes, numbers: ColumnNumbers): Uint32Array {
    this.#comeFrom(numbers);
    const { all } = numbers;
    const isAsked = new Uint8Array(all.length);
    for (let i = 0; i < codes.length; i++) isAsked[codes[i] as number] = 1;
    return all.map((number, code) => (isAsked[code] === 1 ? this.#ofNumber(number) : 0));
  }

  /** Numbers of different fields, or given anew, have nothing to do with one another. */
  #comeFrom({ values }: ColumnNumbers): void {
    this.#field ??= values;
    if (this.#field !== values) throw new Error('the texts of a field have been numbered anew within a query');
  }

  #ofNumber(number: number): number {
    if (number >= this.#byNumber.length) this.#byNumber = grownUint32(this.#byNumber, number + 1);
    return (this.#byNumber[number] || this.#addNumber(number)) - 1;
  }

  #ofNumbers(codes: Uint32Array, numbers: ColumnNumbers, firsts: Uint32Array): Uint32Array {
    this.#comeFrom(numbers);
    const ids = new Uint32Array(codes.length);
    for (let group = 0; group < codes.length; group++) {
      if (firsts[group] === NO_ROW) continue;
      ids[group] = this.#ofNumber(numbers.of(codes[group] as number));
    }
    return ids;
  }

  /** The id of a number that has had none, plus 1. */
  #addNumber(number: number): number {
    const text = this.#byValue && this.#field ? this.#field.text(number) : undefined;
    let id = text === undefined ? undefined : this.#byValue?.get(text);
    if (id === undefined) {
      id = this.#values.push(text) - 1;
      this.#numbers[id] = number;
      if (text !== undefined) this.#byValue?.set(text, id);
    }
    this.#byNumber[number] = id + 1;
    return id + 1;
  }

  #ofValue(name: ScanValue, value: ScanValue): number {
    if (this.#byValue === undefined) {
      this.#byValue = new Map();
      for (const id of this.#values.keys()) this.#byValue.set(this.valueOf(id), id);
    }
    let id = this.#byValue.get(name);
    if (id === undefined) {
      id = this.#values.push(value) - 1;
      this.#byValue.set(name, id);
    }
    return id;
  }

  valueOf(id: number): ScanValue {
    let value = this.#values[id];
    if (value === undefined) {
      value = this.#field?.text(this.#numbers[id] ?? 0) ?? null;
      this.#values[id] = value;
    }
    return value;
  }
}
