/** Where those that read sources get them from, batch by batch. */

import type { PackedList } from './packed-list.ts';
import type { SourceTask } from './source-loader.ts';

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

/** A batch is sent at once: few messages for many tiny files, and still enough batches to share out at the end. */
const BATCH_OBJECTS = 256;
const BATCH_BYTES = 4 << 20;
const BATCHES_PER_WORKER = 8;

/** Sources that are known from the start. */
export class ListedTasks implements TaskSupply {
  readonly #tasks: Iterator<SourceTask>;
  readonly #batchBytes: number;
  #left: number;
  readonly #again: SourceTask[] = [];

  /**
   * @param tasks emptied bit by bit
   * @param bytes of all of them
   */
  constructor(tasks: PackedList<SourceTask>, bytes: number, workers: number) {
    this.#left = tasks.length;
    this.#tasks = tasks.drain();
    this.#batchBytes = Math.min(BATCH_BYTES, bytes / (workers * BATCHES_PER_WORKER));
  }

  get waiting(): number {
    return this.#left + this.#again.length;
  }

  async next(): Promise<readonly SourceTask[] | undefined> {
    const lost = this.#again.pop();
    if (lost !== undefined) return [lost];
    const batch: SourceTask[] = [];
    for (let size = 0; this.#left > 0 && batch.length < BATCH_OBJECTS; ) {
      const { value, done } = this.#tasks.next();
      if (done) break;
      this.#left--;
      batch.push(value);
      size += value.size;
      if (size >= this.#batchBytes) break;
    }
    return batch.length > 0 ? batch : undefined;
  }

  release(): void {}

  again(task: SourceTask): void {
    this.#again.push(task);
  }
}
