/** The grammar of stage bodies, continued: commands that take values apart, and calls of saved queries. */
import type { ParserMethod } from 'chevrotain';
import type { CsvSpec, GlobSpec, LogfmtSpec, ParseStage, RegexSpec, SavedQueryArgument, XmlSpec } from '../ast.ts';
import { nameOf, textOf } from '../literals.ts';
import * as t from '../tokens.ts';
import { type Body, StageParser } from './stages.ts';

/** Forms of `parse` other than glob and regex. */
const PARSE_FORMATS = ['logfmt', 'csv', 'xml'] as const;

export class ExtractionParser extends StageParser {
  readonly parse: ParserMethod<[], Body<'parse'>> = this.RULE('parse', () => {
    const source = this.OPTION({
      GATE: () => this.#parseSourceFollows(),
      DEF: () => this.SUBRULE(this.postfix),
    });
    const spec = this.OR<ParseStage['spec']>({
      // The word decides; what is wrong behind it is blamed there.
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.SUBRULE(this.glob) },
        { ALT: () => this.SUBRULE(this.parseRegex) },
        { GATE: () => this.isWord('logfmt'), ALT: () => this.SUBRULE(this.logfmt) },
        { GATE: () => this.isWord('csv'), ALT: () => this.SUBRULE(this.csv) },
        { GATE: () => this.isWord('xml'), ALT: () => this.SUBRULE(this.xml) },
      ],
    });
    return { source, spec };
  });

  readonly glob: ParserMethod<[], GlobSpec> = this.RULE('glob', () => {
    const first = this.CONSUME(t.Text);
    this.CONSUME(t.As);
    const aliases = this.SUBRULE(this.names);
    return this.ACTION(() => ({ kind: 'glob' as const, pattern: textOf(first), aliases, span: this.spanFrom(first) }));
  });

  readonly parseRegex: ParserMethod<[], RegexSpec> = this.RULE('parseRegex', () => {
    const first = this.LA(1);
    const pattern = this.SUBRULE(this.regex);
    const aliases = this.OPTION(() => {
      this.CONSUME(t.As);
      return this.SUBRULE(this.names);
    });
    const multi = this.OPTION1(() => this.CONSUME(t.Multi)) !== undefined;
    return this.ACTION(() => ({
      kind: 'regex' as const,
      pattern,
      aliases: aliases ?? [],
      multi,
      span: this.spanFrom(first),
    }));
  });

  readonly logfmt: ParserMethod<[], LogfmtSpec> = this.RULE('logfmt', () => {
    const first = this.CONSUME(t.Name);
    const alias = this.SUBRULE(this.alias);
    return this.ACTION(() => ({ kind: 'logfmt' as const, alias, span: this.spanFrom(first) }));
  });

  readonly csv: ParserMethod<[], CsvSpec> = this.RULE('csv', () => {
    const first = this.CONSUME(t.Name);
    this.CONSUME(t.As);
    const aliases = this.SUBRULE(this.names);
    return this.ACTION(() => ({ kind: 'csv' as const, aliases, span: this.spanFrom(first) }));
  });

  readonly xml: ParserMethod<[], XmlSpec> = this.RULE('xml', () => {
    const first = this.CONSUME(t.Name);
    const path = this.CONSUME(t.Text);
    const alias = this.SUBRULE(this.alias);
    return this.ACTION(() => ({ kind: 'xml' as const, path: textOf(path), alias, span: this.spanFrom(first) }));
  });

  readonly json: ParserMethod<[], Body<'json'>> = this.RULE('json', () => {
    this.expectWord('field');
    this.CONSUME(t.Name);
    this.SUBRULE(this.equalsSign);
    const field = this.SUBRULE(this.name);
    const path = this.CONSUME(t.Text);
    const alias = this.SUBRULE(this.alias);
    return this.ACTION(() => ({ field, path: textOf(path), alias }));
  });

  readonly unnest: ParserMethod<[], Body<'unnest'>> = this.RULE('unnest', () => {
    const list = this.SUBRULE(this.postfix);
    this.CONSUME(t.Into);
    const alias = this.SUBRULE(this.name);
    return { list, alias };
  });

  // --- pieces of many commands -----------------------------------------------------------------------------------------

  readonly equalsSign: ParserMethod<[], void> = this.RULE('equalsSign', () => {
    this.expectWord('=');
    this.CONSUME(t.ComparisonOperator);
  });

  readonly savedQuery: ParserMethod<[], Body<'savedQuery'>> = this.RULE('savedQuery', () => {
    const args: SavedQueryArgument[] = [];
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.argument)) });
    this.CONSUME(t.RightParen);
    return { name, args };
  });

  readonly argument: ParserMethod<[], SavedQueryArgument> = this.RULE('argument', () => {
    const first = this.CONSUME(t.Name);
    this.SUBRULE(this.equalsSign);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ kind: 'argument' as const, name: nameOf(first), value, span: this.spanFrom(first) }));
  });

  /** Whether a value stands before the pattern. */
  #parseSourceFollows(): boolean {
    const next = this.LA(1);
    if (!this.isWord(...PARSE_FORMATS)) return next.tokenType === t.Name || next.tokenType === t.LeftParen;
    // A field with the name of a format: `parse csv csv as a`, `parse logfmt "*" as a`.
    const after = this.LA(2);
    if (after.tokenType === t.As) return false;
    return !(next.image.toLowerCase() === 'xml' && after.tokenType === t.Text && this.LA(4).tokenType !== t.Comma);
  }
}
