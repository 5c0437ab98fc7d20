/** The `word=value` settings of a command: which there are and what they take. */
import type { Setting } from '../../parser/ast.ts';
import { nearestNames } from '../../parser/nearest.ts';
import type { Analysis } from '../analyze/analysis.ts';

export class Settings {
  readonly #analysis: Analysis;
  readonly #command: string;
  readonly #byName = new Map<string, Setting>();

  /** Reports settings that the command does not have, or has already. */
  constructor(analysis: Analysis, command: string, known: readonly string[], settings: readonly Setting[]) {
    this.#analysis = analysis;
    this.#command = command;
    for (const setting of settings) {
      const name = setting.name.path.toLowerCase();
      if (!known.includes(name)) {
        const nearest = known.find((one) => name.startsWith(one)) ?? nearestNames(name, known)[0];
        const hint = nearest ? `Did you mean ${nearest}?` : `It has ${known.join(', ')}.`;
        analysis.reject('wrong-arguments', setting.name.span, `${command} has no setting ${setting.name.path}`, hint);
      } else if (this.#byName.has(name)) {
        analysis.reject('wrong-arguments', setting.span, `${command} has ${name} twice`);
      } else this.#byName.set(name, setting);
    }
  }

  /** One of some words, in lower case; the first of them when left out. */
  word<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
    const setting = this.#byName.get(name);
    if (!setting) return words[0];
    const text = setting.value.kind === 'name' ? setting.value.path.toLowerCase() : undefined;
    const word = words.find((candidate) => candidate === text);
    if (word === undefined)
      this.#refuse(setting, words.join(' or '), meant(words, this.#analysis.source(setting.value.span)));
    return word ?? words[0];
  }

  flag(name: string, fallback: boolean): boolean {
    return this.word(name, fallback ? ['true', 'false'] : ['false', 'true']) === 'true';
  }

  /** A name or text; undefined when left out. */
  name(name: string): string | undefined {
    const setting = this.#byName.get(name);
    switch (setting?.value.kind) {
      case 'name':
        return setting.value.path;
      case 'string':
        return setting.value.value;
      case 'number':
        this.#refuse(setting, 'a name');
        return undefined;
      default:
        return undefined;
    }
  }

  /** A number in a range; `what` describes it. */
  number(name: string, fallback: number, what: string, isValid: (value: number) => boolean): number {
    const setting = this.#byName.get(name);
    if (!setting) return fallback;
    const { value } = setting;
    if (value.kind === 'number' && isValid(value.value)) return value.value;
    this.#refuse(setting, what);
    return fallback;
  }

  #refuse({ name, value }: Setting, expected: string, hint = ''): void {
    const analysis = this.#analysis;
    const given = analysis.source(value.span);
    analysis.reject(
      'wrong-arguments',
      value.span,
      `${name.path} of ${this.#command} must be ${expected}, not ${given}`,
      hint,
    );
  }
}

/** Other words for true and false. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ...['1', 'yes', 'y', 'on', 't'].map((word) => [word, 'true'] as const),
  ...['0', 'no', 'n', 'off', 'f'].map((word) => [word, 'false'] as const),
]);

function meant(words: readonly string[], written: string): string {
  const text = written.replace(/^["'`]|["'`]$/g, '').toLowerCase();
  const word = words.find((one) => one === text || one === FLAGS.get(text)) ?? nearestNames(text, words)[0];
  return word === undefined ? '' : `Write ${word}.`;
}
