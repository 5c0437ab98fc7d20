/**
 * The grammar of stage bodies (language specification, section 2.2): what follows the command word up to the next `|`. Here are
 * the commands that most queries are made of.
 */
import type { ParserMethod } from 'chevrotain';
import type { Item, Name, PeriodLiteral, SortKey, Stage } from '../ast.ts';
import { numberOf, periodOf } from '../literals.ts';
import * as t from '../tokens.ts';
import { ExpressionParser } from './expressions.ts';

/** What a rule reads of a stage: all but what the command word tells. */
export type Body<Kind extends Stage['kind'], Told extends string = never> = Omit<
  Extract<Stage, { readonly kind: Kind }>,
  'kind' | 'keyword' | 'span' | Told
>;

export class StageParser extends ExpressionParser {
  readonly nothing: ParserMethod<[], Record<never, never>> = this.RULE('nothing', () => ({}));

  readonly items: ParserMethod<[], Item[]> = this.RULE('items', () => {
    const items: Item[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.item)) });
    return items;
  });

  readonly item: ParserMethod<[], Item> = this.RULE('item', () => {
    const first = this.LA(1);
    const expression = this.SUBRULE(this.expression);
    const alias = this.OPTION(() => this.SUBRULE(this.alias));
    return this.ACTION((): Item => ({ kind: 'item', expression, alias, span: this.spanFrom(first) }));
  });

  /** `as name`. */
  readonly alias: ParserMethod<[], Name> = this.RULE('alias', () => {
    this.CONSUME(t.As);
    return this.SUBRULE(this.name);
  });

  readonly names: ParserMethod<[], Name[]> = this.RULE('names', () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.name)) });
    return names;
  });

  readonly period: ParserMethod<[], PeriodLiteral> = this.RULE('period', () => {
    const token = this.CONSUME(t.Period);
    return this.ACTION(() => periodOf(token));
  });

  readonly stats: ParserMethod<[], Body<'stats'>> = this.RULE('stats', () => {
    const items = this.SUBRULE(this.items);
    const by = this.OPTION(() => {
      this.CONSUME(t.By);
      return this.SUBRULE1(this.items);
    });
    const offset = this.OPTION1(() => {
      this.CONSUME(t.Offset);
      return this.SUBRULE(this.period);
    });
    return { items, by: by ?? [], offset };
  });

  readonly sort: ParserMethod<[], SortKey[]> = this.RULE('sort', () => {
    const keys: SortKey[] = [];
    this.OPTION(() => this.CONSUME(t.By));
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => keys.push(this.SUBRULE(this.sortKey)) });
    return keys;
  });

  readonly sortKey: ParserMethod<[], SortKey> = this.RULE('sortKey', () => {
    const first = this.LA(1);
    const expression = this.SUBRULE(this.postfix);
    const direction = this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Asc);
            return 'asc' as const;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Desc);
            return 'desc' as const;
          },
        },
      ]),
    );
    return this.ACTION((): SortKey => ({ kind: 'sortKey', expression, direction, span: this.spanFrom(first) }));
  });

  /** `head` and `tail` know no `any`. */
  readonly limit: ParserMethod<[boolean], Body<'limit', 'command'>> = this.RULE('limit', (takesAny: boolean) => {
    const any = this.OPTION({ GATE: () => takesAny && this.isWord('any'), DEF: () => this.CONSUME(t.Name) });
    const count = this.CONSUME(t.Numeral);
    return this.ACTION(() => ({ any: any !== undefined, count: numberOf(count) }));
  });
}
