/** Each command: what it reads, and where it fails. More failures, with their hints, are in slips.json. */
import { describe, expect, test } from 'vitest';
import type { DiagnosticCode } from '../../src/parser/diagnostics.ts';
import { parse } from '../../src/parser/parse.ts';
import { sketchQuery } from './sketch.ts';

interface Command {
  readonly parses: readonly (readonly [text: string, tree: string])[];
  /** The message without its line and position, and the offset it points to. */
  readonly fails: readonly (readonly [text: string, code: DiagnosticCode, message: string, offset: number])[];
}

const UNEXPECTED = 'unexpected-symbol';
const unexpected = (symbol: string) => `unexpected symbol found ${symbol}`;

const COMMANDS: Record<string, Command> = {
  fields: {
    parses: [
      ['fields @timestamp', 'fields @timestamp'],
      ['FIELDS a, b as c,d', 'fields a, b as c, d'],
      ['fields strlen(userAgent) as uaLen', 'fields strlen(userAgent) as uaLen'],
      ['fields errorCode = "x" as failed', 'fields (= errorCode "x") as failed'],
      ['fields status, count, filter, limit, any, true', 'fields status, count, filter, limit, any, true'],
      ['fields `as`, `x-y` as `a b`', 'fields <whole:as>, <whole:x-y> as <whole:a b>'],
      ['| fields a', 'fields a'],
    ],
    fails: [
      ['fields', UNEXPECTED, unexpected('<EOF>'), 6],
      ['fields *', UNEXPECTED, unexpected('*'), 7],
      ['fields a,', UNEXPECTED, unexpected('<EOF>'), 9],
      ['fields a b', UNEXPECTED, unexpected('b'), 9],
      ['fields a as', UNEXPECTED, unexpected('<EOF>'), 11],
      ['fields a as "b"', UNEXPECTED, unexpected('"b"'), 12],
      ['fields a as by', UNEXPECTED, unexpected('by'), 12],
      ['fields as', UNEXPECTED, unexpected('as'), 7],
      ['fields , a', UNEXPECTED, unexpected(','), 7],
      ['fields | limit 1', UNEXPECTED, unexpected('|'), 7],
    ],
  },
  display: {
    parses: [['Display a, strlen(b) as c', 'display a, strlen(b) as c']],
    fails: [['display 5 5', UNEXPECTED, unexpected('5'), 10]],
  },
  filter: {
    parses: [
      ['filter a = 1', 'filter (= a 1)'],
      ['where ispresent(a)', 'where ispresent(a)'],
      ['FILTER @message LIKE /x/ AND NOT b IN [1]', 'filter (and (like @message /x/) (not (in b [1])))'],
      ['filterindex a in ["x"]', 'filterIndex (in a ["x"])'],
      ['filterIndex a = "x"', 'filterIndex (= a "x")'],
      ['filter a in (source x | fields a)', 'filter (in a (source ["x"] - to - | fields a))'],
      ['filter not a not in (| fields a) and b', 'filter (and (not (not-in a (fields a))) b)'],
      ['filter a in (filter b in (fields c.d | limit 1))', 'filter (in a (filter (in b (fields c.d | limit 1))))'],
      ['filter a in ($q())', 'filter (in a ($ q []))'],
      ['filter f(a) in ( fields a as b )', 'filter (in f(a) (fields a as b))'],
    ],
    fails: [
      ['filter', UNEXPECTED, unexpected('<EOF>'), 6],
      ['filter a =', UNEXPECTED, unexpected('<EOF>'), 10],
      ['filter (a = 1', UNEXPECTED, unexpected('<EOF>'), 13],
      ['filter a = 1)', UNEXPECTED, unexpected(')'), 12],
      ['filter a like /ERROR/i', UNEXPECTED, unexpected('i'), 21],
      ['filter a <> 1', UNEXPECTED, unexpected('>'), 10],
      ['filter a = 1 || b = 2', UNEXPECTED, unexpected('|'), 14],
      ['filter a && b', 'unrecognized-token', "token recognition error at: '&'", 9],
      ['filter a !~ /x y/', 'unrecognized-token', "token recognition error at: '~'", 9],
      ['filter a is null', UNEXPECTED, unexpected('is'), 9],
      ['filter a between 1 and 2', UNEXPECTED, unexpected('between'), 9],
      ['filter a = not b', UNEXPECTED, unexpected('not'), 11],
      ['filter a not b', UNEXPECTED, unexpected('b'), 13],
      ['filter a in ("x", "y")', UNEXPECTED, unexpected('"x"'), 13],
      ['filter a in [1', UNEXPECTED, unexpected('<EOF>'), 14],
      ['filter a in [1] + 1', UNEXPECTED, unexpected('+'), 16],
    ],
  },
  stats: {
    parses: [
      ['stats count(*)', 'stats count(*) by []'],
      [
        'stats count() as n, sum(a)/1024 as s by b, bin(5m) as t',
        'stats count() as n, (/ sum(a) 1024) as s by [b, bin(5_m) as t]',
      ],
      ['STATS Count ( * ) BY BIN(1hours)', 'stats Count(*) by [BIN(1_h)]'],
      ['stats count(*) by bin(1h) offset 30m', 'stats count(*) by [bin(1_h)] offset 30_m'],
      ['stats count(*) Offset 1d', 'stats count(*) by [] offset 1_d'],
    ],
    fails: [
      ['stats', UNEXPECTED, unexpected('<EOF>'), 5],
      ['stats by a', UNEXPECTED, unexpected('by'), 6],
      ['stats count(*) by', UNEXPECTED, unexpected('<EOF>'), 17],
      ['stats count(*) group by a', UNEXPECTED, unexpected('group'), 15],
      ['stats count(*', UNEXPECTED, unexpected('<EOF>'), 13],
      ['stats count(*, 1)', UNEXPECTED, unexpected(','), 13],
    ],
  },
  sort: {
    parses: [
      ['sort a', 'sort a -'],
      ['sort a asc, `count(*)` DESC', 'sort a asc, <whole:count(*)> desc'],
      ['order by a desc', 'order a desc'],
      ['sort bin(5m)', 'sort bin(5_m) -'],
    ],
    fails: [
      ['sort', UNEXPECTED, unexpected('<EOF>'), 4],
      ['sort a descending', UNEXPECTED, unexpected('descending'), 7],
      ['sort a + 1', UNEXPECTED, unexpected('+'), 7],
      ['sort desc', UNEXPECTED, unexpected('desc'), 5],
    ],
  },
  limit: {
    parses: [
      ['limit 20', 'limit 20'],
      ['limit any 5', 'limit any 5'],
      ['head 1', 'head 1'],
      ['TAIL 1.5', 'tail 1.5'],
    ],
    fails: [
      ['limit', UNEXPECTED, unexpected('<EOF>'), 5],
      ['limit -1', UNEXPECTED, unexpected('-'), 6],
      ['limit all 5', UNEXPECTED, unexpected('all'), 6],
      ['head any 5', UNEXPECTED, unexpected('any'), 5],
      ['limit 5m', UNEXPECTED, unexpected('5m'), 6],
      ['limit 10, 20', UNEXPECTED, unexpected(','), 8],
    ],
  },
  dedup: {
    parses: [['dedup a, `b c`', 'dedup a, <whole:b c>']],
    fails: [
      ['dedup', UNEXPECTED, unexpected('<EOF>'), 5],
      ['dedup a b', UNEXPECTED, unexpected('b'), 8],
      ['dedup lower(a)', UNEXPECTED, unexpected('('), 11],
    ],
  },
  parse: {
    parses: [
      ['parse "a*" as b', 'parse - glob "a*" [b]'],
      ["parse a.b '[*] *' as @c, d", 'parse a.b glob "[*] *" [@c, d]'],
      ['parse /(?<x>\\d|#)/', 'parse - regex /(?<x>\\d|#)/ []'],
      ['parse a /(x)\\/y/ as b', 'parse a regex /(x)/y/ [b]'],
      ['parse concat(a, b) "x*" as c', 'parse concat(a, b) glob "x*" [c]'],
      ['parse a /x/ multi', 'parse a regex /x/ [] multi'],
      ['parse /(x)/ as b MULTI', 'parse - regex /(x)/ [b] multi'],
      ['parse a logfmt as b', 'parse a logfmt b'],
      ['parse csv as a, b', 'parse - csv [a, b]'],
      ['parse logfmt csv as b', 'parse logfmt csv [b]'],
      [`parse a XML '/a/b' as x`, 'parse a xml "/a/b" x'],
      ['parse xml "x*" as c', 'parse - xml "x*" c'],
      ['parse xml xml "x" as c', 'parse xml xml "x" c'],
      ['parse logfmt "x*" as c', 'parse logfmt glob "x*" [c]'],
      ['parse xml /x/', 'parse xml regex /x/ []'],
      ['parse csv csv as d', 'parse csv csv [d]'],
      ['parse concat(a, b) csv as d', 'parse concat(a, b) csv [d]'],
    ],
    fails: [
      ['parse', UNEXPECTED, unexpected('<EOF>'), 5],
      ['parse a', UNEXPECTED, unexpected('<EOF>'), 7],
      ['parse a "x*"', UNEXPECTED, unexpected('<EOF>'), 12],
      ['parse a "x*" as', UNEXPECTED, unexpected('<EOF>'), 15],
      ['parse a b "x*" as c', UNEXPECTED, unexpected('b'), 8],
      ['parse logfmt @message', UNEXPECTED, unexpected('@message'), 13],
      ['parse a /x/g', UNEXPECTED, unexpected('g'), 11],
      ['parse a /x', 'unrecognized-token', "token recognition error at: '/'", 8],
      ['parse a //', 'unrecognized-token', "token recognition error at: '/'", 8],
    ],
  },
  source: {
    parses: [
      [`source 'a'`, 'source ["a"] - to -'],
      ['SOURCE a', 'source ["a"] - to -'],
      ['SOURCE `a/b` "c d" logGroups()', 'source ["a/b", "c d", logGroups()] - to -'],
      [
        `source loggroups(namePrefix: ['a', 'b'], class: ["STANDARD"]) dataSource(['x.y'])`,
        'source [loggroups(namePrefix: ["a", "b"], class: ["STANDARD"]), dataSource(-: ["x.y"])] - to -',
      ],
      [
        'SOURCE logGroupTags([{"key": "k", "values": ["a*", "!b"]}, 1, []])',
        'source [logGroupTags(-: [{"key": "k", "values": ["a*", "!b"]}, 1, []])] - to -',
      ],
      ['source a start=-1d end=now', 'source ["a"] now-1_d to now'],
      ['source a end = 1714557600 b START = now', 'source ["a", "b"] now to 1714557600'],
      ['source start', 'source ["start"] - to -'],
      ['source logGroups end=now', 'source ["logGroups"] - to now'],
    ],
    fails: [],
  },
  json: {
    parses: [
      ['json field=a "b.c" as d', 'json a "b.c" d'],
      ["JSON FIELD = `a b` 'c' AS `d`", 'json <whole:a b> "c" <whole:d>'],
    ],
    fails: [],
  },
  unnest: {
    parses: [
      ['unnest a.b into c', 'unnest a.b c'],
      ['unnest jsonParse(a).b[0] INTO c', 'unnest (at (. jsonParse(a) b) 0) c'],
      ['unnest (a) into c', 'unnest a c'],
    ],
    fails: [],
  },
  expand: {
    parses: [
      ['expand a', 'expand a'],
      ['Expand `a b`', 'expand <whole:a b>'],
    ],
    fails: [],
  },
  unmask: {
    parses: [
      ['unmask @message', 'unmask @message'],
      ['unmask a, b', 'unmask a, b'],
    ],
    fails: [],
  },
  lookup: {
    parses: [
      ['lookup t a as b, c OUTPUT d, e as f', 'lookup t [a as b, c] output [d, e as f]'],
      ['lookup t a outputnew b', 'lookup t [a] outputnew [b]'],
      ['LOOKUP output output OutputNew output', 'lookup output [output] outputnew [output]'],
    ],
    fails: [],
  },
  cidrlookup: {
    parses: [
      ['cidrlookup t ip OUTPUT a', 'cidrlookup t [ip] output [a]'],
      ['cidrlookup t ip as cidr outputNew a, b as c', 'cidrlookup t [ip as cidr] outputnew [a, b as c]'],
    ],
    fails: [],
  },
  join: {
    parses: [
      [`join where a.x=b.y (source 'z')`, 'join {} a.x = b.y (source ["z"] - to -)'],
      [
        'join type=left left=a right=b where a.x = b.y (source z | filter q = 1 | limit 5)',
        'join {type: left, left: a, right: b} a.x = b.y (source ["z"] - to - | filter (= q 1) | limit 5)',
      ],
      ['JOIN Type = inner WHERE `a` = b (fields c)', 'join {Type: inner} <whole:a> = b (fields c)'],
    ],
    fails: [],
  },
  appendcols: {
    parses: [
      ['appendcols (source a)', 'appendcols {} (source ["a"] - to -)'],
      [
        'appendcols override=true max=5 (| fields a | limit 1)',
        'appendcols {override: true, max: 5} (fields a | limit 1)',
      ],
    ],
    fails: [],
  },
  addtotals: {
    parses: [
      ['addtotals', 'addtotals {} []'],
      ['addtotals a, b', 'addtotals {} [a, b]'],
      ['addtotals fieldname=Sum row=false col=true', 'addtotals {fieldname: Sum, row: false, col: true} []'],
      [`addtotals fieldname='All of it' a`, 'addtotals {fieldname: "All of it"} [a]'],
    ],
    fails: [],
  },
  accum: {
    parses: [
      ['accum a', 'accum a -'],
      ['accum a as b', 'accum a b'],
    ],
    fails: [],
  },
  autoregress: {
    parses: [
      ['autoregress a', 'autoregress a - - to -'],
      ['autoregress a p=2', 'autoregress a - 2 to -'],
      ['autoregress a as b P=1-4', 'autoregress a b 1 to 4'],
    ],
    fails: [],
  },
  filldown: {
    parses: [
      ['filldown', 'filldown []'],
      ['filldown a b*', 'filldown [a, b *]'],
      ['filldown *', 'filldown [- *]'],
      ['filldown a *', 'filldown [a, - *]'],
      ['filldown `a b`* c', 'filldown [<whole:a b> *, c]'],
    ],
    fails: [],
  },
  fillmissing: {
    parses: [
      ['fillmissing', 'fillmissing []'],
      ['fillmissing with 0 for a', 'fillmissing [0 for a]'],
      ['fillmissing with -1 for a, "x" for `b c`', 'fillmissing [(- 1) for a, "x" for <whole:b c>]'],
      ['FillMissing WITH a + 1 FOR b', 'fillmissing [(+ a 1) for b]'],
    ],
    fails: [],
  },
  countFrequent: {
    parses: [
      ['countFrequent a, b', 'countFrequent a, b'],
      ['COUNT_FREQUENT a', 'countFrequent a'],
    ],
    fails: [],
  },
  sessionize: {
    parses: [
      ['sessionize a', 'sessionize a - -'],
      ['sessionize a, b maxspan 30m as s', 'sessionize a, b 30_m s'],
      ['sessionize a as s', 'sessionize a - s'],
      ['sessionize a MAXSPAN 1hour', 'sessionize a 1_h -'],
    ],
    fails: [],
  },
  outlier: {
    parses: [
      ['outlier a', 'outlier {} [a]'],
      ['outlier a b, c', 'outlier {} [a, b, c]'],
      [
        'outlier action=remove param=2.5 uselower=true mark="x" a',
        'outlier {action: remove, param: 2.5, uselower: true, mark: "x"} [a]',
      ],
    ],
    fails: [],
  },
  pattern: {
    parses: [
      ['pattern @message', 'pattern @message'],
      ['pattern concat(a, b)', 'pattern concat(a, b)'],
    ],
    fails: [],
  },
  diff: {
    parses: [
      ['diff', 'diff -'],
      ['diff previousDay', 'diff previousDay'],
      ['DIFF PREVIOUSWEEK', 'diff PREVIOUSWEEK'],
    ],
    fails: [],
  },
  anomaly: {
    parses: [['anomaly', 'anomaly']],
    fails: [],
  },
  relevantfields: {
    parses: [
      ['relevantfields where a = 1', 'relevantfields [] (= a 1)'],
      ['relevantfields a, b where c and d', 'relevantfields [a, b] (and c d)'],
    ],
    fails: [],
  },
  logcompare: {
    parses: [
      ['logcompare timeshift 7d', 'logcompare 7_d'],
      ['LOGCOMPARE TimeShift 1week', 'logcompare 1_w'],
    ],
    fails: [],
  },
  estimate: {
    parses: [['estimate', 'estimate']],
    fails: [],
  },
  savedQuery: {
    parses: [
      ['$q()', '$ q []'],
      ['$q(a = 1, b="x")', '$ q [a = 1, b = "x"]'],
      ['$`a b`(c = lower(d))', '$ <whole:a b> [c = lower(d)]'],
      ['$ q ( )', '$ q []'],
      ['filter a = 1 | $q() | $r(x=1)', 'filter (= a 1) | $ q [] | $ r [x = 1]'],
    ],
    fails: [],
  },
  'any other word': {
    parses: [],
    fails: [
      ['', UNEXPECTED, 'unexpected symbol found <EOF> at line 1 and position 0', 0],
      ['|', UNEXPECTED, unexpected('<EOF>'), 1],
      ['| | fields a', UNEXPECTED, unexpected('|'), 2],
      ['# nothing', UNEXPECTED, unexpected('<EOF>'), 9],
      ['fields a | count()', UNEXPECTED, unexpected('count'), 11],
      ['fields a |', UNEXPECTED, unexpected('<EOF>'), 10],
      ['fields a | | limit 1', UNEXPECTED, unexpected('|'), 11],
      ['filtre a = 1', UNEXPECTED, unexpected('filtre'), 0],
      ['`filter` a = 1', UNEXPECTED, unexpected('`filter`'), 0],
      ['5', UNEXPECTED, unexpected('5'), 0],
      ['fields a\n|  top 5', UNEXPECTED, 'unexpected symbol found top at line 2 and position 3', 12],
      ['search "x"', 'not-implemented', 'search is not documented by AWS', 0],
    ],
  },
};

for (const [name, { parses, fails }] of Object.entries(COMMANDS)) {
  describe(name, () => {
    if (parses.length > 0)
      test.each(parses)('reads %j', (text, tree) => {
        expect(sketchQuery(text)).toBe(tree);
      });
    if (fails.length === 0) return;
    test.each(fails)('fails on %j', (text, code, message, offset) => {
      const { diagnostics } = parse(text);
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]).toMatchObject({ code, severity: 'error', message: expect.stringContaining(message) });
      expect(diagnostics[0]?.span.start).toBe(offset);
    });
  });
}
