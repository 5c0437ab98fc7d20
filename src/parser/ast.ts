/**
 * The syntax tree of a Logs Insights query: plain readonly data, one interface per node, told apart by `kind`.
 * Every node carries the span of source text it was read from. The parser knows nothing of tables, fields or functions:
 * names are kept as written and resolved later.
 */

/** A half-open range `[start, end)` of UTF-16 offsets into the query text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Query {
  readonly kind: 'query';
  /** The text that was parsed; column names of unaliased items are slices of it. */
  readonly text: string;
  readonly stages: readonly Stage[];
  readonly span: Span;
}

// --- names ---------------------------------------------------------------------------------------------------------

/**
 * A field name or alias. `path` is the flattened name with the backticks removed: `` requestParameters.`x-amz-acl` `` and
 * `` `requestParameters.x-amz-acl` `` have the same path.
 */
export interface Name {
  readonly kind: 'name';
  readonly path: string;
  /** How backticks were used: not at all, around the whole name, or around single segments of a path. */
  readonly quoting: 'none' | 'whole' | 'segment';
  readonly span: Span;
}

// --- stages --------------------------------------------------------------------------------------------------------

export type Stage =
  | SourceStage
  | FieldsStage
  | DisplayStage
  | FilterStage
  | StatsStage
  | SortStage
  | LimitStage
  | DedupStage
  | ParseStage
  | JsonStage
  | UnnestStage
  | ExpandStage
  | UnmaskStage
  | LookupStage
  | CidrlookupStage
  | JoinStage
  | AppendcolsStage
  | AddtotalsStage
  | AccumStage
  | AutoregressStage
  | FilldownStage
  | FillmissingStage
  | CountFrequentStage
  | SessionizeStage
  | OutlierStage
  | PatternStage
  | DiffStage
  | AnomalyStage
  | RelevantFieldsStage
  | LogcompareStage
  | EstimateStage
  | SavedQueryStage;

/** An expression with an optional alias, as in `fields`, `display` and `stats`. */
export interface Item {
  readonly kind: 'item';
  readonly expression: Expression;
  readonly alias: Name | undefined;
  readonly span: Span;
}

interface StageBase {
  /** The command word as written, for messages. */
  readonly keyword: Span;
  readonly span: Span;
}

export interface FieldsStage extends StageBase {
  readonly kind: 'fields';
  readonly items: readonly Item[];
}

export interface DisplayStage extends StageBase {
  readonly kind: 'display';
  readonly items: readonly Item[];
}

export interface FilterStage extends StageBase {
  readonly kind: 'filter';
  readonly command: 'filter' | 'where' | 'filterIndex';
  readonly condition: Expression;
}

export interface StatsStage extends StageBase {
  readonly kind: 'stats';
  readonly items: readonly Item[];
  readonly by: readonly Item[];
  /** Shifts the boundaries of the bins. */
  readonly offset: PeriodLiteral | undefined;
}

export interface SortStage extends StageBase {
  readonly kind: 'sort';
  readonly command: 'sort' | 'order';
  readonly keys: readonly SortKey[];
}

/** The grammar takes any postfix expression as a key; that only names (or the text of an earlier column) sort is checked later. */
export interface SortKey {
  readonly kind: 'sortKey';
  readonly expression: Expression;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly span: Span;
}

export interface LimitStage extends StageBase {
  readonly kind: 'limit';
  readonly command: 'limit' | 'head' | 'tail';
  readonly any: boolean;
  readonly count: NumberLiteral;
}

export interface DedupStage extends StageBase {
  readonly kind: 'dedup';
  readonly keys: readonly Name[];
}

export interface ParseStage extends StageBase {
  readonly kind: 'parse';
  /** `undefined` means `@message`. */
  readonly source: Expression | undefined;
  readonly spec: GlobSpec | RegexSpec | LogfmtSpec | CsvSpec | XmlSpec;
}

export interface GlobSpec {
  readonly kind: 'glob';
  readonly pattern: StringLiteral;
  readonly aliases: readonly Name[];
  readonly span: Span;
}

export interface RegexSpec {
  readonly kind: 'regex';
  readonly pattern: RegexLiteral;
  /** Empty when the names come from the named groups. */
  readonly aliases: readonly Name[];
  /** A row for each match instead of the first match only. */
  readonly multi: boolean;
  readonly span: Span;
}

export interface LogfmtSpec {
  readonly kind: 'logfmt';
  readonly alias: Name;
  readonly span: Span;
}

export interface CsvSpec {
  readonly kind: 'csv';
  readonly aliases: readonly Name[];
  readonly span: Span;
}

export interface XmlSpec {
  readonly kind: 'xml';
  /** An XPath. */
  readonly path: StringLiteral;
  readonly alias: Name;
  readonly span: Span;
}

