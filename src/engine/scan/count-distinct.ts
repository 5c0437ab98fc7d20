/** `count_distinct` over the rows of a scan. */
import { type ColumnNumbers, FieldValues } from '../../store/field-values.ts';
import { grownUint8 } from '../../store/typed-arrays.ts';
import type { RowValue } from '../functions/definition.ts';
import { toText } from '../values/text.ts';
import { scalar } from './evaluate.ts';
import type { Batch, Kernel, MergeTarget, Partial } from './kernels.ts';
import { PairTable } from './pair-table.ts';
import type { Vector } from './vector.ts';

const NONE = new Uint32Array(0);

/** Within a segment, a value is taken for a group once per code. */
export class CountDistinct implements Kernel {
  /** Tells the values apart: those of the field, where its values come numbered. */
  #values: FieldValues | undefined;
  readonly #counts: number[] = [];
  /** Whether group 0 has a value, by its number: without keys there is no other group. */
  #isInFirst = new Uint8Array(64);
  /** The pairs of a later group and the number of a value that have occurred. */
  readonly #pairs = new PairTable();

  partial({ rows, groupOf, groups: groupCount }: Batch, [vector]: readonly Vector[]): Partial {
    if (!vector) return { groupOf: NONE, columns: [[]] };
    const groups = new Uint32Array(groupOf.length);
    const codes = new Uint32Array(groupOf.length);
    const isNew = vector.codes ? pairFilter(groupCount, vector.size) : ALWAYS;
    let count = 0;
    for (let i = 0; i < groupOf.length; i++) {
      const group = groupOf[i] as number;
      const code = vector.code(rows[i] as number);
      if (!isNew(group, code)) continue;
      groups[count] = group;
      codes[count++] = code;
    }
    const { numbers } = vector;
    if (numbers) return { groupOf: groups.subarray(0, count), columns: [codes.subarray(0, count)], numbers };
    // Values are the same when they look the same.
    const values = Array.from(codes.subarray(0, count), (code) => toText(scalar(vector.value(code))));
    return { groupOf: groups.subarray(0, count), columns: [values] };
  }

  merge({ groupOf = NONE, columns: [column = []], numbers }: Partial, { groups }: MergeTarget): void {
    const values = this.#values ?? numbers?.values ?? new FieldValues();
    this.#values = values;
    const numberOfText = (text: string | null): number => (text === null ? 0 : values.number(text));
    const numberOfCode = (code: number, own: ColumnNumbers): number => {
      const number = own.of(code);
      return own.values === values ? number : numberOfText(own.values.text(number));
    };
    for (let i = 0; i < groupOf.length; i++) {
      const value = column[i] ?? null;
      const number = numbers ? numberOfCode(Number(value), numbers) : numberOfText(value === null ? null : `${value}`);
      if (number !== 0) this.#add(groups[groupOf[i] as number] as number, number);
    }
  }

  adder([vector]: readonly Vector[]): ((batch: Batch) => void) | undefined {
    const { numbers, codes } = vector ?? {};
    if (!numbers || !codes || (this.#values ?? numbers.values) !== numbers.values) return undefined;
    return ({ rows, groupOf }) => {
      this.#values = numbers.values;
      const { all } = numbers;
      for (let i = 0; i < groupOf.length; i++) {
        const number = all[codes[rows[i] as number] as number] as number;
        if (number !== 0) this.#add(groupOf[i] as number, number);
      }
    };
  }

  #add(group: number, number: number): void {
    if (group === 0) {
      if (number >= this.#isInFirst.length) this.#isInFirst = grownUint8(this.#isInFirst, number + 1);
      if (this.#isInFirst[number] === 1) return;
      this.#isInFirst[number] = 1;
    } else {
      const before = this.#pairs.count;
      if (this.#pairs.id(group, number) < before) return;
    }
    this.#counts[group] = (this.#counts[group] ?? 0) + 1;
  }

  result(group: number): RowValue {
    return this.#counts[group] ?? null;
  }
}

const ALWAYS = (): boolean => true;

/** Pairs that one table of flags may have. */
const MAX_FLAGS = 1 << 22;

/** Tells of pairs of numbers below two bounds whether they come for the first time. */
function pairFilter(lefts: number, rights: number): (left: number, right: number) => boolean {
  if (lefts * rights > MAX_FLAGS) {
    const pairs = new PairTable({ areMany: true });
    return (left, right) => {
      const before = pairs.count;
      return pairs.id(left, right) === before;
    };
  }
  const seen = new Uint8Array(lefts * rights);
  return (left, right) => {
    const pair = left * rights + right;
    const isNew = seen[pair] === 0;
    seen[pair] = 1;
    return isNew;
  };
}
