/**
 * Regular expressions that the native engine runs in linear time. The patterns people write for logs are mostly literals with one
 * or two `[^"]+` in them; the native engine is ten times faster on these than a state machine, and gives the same matches.
 * This file reads the simple subset of RE2's syntax into a tree; what it does not know or cannot prove harmless is left to RE2.
 */
import { ANY, type CharSet, charSet, complement, foldCase, NOT_NEWLINE, PERL_CLASSES } from './char-set.ts';

export type RegexNode = CharNode | AssertionNode | GroupNode;

export interface CharNode {
  readonly kind: 'char';
  readonly set: CharSet;
  readonly min: number;
  /** `Infinity` for `*`, `+` and `{n,}`. */
  readonly max: number;
  readonly lazy: boolean;
}

export interface AssertionNode {
  readonly kind: 'assertion';
  readonly what: 'start' | 'end' | 'word';
}

export interface GroupNode {
  readonly kind: 'group';
  readonly capturing: boolean;
  readonly alternatives: readonly (readonly RegexNode[])[];
  readonly optional: boolean;
  readonly lazy: boolean;
}

const FLAGS = /^\(\?([ism]+)\)/;
const REPEAT = /^\{(\d+)(,(\d*))?\}/;
const CONTROL_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
]);

/** Thrown inside this file when a pattern leaves the subset. */
class OutsideSubset extends Error {}

/** Reads a pattern that RE2 accepts and whose groups have no names; undefined when it is outside the subset. */
export function parseRegexSubset(source: string): GroupNode | undefined {
  try {
    return new SubsetReader(source).read();
  } catch (error) {
    if (error instanceof OutsideSubset) return undefined;
    throw error;
  }
}

class SubsetReader {
  private rest: string;
  private flags = '';

  constructor(source: string) {
    this.rest = source;
  }

  read(): GroupNode {
    for (let match = FLAGS.exec(this.rest); match; match = FLAGS.exec(this.rest)) {
      this.flags += match[1] ?? '';
      this.rest = this.rest.slice(match[0].length);
    }
    const alternatives = this.alternatives();
    if (this.rest !== '') throw new OutsideSubset();
    return { kind: 'group', capturing: false, alternatives, optional: false, lazy: false };
  }

  private take(text: string): boolean {
    if (!this.rest.startsWith(text)) return false;
    this.rest = this.rest.slice(text.length);
    return true;
  }

  private alternatives(): RegexNode[][] {
    const alternatives: RegexNode[][] = [[]];
    while (this.rest !== '' && !this.rest.startsWith(')')) {
      if (this.take('|')) alternatives.push([]);
      else alternatives.at(-1)?.push(this.node());
    }
    return alternatives;
  }

  private node(): RegexNode {
    if (this.take('(')) return this.group();
    const assertion = this.assertion();
    if (assertion) {
      if (/^[*+?]/.test(this.rest) || REPEAT.test(this.rest)) throw new OutsideSubset();
      return { kind: 'assertion', what: assertion };
    }
    const set = this.take('[') ? this.bracketed() : this.take('.') ? this.dot() : this.fold(this.char());
    return { kind: 'char', set, ...this.quantifier() };
  }

  private group(): GroupNode {
    const capturing = !this.take('?:');
    if (capturing && this.rest.startsWith('?')) throw new OutsideSubset();
    const alternatives = this.alternatives();
    if (!this.take(')')) throw new OutsideSubset();
    const { min, max, lazy } = this.quantifier();
    const optional = min === 0;
    // What an optional group captures when its body matches nothing differs between engines.
    if (max !== 1 || (optional && !alternatives.every(consumes))) throw new OutsideSubset();
    return { kind: 'group', capturing, alternatives, optional, lazy };
  }

  private assertion(): AssertionNode['what'] | undefined {
    if (this.take('\\b')) return 'word';
    const what = this.take('^') ? 'start' : this.take('$') ? 'end' : undefined;
    if (what && this.flags.includes('m')) throw new OutsideSubset();
    return what;
  }

  private dot(): CharSet {
    return this.flags.includes('s') ? ANY : NOT_NEWLINE;
  }

  private fold(set: CharSet): CharSet {
    if (!this.flags.includes('i')) return set;
    const folded = foldCase(set);
    if (!folded) throw new OutsideSubset();
    return folded;
  }

  /** One character or escape, inside or outside brackets. */
  private char(): CharSet {
    if (!this.take('\\')) {
      const point = this.rest.codePointAt(0);
      // A bare quantifier is an error of RE2's, lone surrogates have their own rules there.
      if (point === undefined || '*+?'.includes(this.rest.charAt(0)) || (point >= 0xd800 && point <= 0xdfff)) {
        throw new OutsideSubset();
      }
      this.rest = this.rest.slice(point > 0xffff ? 2 : 1);
      return [[point, point]];
    }
    const letter = this.rest.charAt(0);
    this.rest = this.rest.slice(1);
    const known = PERL_CLASSES.get(letter);
    if (known) return known;
    const point = CONTROL_ESCAPES.get(letter) ?? (/^[!-/:-@[-`{-~]$/.test(letter) ? letter.charCodeAt(0) : undefined);
    if (point === undefined) throw new OutsideSubset();
    return [[point, point]];
  }

  private bracketed(): CharSet {
    const negated = this.take('^');
    if (this.rest.startsWith(']')) throw new OutsideSubset();
    const ranges: (readonly [number, number])[] = [];
    while (!this.take(']')) {
      if (this.rest.startsWith('[')) throw new OutsideSubset();
      ranges.push(...this.bracketItem(ranges.length === 0));
    }
    const set = this.fold(charSet(ranges));
    return negated ? complement(set) : set;
  }

  private bracketItem(first: boolean): CharSet {
    const dash = this.rest.startsWith('-');
    if (dash && !first && !this.rest.startsWith('-]')) throw new OutsideSubset();
    const from = this.bracketChar();
    if (!this.rest.startsWith('-') || this.rest.startsWith('-]')) return from;
    this.take('-');
    const to = this.bracketChar();
    const [low, high] = [singleChar(from), singleChar(to)];
    if (dash || low === undefined || high === undefined || low > high) throw new OutsideSubset();
    return [[low, high]];
  }

  /** `*`, `+` and `?` are plain characters inside brackets. */
  private bracketChar(): CharSet {
    const char = this.rest.charAt(0);
    if (char === '[') throw new OutsideSubset();
    if (!/^[*+?]$/.test(char)) return this.char();
    this.take(char);
    return [[char.charCodeAt(0), char.charCodeAt(0)]];
  }

  private quantifier(): { min: number; max: number; lazy: boolean } {
    const bounds = this.bounds();
    if (!bounds) return { min: 1, max: 1, lazy: false };
    const lazy = this.take('?');
    if (/^[*+?]/.test(this.rest) || REPEAT.test(this.rest)) throw new OutsideSubset();
    return { ...bounds, lazy };
  }

  private bounds(): { min: number; max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    const match = REPEAT.exec(this.rest);
    if (!match) return undefined;
    this.take(match[0]);
    const min = Number(match[1]);
    if (match[2] === undefined) return { min, max: min };
    return { min, max: match[3] ? Number(match[3]) : Number.POSITIVE_INFINITY };
  }
}

function singleChar(set: CharSet): number | undefined {
  const [only] = set;
  return set.length === 1 && only && only[0] === only[1] ? only[0] : undefined;
}

function consumes(nodes: readonly RegexNode[]): boolean {
  return nodes.some((node) =>
    node.kind === 'char' ? node.min > 0 : node.kind === 'group' && !node.optional && node.alternatives.every(consumes),
  );
}
