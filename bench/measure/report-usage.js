/**
 * Preloaded into a measured process (`node --import`): writes what it has used to the file that BENCH_USAGE_FILE names, as it exits.
 * Its own accounting is asked for, because a parent cannot ask for a child's on every system. On Linux the peak is VmHWM: `maxRSS` there
 * starts from the size of the process that did the fork.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.BENCH_USAGE_FILE;

function peakRss() {
  if (process.platform === 'linux') {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}

// Worker threads preload this too; their use is contained in the process's.
if (file !== undefined && isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ peakRssBytes: peakRss(), cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
  });
}
