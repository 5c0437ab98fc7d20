/** Conditions on the rows of a segment: decided once per value where a column has codes, and on columns before records. */
import type { CodeIndex } from '../../store/code-index.ts';
import type { FieldValues } from '../../store/field-values.ts';
import { ALWAYS, NEVER, PERHAPS } from '../../store/text-query.ts';
import { TextSearch } from '../../store/text-search.ts';
import { grownUint8 } from '../../store/typed-arrays.ts';
import type { PlanExpression } from '../plan.ts';
import { toNumber } from '../values/number.ts';
import { compileRegex } from '../values/regex.ts';
import { BlockSearch, searchableBytes } from './block-search.ts';
import { type CompiledExpression, truth } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { requiredPrefix } from './regex-prefix.ts';
import { literalText, regexQuery, requiredText } from './regex-query.ts';
import { chosenOf, common, inOrder, isRun, rowsThat, without } from './rows.ts';
import { textQuery } from './text-query.ts';
import type { Vector, VectorCodes } from './vector.ts';

/** A condition as a plan has it, ready for any segment. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly kind: 'not'; readonly operand: Condition }
  | TextCondition
  | TestCondition;

interface TestCondition {
  readonly kind: 'test';
  readonly expression: CompiledExpression;
  /** What the bytes of a field's values tell, none of which has to be made a text for that. */
  readonly bytes: BytesTest | undefined;
  /** What has been decided in other segments. */
  readonly decisions: Decisions;
}

/** It is met just when a field is a text, or only where it begins with some bytes. */
type BytesTest =
  | { readonly kind: 'equal'; readonly path: string; readonly text: string }
  | { readonly kind: 'prefix'; readonly path: string; readonly prefix: Uint8Array };

/** The record has a text in it: `search` tells what the columns know of it, `test` looks at the record. */
interface TextCondition {
  readonly kind: 'text';
  readonly search: TextSearch;
  readonly test: (frame: Frame, row: number) => boolean;
}

/** Takes a condition apart, so that each test of one column is decided once per value; undefined when only SQL can decide it. */
export function compileCondition(
  expression: PlanExpression,
  compile: (expression: PlanExpression) => CompiledExpression | undefined,
): Condition | undefined {
  const whole = compile(expression);
  if (whole && isOfOneColumn(whole)) return test(whole, equalText(expression) ?? startText(expression));
  if (expression.kind === 'logical') {
    const operands = expression.operands.map((operand) => compileCondition(operand, compile));
    if (!operands.every((operand) => operand !== undefined)) return undefined;
    return { kind: expression.operator, operands };
  }
  if (expression.kind === 'not') {
    const operand = compileCondition(expression.operand, compile);
    return operand && { kind: 'not', operand };
  }
  return textCondition(expression) ?? (whole && test(whole));
}

function test(expression: CompiledExpression, bytes?: BytesTest): TestCondition {
  return { kind: 'test', expression, bytes, decisions: new Decisions() };
}

/** What depends on one column is decided once per value of it, however much it asks. Records are no column. */
function isOfOneColumn({ leaves: [leaf, ...others] }: CompiledExpression): boolean {
  const isRecord = leaf?.kind === 'field' && leaf.path === '@message';
  return leaf !== undefined && others.length === 0 && !isRecord;
}

/** `field = "text"`, unless something else than this text may be equal to it: a number, a boolean, or bytes that are no UTF-8. */
function equalText(expression: PlanExpression): BytesTest | undefined {
  if (expression.kind !== 'compare' || expression.operator !== '=') return undefined;
  const { left, right } = expression;
  if (left.kind !== 'field' || left.path.startsWith('@') || right.kind !== 'literal') return undefined;
  const text = right.value;
  if (typeof text !== 'string' || toNumber(text) !== null || text === 'true' || text === 'false') return undefined;
  return searchableBytes(text) && { kind: 'equal', path: left.path, text };
}

/** `field like /^text.../`. */
function startText(expression: PlanExpression): BytesTest | undefined {
  if (expression.kind !== 'matches') return undefined;
  const { value, regex } = expression;
  const field = value.kind === 'convert' && value.to === 'string' ? value.operand : value;
  if (field.kind !== 'field' || field.path.startsWith('@')) return undefined;
  const prefix = searchableBytes(requiredPrefix(regex));
  return prefix && prefix.length > 0 ? { kind: 'prefix', path: field.path, prefix } : undefined;
}

