/** Conditions on the rows of a segment: decided once per value where a column has codes, and on columns before records. */
import { ALWAYS, NEVER, PERHAPS } from '../../store/text-query.ts';
import { TextSearch } from '../../store/text-search.ts';
import type { PlanExpression } from '../plan.ts';
import { toNumber } from '../values/number.ts';
import { compileRegex } from '../values/regex.ts';
import { BlockSearch, searchableBytes } from './block-search.ts';
import { type CompiledExpression, truth } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { literalText, regexQuery, requiredText } from './regex-query.ts';
import { common, isRun, rowsThat, without } from './rows.ts';
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
  /** It is met just when a field is this text. */
  readonly equal: { readonly path: string; readonly text: string } | undefined;
}

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
  if (whole && isOfOneColumn(whole)) return { kind: 'test', expression: whole, equal: equalText(expression) };
  if (expression.kind === 'logical') {
    const operands = expression.operands.map((operand) => compileCondition(operand, compile));
    if (!operands.every((operand) => operand !== undefined)) return undefined;
    return { kind: expression.operator, operands };
  }
  if (expression.kind === 'not') {
    const operand = compileCondition(expression.operand, compile);
    return operand && { kind: 'not', operand };
  }
  return textCondition(expression) ?? (whole && { kind: 'test', expression: whole, equal: undefined });
}

/** What depends on one column is decided once per value of it, however much it asks. Records are no column. */
function isOfOneColumn({ leaves: [leaf, ...others] }: CompiledExpression): boolean {
  const isRecord = leaf?.kind === 'field' && leaf.path === '@message';
  return leaf !== undefined && others.length === 0 && !isRecord;
}

/** `field = "text"`, unless something else than this text may be equal to it: a number, a boolean, or bytes that are no UTF-8. */
function equalText(expression: PlanExpression): TestCondition['equal'] {
  if (expression.kind !== 'compare' || expression.operator !== '=') return undefined;
  const { left, right } = expression;
  if (left.kind !== 'field' || left.path.startsWith('@') || right.kind !== 'literal') return undefined;
  const text = right.value;
  if (typeof text !== 'string' || toNumber(text) !== null || text === 'true' || text === 'false') return undefined;
  return searchableBytes(text) && { path: left.path, text };
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

function selectByTest(frame: Frame, { expression, equal }: TestCondition, rows: Uint32Array): Uint32Array {
  const vector = frame.vector(expression);
  const { codes, size } = vector;
  // The text is looked for in the bytes of the values, none of which has to be made a text for that.
  if (equal && size > SMALL_DICTIONARY) return common(rows, frame.view.rowsWith(equal.path, equal.text));
  if (vector.readsRecords) return testedAsStored(frame, (row) => truth(vector.at(row)), rows);
  if (codes === undefined) return rowsThat(rows, (row) => truth(vector.value(row)));
  return size <= SMALL_DICTIONARY
    ? selectByCode(codes, passingCodes(vector), rows)
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

/** For each code whether its value meets the condition. */
function passingCodes(vector: Vector): Uint8Array {
  const passes = new Uint8Array(vector.size);
  for (let code = 0; code < passes.length; code++) passes[code] = truth(vector.value(code)) ? 1 : 0;
  return passes;
}

function selectByCode(codes: VectorCodes, passes: Uint8Array, rows: Uint32Array): Uint32Array {
  const passing = passes.indexOf(1);
  if (passing < 0) return NO_ROWS;
  const first = rows[0] ?? 0;
  const isOnly = passes.indexOf(1, passing + 1) < 0;
  if (isOnly && isRun(rows)) return rowsWithCode(codes.subarray(0, first + rows.length), passing, first);
  const selected = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    // Written in any case: what does not pass is overwritten by the next one.
    selected[count] = row;
    count += passes[codes[row] as number] as number;
  }
  return selected.subarray(0, count);
}

/** A code that so many of a number of rows have is looked for row by row. */
const OFTEN = 1 / 32;
const FEW = 16;

/** The rows from `first` on with a code. While it is rare, the runtime finds it faster than a loop does. */
function rowsWithCode(codes: VectorCodes, code: number, first: number): Uint32Array {
  const selected = new Uint32Array(codes.length - first);
  let count = 0;
  let row = codes.indexOf(code, first);
  while (row >= 0 && (count < FEW || count < (row - first) * OFTEN)) {
    selected[count++] = row;
    row = codes.indexOf(code, row + 1);
  }
  for (; row >= 0 && row < codes.length; row++) {
    selected[count] = row;
    count += codes[row] === code ? 1 : 0;
  }
  return selected.subarray(0, count);
}

const NO_ROWS = new Uint32Array(0);
const UNKNOWN = 0;
const FALSE = 1;
const TRUE = 2;

/** Decides each value when the first row has it. */
function decidedOnce(vector: Vector, codes: VectorCodes): (row: number) => boolean {
  const known = new Uint8Array(vector.size);
  return (row) => {
    const code = codes[row] as number;
    if (known[code] === UNKNOWN) known[code] = truth(vector.value(code)) ? TRUE : FALSE;
    return known[code] === TRUE;
  };
}
