/** What a text must begin with so that a regular expression can match it. */
import { onlyChar, treeOf } from './regex-nodes.ts';

/** Of `a{1000}`, a few tell the most. */
const MAX_REPEATED = 32;

/** The text that whatever it matches begins with; empty for one that is not anchored, and where none is known. */
export function requiredPrefix(source: string): string {
  const [nodes, ...others] = treeOf(source)?.alternatives ?? [];
  const [anchor, ...chars] = nodes ?? [];
  if (others.length > 0 || anchor?.kind !== 'assertion' || anchor.what !== 'start') return '';
  let prefix = '';
  for (const node of chars) {
    const char = node.kind === 'char' ? onlyChar(node.set) : undefined;
    if (char === undefined || node.kind !== 'char') break;
    prefix += char.repeat(Math.min(node.min, MAX_REPEATED));
    if (node.max !== node.min || node.min > MAX_REPEATED) break;
  }
  return prefix;
}