/** `@message like "text"` and `@message like /regex/`, as far as it can be told what a record must contain. */
function textCondition(expression: PlanExpression): Condition | undefined {
  if (expression.kind !== 'contains' && expression.kind !== 'matches') return undefined;
  if (expression.value.kind !== 'field' || expression.value.path !== '@message') return undefined;
  if (expression.kind === 'contains') {
    const { text } = expression;
    return text.kind === 'literal' && typeof text.value === 'string' ? containsCondition(text.value) : undefined;
  }
  const literal = literalText(expression.regex);
  if (literal !== undefined) return containsCondition(literal);
  const query = regexQuery(expression.regex);
  const compiled = compileRegex(expression.regex);
  if (query === undefined || !compiled.ok) return undefined;
  const { regex } = compiled;
  const isPossible = containsBytes(searchableBytes(requiredText(expression.regex)));
  return {
    kind: 'text',
    search: new TextSearch(query),
    test: (frame, row) => isPossible(frame, row) && regex.test(frame.message(row)),
  };
}

/** The text is looked for in the bytes of a record, without making a text of it. */
function containsCondition(text: string): Condition | undefined {
  const bytes = searchableBytes(text);
  return bytes && { kind: 'text', search: new TextSearch(textQuery(text)), test: containsBytes(bytes) };
}

/** Whether the record of a row has some bytes; without any, it may have all. */
function containsBytes(bytes: Uint8Array<ArrayBufferLike> | undefined): TextCondition['test'] {
  if (bytes === undefined || bytes.length === 0) return () => true;
  const search = new BlockSearch(Buffer.from(bytes));
  return ({ view }, row) => {
    const { block, start, end } = view.at(row);
    return search.find(block, start, end) >= 0;
  };
}

/** The rows of a selection that meet a condition, ascending. */
export function selectRows(frame: Frame, condition: Condition, rows: Uint32Array): Uint32Array {
  if (rows.length === 0) return rows;
  switch (condition.kind) {
    case 'and':
      return cheapFirst(condition.operands).reduce((left, operand) => selectRows(frame, operand, left), rows);
    case 'or':
      return without(
        rows,
        cheapFirst(condition.operands).reduce((left, operand) => rejected(frame, operand, left), rows),
      );
    case 'not':
      return rejected(frame, condition.operand, rows);
    case 'text':
      return selectByText(frame, condition, rows);
    case 'test':
      return selectByTest(frame, condition, rows);
  }
}

/** The rows that do not meet a condition. */
function rejected(frame: Frame, condition: Condition, rows: Uint32Array): Uint32Array {
  return without(rows, selectRows(frame, condition, rows));
}

/** Conditions on texts come last: the fewer rows are left, the less has to be searched. */
function cheapFirst(conditions: readonly Condition[]): readonly Condition[] {
  return [...conditions.filter((each) => !hasText(each)), ...conditions.filter(hasText)];
}

function hasText(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.some(hasText);
    case 'not':
      return hasText(condition.operand);
    case 'text':
      return true;
    case 'test':
      return condition.expression.leaves.some((leaf) => leaf.kind === 'field' && leaf.path === '@message');
  }
}

function selectByText(frame: Frame, { search, test }: TextCondition, rows: Uint32Array): Uint32Array {
  const states = frame.search(search, rows);
  const isMet = (row: number): boolean => test(frame, row);
  if (states === undefined) return testedAsStored(frame, isMet, rows);
  const perhaps = selectByCode(states, IS_PERHAPS, rows);
  if (perhaps.length === 0) {
    search.worth.note({ asked: frame.view.mostBlocks(rows.length), left: 0 });
    return selectByCode(states, IS_ALWAYS, rows);
  }
  search.worth.note({ asked: frame.view.countBlocks(rows), left: frame.view.countBlocks(perhaps) });
  const failed = without(perhaps, testedAsStored(frame, isMet, perhaps));
  return without(selectByCode(states, IS_POSSIBLE, rows), failed);
}

/** Which states of a search select a row. */
const IS_PERHAPS = passing(PERHAPS);
const IS_ALWAYS = passing(ALWAYS);
const IS_POSSIBLE = passing(PERHAPS, ALWAYS);

function passing(...states: readonly number[]): Uint8Array {
  return Uint8Array.from([NEVER, PERHAPS, ALWAYS], (state) => (states.includes(state) ? 1 : 0));
}

