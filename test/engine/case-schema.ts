/** What a case file may hold; a slip in one is told by name instead of letting a case pass unread. */
import { DIAGNOSTIC_CODES } from '../../src/parser/diagnostics.ts';
import type { Case, CaseEvent, CaseFile, Events, ExpectedDiagnostic } from './support.ts';

const CASE_KEYS = new Set(['name', 'query', 'events', 'start', 'end', 'now', 'columns', 'rows', 'diagnostics']);
const DIAGNOSTIC_KEYS = new Set(['code', 'span', 'message']);

/**
 * Reads the content of a case file.
 * @throws Error that names the file and what is wrong with it.
 */
export function readCaseFile(file: string, content: unknown): CaseFile {
  const fail = (what: string): never => {
    throw new Error(`${file}: ${what}`);
  };
  if (!isRecord(content)) return fail('not an object');
  const { events, cases } = content;
  if (!isEvents(events)) return fail('events must be "six" or a list of { at, message }');
  if (!Array.isArray(cases) || cases.length === 0) return fail('cases must be a list');
  const names = new Set<string>();
  const read = cases.map((value: unknown): Case => {
    if (!isCase(value)) return fail(`malformed case ${JSON.stringify(value)}`);
    const identity = value.name + value.query;
    if (names.has(identity)) fail(`case twice: ${value.name}: ${value.query}`);
    names.add(identity);
    return value;
  });
  return { file, events, cases: read };
}

/** True when the case expects that the query fails. */
export function expectsError({ diagnostics = [] }: Case): boolean {
  return diagnostics.some(({ code }) => isCode(code) && DIAGNOSTIC_CODES[code].severity === 'error');
}

function isCode(code: string): code is keyof typeof DIAGNOSTIC_CODES {
  return Object.hasOwn(DIAGNOSTIC_CODES, code);
}

function isCase(value: unknown): value is Case {
  if (!isRecord(value) || !Object.keys(value).every((key) => CASE_KEYS.has(key))) return false;
  const { name, query, events, columns, rows, diagnostics, start, end, now } = value;
  if (typeof name !== 'string' || name === '' || typeof query !== 'string') return false;
  if (events !== undefined && !isEvents(events)) return false;
  if (![start, end, now].every((time) => time === undefined || typeof time === 'string')) return false;
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
  if (!isRecord(value) || !Object.keys(value).every((key) => DIAGNOSTIC_KEYS.has(key))) return false;
  const { code, span, message } = value;
  if (typeof code !== 'string' || !isCode(code)) return false;
  if (message !== undefined && typeof message !== 'string') return false;
  if (span === undefined) return true;
  if (!Array.isArray(span) || span.length !== 2) return false;
  const [start, end]: unknown[] = span;
  return typeof start === 'number' && typeof end === 'number' && 0 <= start && start <= end && end <= query.length;
}

function isRow(row: unknown): boolean {
  return Array.isArray(row) && row.every((cell) => cell === null || typeof cell === 'string');
}

function isEvents(value: unknown): value is Events {
  return value === 'six' || (Array.isArray(value) && value.every(isEvent));
}

function isEvent(value: unknown): value is CaseEvent {
  return (
    isRecord(value) &&
    typeof value['at'] === 'string' &&
    (typeof value['message'] === 'string' || isRecord(value['message']))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
