/** Where those that read sources get them from, batch by batch. */

import type { SourceTask } from './source-loader.ts';

/** A batch of sources is sent at once: few messages for many tiny files, and still enough batches to share out at the end. */
const BATCH_OBJECTS = 256;
const BATCH_BYTES = 4 << 20;
const BATCHES_PER_WORKER = 8;

export interface TaskSupply {
  /** Batches that may still come; infinite while that is not known. */
  readonly waiting: number;
  /** The next batch, or undefined when there is none and none will come. */
  next(): Promise<readonly SourceTask[] | undefined>;
  /** These have been read, or were given up: what was held for them can go. */
  release(tasks: readonly SourceTask[]): void;
  /** A source whose reader is gone comes once more, alone, so that the one that kills its reader fails and no other does. */
  again(task: SourceTask): void;
}

/** Sources that are known from the start. */
export class ListedTasks implements TaskSupply {
  /** Taken from the end. */
  readonly #batches: (readonly SourceTask[])[];

  constructor(tasks: readonly SourceTask[], workers: number) {
    this.#batches = batchesOf(tasks, workers).reverse();
  }

  get waiting(): number {
    return this.#batches.length;
  }

  async next(): Promise<readonly SourceTask[] | undefined> {
    return this.#batches.pop();
  }

  release(): void {}

  again(task: SourceTask): void {
    this.#batches.push([task]);
  }
}

function batchesOf(tasks: readonly SourceTask[], workers: number): SourceTask[][] {
  const total = tasks.reduce((sum, task) => sum + task.size, 0);
  const bytes = Math.min(BATCH_BYTES, total / (workers * BATCHES_PER_WORKER));
  const batches: SourceTask[][] = [];
  let batch: SourceTask[] = [];
  let size = 0;
  for (const task of tasks) {
    batch.push(task);
    size += task.size;
    if (size >= bytes || batch.length >= BATCH_OBJECTS) {
      batches.push(batch);
      batch = [];
      size = 0;
    }
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
