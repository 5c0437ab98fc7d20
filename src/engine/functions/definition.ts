/**
 * What a function of the language is. SQL user functions, argument checks, constant folding, the vectorised scan, completion
 * and documentation are all fed from these definitions; nothing about a function is written anywhere else.
 */

/** A value inside a running query. Booleans are the numbers 1 and 0, timestamps are epoch milliseconds, `null` is a missing value. */
export type Value = string | number | null;

/**
 * A value that tells a JSON boolean, where the static type does not: it is a bigint, 1 or 0. It counts as the number everywhere but
 * beside the texts `"true"` and `"false"`.
 */
export type LoggedValue = Value | bigint;

/** A value of a row while a query runs. The bytes are a map or list, as JSON text in UTF-8. */
export type RowValue = LoggedValue | Uint8Array;

/**
 * Static types.
 * - `timestamp`: a number that is shown as a time.
 * - `any`: known only at run time, a string or a number: a field of the events.
 * - `structure`: a map or a list (language specification, section 4.5).
 * - `list`: the list that `values` makes, shown with commas between its elements.
 * - `dynamic`: known only at run time, and may be a structure as well: a member of a structure.
 */
export type ValueType = 'string' | 'number' | 'boolean' | 'timestamp' | 'any' | 'structure' | 'list' | 'dynamic';

/**
 * How an argument reaches the implementation:
 * - `string`: text; numbers and timestamps arrive as their display text.
 * - `number`: a number; numeric-looking text is converted, other text is null. Timestamps arrive as epoch ms.
 * - `boolean`: 1, 0 or null.
 * - `timestamp`: epoch ms.
 * - `any`: unconverted. A map or list arrives as null; what passes its arguments on (`coalesce`, `if`, `case`, `unmask`) is written
 *   as SQL, which passes on maps and lists as well, and `ispresent` is 1 for them.
 * - `structure`: the JSON text of a map or list; null for anything else.
 * - `json`: the JSON text of a map or list, or a text that may hold JSON; numbers arrive as their text.
 * - `period`: a literal period, as canonical text such as `5m` (see `values/period.ts`).
 */
export type ParameterType = 'string' | 'number' | 'boolean' | 'timestamp' | 'any' | 'structure' | 'json' | 'period';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** May be left out. Optional parameters come last. */
  readonly optional?: true;
  /** May be repeated; only the last parameter. */
  readonly variadic?: true;
}

interface FunctionBase {
  /** The documented spelling. Calls are matched without regard to case. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly parameters: readonly Parameter[];
  /** One sentence for documentation and completion. */
  readonly doc: string;
  /** A query expression and the cell text it gives; run by a test. Aggregates are shown over the rows `x` = 1, 2, 3, 4 in time order. */
  readonly example: { readonly expression: string; readonly result: string };
}

export interface ScalarFunction extends FunctionBase {
  readonly kind: 'scalar';
  readonly family: 'numeric' | 'datetime' | 'general' | 'json' | 'ip' | 'string' | 'hash';
  /** `same`: the common type of the `any` arguments. A `structure` is returned as its JSON text. */
  readonly returns: ValueType | 'same';
  /** True when the result is a number computed here, shown with at most 4 decimals (language specification 6.2). */
  readonly computed?: true;
  /** `key`: only in `by` of stats (`histogram`). */
  readonly place?: 'key';
  /** `propagate`: null as soon as one argument is null, the implementation is not called. `accept`: it sees the nulls. */
  readonly nulls: 'propagate' | 'accept';
  readonly evaluate: (...args: readonly Value[]) => Value;
  /** Checks literal arguments at compile time: returns a complaint, e.g. an invalid CIDR block, or undefined. `undefined` args are not literal. */
  readonly check?: (...literals: readonly (Value | undefined)[]) => string | undefined;
}

/** A function without arguments whose value is fixed when the query starts. */
export interface ConstantFunction extends FunctionBase {
  readonly kind: 'constant';
  readonly family: 'datetime' | 'general';
  readonly returns: ValueType;
  readonly constant: (context: QueryContext) => Value;
}

export interface AggregateFunction extends FunctionBase {
  readonly kind: 'aggregate';
  readonly family: 'aggregate';
  /** `same`: the type of the first argument. A `list` is returned as its JSON text. */
  readonly returns: ValueType | 'same';
  readonly computed?: true;
  /** `*` may stand for the arguments, or they may be left out: `count(*)`, `count()`. */
  readonly star?: true;
  /**
   * The accumulator also receives the row's @timestamp (epoch ms or null) and its position in row order, as last arguments:
   * `earliest`, `latest`.
   */
  readonly needsTimestamp?: true;
  /** The accumulator also receives the row's position in row order, as its last argument: `values`, `topk`. */
  readonly needsPosition?: true;
  /** Gives back values of its rows: they reach the accumulator with JSON booleans as such, and it gives them back so. */
  readonly picks?: true;
  /** Must be the only aggregate of a stats without `by` (`topk`). */
  readonly alone?: true;
  /** Checks literal arguments, as for scalar functions. */
  readonly check?: (...literals: readonly (Value | undefined)[]) => string | undefined;
  readonly create: () => Accumulator;
}

/** One group's running state. `step` is not called for rows in which an argument is null (all aggregates skip them). */
export interface Accumulator {
  /** JSON booleans are numbers unless the aggregate picks values. */
  step(...args: readonly LoggedValue[]): void;
  /** Null when no row of the group counted: the cell is absent. */
  result(): LoggedValue;
}

export type FunctionDefinition = ScalarFunction | ConstantFunction | AggregateFunction;

/** What a query knows of its run. Times in epoch milliseconds. */
export interface QueryContext {
  readonly now: number;
  /** Inclusive bounds of the time range. */
  readonly start: number;
  readonly end: number;
}
