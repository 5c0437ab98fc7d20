/**
 * Searches the records of a segment for texts without reading them: each token of a record is a value or part of a path of its columns,
 * or the part `spelling` tells of it. Rows that this leaves open have to be looked at.
 */

import type { ChunkCodes } from './chunk-codes.ts';
import type { Column } from './column.ts';
import { type KeyMatch, keyMatch } from './key-search.ts';
import { PairSearch } from './pair-search.ts';
import { RowStates, raise } from './row-states.ts';
import { SearchWorth } from './search-worth.ts';
import { OPAQUE, SPACED, type Spelling } from './spelling.ts';
import { ALWAYS, NEVER, type PairQuery, PERHAPS, type TextQuery, type TokenQuery } from './text-query.ts';
import { TokenMatcher } from './token-matcher.ts';
import { valuesWith } from './value-search.ts';

/** A segment as the search reads it. */
export interface SearchedSegment {
  readonly events: number;
  readonly spelling: Spelling;
  /** The fields that the segment has. */
  readonly fields: Uint32Array;
  /** Undefined for a system field, which is in no record. @throws StoreError `corrupt` for a field that is not known */
  path(field: number): string | undefined;
  /** The chunks of all fields but system fields, one after another. */
  chunks(): Iterable<SearchedChunk>;
  /** The chunk of one of them. */
  chunk(field: number): SearchedChunk;
  /** The column of one of them, which is kept from query to query. */
  column(field: number): Column;
}

export interface SearchedChunk {
  readonly path: string;
  /** The value list. */
  readonly values: Uint8Array;
  /** Read when there is need of them. */
  readonly codes: () => ChunkCodes;
}

/** A query with what is known for all segments, made once. */
export class TextSearch {
  readonly query: TextQuery;
  readonly #matchers = new Map<TokenQuery, TokenMatcher>();
  readonly #keys = new Map<TokenQuery, Map<string, KeyMatch>>();
  readonly #pairs: ReadonlyMap<PairQuery, PairSearch>;
  readonly worth = new SearchWorth();

  constructor(query: TextQuery) {
    this.query = query;
    this.#pairs = new Map(pairsOf(query).map((pair) => [pair, new PairSearch(pair)]));
  }

  /** Whether only columns of certain keys need to be read. */
  get isNarrow(): boolean {
    return tokensOf(this.query).length === 0;
  }

  /** How many values of a segment have to be decided one by one. @throws StoreError `corrupt` */
  countTests(segment: SearchedSegment): number {
    let count = 0;
    for (const pair of this.#pairs.values()) count += pair.countTests(segment);
    return count;
  }

  /**
   * `NEVER`, `PERHAPS` or `ALWAYS` for each row.
   * @throws StoreError `corrupt`
   */
  run(segment: SearchedSegment): Uint8Array {
    const tokens = tokensOf(this.query);
    const states = tokens.length === 0 ? new Map<TokenQuery, Uint8Array>() : this.#searchTokens(segment, tokens);
    const result = this.#combine(this.query, segment, states);
    const { flags } = segment.spelling;
    for (let row = 0; row < result.length; row++) if (flags[row] === OPAQUE) result[row] = PERHAPS;
    return result;
  }

  #combine(query: TextQuery, segment: SearchedSegment, tokens: ReadonlyMap<TokenQuery, Uint8Array>): Uint8Array {
    switch (query.kind) {
      case 'token':
        return tokens.get(query) ?? new Uint8Array(segment.events);
      case 'spaced':
        return segment.spelling.flags.map((flag) => (flag === SPACED ? PERHAPS : NEVER));
      case 'pair':
        return this.#pairs.get(query)?.run(segment) ?? new Uint8Array(segment.events);
      case 'all':
      case 'any': {
        const [first, ...others] = query.operands.map((operand) => this.#combine(operand, segment, tokens));
        if (first === undefined) return new Uint8Array(segment.events).fill(query.kind === 'all' ? PERHAPS : NEVER);
        if (query.kind === 'any')
          return others.reduce((a, b) => a.map((state, row) => Math.max(state, b[row] ?? 0)), first);
        // That texts are in the record does not say that they are so close together.
        if (others.length === 0) return first;
        return others.reduce((a, b) => a.map((state, row) => Math.min(state, b[row] ?? 0, PERHAPS)), first);
      }
    }
  }

  #searchTokens(segment: SearchedSegment, tokens: readonly TokenQuery[]): Map<TokenQuery, Uint8Array> {
    const { spelling } = segment;
    const dotted = new Set(spelling.dotted);
    const escaped = new Set(spelling.escaped);
    const searched = tokens.map((token) => ({
      matcher: this.#matcher(token),
      rows: new RowStates(segment.events),
      keys: this.#keysOf(token),
    }));
    for (const { path, values, codes } of segment.chunks()) {
      let open = false;
      for (const { matcher, rows, keys } of searched) {
        if (rows.isComplete) continue;
        open = true;
        let inKey = keys.get(path);
        if (inKey === undefined) {
          inKey = keyMatch(path, matcher);
          keys.set(path, inKey);
        }
        if (inKey !== NEVER) rows.addPresent(codes(), dotted.has(path) ? PERHAPS : inKey);
        if (inKey === ALWAYS && !dotted.has(path)) continue;
        const found = valuesWith(values, matcher, escaped.has(path), `the value list of ${path}`);
        if (found.length > 0) rows.addValues(codes(), found, ALWAYS);
      }
      if (!open) break;
    }
    return new Map(
      searched.map(({ matcher, rows }) => {
        addSpelling(rows.states, matcher, spelling);
        return [matcher.query, rows.states];
      }),
    );
  }

  #matcher(token: TokenQuery): TokenMatcher {
    let matcher = this.#matchers.get(token);
    if (matcher === undefined) {
      matcher = new TokenMatcher(token);
      this.#matchers.set(token, matcher);
    }
    return matcher;
  }

  #keysOf(token: TokenQuery): Map<string, KeyMatch> {
    let keys = this.#keys.get(token);
    if (keys === undefined) {
      keys = new Map();
      this.#keys.set(token, keys);
    }
    return keys;
  }
}

/** The tokens that are looked for everywhere. */
function tokensOf(query: TextQuery): TokenQuery[] {
  switch (query.kind) {
    case 'token':
      return [query];
    case 'spaced':
    case 'pair':
      return [];
    case 'all':
    case 'any':
      return query.operands.flatMap(tokensOf);
  }
}

/** The keys with their values that are looked for. */
function pairsOf(query: TextQuery): PairQuery[] {
  switch (query.kind) {
    case 'pair':
      return [query];
    case 'token':
    case 'spaced':
      return [];
    case 'all':
    case 'any':
      return query.operands.flatMap(pairsOf);
  }
}

/** Takes into account the texts that columns do not have, and that some of theirs are written in another way. */
function addSpelling(states: Uint8Array, matcher: TokenMatcher, spelling: Spelling): void {
  const { inStrings, inScalars } = matcher.query;
  const fits = spelling.texts.map((text) => matcher.isIn(text));
  for (const [index, row] of spelling.rows.entries()) {
    if (states[row] === ALWAYS || fits[spelling.numbers[index] ?? 0]) states[row] = PERHAPS;
  }
  const inBareKeys = inStrings && spelling.bareKeys.some((key) => keyMatch(key, matcher) !== NEVER);
  if (inBareKeys || (inScalars && matcher.fitsScalar('null'))) raise(states, PERHAPS);
}
