/** Whether it pays to ask the columns of segments, as long as some records have to be read all the same. */

/** After so many segments it is known, and from this share of blocks on it does not. */
const ENOUGH_SEARCHES = 2;
const FUTILE_SHARE = 0.5;

/** Of the blocks with the records in question, how many are left to be read. */
export interface SearchedBlocks {
  readonly asked: number;
  readonly left: number;
}

export class SearchWorth {
  #searches = 0;
  #asked = 0;
  #left = 0;

  /** Tells what a search of columns was good for. */
  note({ asked, left }: SearchedBlocks): void {
    this.#searches++;
    this.#asked += asked;
    this.#left += left;
  }

  /** Whether it turns out that most records have to be looked at all the same, as of texts that are nearly everywhere. */
  get isFutile(): boolean {
    return this.#searches >= ENOUGH_SEARCHES && isMost({ asked: this.#asked, left: this.#left });
  }
}

/** Whether it is hardly less to read what is left than to read all. */
export function isMost({ asked, left }: SearchedBlocks): boolean {
  return left > asked * FUTILE_SHARE;
}
