/**
 * The codes that cases expect, with their severity: part of the suite, so that it can be read and run without TrailQL.
 * The runner's test holds them against TrailQL's own registry.
 */

/**
 * - `error`: the query must fail.
 * - `portability`: it runs, but CloudWatch would reject it or give another result.
 * - `note`: it runs; something is worth knowing.
 */
export type CodeSeverity = 'error' | 'portability' | 'note';

export const CODES: ReadonlyMap<string, CodeSeverity> = new Map<string, CodeSeverity>([
  ['unexpected-symbol', 'error'],
  ['unrecognized-token', 'error'],
  ['not-implemented', 'error'],
  ['query-too-long', 'error'],
  ['too-complex', 'error'],
  ['nesting-too-deep', 'error'],
  ['unknown-function', 'error'],
  ['wrong-arguments', 'error'],
  ['redefined-name', 'error'],
  ['unknown-name-after-stats', 'error'],
  ['aggregate-outside-stats', 'error'],
  ['not-aggregated', 'error'],
  ['stage-order', 'error'],
  ['too-many-stats', 'error'],
  ['limit-range', 'error'],
  ['glob-aliases', 'error'],
  ['invalid-regex', 'error'],
  ['invalid-xpath', 'error'],
  ['extracted-field', 'error'],
  ['bin-out-of-scope', 'error'],
  ['structure-not-allowed', 'error'],
  ['unknown-resource', 'error'],
  ['unknown-saved-query', 'error'],
  ['saved-query-call', 'error'],
  ['subquery-nesting', 'error'],
  ['subquery-column', 'error'],
  ['time-range', 'error'],
  ['join-condition', 'error'],
  ['double-equals', 'portability'],
  ['sort-before-stats', 'portability'],
  ['sort-by-call', 'portability'],
  ['bin-cap', 'portability'],
  ['relisted-name', 'portability'],
  ['alias-of-field', 'portability'],
  ['quoted-segment', 'portability'],
  ['boolean-literal', 'portability'],
  ['boolean-text', 'portability'],
  ['text-order', 'portability'],
  ['filter-index-form', 'portability'],
  ['service-differs', 'portability'],
  ['sort-before-pattern', 'portability'],
  ['unknown-field', 'note'],
  ['no-earlier-window', 'note'],
  ['parent-field', 'note'],
]);
