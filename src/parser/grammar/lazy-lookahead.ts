/**
 * Look-ahead tables made when they are first asked for: a query uses a few rules, and the tables of all are a third of what a first
 * parse in a process costs.
 */
import { type BaseParser, type ILookaheadStrategy, LLkLookaheadStrategy } from 'chevrotain';

type AlternationOptions = Parameters<ILookaheadStrategy['buildLookaheadForAlternation']>[0];
type Alternation = ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']>;
type OptionalOptions = Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0];
type Optional = ReturnType<ILookaheadStrategy['buildLookaheadForOptional']>;

export class LazyLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation(options: AlternationOptions): Alternation {
    let choose: Alternation | undefined;
    const build = () => super.buildLookaheadForAlternation(options);
    return function (this: BaseParser, alternatives) {
      choose ??= build();
      return choose.call(this, alternatives);
    };
  }

  override buildLookaheadForOptional(options: OptionalOptions): Optional {
    let enters: Optional | undefined;
    const build = () => super.buildLookaheadForOptional(options);
    return function (this: BaseParser) {
      enters ??= build();
      return enters.call(this);
    };
  }
}
