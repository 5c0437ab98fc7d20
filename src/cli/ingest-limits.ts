/** The options of `trailql ingest` that bound what is read. */
import type { Command } from 'commander';
import type { IngestOptions } from '../ingest/ingest.ts';
import { size, wholeNumber } from './options.ts';

type LimitName = Extract<keyof IngestOptions, `max${string}`>;
export type LimitOptions = { readonly [name in Exclude<LimitName, 'maxMemoryMb'>]?: number };

const COUNT = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export function limitOptions(command: Command): Command {
  return command
    .option('--max-record-bytes <size>', 'reject larger records (default: 64M)', size)
    .option('--max-inflated-bytes <size>', 'stop reading a compressed object that unpacks to more (default: 1G)', size)
    .option(
      '--max-ratio <n>',
      'stop reading an archive that unpacks to n times its size, and to 1G (default: 200)',
      COUNT,
    )
    .option(
      '--max-layers <n>',
      'layers of packing, or of text in text, around events (default: 8)',
      wholeNumber(0, 100),
    )
    .option('--max-entries <n>', 'stop reading an archive behind so many entries (default: 1000000)', COUNT)
    .option('--max-depth <n>', 'reject records that are nested deeper (default: 1000)', wholeNumber(1, 100_000))
    .option('--max-members <n>', 'reject records with more members and elements (default: 262144)', COUNT)
    .option('--max-path-bytes <size>', 'reject records with a longer field path (default: 64k)', size)
    .option('--max-number-bytes <size>', 'reject records with a longer number (default: 4k)', size)
    .option('--max-segment-paths <n>', 'field paths known at a time (default: 100000)', COUNT);
}

/** The limits that are given; what is left out has its default in the ingest. */
export function givenLimits(options: LimitOptions): LimitOptions {
  const names: readonly (keyof LimitOptions)[] = [
    'maxRecordBytes',
    'maxInflatedBytes',
    'maxRatio',
    'maxLayers',
    'maxEntries',
    'maxDepth',
    'maxMembers',
    'maxPathBytes',
    'maxNumberBytes',
    'maxSegmentPaths',
  ];
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}
