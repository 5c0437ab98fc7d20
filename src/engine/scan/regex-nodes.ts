/** Regular expressions taken apart: which texts their nodes stand for. */
import type { CharSet } from '../values/char-set.ts';
import { foldCase } from '../values/char-set.ts';
import { scanGroups } from '../values/regex-groups.ts';
import { type GroupNode, parseRegexSubset, type RegexNode } from '../values/regex-subset.ts';

/** A run of characters that follow one another. */
export interface Run {
  text: string;
  ignoresCase: boolean;
}

/** The nodes of a regular expression; undefined where it is not of the simple subset. */
export function treeOf(source: string): GroupNode | undefined {
  const scan = scanGroups(source);
  return scan.ok ? parseRegexSubset(scan.source) : undefined;
}

/** What a sequence is that matches one text and nothing else, or one whose case does not matter. */
export function literalRun(nodes: readonly RegexNode[]): Run | undefined {
  const run: Run = { text: '', ignoresCase: false };
  let hasCase = false;
  for (const node of nodes) {
    const char = node.kind === 'char' && node.min === 1 && node.max === 1 ? runChar(node.set) : undefined;
    if (char === undefined) return undefined;
    hasCase ||= !char.ignoresCase && /[A-Za-z]|\P{ASCII}/u.test(char.text);
    run.text += char.text;
    run.ignoresCase ||= char.ignoresCase;
  }
  return run.ignoresCase && hasCase ? undefined : run;
}

/** Groups that neither branch nor may be left out are what is in them. */
export function inlined(nodes: readonly RegexNode[]): RegexNode[] {
  return nodes.flatMap((node) => {
    const [only, ...others] = node.kind === 'group' && !node.optional ? node.alternatives : [];
    return only !== undefined && others.length === 0 ? inlined(only) : [node];
  });
}

/** The text that a set of characters stands for: one character, or one letter in both cases. */
export function runChar(set: CharSet): Run | undefined {
  const text = onlyChar(set);
  if (text !== undefined) return { text, ignoresCase: false };
  const point = set.map(([from]) => from).find((from) => from >= 0x61 && from <= 0x7a);
  if (point === undefined) return undefined;
  const both = foldCase([[point, point]]);
  const isLetter =
    both !== undefined &&
    both.length === set.length &&
    both.every(([from, to], i) => set[i]?.[0] === from && set[i]?.[1] === to);
  return isLetter ? { text: String.fromCharCode(point), ignoresCase: true } : undefined;
}

/** The only character of a set, as far as texts have it. */
export function onlyChar(set: CharSet): string | undefined {
  const [first, ...others] = set;
  if (first === undefined || others.length > 0 || first[0] !== first[1]) return undefined;
  const isText = (first[0] < 0xd800 || first[0] > 0xdfff) && first[0] !== 0xfffd;
  return isText ? String.fromCodePoint(first[0]) : undefined;
}
