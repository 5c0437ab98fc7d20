/** A list of columns as a command line has it: names separated by commas; a name with a comma stands in backticks. */
import { InvalidArgumentError } from 'commander';

const NAME = /^\s*(?:`([^`]+)`|([^,`]*[^,`\s]))\s*(,|$)/;

/** @throws InvalidArgumentError */
export function columnList(text: string): readonly string[] {
  const names: string[] = [];
  let rest = text;
  for (let more = true; more; ) {
    const [all = '', quoted, plain, separator] = NAME.exec(rest) ?? [];
    const name = quoted ?? plain;
    if (name === undefined) {
      throw new InvalidArgumentError('Write names of fields separated by commas, such as @timestamp,eventName.');
    }
    names.push(name);
    rest = rest.slice(all.length);
    more = separator === ',';
  }
  return names;
}
