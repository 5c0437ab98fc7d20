/** Sources that are sent to a worker at once, kept small until then: a million files must not be a million objects for hours. */

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SourceTask } from './source-loader.ts';

/** A batch of sources is sent at once: few messages for many tiny files, and still enough batches to share out at the end. */
const BATCH_OBJECTS = 256;
const BATCH_BYTES = 4 << 20;
const BATCHES_PER_WORKER = 8;
/** With so many sources they are worth packing. */
const MANY_OBJECTS = 16_384;

export class TaskBatch {
  readonly #tasks: readonly SourceTask[] | Uint8Array;

  constructor(tasks: readonly SourceTask[], packed: boolean) {
    this.#tasks = packed ? deflateRawSync(JSON.stringify(tasks), { level: 1 }) : tasks;
  }

  /** The sources, in their order. */
  get tasks(): readonly SourceTask[] {
    const tasks = this.#tasks;
    if (!(tasks instanceof Uint8Array)) return tasks;
    const unpacked: readonly SourceTask[] = JSON.parse(inflateRawSync(tasks).toString());
    return unpacked;
  }
}

/** The sources in batches, in their order. */
export function batchesOf(tasks: readonly SourceTask[], workers: number): TaskBatch[] {
  const total = tasks.reduce((sum, task) => sum + task.size, 0);
  const bytes = Math.min(BATCH_BYTES, total / (workers * BATCHES_PER_WORKER));
  const packed = tasks.length >= MANY_OBJECTS;
  const batches: TaskBatch[] = [];
  let batch: SourceTask[] = [];
  let size = 0;
  for (const task of tasks) {
    batch.push(task);
    size += task.size;
    if (size >= bytes || batch.length >= BATCH_OBJECTS) {
      batches.push(new TaskBatch(batch, packed));
      batch = [];
      size = 0;
    }
  }
  if (batch.length > 0) batches.push(new TaskBatch(batch, packed));
  return batches;
}
