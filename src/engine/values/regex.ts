/**
 * The regular expressions of `like`, `=~`, `parse` and `regexReplace`: RE2's syntax and meaning, in time linear in the text.
 * RE2 itself (re2js) checks every pattern and runs it, unless the pattern is simple enough for the native engine.
 */
import { RE2JS, RE2JSException } from 're2js';
import { memoize } from './lru.ts';
import { scanGroups } from './regex-groups.ts';
import { nativeSource } from './regex-native.ts';

/** The whole match, then the groups; undefined for a group that took no part. */
export type Captures = readonly (string | undefined)[];

export interface Regex {
  readonly groupCount: number;
  /** Names of the groups in order, undefined for one without name. */
  readonly groupNames: readonly (string | undefined)[];
  /** Whether the pattern matches anywhere in the text. */
  test(text: string): boolean;
  /** The first match, or null. */
  exec(text: string): Captures | null;
  /** All matches, in order. An empty match directly after another match is none, as in RE2. */
  matchAll(text: string): Captures[];
  /** Replaces every match. An empty match directly after another match is none, as in RE2. */
  replaceAll(text: string, replacement: (captures: Captures) => string): string;
}

export type RegexResult =
  | { readonly ok: true; readonly regex: Regex }
  | { readonly ok: false; readonly message: string };

/** No query is longer; a pattern can also come from a field. */
const MAX_PATTERN_LENGTH = 10_000;
const CACHED_PATTERNS = 256;
/** Longer texts could overflow the native engine's stack. */
const MAX_NATIVE_TEXT = 1_000_000;

/** Compiles a pattern; the message of a failure says what is wrong with it. Never throws. */
export const compileRegex: (source: string) => RegexResult = memoize(CACHED_PATTERNS, compile);

function compile(source: string): RegexResult {
  if (source.length > MAX_PATTERN_LENGTH) {
    return { ok: false, message: `the pattern is longer than ${MAX_PATTERN_LENGTH} characters` };
  }
  const scan = scanGroups(source);
  if (!scan.ok) return scan;
  let re2: RE2JS;
  try {
    re2 = RE2JS.compile(scan.source);
  } catch (error) {
    return { ok: false, message: failureMessage(error) };
  }
  const native = nativeSource(scan.source);
  const engine = native === undefined ? re2Engine(re2) : withFallback(nativeEngine(native), re2Engine(re2));
  return { ok: true, regex: { groupCount: scan.names.length, groupNames: scan.names, ...engine } };
}

function failureMessage(error: unknown): string {
  if (!(error instanceof RE2JSException)) return 'the pattern is too complex';
  const message = error.message.replace(/^error parsing regexp: /, '');
  if (/invalid escape sequence: `\\[1-9k]/.test(message)) return 'back-references such as \\1 are not supported';
  return message;
}

type Engine = Pick<Regex, 'test' | 'exec' | 'matchAll' | 'replaceAll'>;

interface Match {
  readonly start: number;
  readonly captures: Captures;
}

function re2Engine(re2: RE2JS): Engine {
  return {
    test: (text) => re2.test(text),
    exec: (text) => re2.exec(text),
    matchAll: (text) => [...properMatches(re2Matches(re2, text))].map(({ captures }) => captures),
    replaceAll: (text, replacement) => replaceMatches(text, re2Matches(re2, text), replacement),
  };
}

function* re2Matches(re2: RE2JS, text: string): Generator<Match> {
  for (const match of re2.matchAll(text)) yield { start: match.index ?? 0, captures: match };
}

function nativeEngine(source: string): Engine {
  const first = new RegExp(source, 'u');
  const all = new RegExp(source, 'gu');
  return {
    test: (text) => first.test(text),
    exec: (text) => first.exec(text),
    matchAll: (text) => [...properMatches(nativeMatches(all, text))].map(({ captures }) => captures),
    replaceAll: (text, replacement) => replaceMatches(text, nativeMatches(all, text), replacement),
  };
}

function* nativeMatches(all: RegExp, text: string): Generator<Match> {
  for (const match of text.matchAll(all)) yield { start: match.index ?? 0, captures: match };
}

function withFallback(native: Engine, re2: Engine): Engine {
  const engine = (text: string): Engine => (text.length <= MAX_NATIVE_TEXT ? native : re2);
  return {
    test: (text) => engine(text).test(text),
    exec: (text) => engine(text).exec(text),
    matchAll: (text) => engine(text).matchAll(text),
    replaceAll: (text, replacement) => engine(text).replaceAll(text, replacement),
  };
}

function replaceMatches(text: string, matches: Iterable<Match>, replacement: (captures: Captures) => string): string {
  let result = '';
  let end = 0;
  for (const { start, captures } of properMatches(matches)) {
    result += text.slice(end, start) + replacement(captures);
    end = start + (captures[0]?.length ?? 0);
  }
  return result + text.slice(end);
}

function* properMatches(matches: Iterable<Match>): Generator<Match> {
  let end = -1;
  for (const match of matches) {
    const length = match.captures[0]?.length ?? 0;
    if (length === 0 && match.start === end) continue;
    yield match;
    end = match.start + length;
  }
}
