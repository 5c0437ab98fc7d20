/** Texts made of pieces of the language, sound or not: far likelier to reach the corners of a parser than random characters. */
import fc from 'fast-check';

const PIECES =
  'fields|display|filter|where|stats|sort|limit|dedup|parse|pattern|SOURCE|$|a|b.c|@message|`x y`|d.`e.f`|count(*)|count(|f(x)|' +
  'bin(5m)|5m|7|1.5e3|"text"|"te*t"|\'t"\\\'\'|/re|x/|/r\\/e/|"|\'|`|(|)|[|]|,|.|=|==|!=|<|<=|>|>=|=~|!|+|-|*|/|%|^|and|or|not|like|in|' +
  'as|by|asc|desc|into|where|any|multi|offset|logfmt|csv|xml|join|appendcols|in (|in (fields|source|logGroups(|start=now|end=-1d|lookup|' +
  'OUTPUT|cidrlookup|unnest|expand|json|field=|fillmissing|with|for|filldown|a*|autoregress|p=1-2|sessionize|maxspan|diff|previousDay|' +
  'relevantfields|logcompare|timeshift|7d|estimate|anomaly|outlier|action=|addtotals|accum|unmask|countFrequent|{|}|#|# note\n|\n|;|{|:|é|😀|&&|!~';

export const fragments: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES.split('|'), '|', '| ', '||'), { maxLength: 40 })
  .map((pieces) => pieces.join(' '));
