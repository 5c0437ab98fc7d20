/** Installs the dependencies if they are not those of package-lock.json, so that one npm command is enough on a fresh clone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
  console.error(`TrailQL needs Node.js 20.15 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** @param {string} path */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** npm notes what it installed in a lock file of its own; platform packages that were left out are missing there. */
function isInstalled() {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

if (!isInstalled()) {
  console.error(
    'Installing dependencies (SQLite is compiled where no prebuilt binary can be fetched: one to two minutes) …',
  );
  const npm = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  process.exit(npm.status ?? 1);
}
