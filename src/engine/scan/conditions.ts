/** Conditions on the rows of a segment: decided once per value where a column has codes, and on columns before records. */
import { ALWAYS, PERHAPS, NEVER as SURELY_NOT } from '../../store/text-query.ts';
import { TextSearch } from '../../store/text-search.ts';
import type { PlanExpression } from '../plan.ts';
import { compileRegex } from '../values/regex.ts';
import { type CompiledExpression, truth } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { literalText, regexQuery } from './regex-query.ts';
import { textQuery } from './text-query.ts';
import type { Vector, VectorCodes } from './vector.ts';

/** A condition on the rows of a segment. */
type RowTest = (row: number) => boolean;

/** A condition as a plan has it, ready for any segment. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly kind: 'not'; readonly operand: Condition }
  /** The record has a text in it: `search` tells what the columns know of it, `test` looks at the record. */
  | { readonly kind: 'text'; readonly search: TextSearch; readonly test: (frame: Frame, row: number) => boolean }
  | { readonly kind: 'test'; readonly expression: CompiledExpression };

/** Takes a condition apart, so that each test of one column is decided once per value; undefined when only SQL can decide it. */
export function compileCondition(
  expression: PlanExpression,
  compile: (expression: PlanExpression) => CompiledExpression | undefined,
): Condition | undefined {
  if (expression.kind === 'logical') {
    const operands = expression.operands.map((operand) => compileCondition(operand, compile));
    if (!operands.every((operand) => operand !== undefined)) return undefined;
    return { kind: expression.operator, operands };
  }
  if (expression.kind === 'not') {
    const operand = compileCondition(expression.operand, compile);
    return operand && { kind: 'not', operand };
  }
  const text = textCondition(expression);
  if (text) return text;
  const compiled = compile(expression);
  return compiled && { kind: 'test', expression: compiled };
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
  return { kind: 'text', search: new TextSearch(query), test: (frame, row) => regex.test(frame.message(row)) };
}

/** The text is looked for in the bytes of a record, without making a text of it. */
function containsCondition(text: string): Condition | undefined {
  // Half a surrogate pair has no bytes, and U+FFFD stands for any that are no UTF-8.
  if (/[\p{Surrogate}\ufffd]/u.test(text)) return undefined;
  const bytes = Buffer.from(text);
  return {
    kind: 'text',
    search: new TextSearch(textQuery(text)),
    test: ({ view }, row) => view.record(row).includes(bytes),
  };
}

/** The rows of a selection that meet a condition, ascending. */
export function selectRows(frame: Frame, condition: Condition, rows: Uint32Array): Uint32Array {
  if (condition.kind === 'and') {
    return cheapFirst(condition.operands).reduce(
      (left, operand) => (left.length === 0 ? left : selectRows(frame, operand, left)),
      rows,
    );
  }
  const passing = condition.kind === 'test' ? passingCodes(frame.vector(condition.expression)) : undefined;
  if (passing) return selectByCode(passing, rows);
  const test = rowTest(frame, condition, rows);
  if (test === NEVER) return NO_ROWS;
  return readsRecords(frame, condition, rows) ? testedAsStored(frame, test, rows) : tested(test, rows);
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

function readsRecords(frame: Frame, condition: Condition, rows: Uint32Array): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.some((operand) => readsRecords(frame, operand, rows));
    case 'not':
      return readsRecords(frame, condition.operand, rows);
    case 'text': {
      const states = frame.search(condition.search, rows);
      return states === undefined || rows.some((row) => states[row] === PERHAPS);
    }
    case 'test':
      return frame.vector(condition.expression).readsRecords;
  }
}

function testedAsStored(frame: Frame, test: RowTest, rows: Uint32Array): Uint32Array {
  const passes = new Uint8Array(frame.view.events);
  for (const row of frame.view.inStoredOrder(rows)) passes[row] = test(row) ? 1 : 0;
  return tested((row) => passes[row] === 1, rows);
}

function tested(test: RowTest, rows: Uint32Array): Uint32Array {
  const selected = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (test(row)) selected[count++] = row;
  }
  return selected.subarray(0, count);
}

/** Codes of rows, and for each code whether its value meets the condition. */
interface PassingCodes {
  readonly codes: VectorCodes;
  readonly passes: Uint8Array;
}

/** Decides a condition for all values of a small dictionary. */
function passingCodes(vector: Vector): PassingCodes | undefined {
  const { codes, size } = vector;
  if (codes === undefined || size > SMALL_DICTIONARY || vector.readsRecords) return undefined;
  const passes = new Uint8Array(size);
  for (let code = 0; code < size; code++) passes[code] = truth(vector.value(code)) ? 1 : 0;
  return { codes, passes };
}

function selectByCode({ codes, passes }: PassingCodes, rows: Uint32Array): Uint32Array {
  // Often no value of a segment fits.
  if (!passes.includes(1)) return NO_ROWS;
  const selected = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    // Written in any case: what does not pass is overwritten by the next one.
    selected[count] = row;
    count += passes[codes[row] ?? 0] ?? 0;
  }
  return selected.subarray(0, count);
}

const NO_ROWS = new Uint32Array(0);
const NEVER: RowTest = () => false;

/** Dictionaries up to this size are decided before any row is looked at: often no value of a segment fits. */
const SMALL_DICTIONARY = 4096;
const UNKNOWN = 0;
const FALSE = 1;
const TRUE = 2;

/** @param rows those that the test will be asked about */
function rowTest(frame: Frame, condition: Condition, rows: Uint32Array): RowTest {
  switch (condition.kind) {
    case 'and': {
      const tests = condition.operands.map((operand) => rowTest(frame, operand, rows));
      return tests.includes(NEVER) ? NEVER : (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = condition.operands.map((operand) => rowTest(frame, operand, rows)).filter((test) => test !== NEVER);
      return tests.length === 0 ? NEVER : (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = rowTest(frame, condition.operand, rows);
      return (row) => !test(row);
    }
    case 'text':
      return textTest(frame, condition, rows);
    case 'test':
      return vectorTest(frame.vector(condition.expression));
  }
}

function textTest(frame: Frame, { search, test }: Extract<Condition, { kind: 'text' }>, rows: Uint32Array): RowTest {
  const states = frame.search(search, rows);
  if (states === undefined) return (row) => test(frame, row);
  if (!rows.some((row) => states[row] !== SURELY_NOT)) return NEVER;
  return (row) => states[row] === ALWAYS || (states[row] === PERHAPS && test(frame, row));
}

function vectorTest(vector: Vector): RowTest {
  const { codes, size } = vector;
  if (codes === undefined) return (row) => truth(vector.value(row));
  const known = new Uint8Array(size);
  const decide = (code: number): number => {
    const state = truth(vector.value(code)) ? TRUE : FALSE;
    known[code] = state;
    return state;
  };
  if (size <= SMALL_DICTIONARY) {
    for (let code = 0; code < size; code++) decide(code);
    return known.includes(TRUE) ? (row) => known[codes[row] ?? 0] === TRUE : NEVER;
  }
  return (row) => {
    const code = codes[row] ?? 0;
    const state = known[code];
    return (state === UNKNOWN ? decide(code) : state) === TRUE;
  };
}
