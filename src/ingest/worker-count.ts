/** How many threads read. */

import { availableParallelism } from 'node:os';

/** More threads than this only wait for the one that writes. */
const MAX_WORKERS = 4;
/** Stored bytes that are worth a worker: each compiles the program anew for itself, which takes as much time as to read some megabytes. */
const WORKER_BYTES = 8 << 20;

/** Workers for an input whose size is not known. */
export function maxWorkers(processors = availableParallelism()): number {
  return Math.min(processors, MAX_WORKERS);
}

/** Workers for so many objects with so many stored bytes in all; 0: the work is done before a thread has started. */
export function workersFor(objects: number, bytes: number, processors = availableParallelism()): number {
  // One object is one thread's work.
  if (objects < 2) return 0;
  return Math.min(maxWorkers(processors), objects, Math.floor(bytes / WORKER_BYTES));
}
