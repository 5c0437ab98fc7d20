/** Options that several commands share, and readers of option values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { parseTimeArgument, type TimeArgument, TimeArgumentError } from './times.ts';

/** Runs a command's work in the process at hand; its exit code becomes the program's. */
export type Act = (work: (io: Io) => Promise<ExitCode>) => Promise<void>;

export const DEFAULT_DB = 'trail.db';

export interface OutputOptions {
  readonly json?: true;
  /** False with `--no-color`. */
  readonly color: boolean;
}

export interface DbOptions {
  readonly db: string;
}

export interface TableOptions {
  readonly width?: number;
  readonly fold?: true;
}

export function dbOption(command: Command): Command {
  return command.option('--db <file>', 'the database', DEFAULT_DB);
}

export function outputOptions(command: Command, json = 'print JSON, and nothing else, on standard output'): Command {
  return command.option('--json', json).option('--no-color', 'no colours (also with NO_COLOR in the environment)');
}

export function tableOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--width <cells>', 'width of tables and charts (default: the terminal; unlimited when piped)')
        .argParser(wholeNumber(20, 100_000))
        .conflicts('json'),
    )
    .addOption(new Option('--fold', 'continue long cells on further lines instead of cutting them').conflicts('json'));
}

/** Adds examples to a command's help: what they do and how they read. */
export function examples(command: Command, list: readonly (readonly [what: string, line: string])[]): Command {
  const lines = list.flatMap(([what, line]) => [`  # ${what}`, `  $ ${line}`]);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Reads a whole number within inclusive bounds. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`Write a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
]);

/** Reads a size in bytes: `1000000`, `64k`, `256M`, `2GB` (powers of 1024). */
export function size(text: string): number {
  const match = /^(\d+)\s?([kmg]?)(?:i?b)?$/i.exec(text);
  const bytes = Number(match?.[1]) * (SIZE_UNITS.get((match?.[2] ?? '').toLowerCase()) ?? Number.NaN);
  if (match === null || !Number.isSafeInteger(bytes) || bytes < 1) {
    throw new InvalidArgumentError('Write a number of bytes, such as 1000000, 64k, 256M or 2G.');
  }
  return bytes;
}

/** Reads a time. */
export function time(text: string): TimeArgument {
  try {
    return parseTimeArgument(text);
  } catch (error) {
    if (error instanceof TimeArgumentError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** Reads a time or `newest`, the time of the newest event. */
export function nowArgument(text: string): TimeArgument | 'newest' {
  return text.toLowerCase() === 'newest' ? 'newest' : time(text);
}

/** Collects the values of a repeated option. */
export function collect(value: string, values: readonly string[] | undefined): readonly string[] {
  return [...(values ?? []), value];
}
