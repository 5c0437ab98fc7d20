/** Each command: what it reads, and where it refuses what it cannot read. */
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
const REFUSED = 'not-implemented';
const notYet = (thing: string) => `Query cannot be compiled: ${thing} is not supported by TrailQL yet`;
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
      ['filter a in (source x | fields a)', REFUSED, notYet('a subquery'), 12],
      ['filter a in (| fields a)', REFUSED, notYet('a subquery'), 12],
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
    ],
    fails: [
      ['stats', UNEXPECTED, unexpected('<EOF>'), 5],
      ['stats by a', UNEXPECTED, unexpected('by'), 6],
      ['stats count(*) by', UNEXPECTED, unexpected('<EOF>'), 17],
      ['stats count(*) group by a', UNEXPECTED, unexpected('group'), 15],
      ['stats count(*', UNEXPECTED, unexpected('<EOF>'), 13],
      ['stats count(*, 1)', UNEXPECTED, unexpected(','), 13],
      ['stats count(*) by bin(1h) offset 30m', REFUSED, notYet('stats … offset'), 26],
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
      ['parse xml "x*" as c', 'parse xml glob "x*" [c]'],
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
      ['parse a /x/ multi', REFUSED, notYet('parse … multi'), 12],
      ['parse a /(x)/ as b multi', REFUSED, notYet('parse … multi'), 19],
      ['parse a logfmt as b', REFUSED, notYet('parse … logfmt'), 8],
      ['parse csv as a, b', REFUSED, notYet('parse … csv'), 6],
      ["parse a XML '/a/b' as x", REFUSED, notYet('parse … xml'), 8],
    ],
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
      ['pattern @message', REFUSED, notYet('pattern'), 0],
      ['source "a"', REFUSED, notYet('SOURCE'), 0],
      ['search "x"', REFUSED, notYet('search'), 0],
      ['COUNT_FREQUENT a', REFUSED, notYet('count_frequent'), 0],
      ['fields a | $Top(n = 1)', REFUSED, notYet('a saved query'), 11],
    ],
  },
};

for (const [name, { parses, fails }] of Object.entries(COMMANDS)) {
  describe(name, () => {
    test.each(parses)('reads %j', (text, tree) => {
      expect(sketchQuery(text)).toBe(tree);
    });
    test.each(fails)('fails on %j', (text, code, message, offset) => {
      const { diagnostics } = parse(text);
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]).toMatchObject({ code, severity: 'error', message: expect.stringContaining(message) });
      expect(diagnostics[0]?.span.start).toBe(offset);
    });
  });
}
