/** What a case file may hold; a slip in one is told by name instead of letting a case pass unread. */
import { CODES } from './codes.ts';

/** An event: a time of 2024-05-01 (or a whole date and time), and a JSON object or a plain text. */
export interface CaseEvent {
  readonly at: string;
  readonly message: string | Readonly<Record<string, unknown>>;
  /** Default `cloudtrail`. */
  readonly logGroup?: string;
}

/** Events, or the name of a list of them in `events/`. */
export type Events = string | readonly CaseEvent[];

export interface CaseParameter {
  readonly name: string;
  /** As it is put into the text, quotes included; left out when a call must give one. */
  readonly defaultValue?: string;
}

export interface CaseSavedQuery {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly CaseParameter[];
}

/** What queries can name besides fields. */
export interface CaseResources {
  /** CSV texts with a header row, by name of the table. */
  readonly lookupTables?: Readonly<Record<string, string>>;
  readonly savedQueries?: readonly CaseSavedQuery[];
}

export interface ExpectedDiagnostic {
  readonly code: string;
  readonly span?: readonly [start: number, end: number];
  readonly message?: string;
}

export interface Case extends CaseResources {
  /** The rule that the case checks. */
  readonly name: string;
  readonly query: string;
  /** Section of the language, for those who have its description. */
  readonly rule?: string;
  /** Instead of the events of the file. */
  readonly events?: Events;
  /** Times, as in events; `now` as well. */
  readonly start?: string;
  readonly end?: string;
  readonly now?: string;
  /** Names in order; `@ptr` is left out unless it is listed here. */
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly (string | null)[])[];
  /** The rows are the same in any order. */
  readonly unordered?: boolean;
  /** All diagnostics in order of place; with an error the query must fail. */
  readonly diagnostics?: readonly ExpectedDiagnostic[];
}

export interface CaseFile extends CaseResources {
  readonly file: string;
  readonly events: Events;
  readonly cases: readonly Case[];
}

const RESOURCE_KEYS = ['lookupTables', 'savedQueries'];
const FILE_KEYS = new Set(['events', 'cases', ...RESOURCE_KEYS]);
const EVENT_KEYS = new Set(['at', 'message', 'logGroup']);
const CASE_KEYS = new Set([
  ...['name', 'query', 'rule', 'events', 'start', 'end', 'now', 'columns', 'rows', 'unordered', 'diagnostics'],
  ...RESOURCE_KEYS,
]);
const SAVED_QUERY_KEYS = new Set(['name', 'text', 'parameters']);
const PARAMETER_KEYS = new Set(['name', 'defaultValue']);
const DIAGNOSTIC_KEYS = new Set(['code', 'span', 'message']);

/**
 * Reads the content of a case file.
 * @throws Error that names the file and what is wrong with it.
 */
export function readCaseFile(file: string, content: unknown): CaseFile {
  const fail = (what: string): never => {
    throw new Error(`${file}: ${what}`);
  };
  if (!isRecord(content) || !hasOnly(content, FILE_KEYS)) return fail('must have events, cases and resources only');
  const { events, cases, ...resources } = content;
  if (!isEvents(events)) return fail('events must be a name or a list of { at, message, logGroup }');
  if (!isResources(resources)) return fail('malformed lookupTables or savedQueries');
  if (!Array.isArray(cases) || cases.length === 0) return fail('cases must be a list');
  const names = new Set<string>();
  const read = cases.map((value: unknown): Case => {
    if (!isCase(value)) return fail(`malformed case ${JSON.stringify(value)}`);
    const identity = JSON.stringify([value.name, value.query]);
    if (names.has(identity)) fail(`case twice: ${value.name}: ${value.query}`);
    names.add(identity);
    return value;
  });
  return { file, events, cases: read, ...resources };
}

/**
 * Reads the content of a file of events.
 * @throws Error that names the file.
 */
export function readEvents(file: string, content: unknown): readonly CaseEvent[] {
  if (!isEvents(content) || typeof content === 'string') throw new Error(`${file}: not a list of { at, message }`);
  return content;
}

/** True when the case expects that the query fails. */
export function expectsError({ diagnostics = [] }: Case): boolean {
  return diagnostics.some(({ code }) => CODES.get(code) === 'error');
}

function isCase(value: unknown): value is Case {
  if (!isRecord(value) || !hasOnly(value, CASE_KEYS) || !isResources(value)) return false;
  const { name, query, events, columns, rows, unordered, diagnostics, rule, start, end, now } = value;
  if (typeof name !== 'string' || name === '' || typeof query !== 'string') return false;
  if (events !== undefined && !isEvents(events)) return false;
  if (![rule, start, end, now].every(isOptionalText)) return false;
  if (unordered !== undefined && (unordered !== true || rows === undefined)) return false;
  if (columns !== undefined && !(Array.isArray(columns) && columns.every((c) => typeof c === 'string'))) return false;
  if (rows !== undefined && !(Array.isArray(rows) && rows.every(isRow))) return false;
  const width = Array.isArray(columns) ? columns.length : undefined;
  if (width !== undefined && Array.isArray(rows) && !rows.every((row: readonly unknown[]) => row.length === width)) {
    return false;
  }
  if (diagnostics === undefined) return columns !== undefined || rows !== undefined;
  return Array.isArray(diagnostics) && diagnostics.every((d) => isDiagnostic(d, query));
}

function isDiagnostic(value: unknown, query: string): value is ExpectedDiagnostic {
  if (!isRecord(value) || !hasOnly(value, DIAGNOSTIC_KEYS)) return false;
  const { code, span, message } = value;
  if (typeof code !== 'string' || !CODES.has(code) || !isOptionalText(message)) return false;
  if (span === undefined) return true;
  if (!Array.isArray(span) || span.length !== 2) return false;
  const [start, end]: unknown[] = span;
  return typeof start === 'number' && typeof end === 'number' && 0 <= start && start <= end && end <= query.length;
}

function isResources(value: Record<string, unknown>): value is Record<string, unknown> & CaseResources {
  const { lookupTables = {}, savedQueries = [] } = value;
  return (
    isRecord(lookupTables) &&
    Object.values(lookupTables).every((csv) => typeof csv === 'string') &&
    Array.isArray(savedQueries) &&
    savedQueries.every(isSavedQuery)
  );
}

function isSavedQuery(value: unknown): boolean {
  if (!isRecord(value) || !hasOnly(value, SAVED_QUERY_KEYS)) return false;
  const { name, text, parameters } = value;
  return (
    typeof name === 'string' &&
    typeof text === 'string' &&
    Array.isArray(parameters) &&
    parameters.every(
      (parameter: unknown) =>
        isRecord(parameter) &&
        hasOnly(parameter, PARAMETER_KEYS) &&
        typeof parameter['name'] === 'string' &&
        isOptionalText(parameter['defaultValue']),
    )
  );
}

function isRow(row: unknown): boolean {
  return Array.isArray(row) && row.every((cell) => cell === null || typeof cell === 'string');
}

function isEvents(value: unknown): value is Events {
  return typeof value === 'string' || (Array.isArray(value) && value.every(isEvent));
}

function isEvent(value: unknown): value is CaseEvent {
  return (
    isRecord(value) &&
    hasOnly(value, EVENT_KEYS) &&
    typeof value['at'] === 'string' &&
    (typeof value['message'] === 'string' || isRecord(value['message'])) &&
    isOptionalText(value['logGroup'])
  );
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function hasOnly(value: Record<string, unknown>, keys: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => keys.has(key));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
