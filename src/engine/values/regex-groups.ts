/** Group names of a regular expression: found and taken out, since RE2 knows fewer names than the language (`@name`). */

export type GroupScan =
  | {
      readonly ok: true /** The pattern with unnamed groups. */;
      readonly source: string;
      readonly names: readonly (string | undefined)[];
    }
  | { readonly ok: false; readonly message: string };

const GROUP_NAME = /^\(\?P?<([^>)]*)>/;
const VALID_NAME = /^@{0,2}[\p{L}\p{N}_]+$/u;
const LOOK_AROUND = /^\(\?<?[=!]/;
const POSIX_CLASS = /^\[:\^?[a-z]+:\]/;

/** Complains about look-around, invalid names and names used twice; other mistakes are left to the engine. */
export function scanGroups(source: string): GroupScan {
  const names: (string | undefined)[] = [];
  const seen = new Set<string>();
  let result = '';
  let i = 0;
  while (i < source.length) {
    const skipped = inertLength(source, i);
    if (skipped > 0) {
      result += source.slice(i, i + skipped);
      i += skipped;
      continue;
    }
    const char = source.charAt(i);
    if (char !== '(') {
      result += char;
      i++;
      continue;
    }
    // No group opening is longer than this, names aside.
    const opening = source.slice(i, i + 300);
    if (LOOK_AROUND.test(opening))
      return { ok: false, message: 'look-around such as (?=…) or (?<!…) is not supported' };
    const named = GROUP_NAME.exec(opening);
    if (named) {
      const name = named[1] ?? '';
      if (!VALID_NAME.test(name)) return { ok: false, message: `invalid group name: ${name}` };
      if (seen.has(name)) return { ok: false, message: `the group name ${name} is used twice` };
      seen.add(name);
      names.push(name);
      result += '(';
      i += named[0].length;
      continue;
    }
    if (source.charAt(i + 1) !== '?') names.push(undefined);
    result += char;
    i++;
  }
  return { ok: true, source: result, names };
}

/** Length of the escape, quoted text or bracketed class at an offset; 0 when there is none. */
function inertLength(source: string, start: number): number {
  if (source.startsWith('\\Q', start)) {
    const end = source.indexOf('\\E', start + 2);
    return (end < 0 ? source.length : end + 2) - start;
  }
  const char = source.charAt(start);
  if (char === '\\') return 2;
  return char === '[' ? classLength(source, start) : 0;
}

function classLength(source: string, start: number): number {
  let i = start + 1;
  if (source.charAt(i) === '^') i++;
  if (source.charAt(i) === ']') i++;
  while (i < source.length && source.charAt(i) !== ']') {
    if (source.charAt(i) === '\\') i += 2;
    else i += POSIX_CLASS.exec(source.slice(i, i + 20))?.[0].length ?? 1;
  }
  return i + 1 - start;
}
