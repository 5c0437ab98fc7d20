/** What a command is to the people who use it. Its page in docs/language, its line in help and completion are made from this. */

export interface CommandDefinition {
  /** The documented spelling. */
  readonly name: string;
  /** Other words for the same command. */
  readonly aliases: readonly string[];
  /** One line per form: `stats item [as name], … [by key [as name], …] [offset period]`. */
  readonly forms: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** Paragraphs in Markdown: what it does with the rows, its rules, its limits, what CloudWatch does otherwise. */
  readonly description: readonly string[];
  /** Words of the command that take a value or stand alone, such as `maxspan`. */
  readonly options: readonly { readonly name: string; readonly doc: string }[];
  /** Queries over the sample events that the documentation runs, each with a sentence about what it shows. */
  readonly examples: readonly { readonly title: string; readonly query: string }[];
}
