/** The columns that `pattern` gives (language specification, section 3.12). All values are texts. */
import { createHash } from 'node:crypto';
import type { Template } from './template.ts';
import type { ValueCounts } from './value-counts.ts';

/** A pattern found, with its text. */
export interface Pattern {
  readonly template: Template;
  /** With the variable tokens as `<Type-N>`, N counting them from 1. */
  readonly text: string;
}

/** In the order of the columns. */
export interface PatternColumns {
  readonly pattern: string;
  readonly ratio: string;
  readonly sampleCount: string;
  readonly severityLabel: string;
  readonly patternId: string;
  readonly tokens: string;
  readonly logSamples: string;
}

/** So many values of a token are shown, the most frequent. */
const MAX_ENUMERATIONS = 10;

const HTTP_STATUS: ReadonlySet<string> = new Set(
  `100 101 102 103 200 201 202 203 204 205 206 207 208 226 300 301 302 303 304 305 307 308 400 401 402 403 404 405 406 407 408 409 410
   411 412 413 414 415 416 417 418 421 422 423 424 425 426 428 429 431 451 499 500 501 502 503 504 505 506 507 508 510 511`.split(
    /\s+/,
  ),
);

/** Patterns of templates. Templates of different shapes may have one text; they are one pattern then. */
export function patternsOf(templates: readonly Template[]): readonly Pattern[] {
  const patterns = new Map<string, Template>();
  for (const template of templates) {
    const text = patternText(template);
    const known = patterns.get(text);
    if (known) known.absorb(template);
    else patterns.set(text, template);
  }
  return [...patterns].map(([text, template]) => ({ text, template }));
}

/**
 * The values of the columns `@pattern`, `@ratio`, `@sampleCount`, `@severityLabel`, `@PatternId`, `@tokens`, `@logSamples`.
 *
 * - `@ratio`: the share of the `total` events, with two decimals.
 * - `@severityLabel`: by the words of the pattern, variable tokens aside: `ERROR` if they contain "error", else `WARN` for "warn", `INFO` for the word
 *   info, `DEBUG` for the word debug, `NONE` otherwise; without regard to case.
 * - `@PatternId`: the first 32 hexadecimal digits of SHA-256 of the pattern's text: the same pattern has the same in every query.
 * - `@tokens`: a JSON list; the `tokenString` of its elements one after another make up the pattern. Variable tokens have their most frequent
 *   values in `enumerations`, with counts that are exact only for a token with at most 16 values.
 * - `@logSamples`: a JSON list of up to three events, the first ones in the order of the rows.
 */
export function patternColumns({ template, text }: Pattern, total: number): PatternColumns {
  const count = template.counts[0];
  return {
    pattern: text,
    ratio: (total === 0 ? 0 : count / total).toFixed(2),
    sampleCount: String(count),
    severityLabel: severityOf(template),
    patternId: createHash('sha256').update(text).digest('hex').slice(0, 32),
    tokens: tokensJson(template),
    logSamples: JSON.stringify(
      template.samples.map(({ text: logEvent, time }) =>
        Number.isFinite(time) ? { timestamp: time, logEvent } : { logEvent },
      ),
    ),
  };
}

/** Alternates between literal text and, as numbers, the positions of variable tokens. */
function* pieces({ separators, slots }: Template): Iterable<string | number> {
  let literal = '';
  for (const [i, slot] of slots.entries()) {
    literal += separators[i] ?? '';
    if (typeof slot === 'string') {
      literal += slot;
      continue;
    }
    if (literal !== '') yield literal;
    yield i;
    literal = '';
  }
  literal += separators.at(-1) ?? '';
  if (literal !== '') yield literal;
}

function patternText(template: Template): string {
  let text = '';
  let position = 0;
  for (const piece of pieces(template)) {
    text += typeof piece === 'string' ? piece : tokenText(template, piece, ++position);
  }
  return text;
}

function tokenText(template: Template, i: number, position: number): string {
  const slot = template.slots[i];
  return slot === undefined || typeof slot === 'string' ? '' : `<${slot.type}-${position}>`;
}

function severityOf(template: Template): string {
  const words = [...pieces(template)].filter((piece) => typeof piece === 'string').join(' ');
  if (/error/i.test(words)) return 'ERROR';
  if (/warn/i.test(words)) return 'WARN';
  if (/\binfo\b/i.test(words)) return 'INFO';
  return /\bdebug\b/i.test(words) ? 'DEBUG' : 'NONE';
}

function tokensJson(template: Template): string {
  const tokens: string[] = [];
  let position = 0;
  for (const piece of pieces(template)) {
    if (typeof piece === 'string') {
      tokens.push(JSON.stringify({ tokenType: 'STATIC', tokenString: piece }));
      continue;
    }
    position++;
    const slot = template.slots[piece];
    if (slot === undefined || typeof slot === 'string') continue;
    const token = JSON.stringify({
      dynamicTokenPosition: position,
      tokenType: 'DYNAMIC',
      tokenString: tokenText(template, piece, position),
      inferredTokenName: slot.type,
      isNumeric: slot.type === 'Number',
      isErrorCode: holdsHttpStatus(slot.values),
    });
    tokens.push(`${token.slice(0, -1)},"enumerations":${enumerations(slot.values)}}`);
  }
  return `[${tokens.join(',')}]`;
}

/** True when all values are HTTP status codes, an error among them. */
export function holdsHttpStatus(values: ValueCounts): boolean {
  const texts = values.entries.map(([value]) => value);
  return values.complete && texts.every((text) => HTTP_STATUS.has(text)) && texts.some((text) => /^[45]/.test(text));
}

/** The most frequent values, of equal ones the first counted. Written out here: an object would lose `__proto__` and reorder numbers. */
function enumerations(values: ValueCounts): string {
  const top = values.entries.toSorted(([, a], [, b]) => b.count - a.count).slice(0, MAX_ENUMERATIONS);
  return `{${top.map(([value, { count }]) => `${JSON.stringify(value)}:${count}`).join(',')}}`;
}