/** `json field=f "a.b" as x`. */
export interface JsonStage extends StageBase {
  readonly kind: 'json';
  readonly field: Name;
  readonly path: StringLiteral;
  readonly alias: Name;
}

export interface UnnestStage extends StageBase {
  readonly kind: 'unnest';
  readonly list: Expression;
  readonly alias: Name;
}

export interface ExpandStage extends StageBase {
  readonly kind: 'expand';
  readonly field: Name;
}

export interface UnmaskStage extends StageBase {
  readonly kind: 'unmask';
  readonly names: readonly Name[];
}

/** A name with another one: of a table's column and a field, or of a column and what it becomes. */
export interface NamePair {
  readonly kind: 'namePair';
  readonly name: Name;
  readonly alias: Name | undefined;
  readonly span: Span;
}

export interface LookupStage extends StageBase {
  readonly kind: 'lookup';
  readonly table: Name;
  /** Column of the table `as` field of the row. */
  readonly matches: readonly NamePair[];
  readonly mode: 'output' | 'outputnew';
  readonly outputs: readonly NamePair[];
}

export interface CidrlookupStage extends StageBase {
  readonly kind: 'cidrlookup';
  readonly table: Name;
  /** Field of the row `as` column of the table with the address ranges. */
  readonly match: NamePair;
  readonly mode: 'output' | 'outputnew';
  readonly outputs: readonly NamePair[];
}

/** A word that a command takes with a value: `type=left`, `maxspan 1h` is none. Which there are is checked later. */
export interface Setting {
  readonly kind: 'setting';
  readonly name: Name;
  readonly value: Name | NumberLiteral | StringLiteral;
  readonly span: Span;
}

export interface JoinStage extends StageBase {
  readonly kind: 'join';
  /** `type`, `left`, `right`. */
  readonly settings: readonly Setting[];
  /** The two sides of the equation, as written. */
  readonly left: Name;
  readonly right: Name;
  readonly subquery: Subquery;
}

export interface AppendcolsStage extends StageBase {
  readonly kind: 'appendcols';
  /** `override`, `max`. */
  readonly settings: readonly Setting[];
  readonly subquery: Subquery;
}

export interface AddtotalsStage extends StageBase {
  readonly kind: 'addtotals';
  /** `fieldname`, `row`, `col`. */
  readonly settings: readonly Setting[];
  /** Empty for all numbers of the row. */
  readonly names: readonly Name[];
}

export interface AccumStage extends StageBase {
  readonly kind: 'accum';
  readonly field: Name;
  readonly alias: Name | undefined;
}

export interface AutoregressStage extends StageBase {
  readonly kind: 'autoregress';
  readonly field: Name;
  readonly alias: Name | undefined;
  /** `p=2` and `p=1-4`. */
  readonly lags: { readonly first: NumberLiteral; readonly last: NumberLiteral | undefined } | undefined;
}

export interface FilldownStage extends StageBase {
  readonly kind: 'filldown';
  /** Empty for all columns. */
  readonly patterns: readonly NamePattern[];
}

/** A name, or the beginning of names in front of a star; a star alone has the empty beginning. */
export interface NamePattern {
  readonly kind: 'namePattern';
  readonly name: Name | undefined;
  readonly star: boolean;
  readonly span: Span;
}

export interface FillmissingStage extends StageBase {
  readonly kind: 'fillmissing';
  readonly fills: readonly Fill[];
}

export interface Fill {
  readonly kind: 'fill';
  readonly value: Expression;
  readonly name: Name;
  readonly span: Span;
}

export interface CountFrequentStage extends StageBase {
  readonly kind: 'countFrequent';
  readonly names: readonly Name[];
}

export interface SessionizeStage extends StageBase {
  readonly kind: 'sessionize';
  readonly keys: readonly Name[];
  readonly maxspan: PeriodLiteral | undefined;
  readonly alias: Name | undefined;
}

export interface OutlierStage extends StageBase {
  readonly kind: 'outlier';
  /** `action`, `param`, `uselower`, `mark`. */
  readonly settings: readonly Setting[];
  readonly names: readonly Name[];
}

export interface PatternStage extends StageBase {
  readonly kind: 'pattern';
  readonly expression: Expression;
}

export interface DiffStage extends StageBase {
  readonly kind: 'diff';
  /** `previousDay`, `previousWeek` or `previousMonth`; the range before when left out. */
  readonly baseline: Name | undefined;
}

export interface AnomalyStage extends StageBase {
  readonly kind: 'anomaly';
}

export interface RelevantFieldsStage extends StageBase {
  readonly kind: 'relevantfields';
  /** Empty for all fields. */
  readonly names: readonly Name[];
  readonly condition: Expression;
}

