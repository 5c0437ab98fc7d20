/** The grammar of stage bodies, continued: commands that work on whole tables, and `SOURCE`. */
import type { ParserMethod } from 'chevrotain';
import type {
  Fill,
  JsonList,
  JsonMap,
  JsonNode,
  Name,
  NamePair,
  NamePattern,
  Setting,
  SourceArgument,
  SourceCall,
  SourceSelection,
  SourceTime,
  StringLiteral,
} from '../ast.ts';
import { spanOf } from '../lexer.ts';
import { nameOf, numberOf, textOf } from '../literals.ts';
import * as t from '../tokens.ts';
import { ExtractionParser } from './extraction.ts';
import type { Body } from './stages.ts';

/** Reads the stages of all kinds. */
export class BodyParser extends ExtractionParser {
  constructor(skipValidations: boolean) {
    super(skipValidations);
    this.performSelfAnalysis();
  }

  // --- lookup, join, appendcols ----------------------------------------------------------------------------------------

  readonly namePair: ParserMethod<[], NamePair> = this.RULE('namePair', () => {
    const first = this.CONSUME(t.Name);
    const alias = this.OPTION(() => this.SUBRULE(this.alias));
    return this.ACTION(() => ({ kind: 'namePair' as const, name: nameOf(first), alias, span: this.spanFrom(first) }));
  });

