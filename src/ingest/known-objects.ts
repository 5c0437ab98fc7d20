/** Which objects need not be read, because the store has them already. */

import type { StoredSource } from '../store/types.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { ReportBuilder } from './ingest-report.ts';
import type { SourceObject } from './listing.ts';

export class KnownObjects {
  readonly #writer: StoreWriter;
  readonly #report: ReportBuilder;
  readonly #keepObjects: boolean;
  readonly #keepDuplicates: boolean;
  #notKept = 0;

  constructor(
    writer: StoreWriter,
    report: ReportBuilder,
    options: { readonly keepObjects?: boolean; readonly keepDuplicates?: boolean },
  ) {
    this.#writer = writer;
    this.#report = report;
    this.#keepObjects = options.keepObjects ?? false;
    this.#keepDuplicates = options.keepDuplicates ?? false;
  }

  /** Whether an object must be read: it is new, has changed, or was not read to its end. */
  isWanted(object: SourceObject): boolean {
    const known = lastRecordOf(this.#writer, object);
    if (known === undefined) return true;
    if (this.#keepObjects && !this.#writer.keepsObject(known.id)) this.#notKept++;
    if (known.status === 'failed') return true;
    if (known.status !== 'damaged') return false;
    // Without a hash, something cut the reading short that may be different now: a limit, a read error, a worker that died.
    if (known.sha256 !== null) {
      this.#note(object, `already stored, damaged: ${known.message}`);
      return false;
    }
    if (!this.#keepDuplicates || known.events + known.duplicates === 0) return true;
    this.#note(
      object,
      'it was read in part before, and is not read again: keeping duplicates would store that part twice',
    );
    return false;
  }

  /** Tells in the report what was asked for and cannot be had of objects that are not read again. */
  finish(): void {
    if (this.#notKept === 0) return;
    const message = `${this.#notKept} objects that are stored already are not kept as they are: for that, ingest them into a new database`;
    this.#report.notes.push({ source: '', message });
  }

  #note({ uri }: SourceObject, message: string): void {
    this.#report.notes.push({ source: uri, message });
  }
}

/** What knows the objects that have been read. */
export type KnownSources = Pick<StoreWriter, 'findSource'>;

/** Whether an ingest that keeps no duplicates would read an object; see `KnownObjects.isWanted`. */
export function needsReading(sources: KnownSources, object: SourceObject): boolean {
  const known = lastRecordOf(sources, object);
  return known === undefined || known.status === 'failed' || (known.status === 'damaged' && known.sha256 === null);
}

/** The last record of the same object, by size, time and, where it has one, ETag. */
function lastRecordOf(sources: KnownSources, object: SourceObject): StoredSource | undefined {
  if (object.modified === null) return undefined;
  const stored = sources.findSource(object.uri);
  const isSame =
    stored?.size === object.size && stored.modified === object.modified && stored.etag === (object.etag ?? null);
  return isSame ? stored : undefined;
}
