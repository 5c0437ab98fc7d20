/** Events as CloudTrail log files: `AWSLogs/<account>/CloudTrail/<Region>/<date>/….json.gz`, each record byte for byte. */

import { gzipSync } from 'node:zlib';
import type { SegmentView } from '../store/segment-view.ts';
import type { StoredSource } from '../store/types.ts';
import { factsOfEvent, factsOfUri, type LogFileFacts, logFilePath, tailOf } from './cloudtrail-names.ts';
import type { OutputFolder } from './output-folder.ts';
import { type PlacedRecord, recordsOf } from './records.ts';
import type { Selection } from './selection.ts';
import type { Tally } from './tally.ts';

/** CloudTrail's own files hold 50 MB at most, unpacked. A single larger record has a file of its own. */
const FILE_BYTES = 50_000_000;
/** Bytes that all unfinished files may hold together. */
const HELD_BYTES = 100_000_000;

/** A file that is being filled. */
interface Draft {
  readonly facts: LogFileFacts;
  readonly pieces: Buffer[];
  bytes: number;
}

/** Writes the files. Each step writes one. The events of one object are in one file, in their order, unless it would get too large. */
export function* cloudTrailSteps(selection: Selection, folder: OutputFolder, tally: Tally): Generator<void> {
  const files = new LogFiles(selection.store.sources(), folder, tally);
  const last = lastSegments(selection);
  let before: PlacedRecord | undefined;
  const origin = ({ view, row }: PlacedRecord): number => view.origin(row).source;
  for (const placed of recordsOf(selection, tally)) {
    // A source goes on in its segment's next record, or in a later segment.
    if (before !== undefined && (before.view !== placed.view || origin(before) !== origin(placed))) {
      if (last.get(origin(before)) === before.view.id) yield* files.finish(origin(before));
    }
    yield* files.add(placed);
    before = placed;
  }
  yield* files.finishAll();
}

/** The last segment with events of each source. */
function lastSegments(selection: Selection): Map<number, number> {
  const last = new Map<number, number>();
  for (const { view, rows } of selection.batches()) for (const row of rows) last.set(view.origin(row).source, view.id);
  return last;
}

class LogFiles {
  readonly #sources: ReadonlyMap<number, StoredSource>;
  /** What the names of objects tell, for those that tell it. */
  readonly #named: ReadonlyMap<number, LogFileFacts>;
  readonly #folder: OutputFolder;
  readonly #tally: Tally;
  /** By source, then by what the file is to be named after. */
  readonly #drafts = new Map<number, Map<string, Draft>>();
  readonly #taken = new Set<string>();
  #held = 0;

  constructor(sources: readonly StoredSource[], folder: OutputFolder, tally: Tally) {
    this.#sources = new Map(sources.map((source) => [source.id, source]));
    const facts = sources.map(({ id, uri }) => [id, factsOfUri(uri)] as const);
    this.#named = new Map(facts.flatMap(([id, known]) => (known === undefined ? [] : [[id, known]])));
    this.#folder = folder;
    this.#tally = tally;
  }

  *add({ view, row, record: slice }: PlacedRecord): Generator<void> {
    const { source } = view.origin(row);
    // A copy: what the view gives is a part of a larger block.
    const record = Buffer.from(slice);
    const facts = this.#named.get(source) ?? this.#factsOf(source, view, row);
    const key = logFilePath(facts);
    const drafts = this.#drafts.get(source) ?? new Map<string, Draft>();
    this.#drafts.set(source, drafts);
    let draft = drafts.get(key) ?? { facts, pieces: [], bytes: 0 };
    if (draft.bytes > 0 && draft.bytes + record.length > FILE_BYTES) {
      this.#write(draft);
      yield;
      draft = { facts, pieces: [], bytes: 0 };
    }
    drafts.set(key, draft);
    draft.pieces.push(record);
    draft.bytes += record.length + 1;
    this.#held += record.length + 1;
    if (this.#held > HELD_BYTES) yield* this.finishAll();
  }

  /** Writes what there is of a source. */
  *finish(source: number): Generator<void> {
    for (const draft of this.#drafts.get(source)?.values() ?? []) {
      this.#write(draft);
      yield;
    }
    this.#drafts.delete(source);
  }

  *finishAll(): Generator<void> {
    for (const source of [...this.#drafts.keys()]) yield* this.finish(source);
  }

  #factsOf(source: number, view: SegmentView, row: number): LogFileFacts {
    const text = (path: string): string => String(view.column(path)?.cell(row) ?? '');
    const { uri = '', sha256 = null } = this.#sources.get(source) ?? {};
    const delivered = Number(text('@ingestionTime') || 0);
    return factsOfEvent(text('@logStream'), text('eventCategory'), delivered, sha256 ?? `${source} ${uri}`);
  }

  #write({ facts, pieces, bytes }: Draft): void {
    const separated = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [COMMA, piece]));
    this.#folder.add(this.#freePath(facts), gzipSync(Buffer.concat([HEAD, ...separated, END])));
    this.#tally.files++;
    this.#held -= bytes;
  }

  /** A path that no file of this export has yet, whatever the case of its letters. */
  #freePath(facts: LogFileFacts): string {
    let path = logFilePath(facts);
    for (let part = 2; this.#taken.has(path.toLowerCase()); part++) {
      path = logFilePath({ ...facts, tail: tailOf(`${facts.tail} ${part}`) });
    }
    this.#taken.add(path.toLowerCase());
    return path;
  }
}

const HEAD = Buffer.from('{"Records":[');
const COMMA = Buffer.from(',');
const END = Buffer.from(']}');