  readonly namePairs: ParserMethod<[], NamePair[]> = this.RULE('namePairs', () => {
    const pairs: NamePair[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => pairs.push(this.SUBRULE(this.namePair)) });
    return pairs;
  });

  readonly lookup: ParserMethod<[], Body<'lookup'>> = this.RULE('lookup', () => {
    const table = this.SUBRULE(this.name);
    const matches = this.SUBRULE(this.namePairs);
    const mode = this.SUBRULE(this.outputWord);
    const outputs = this.SUBRULE1(this.namePairs);
    return { table, matches, mode, outputs };
  });

  readonly cidrlookup: ParserMethod<[], Body<'cidrlookup'>> = this.RULE('cidrlookup', () => {
    const table = this.SUBRULE(this.name);
    const match = this.SUBRULE(this.namePair);
    const mode = this.SUBRULE(this.outputWord);
    const outputs = this.SUBRULE(this.namePairs);
    return { table, match, mode, outputs };
  });

  readonly outputWord: ParserMethod<[], 'output' | 'outputnew'> = this.RULE('outputWord', () => {
    this.expectWord('OUTPUT', 'OUTPUTNEW');
    const word = this.CONSUME(t.Name);
    return this.ACTION(() => (word.image.toLowerCase() === 'output' ? 'output' : 'outputnew'));
  });

  /** All `word=value` that come next. */
  readonly settings: ParserMethod<[], Setting[]> = this.RULE('settings', () => {
    const settings: Setting[] = [];
    this.MANY({
      GATE: () => this.LA(2).image === '=',
      DEF: () => settings.push(this.SUBRULE(this.setting)),
    });
    return settings;
  });

  readonly setting: ParserMethod<[], Setting> = this.RULE('setting', () => {
    const first = this.CONSUME(t.Name);
    this.SUBRULE(this.equalsSign);
    const value = this.OR<Setting['value']>([
      { ALT: () => this.SUBRULE(this.name) },
      {
        ALT: () => {
          const number = this.CONSUME(t.Numeral);
          return this.ACTION(() => numberOf(number));
        },
      },
      { ALT: () => this.SUBRULE(this.text) },
    ]);
    return this.ACTION(() => ({ kind: 'setting' as const, name: nameOf(first), value, span: this.spanFrom(first) }));
  });

  readonly text: ParserMethod<[], StringLiteral> = this.RULE('text', () => {
    const token = this.CONSUME(t.Text);
    return this.ACTION(() => textOf(token));
  });

  readonly join: ParserMethod<[], Body<'join'>> = this.RULE('join', () => {
    const settings = this.SUBRULE(this.settings);
    this.CONSUME(t.Where);
    const left = this.SUBRULE(this.name);
    this.SUBRULE(this.equalsSign);
    const right = this.SUBRULE1(this.name);
    const subquery = this.SUBRULE(this.subquery);
    return { settings, left, right, subquery };
  });

  readonly appendcols: ParserMethod<[], Body<'appendcols'>> = this.RULE('appendcols', () => {
    const settings = this.SUBRULE(this.settings);
    const subquery = this.SUBRULE(this.subquery);
    return { settings, subquery };
  });

  // --- rows in their order ---------------------------------------------------------------------------------------------

  readonly addtotals: ParserMethod<[], Body<'addtotals'>> = this.RULE('addtotals', () => {
    const settings = this.SUBRULE(this.settings);
    const names = this.OPTION(() => this.SUBRULE(this.names));
    return { settings, names: names ?? [] };
  });

  readonly accum: ParserMethod<[], Body<'accum'>> = this.RULE('accum', () => {
    const field = this.SUBRULE(this.name);
    const alias = this.OPTION(() => this.SUBRULE(this.alias));
    return { field, alias };
  });

  readonly autoregress: ParserMethod<[], Body<'autoregress'>> = this.RULE('autoregress', () => {
    const field = this.SUBRULE(this.name);
    const alias = this.OPTION(() => this.SUBRULE(this.alias));
    const lags = this.OPTION1(() => {
      this.expectWord('p');
      this.CONSUME(t.Name);
      this.SUBRULE(this.equalsSign);
      const first = this.CONSUME(t.Numeral);
      const last = this.OPTION2(() => {
        this.CONSUME(t.Minus);
        return this.CONSUME1(t.Numeral);
      });
      return this.ACTION(() => ({ first: numberOf(first), last: last && numberOf(last) }));
    });
    return { field, alias, lags };
  });

  readonly filldown: ParserMethod<[], Body<'filldown'>> = this.RULE('filldown', () => {
    const patterns: NamePattern[] = [];
    this.MANY(() => patterns.push(this.SUBRULE(this.namePattern)));
    return { patterns };
  });

  readonly namePattern: ParserMethod<[], NamePattern> = this.RULE('namePattern', () => {
    const first = this.LA(1);
    return this.OR<NamePattern>([
      {
        ALT: () => {
          const name = this.SUBRULE(this.name);
          // A star belongs to the name that it touches.
          const star = this.OPTION({
            GATE: () => this.LA(1).startOffset === spanOf(this.LA(0)).end,
            DEF: () => this.CONSUME(t.Star),
          });
          const span = this.ACTION(() => this.spanFrom(first));
          return { kind: 'namePattern', name, star: star !== undefined, span };
        },
      },
      {
        ALT: () => {
          this.CONSUME1(t.Star);
          return { kind: 'namePattern', name: undefined, star: true, span: this.ACTION(() => this.spanFrom(first)) };
        },
      },
    ]);
  });

  readonly fillmissing: ParserMethod<[], Body<'fillmissing'>> = this.RULE('fillmissing', () => {
    const fills: Fill[] = [];
    this.OPTION(() => {
      this.expectWord('with');
      this.CONSUME(t.Name);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => fills.push(this.SUBRULE(this.fill)) });
    });
    return { fills };
  });

  readonly fill: ParserMethod<[], Fill> = this.RULE('fill', () => {
    const first = this.LA(1);
    const value = this.SUBRULE(this.expression);
    this.expectWord('for');
    this.CONSUME(t.Name);
    const name = this.SUBRULE(this.name);
    return this.ACTION(() => ({ kind: 'fill' as const, value, name, span: this.spanFrom(first) }));
  });

  readonly sessionize: ParserMethod<[], Body<'sessionize'>> = this.RULE('sessionize', () => {
    const keys = this.SUBRULE(this.names);
    const maxspan = this.OPTION(() => {
      this.expectWord('maxspan');
      this.CONSUME(t.Name);
      return this.SUBRULE(this.period);
    });
    const alias = this.OPTION1(() => this.SUBRULE(this.alias));
    return { keys, maxspan, alias };
  });

  readonly outlier: ParserMethod<[], Body<'outlier'>> = this.RULE('outlier', () => {
    const names: Name[] = [];
    const settings = this.SUBRULE(this.settings);
    names.push(this.SUBRULE(this.name));
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(t.Comma));
      names.push(this.SUBRULE1(this.name));
    });
    return { settings, names };
  });

  // --- patterns and comparisons ----------------------------------------------------------------------------------------

  readonly diff: ParserMethod<[], Body<'diff'>> = this.RULE('diff', () => {
    const baseline = this.OPTION(() => this.SUBRULE(this.name));
    return { baseline };
  });

  readonly relevantfields: ParserMethod<[], Body<'relevantfields'>> = this.RULE('relevantfields', () => {
    const names = this.OPTION(() => this.SUBRULE(this.names));
    this.CONSUME(t.Where);
    const condition = this.SUBRULE(this.expression);
    return { names: names ?? [], condition };
  });

  readonly logcompare: ParserMethod<[], Body<'logcompare'>> = this.RULE('logcompare', () => {
    this.expectWord('timeshift');
    this.CONSUME(t.Name);
    const timeshift = this.SUBRULE(this.period);
    return { timeshift };
  });

  // --- SOURCE ----------------------------------------------------------------------------------------------------------

  readonly source: ParserMethod<[], Body<'source'>> = this.RULE('source', () => {
    const selections: SourceSelection[] = [];
    let start: SourceTime | undefined;
    let end: SourceTime | undefined;
    selections.push(this.SUBRULE(this.selection));
    this.MANY(() =>
      this.OR([
        {
          // A bare name can only be the first selection, so a word here is a time without its sign (specification 2.2).
          GATE: () => this.LA(2).image === '=' || this.isWord('start', 'end'),
          ALT: () => {
            this.expectWord('start', 'end');
            const word = this.CONSUME(t.Name);
            this.SUBRULE(this.equalsSign);
            const time = this.SUBRULE(this.sourceTime);
            this.ACTION(() => {
              const isStart = word.image.toLowerCase() === 'start';
              if ((isStart ? start : end) !== undefined) this.fail(word, [isStart ? 'end' : 'start']);
              if (isStart) start = time;
              else end = time;
            });
          },
        },
        {
          GATE: () => this.LA(2).image !== '=' && !this.isWord('start', 'end'),
          ALT: () => selections.push(this.SUBRULE1(this.selection)),
        },
      ]),
    );
    return { selections, start, end };
  });

  readonly selection: ParserMethod<[], SourceSelection> = this.RULE('selection', () =>
    this.OR<SourceSelection>([
      {
        ALT: () => {
          const text = this.CONSUME(t.Text);
          return this.ACTION(() => ({ kind: 'logGroup' as const, name: textOf(text).value, span: spanOf(text) }));
        },
      },
      { GATE: () => this.LA(2).tokenType === t.LeftParen, ALT: () => this.SUBRULE(this.sourceCall) },
      {
        ALT: () => {
          const name = this.CONSUME(t.Name);
          return this.ACTION(() => ({ kind: 'logGroup' as const, name: nameOf(name).path, span: spanOf(name) }));
        },
      },
    ]),
  );

  readonly sourceCall: ParserMethod<[], SourceCall> = this.RULE('sourceCall', () => {
    const args: SourceArgument[] = [];
    this.expectWord('logGroups', 'dataSource', 'logGroupTags');
    const first = this.CONSUME(t.Name);
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.sourceArgument)) });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => ({
      kind: 'sourceCall' as const,
      callee: first.image,
      calleeSpan: spanOf(first),
      args,
      span: this.spanFrom(first),
    }));
  });

  readonly sourceArgument: ParserMethod<[], SourceArgument> = this.RULE('sourceArgument', () => {
    const first = this.LA(1);
    const name = this.OPTION(() => {
      const word = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      return word;
    });
    const value = this.SUBRULE(this.jsonNode);
    return this.ACTION(() => ({ kind: 'sourceArgument' as const, name, value, span: this.spanFrom(first) }));
  });

  readonly jsonNode: ParserMethod<[], JsonNode> = this.RULE('jsonNode', () =>
    this.OR<JsonNode>([
      { ALT: () => this.SUBRULE(this.text) },
      {
        ALT: () => {
          const number = this.CONSUME(t.Numeral);
          return this.ACTION(() => numberOf(number));
        },
      },
      { ALT: () => this.SUBRULE(this.jsonList) },
      { ALT: () => this.SUBRULE(this.jsonMap) },
    ]),
  );

  readonly jsonList: ParserMethod<[], JsonList> = this.RULE('jsonList', () => {
    const elements: JsonNode[] = [];
    const first = this.CONSUME(t.LeftBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => elements.push(this.SUBRULE(this.jsonNode)) });
    this.CONSUME(t.RightBracket);
    return this.ACTION(() => ({ kind: 'jsonList' as const, elements, span: this.spanFrom(first) }));
  });

  readonly jsonMap: ParserMethod<[], JsonMap> = this.RULE('jsonMap', () => {
    const members: JsonMap['members'][number][] = [];
    const first = this.CONSUME(t.LeftBrace);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const key = this.SUBRULE(this.text);
        this.CONSUME(t.Colon);
        const value = this.SUBRULE(this.jsonNode);
        members.push({ key, value });
      },
    });
    this.CONSUME(t.RightBrace);
    return this.ACTION(() => ({ kind: 'jsonMap' as const, members, span: this.spanFrom(first) }));
  });

  readonly sourceTime: ParserMethod<[], SourceTime> = this.RULE('sourceTime', () => {
    const first = this.LA(1);
    return this.OR<SourceTime>([
      {
        ALT: () => {
          this.CONSUME(t.Minus);
          const period = this.SUBRULE(this.period);
          return this.ACTION(() => ({ kind: 'ago' as const, period, span: this.spanFrom(first) }));
        },
      },
      {
        ALT: () => {
          const number = this.CONSUME(t.Numeral);
          return this.ACTION(() => ({
            kind: 'epoch' as const,
            value: numberOf(number).value,
            span: this.spanFrom(first),
          }));
        },
      },
      {
        ALT: () => {
          this.expectWord('now');
          this.CONSUME(t.Name);
          return this.ACTION(() => ({ kind: 'now' as const, span: this.spanFrom(first) }));
        },
      },
    ]);
  });
}
