/** The page of everything that can be said about a query. */
import type { Trail } from '../src/index.ts';
import { DIAGNOSTIC_CODES, type DiagnosticCode, type Severity } from '../src/parser/diagnostics.ts';
import type { Page } from './language-commands.ts';
import { DIAGNOSTIC_PAGES } from './language-diagnostic-pages.ts';
import { drawMessages, runExample } from './language-example.ts';
import { block, code, page, table } from './language-markdown.ts';

export const DIAGNOSTICS_PATH = 'diagnostics.md';

const SEVERITIES: readonly { readonly severity: Severity; readonly title: string; readonly about: string }[] = [
  {
    severity: 'error',
    title: 'Errors',
    about:
      'The query cannot run, here or on CloudWatch. The text follows the service where its text is known; the hint is ours.',
  },
  {
    severity: 'portability',
    title: 'Portability',
    about:
      'TrailQL runs the query, CloudWatch would refuse it or give another result. `trailql check` and `query --strict` treat it as an error.',
  },
  { severity: 'note', title: 'Notes', about: 'Worth knowing.' },
];

const CODES = Object.entries(DIAGNOSTIC_CODES) as [DiagnosticCode, { severity: Severity; title: string }][];

export async function diagnosticsPage(trail: Trail): Promise<Page> {
  const failures = [...DIAGNOSTIC_PAGES.keys()]
    .filter((name) => !(name in DIAGNOSTIC_CODES))
    .map((name) => `${DIAGNOSTICS_PATH}: ${name} is no code`);
  const parts = [
    '# Diagnostics',
    'What TrailQL says about a query: an error, a portability warning or a note, with its place in the text and a way out.',
  ];
  for (const { severity, title, about } of SEVERITIES) {
    const codes = CODES.filter(([, registered]) => registered.severity === severity);
    const links = codes.map(([name, registered]) => [`[${code(name)}](#${name})`, registered.title]);
    parts.push(`## ${title}`, about, table(['code', 'meaning'], links));
    for (const [name, registered] of codes) {
      const section = await sectionOf(trail, name, registered.title);
      if (typeof section === 'string') failures.push(section);
      else parts.push(...section);
    }
  }
  parts.push('[The language](README.md)');
  return { path: DIAGNOSTICS_PATH, text: failures.length > 0 ? undefined : page(parts), failures };
}

/** The parts of a section; a text says why there are none. */
async function sectionOf(trail: Trail, name: DiagnosticCode, title: string): Promise<readonly string[] | string> {
  const described = DIAGNOSTIC_PAGES.get(name);
  if (!described) return `${DIAGNOSTICS_PATH}: ${name} has no section`;
  const { diagnostics, failure } = await runExample(trail, described.query, name);
  const raised = diagnostics.filter((diagnostic) => diagnostic.code === name);
  if (raised.length === 0)
    return `${DIAGNOSTICS_PATH}: the example of ${name} does not raise it${failure === '' ? '' : ` but ${failure}`}`;
  return [
    `### ${name}`,
    `${title}. ${described.meaning}`,
    block('text', drawMessages(raised, described.query)),
    described.wayOut,
  ];
}
