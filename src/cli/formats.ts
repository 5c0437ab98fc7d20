/** `--format` of commands that list things, and `--json`, which is one of its values. */
import { type Command, Option } from 'commander';
import { usageError } from './errors.ts';
import { outputOptions } from './options.ts';

export interface FormatOptions<Format extends string> {
  readonly format?: Format;
  readonly json?: true;
}

export function formatOptions(command: Command, formats: readonly string[]): Command {
  outputOptions(command, 'the same as --format json');
  return command.addOption(new Option('--format <format>', 'how to print it').choices(formats));
}

/**
 * The format that the options choose.
 * @param usual the one without an option
 * @throws CliError when they contradict each other
 */
export function formatOf<Format extends string>(
  { format, json }: FormatOptions<Format>,
  usual: Format,
): Format | 'json' {
  if (json && format !== undefined && format !== 'json')
    throw usageError(`--json and --format ${format} contradict each other.`, 'Leave out one of them.');
  return json ? 'json' : (format ?? usual);
}
