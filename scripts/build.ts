/**
 * Builds `dist/`: the command (split so that each verb loads only what it needs), the workers of ingest and scan, and the library, each bundled; the
 * library's type declarations; and the licences of the packages in the bundle.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    'ingest-worker': 'src/ingest/worker.ts',
    'scan-worker': 'src/engine/scan/scan-worker.ts',
  },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  external: ['better-sqlite3'],
  // ES modules where a package has them: of the AWS SDK only the requests that are made get into the bundle.
  mainFields: ['module', 'main'],
  define: { __TRAILQL_VERSION__: JSON.stringify(version) },
  // Bundled CommonJS modules require Node's own.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync('dist/cli.js', 0o755);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences(Object.keys(metafile.inputs)));
if (!process.argv.includes('--no-types')) {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  keepPublicTypes();
}

/** The licence texts of the packages that the inputs come from. */
function licences(inputs: readonly string[]): string {
  const packages = new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []));
  const texts = [...packages].sort().map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    return `${name} ${version}: ${license}\n${text}`;
  });
  return `The bundles contain these packages.\n\n${texts.join('\n')}`;
}

/** Of the declarations, those that the library's own refer to: a user's compiler need not know our dependencies. */
function keepPublicTypes(): void {
  const root = join('dist', 'types');
  const kept = new Set<string>();
  const open = [join(root, 'index.d.ts')];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.ts'/g)) {
      open.push(join(dirname(file), `${target}.d.ts`));
    }
  }
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(relative('.', file))) rmSync(file);
  }
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const folder = join(root, entry.name);
    if (entry.isDirectory() && readdirSync(folder, { recursive: true }).every((name) => !`${name}`.endsWith('.d.ts'))) {
      rmSync(folder, { recursive: true });
    }
  }
}