function selectByTest(frame: Frame, { expression, bytes, decisions }: TestCondition, rows: Uint32Array): Uint32Array {
  const vector = frame.vector(expression);
  const { codes, size } = vector;
  if (bytes?.kind === 'equal' && size > SMALL_DICTIONARY)
    return common(rows, frame.view.rowsWith(bytes.path, bytes.text));
  if (bytes?.kind === 'prefix' && size > SMALL_DICTIONARY) {
    const starting = common(rows, frame.view.rowsStarting(bytes.path, bytes.prefix));
    return rowsThat(starting, (row) => truth(vector.at(row)));
  }
  if (vector.readsRecords) return testedAsStored(frame, (row) => truth(vector.at(row)), rows);
  if (codes === undefined) return rowsThat(rows, (row) => truth(vector.value(row)));
  return size <= SMALL_DICTIONARY
    ? selectByCode(codes, decisions.passing(vector), rows, vector.index)
    : rowsThat(rows, decidedOnce(vector, codes));
}

/** Reads records in the order they are stored in. */
function testedAsStored(frame: Frame, test: (row: number) => boolean, rows: Uint32Array): Uint32Array {
  if (rows.length === 0) return rows;
  const passes = new Uint8Array(frame.view.events);
  for (const row of frame.view.inStoredOrder(rows)) passes[row] = test(row) ? 1 : 0;
  return rowsThat(rows, (row) => passes[row] === 1);
}

/** Dictionaries up to this size are decided before any row is looked at: often no value of a segment fits. */
const SMALL_DICTIONARY = 4096;

function selectByCode(
  codes: VectorCodes,
  passes: Uint8Array,
  rows: Uint32Array,
  indexOf?: () => CodeIndex | undefined,
): Uint32Array {
  if (!passes.includes(1)) return NO_ROWS;
  if (!passes.includes(0)) return rows;
  const index = rows.length > FEW_ROWS && isRun(rows) ? indexOf?.() : undefined;
  const selected = index && selectByIndex(index, passes, rows);
  if (selected) return selected;
  return chosenOf(rows.length, (chosen) => choosePassing(codes, passes, rows, chosen));
}

function choosePassing(codes: VectorCodes, passes: Uint8Array, rows: Uint32Array, chosen: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = (rows[i] as number) | 0;
    // Written in any case: what does not pass is overwritten by the next one.
    chosen[count] = row;
    count += passes[codes[row] as number] as number;
  }
  return count;
}

/** Of fewer rows than this it is as quick to look at each. */
const FEW_ROWS = 1024;
/** Where this share of rows passes by several codes, it is as well. */
const OFTEN = 1 / 2;

/** The rows of a run that have codes which pass; undefined where these are many. */
function selectByIndex(index: CodeIndex, passes: Uint8Array, run: Uint32Array): Uint32Array | undefined {
  const codes: number[] = [];
  let hits = 0;
  for (let code = passes.indexOf(1); code >= 0; code = passes.indexOf(1, code + 1)) {
    codes.push(code);
    hits += index.counts[code] as number;
  }
  if (codes.length > 1 && hits > run.length * OFTEN) return undefined;
  const selected = inOrder(codes.map((code) => index.rowsWith(code)));
  if (run.length === index.events) return selected;
  const [first = 0, last = 0] = [run[0], run[run.length - 1]];
  return selected.filter((row) => row >= first && row <= last);
}

const NO_ROWS = new Uint32Array(0);
const UNKNOWN = 0;
const FALSE = 1;
const TRUE = 2;

/** Whether values meet a condition: of texts with numbers, each is decided once for all segments. */
class Decisions {
  #values: FieldValues | undefined;
  /** By number. */
  #known = new Uint8Array(0);

  /** For each code whether its value meets the condition. */
  passing(vector: Vector): Uint8Array {
    const { origin } = vector;
    const passes = new Uint8Array(vector.size);
    if (!origin) {
      for (let code = 0; code < passes.length; code++) passes[code] = truth(vector.value(code)) ? 1 : 0;
      return passes;
    }
    const numbers = origin.all;
    if (this.#values !== origin.values) this.#known = new Uint8Array(0);
    this.#values = origin.values;
    if (this.#values.count >= this.#known.length) this.#known = grownUint8(this.#known, this.#values.count + 1);
    for (let code = 0; code < passes.length; code++) {
      const number = numbers[code] as number;
      if (this.#known[number] === UNKNOWN) this.#known[number] = truth(vector.value(code)) ? TRUE : FALSE;
      passes[code] = this.#known[number] === TRUE ? 1 : 0;
    }
    return passes;
  }
}

/** Decides each value when the first row has it. */
function decidedOnce(vector: Vector, codes: VectorCodes): (row: number) => boolean {
  const known = new Uint8Array(vector.size);
  return (row) => {
    const code = codes[row] as number;
    if (known[code] === UNKNOWN) known[code] = truth(vector.value(code)) ? TRUE : FALSE;
    return known[code] === TRUE;
  };
}
