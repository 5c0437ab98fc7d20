/** What is said about a regular expression that cannot be used. */
import type { RegexLiteral } from '../../parser/ast.ts';
import type { Analysis } from './analysis.ts';

/** Reports a regular expression with what `compileRegex` complains of; `filters` says that it stands behind `like` or `=~`. */
export function rejectRegex(analysis: Analysis, { span }: RegexLiteral, message: string, filters: boolean): void {
  analysis.reject('invalid-regex', span, message, wayOut(message, filters));
}

function wayOut(message: string, filters: boolean): string {
  if (message.startsWith('look-around')) {
    return filters
      ? 'Write two filters: one with like for what must be there, one with not like for what must not.'
      : 'Match what stands around as well, and put only the part to keep into a named group.';
  }
  if (message.startsWith('back-references')) return 'Take both parts with parse, and compare them: filter a = b.';
  if (message.includes('Perl syntax: `(?')) return 'A group with a name is (?<name>…), one without is (?:…).';
  if (/^(?:missing closing|unexpected \)|missing argument)/.test(message))
    return 'A sign that stands for itself has a backslash before it: \\( or \\[ or \\*.';
  return '';
}
