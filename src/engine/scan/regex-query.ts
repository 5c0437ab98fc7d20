/** What a text must contain so that a regular expression can match it. */
import type { TextQuery } from '../../store/text-query.ts';
import type { CharSet } from '../values/char-set.ts';
import { foldCase } from '../values/char-set.ts';
import { scanGroups } from '../values/regex-groups.ts';
import { type GroupNode, parseRegexSubset, type RegexNode } from '../values/regex-subset.ts';
import { atMostPerhaps, significant, simplified, textQuery } from './text-query.ts';

/** `aaa…` of `a{1000}` says little more than a few. */
const MAX_REPEATED = 32;

/** Undefined when it need not contain anything that is known. */
export function regexQuery(source: string): TextQuery | undefined {
  const tree = treeOf(source);
  if (tree === undefined) return undefined;
  const texts = tree.alternatives.map(textOf);
  if (texts.every((each) => each !== undefined)) {
    return simplified(
      'any',
      texts.map(({ text, ignoresCase }) => textQuery(text, ignoresCase)),
    );
  }
  const query = groupQuery(tree);
  return query && atMostPerhaps(query);
}

/** What a sequence is that matches one text and nothing else, or one whose case does not matter. */
function textOf(nodes: readonly RegexNode[]): Run | undefined {
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

/** The text that a regular expression is, if it is nothing but a text. */
export function literalText(source: string): string | undefined {
  const tree = treeOf(source);
  const [nodes, ...others] = tree?.alternatives ?? [];
  if (nodes === undefined || others.length > 0) return undefined;
  let text = '';
  for (const node of nodes) {
    if (node.kind !== 'char' || node.min !== 1 || node.max !== 1) return undefined;
    const char = onlyChar(node.set);
    if (char === undefined) return undefined;
    text += char;
  }
  return text;
}

/** The longest text that stands as it is in whatever a regular expression matches; empty if there is none that is known. */
export function requiredText(source: string): string {
  const [nodes, ...others] = treeOf(source)?.alternatives ?? [];
  if (nodes === undefined || others.length > 0) return '';
  let [longest, run] = ['', ''];
  for (const node of inlined(nodes)) {
    if (node.kind === 'assertion') continue;
    const char = node.kind === 'char' && node.min > 0 ? onlyChar(node.set) : undefined;
    if (char !== undefined && node.kind === 'char') {
      run += char.repeat(Math.min(node.min, MAX_REPEATED));
      if (run.length > longest.length) longest = run;
      if (node.max === node.min && node.min <= MAX_REPEATED) continue;
    }
    run = '';
  }
  return longest;
}

function treeOf(source: string): GroupNode | undefined {
  const scan = scanGroups(source);
  return scan.ok ? parseRegexSubset(scan.source) : undefined;
}

function groupQuery({ alternatives }: GroupNode): TextQuery | undefined {
  const queries = alternatives.map(sequenceQuery);
  return queries.every((query) => query !== undefined) ? simplified('any', queries) : undefined;
}

/** A run of characters that follow one another. */
interface Run {
  text: string;
  ignoresCase: boolean;
}

function sequenceQuery(nodes: readonly RegexNode[]): TextQuery | undefined {
  const queries: TextQuery[] = [];
  let run: Run = { text: '', ignoresCase: false };
  const endRun = (): void => {
    if (run.text !== '') queries.push(textQuery(run.text, run.ignoresCase));
    run = { text: '', ignoresCase: false };
  };
  for (const node of inlined(nodes)) {
    if (node.kind === 'assertion') continue;
    if (node.kind === 'group') {
      endRun();
      const query = node.optional ? undefined : groupQuery(node);
      if (query !== undefined) queries.push(query);
      continue;
    }
    const char = runChar(node.set);
    if (char === undefined || node.min === 0) {
      endRun();
      continue;
    }
    const isAscii = char.text < '\x80';
    // The case of other letters than those of ASCII follows rules of its own.
    if (!isAscii && run.ignoresCase) endRun();
    if (char.ignoresCase && /[^\0-\x7f]/.test(run.text)) endRun();
    run.text += char.text.repeat(Math.min(node.min, MAX_REPEATED));
    run.ignoresCase ||= char.ignoresCase;
    if (node.max !== node.min || node.min > MAX_REPEATED) endRun();
  }
  endRun();
  return queries.length === 0 ? undefined : simplified('all', significant(queries));
}

/** Groups that neither branch nor may be left out are what is in them. */
function inlined(nodes: readonly RegexNode[]): RegexNode[] {
  return nodes.flatMap((node) => {
    const [only, ...others] = node.kind === 'group' && !node.optional ? node.alternatives : [];
    return only !== undefined && others.length === 0 ? inlined(only) : [node];
  });
}

function runChar(set: CharSet): Run | undefined {
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

/** The character of a set that has no other. */
export function onlyChar(set: CharSet): string | undefined {
  const [first, ...others] = set;
  if (first === undefined || others.length > 0 || first[0] !== first[1]) return undefined;
  const isText = (first[0] < 0xd800 || first[0] > 0xdfff) && first[0] !== 0xfffd;
  return isText ? String.fromCodePoint(first[0]) : undefined;
}
