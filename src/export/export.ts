/** Events out of a database: the front door of exports. */

import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { checkOptions as checkQueryOptions } from '../engine/query-options.ts';
import { StoreError } from '../store/errors.ts';
import type { EventStore } from '../store/event-store.ts';
import { inChunks } from './chunks.ts';
import { cloudTrailSteps } from './cloudtrail.ts';
import { csvPieces } from './csv.ts';
import { ExportError } from './errors.ts';
import { checkFilePlace, OutputFile, type PlaceOptions, putInPlace, temporaryName } from './output-file.ts';
import { OutputFolder } from './output-folder.ts';
import { ndjsonPieces, recordsPieces } from './records.ts';
import { Selection, type SelectionOptions } from './selection.ts';
import { sqliteSteps } from './sqlite.ts';
import { newTally, type Tally } from './tally.ts';

export const EXPORT_FORMATS = ['records', 'ndjson', 'csv', 'cloudtrail', 'sqlite'] as const;

/**
 * - `records`: one JSON object `{"Records":[…]}`, each record byte for byte
 * - `ndjson`: a record per line, byte for byte
 * - `csv`: RFC 4180, a column per field
 * - `cloudtrail`: a folder of log files as CloudTrail delivers them, each record byte for byte
 * - `sqlite`: a database with a table `events`
 */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions extends SelectionOptions {
  readonly format: ExportFormat;
  /** Take the place of what is there. */
  readonly force?: boolean | undefined;
  /** `csv` and `sqlite`: the columns in their order; all when left out. */
  readonly columns?: readonly string[] | undefined;
  /** `ndjson`: leave out line breaks inside of records. Without it such a record is an error. */
  readonly joinLines?: boolean | undefined;
  /** `csv`: put an apostrophe before cells that a spreadsheet would run as formulas. */
  readonly guardFormulas?: boolean | undefined;
  /** Ends the export; nothing is left of it then, and its promise rejects with the reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What an export has done. */
export type ExportReport = Readonly<Tally>;

/** Takes the bytes of a form that is one stream. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

/** How long other work of the process may wait, in milliseconds. */
const BREATH_MS = 50;

/**
 * Exports events to a file, or for `cloudtrail` to a folder. It is there as a whole or not at all.
 * @throws ExportError, QueryError, StoreError
 */
export async function exportTo(store: EventStore, path: string, options: ExportOptions): Promise<ExportReport> {
  checkOptions(options);
  const place: PlaceOptions = { force: options.force ?? false, database: store.file };
  const tally = newTally();
  if (options.format === 'cloudtrail') await toFolder(store, path, options, place, tally);
  else if (options.format === 'sqlite') await toDatabase(store, path, options, place, tally);
  else await toFile(store, path, options, place, tally);
  return tally;
}

/**
 * Exports events as one stream of bytes: not for `cloudtrail` and `sqlite`.
 * @throws ExportError, QueryError, StoreError, and what `write` throws
 */
export async function exportStream(
  store: EventStore,
  write: WriteBytes,
  options: ExportOptions,
): Promise<ExportReport> {
  checkOptions(options);
  const tally = newTally();
  for (const chunk of streamOf(new Selection(store, options), options, tally)) {
    options.signal?.throwIfAborted();
    await write(chunk);
  }
  return tally;
}

/** Whether a format is one stream of bytes. */
export function isStream(format: ExportFormat): boolean {
  return format !== 'cloudtrail' && format !== 'sqlite';
}

function checkOptions(options: ExportOptions): void {
  const { format, columns, joinLines, guardFormulas } = options;
  checkQueryOptions(options);
  const idle = [
    columns !== undefined && format !== 'csv' && format !== 'sqlite' ? 'columns' : '',
    joinLines && format !== 'ndjson' ? 'join lines' : '',
    guardFormulas && format !== 'csv' ? 'guard formulas' : '',
  ].find((name) => name !== '');
  if (idle !== undefined)
    throw new ExportError('invalid', `The option ${idle} does nothing with the format ${format}.`);
}

function streamOf(selection: Selection, options: ExportOptions, tally: Tally): Generator<Uint8Array> {
  switch (options.format) {
    case 'records':
      return inChunks(recordsPieces(selection, tally));
    case 'ndjson':
      return inChunks(ndjsonPieces(selection, tally, { joinLines: options.joinLines ?? false }));
    case 'csv': {
      const { columns, guardFormulas = false } = options;
      return inChunks(csvPieces(selection, tally, { columns, guardFormulas }));
    }
    default:
      throw new ExportError('invalid', `The format ${options.format} is no stream of bytes. Name a place for it.`);
  }
}

async function toFile(
  store: EventStore,
  path: string,
  options: ExportOptions,
  place: PlaceOptions,
  tally: Tally,
): Promise<void> {
  const file = new OutputFile(path, place);
  try {
    await stepByStep(writing(file, streamOf(new Selection(store, options), options, tally)), options.signal);
    file.finish();
    tally.files++;
  } finally {
    file.discard();
  }
}

function* writing(file: OutputFile, chunks: Iterable<Uint8Array>): Generator<void> {
  for (const chunk of chunks) {
    file.write(chunk);
    yield;
  }
}

async function toFolder(
  store: EventStore,
  path: string,
  options: ExportOptions,
  place: PlaceOptions,
  tally: Tally,
): Promise<void> {
  const folder = new OutputFolder(path, place);
  try {
    await stepByStep(cloudTrailSteps(new Selection(store, options), folder, tally), options.signal);
    folder.finish();
  } finally {
    folder.discard();
  }
}

async function toDatabase(
  store: EventStore,
  path: string,
  options: ExportOptions,
  place: PlaceOptions,
  tally: Tally,
): Promise<void> {
  checkFilePlace(path, place);
  const temporary = temporaryName(path);
  try {
    await stepByStep(sqliteSteps(new Selection(store, options), temporary, tally, options.columns), options.signal);
    makeDurable(temporary);
    putInPlace(temporary, path, place.force);
  } catch (error) {
    // The temporary name says nothing to people.
    if (error instanceof StoreError)
      throw new StoreError(error.code, error.message.replaceAll(temporary, path), { cause: error });
    throw error;
  } finally {
    for (const suffix of ['', '-journal']) rmSync(temporary + suffix, { force: true });
  }
}

function makeDurable(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Takes all steps; lets other work of the process in between and looks whether to end early. */
async function stepByStep(steps: Generator<void>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  let breath = performance.now();
  for (const _ of steps) {
    if (performance.now() - breath > BREATH_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      breath = performance.now();
    }
    signal?.throwIfAborted();
  }
}
