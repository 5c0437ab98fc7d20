/**
 * Checks the Markdown of the project: relative links lead to files, and to headings where they name one; npm scripts named exist; the
 * language reference is what the definitions and the examples give (`--write` brings it there).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { languageReference } from './language-reference.ts';

const problems: string[] = [];

const { pages: reference, failures } = await languageReference();
problems.push(...failures);
for (const [path, text] of reference) {
  const written = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (text === undefined || text === written) continue;
  if (process.argv.includes('--write')) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else problems.push(`${path}: not what the code says; npm run docs -- --write brings it up to date`);
}

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((page) => page !== '' && existsSync(page));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** The anchor a heading gets on a code-hosting page. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function headingsOf(page: string): Set<string> {
  const headings = readFileSync(page, 'utf8').matchAll(/^#{1,6}\s+(.*)$/gm);
  return new Set([...headings].map(([, heading = '']) => anchorOf(heading)));
}

for (const page of pages) {
  const text = readFileSync(page, 'utf8');
  const prose = text.replace(/```[\s\S]*?```/g, '');
  for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
    if (!existsSync(file)) problems.push(`${page}: ${target} leads nowhere`);
    else if (anchor && file.endsWith('.md') && !headingsOf(file).has(anchor))
      problems.push(`${page}: ${target} names no heading`);
  }
  for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)) {
    if (!(name in scripts)) problems.push(`${page}: there is no script ${name}`);
  }
}

for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0 ? `${pages.length} pages checked` : `${problems.length} problems in ${pages.length} pages`,
);
process.exit(problems.length === 0 ? 0 : 1);
