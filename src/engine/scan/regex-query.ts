/** What a text must contain so that a regular expression can match it. */
import type { TextQuery } from '../../store/text-query.ts';
import type { GroupNode, RegexNode } from '../values/regex-subset.ts';
import { memberText, pairPattern } from './pair-pattern.ts';
import { inlined, literalRun, onlyChar, type Run, runChar, treeOf } from './regex-nodes.ts';
import { rememberedTest } from './remembered-test.ts';
import { atMostPerhaps, significant, simplified, textQuery } from './text-query.ts';

/** `aaa…` of `a{1000}` says little more than a few. */
const MAX_REPEATED = 32;

/** Undefined when it need not contain anything that is known. */
export function regexQuery(source: string): TextQuery | undefined {
  const alternatives = treeOf(source)?.alternatives ?? [];
  const queries = alternatives.map((nodes) => {
    const run = literalRun(nodes);
    if (run !== undefined) return textQuery(run.text, run.ignoresCase);
    const pair = pairQuery(source, nodes);
    // The test is that of all alternatives, and another one may match the member, but not the record around it.
    if (pair !== undefined) return alternatives.length > 1 ? atMostPerhaps(pair) : pair;
    const query = sequenceQuery(nodes);
    return query && atMostPerhaps(query);
  });
  return queries.length > 0 && queries.every((query) => query !== undefined) ? simplified('any', queries) : undefined;
}

/** Of a pattern that is about the value of a key, columns tell whether it matches. */
function pairQuery(source: string, nodes: readonly RegexNode[]): TextQuery | undefined {
  const pair = pairPattern(nodes);
  if (pair === undefined) return undefined;
  const { key, isWholeKey, ignoresCase, isString } = pair;
  const matches = rememberedTest(source);
  const fits = (written: string): boolean => matches(memberText(pair, written));
  return { kind: 'pair', key, isWholeKey, ignoresCase, value: { kind: 'test', fits, isString } };
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

function groupQuery({ alternatives }: GroupNode): TextQuery | undefined {
  const queries = alternatives.map(sequenceQuery);
  return queries.every((query) => query !== undefined) ? simplified('any', queries) : undefined;
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
