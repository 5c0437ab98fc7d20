/** Where those that read sources get them from, batch by batch. */

import type { SourceTask } from './source-loader.ts';
import { batchesOf, TaskBatch } from './task-batch.ts';

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
  readonly #batches: TaskBatch[];

  /** @param tasks emptied: there may be very many of them */
  constructor(tasks: SourceTask[], workers: number) {
    this.#batches = batchesOf(tasks, workers).reverse();
    tasks.length = 0;
  }

  get waiting(): number {
    return this.#batches.length;
  }

  async next(): Promise<readonly SourceTask[] | undefined> {
    return this.#batches.pop()?.tasks;
  }

  release(): void {}

  again(task: SourceTask): void {
    this.#batches.push(new TaskBatch([task], false));
  }
}