export interface LogcompareStage extends StageBase {
  readonly kind: 'logcompare';
  readonly timeshift: PeriodLiteral;
}

export interface EstimateStage extends StageBase {
  readonly kind: 'estimate';
}

/** `$Name(p = "v")`. */
export interface SavedQueryStage extends StageBase {
  readonly kind: 'savedQuery';
  readonly name: Name;
  readonly args: readonly SavedQueryArgument[];
}

export interface SavedQueryArgument {
  readonly kind: 'argument';
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

/** Which events a query reads: log groups, by name or by a selection, and a time range of its own. */
export interface SourceStage extends StageBase {
  readonly kind: 'source';
  readonly selections: readonly SourceSelection[];
  readonly start: SourceTime | undefined;
  readonly end: SourceTime | undefined;
}

export type SourceSelection = LogGroupName | SourceCall;

export interface LogGroupName {
  readonly kind: 'logGroup';
  readonly name: string;
  readonly span: Span;
}

/** `logGroups(namePrefix: ["a"])`, `dataSource(["b"])`, `logGroupTags([{"key": "k", "values": ["v"]}])`. */
export interface SourceCall {
  readonly kind: 'sourceCall';
  /** The function name as written. */
  readonly callee: string;
  readonly calleeSpan: Span;
  readonly args: readonly SourceArgument[];
  readonly span: Span;
}

export interface SourceArgument {
  readonly kind: 'sourceArgument';
  readonly name: Name | undefined;
  readonly value: JsonNode;
  readonly span: Span;
}

/** What the arguments of `SOURCE` are written in. */
export type JsonNode = StringLiteral | NumberLiteral | JsonList | JsonMap;

export interface JsonList {
  readonly kind: 'jsonList';
  readonly elements: readonly JsonNode[];
  readonly span: Span;
}

export interface JsonMap {
  readonly kind: 'jsonMap';
  readonly members: readonly { readonly key: StringLiteral; readonly value: JsonNode }[];
  readonly span: Span;
}

/** `now`, `-1d` (before now) or an epoch time. */
export type SourceTime =
  | { readonly kind: 'now'; readonly span: Span }
  | { readonly kind: 'ago'; readonly period: PeriodLiteral; readonly span: Span }
  | { readonly kind: 'epoch'; readonly value: number; readonly span: Span };

/** A query in parentheses. */
export interface Subquery {
  readonly kind: 'subquery';
  readonly stages: readonly Stage[];
  readonly span: Span;
}

// --- expressions ---------------------------------------------------------------------------------------------------

export type Expression =
  | StringLiteral
  | NumberLiteral
  | PeriodLiteral
  | FieldReference
  | CallExpression
  | UnaryExpression
  | ArithmeticExpression
  | LogicalExpression
  | ComparisonExpression
  | LikeExpression
  | InExpression
  | MemberExpression
  | IndexExpression;

export interface StringLiteral {
  readonly kind: 'string';
  /** The value, escapes resolved. */
  readonly value: string;
  readonly span: Span;
}

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  readonly span: Span;
}

export type PeriodUnit = 'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'q' | 'y';

export interface PeriodLiteral {
  readonly kind: 'period';
  readonly count: number;
  readonly unit: PeriodUnit;
  readonly span: Span;
}

export interface RegexLiteral {
  readonly kind: 'regex';
  /** The text between the slashes, `\/` turned into `/`. */
  readonly source: string;
  readonly span: Span;
}

export interface FieldReference {
  readonly kind: 'field';
  readonly name: Name;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  /** The function name as written. */
  readonly callee: string;
  readonly calleeSpan: Span;
  readonly args: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
  readonly span: Span;
}

export interface ArithmeticExpression {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '^';
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface LogicalExpression {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface ComparisonExpression {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  /** Where the operator stands; `==` is read as `=` and told apart by the length of this span. */
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `x like "text"`, `x like /re/`, `x not like …` and `x =~ /re/`. */
export interface LikeExpression {
  readonly kind: 'like';
  readonly negated: boolean;
  readonly value: Expression;
  readonly pattern: Expression | RegexLiteral;
  readonly span: Span;
}

/** `x in ["a", 1]`; `operand` instead of a list for `x in <list expression>`. */
export interface InExpression {
  readonly kind: 'in';
  readonly negated: boolean;
  readonly value: Expression;
  readonly list: readonly Expression[] | Expression | Subquery;
  readonly span: Span;
}

/** `f(x).name`: access to a map that is not a plain dotted path. */
export interface MemberExpression {
  readonly kind: 'member';
  readonly object: Expression;
  readonly property: Name;
  readonly span: Span;
}

/** `x[0]`. */
export interface IndexExpression {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
  readonly span: Span;
}
