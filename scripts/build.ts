/**
 * Builds `dist/`: the command as one bundle, with what V8 compiles of it; the workers of ingest and scan, the library as modules that
 * share their parts; the library's type declarations; and the licences of the packages in all of these.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { compileCommand } from './compile-command.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const COMMON = {
  outdir: 'dist',
  bundle: true,
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
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** What loads the AWS SDK is bundled on its own, for the command to load when it is needed. */
const AWS_MODULES: Plugin = {
  name: 'aws-modules',
  setup({ onResolve }) {
    onResolve({ filter: /\/(?:s3-api|list-public-keys)\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.cjs`, external: true } : undefined,
    );
  },
};

rmSync('dist', { recursive: true, force: true });
const modules = await build({
  ...COMMON,
  entryPoints: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    'ingest-worker': 'src/ingest/worker.ts',
    'scan-worker': 'src/engine/scan/scan-worker.ts',
  },
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  // Bundled CommonJS modules require Node's own.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
// V8's compiled code can be kept for scripts only, not for ES modules.
const scripts = await build({
  ...COMMON,
  entryPoints: {
    bundle: 'src/cli/bundle.ts',
    command: 'src/cli/process.ts',
    's3-api': 'src/ingest/s3/s3-api.ts',
    'list-public-keys': 'src/ingest/s3/list-public-keys.ts',
  },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // A script that is loaded with its compiled code cannot import.
  supported: { 'dynamic-import': false },
  plugins: [AWS_MODULES],
});
chmodSync('dist/cli.js', 0o755);
await compileCommand('dist');
writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  licences([modules, scripts].flatMap(({ metafile }) => Object.keys(metafile.inputs))),
);
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
