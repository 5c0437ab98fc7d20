/** The SQL that queries become, beside what they give: what the scan is asked for, and that values and names cannot break out. */
import { describe, expect, it } from 'vitest';
import { checkQuery, explainQuery, runQuery } from '../../src/engine/query.ts';
import { QueryError } from '../../src/engine/query-error.ts';
import type { QueryOptions } from '../../src/engine/query-options.ts';
import { DIAGNOSTIC_CODES } from '../../src/parser/diagnostics.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { type CaseEvent, type Events, eventsOf, timeOf, withStore } from './support.ts';

function rowsOf(store: EventStore, query: string, options: QueryOptions = {}): (string | undefined)[][] {
  const { columns, rows } = runQuery(store, query, options);
  return rows.map((row) => row.filter((_, index) => columns[index]?.role !== 'pointer'));
}

/** The rows, the same with and without pushdown. */
function rowsBothWays(store: EventStore, query: string): (string | undefined)[][] {
  const rows = rowsOf(store, query);
  expect(rowsOf(store, query, { pushdown: false })).toEqual(rows);
  return rows;
}

describe('the scan', () => {
  it('gets the time range, and reads events in it only', () => {
    withStore('six', (store) => {
      const range = { start: timeOf('10:02:30.000'), end: timeOf('10:07:00.000') };
      const query = 'fields eventName | sort eventName';
      const { scan, sql } = explainQuery(store, query, range);
      expect([scan.start, scan.end]).toEqual([range.start, range.end]);
      expect(sql).not.toContain('WHERE');
      expect(rowsOf(store, query, range)).toEqual([['DescribeInstances'], ['GetObject']]);
    });
  });

  it('gets no time range without pushdown, and SQL restricts the rows to the same', () => {
    withStore('six', (store) => {
      const options = { start: timeOf('10:02:30.000'), end: timeOf('10:07:00.000'), pushdown: false };
      const query = 'fields eventName | sort eventName';
      const { scan, sql } = explainQuery(store, query, options);
      expect([scan.start, scan.end]).toEqual([undefined, undefined]);
      expect(sql).toContain('WHERE');
      expect(rowsOf(store, query, options)).toEqual([['DescribeInstances'], ['GetObject']]);
    });
  });

  it('reads only the fields that decide; what is only shown is fetched for the rows of the result', () => {
    withStore('six', (store) => {
      const query = 'filter eventName = "CreateUser" | fields @message, sourceIPAddress, eventName | sort eventSource';
      const { scan, sql } = explainQuery(store, query, { pushdown: false });
      expect([...scan.fields].sort()).toEqual(['eventName', 'eventSource']);
      expect([...scan.fetchedLate].sort()).toEqual(['@message', '@ptr', 'sourceIPAddress']);
      expect(sql).not.toContain('@message');
      const [row] = rowsOf(store, query);
      expect(row?.slice(1)).toEqual(['198.51.100.77', 'CreateUser']);
      expect(row?.[0]).toContain('"eventName":"CreateUser"');
    });
  });

  it('reads nothing for a count', () => {
    withStore('six', (store) => {
      expect(explainQuery(store, 'stats count(*) as n').scan).toMatchObject({ fields: [], fetchedLate: [] });
      expect(rowsOf(store, 'stats count(*) as n')).toEqual([['6']]);
    });
  });

  it('does not read a field that only an unused alias needs', () => {
    withStore('six', (store) => {
      const query = 'fields toupper(sourceIPAddress) as unused | stats count(*) as n by eventSource | filter n > 9';
      expect(explainQuery(store, query, { pushdown: false }).scan.fields).toEqual(['eventSource']);
      expect(rowsOf(store, query)).toEqual([]);
    });
  });
});

describe('values reach SQL as parameters only', () => {
  const hostile = `'; drop table events --`;

  it.each([
    `filter eventName = "${hostile}"`,
    `filter eventName like "${hostile}"`,
    `filter eventName like /${hostile}/`,
    `filter eventName in ["a", "${hostile}"]`,
    `filter eventName in [1, "${hostile}"]`,
    `fields concat("${hostile}", eventName) as r | sort r`,
    `fields if(readOnly, "${hostile}", 0) as r | filter r = "x"`,
    `parse eventName "${hostile}*" as r | filter r = "x"`,
    `stats count(*) by "${hostile}"`,
    `stats max(concat("${hostile}", eventName)) as m`,
  ])('%s', (query) => {
    withStore('six', (store) => {
      expect(explainQuery(store, query).sql).not.toContain('drop table');
      const { sql, parameters } = explainQuery(store, query, { pushdown: false });
      expect(sql).not.toContain('drop table');
      expect(Object.values(parameters).some((value) => String(value).includes('drop table'))).toBe(true);
      rowsBothWays(store, query);
      expect(rowsBothWays(store, 'stats count(*) as n')).toEqual([['6']]);
    });
  });

  it('a hostile text is found like any other', () => {
    withStore(eventsOf([{ v: hostile }, { v: 'plain' }]), (store) => {
      expect(rowsBothWays(store, `filter v = "${hostile}" | fields v`)).toEqual([[hostile]]);
      expect(rowsBothWays(store, `stats count(*) as n by v | filter v like "drop"`)).toEqual([[hostile, '1']]);
    });
  });
});

describe('names are harmless', () => {
  const hostile = [
    'a"b',
    `x"; drop table events; --`,
    'a]b',
    "it's",
    'a\\b',
    'ключ',
    '😀',
    'a b',
    'null',
    'select',
    '',
    '\u0000',
    '%s',
    ':p0',
    '_pos',
    '_row',
    '_rank',
    'rowid',
    'events',
    '__proto__',
    'constructor',
    'toString',
  ];

  it.each(hostile.filter((name) => name !== ''))('a field called %j', (name) => {
    // JSON.parse, so that __proto__ is a member.
    const message = JSON.stringify([name, 'k']).replace(/^\[(.*),"k"\]$/, '{$1:"found","k":1}');
    withStore(eventsOf([message, { k: 2 }]), (store) => {
      expect(rowsBothWays(store, `fields k | filter \`${name}\` = "found"`)).toEqual([['1']]);
      expect(rowsBothWays(store, `fields \`${name}\` | sort \`${name}\` desc`)).toEqual([['found'], [undefined]]);
      expect(rowsBothWays(store, `stats count(*) as n by \`${name}\` | sort n, \`${name}\``)).toEqual([
        [undefined, '1'],
        ['found', '1'],
      ]);
      expect(rowsBothWays(store, `filter ispresent(\`${name}\`) | dedup \`${name}\` | limit 1`)).toHaveLength(1);
    });
  });

  it.each(hostile.filter((name) => name !== ''))('an alias called %j', (name) => {
    withStore('six', (store) => {
      const query = `fields strlen(eventName) as \`${name}\` | filter \`${name}\` > 10 | stats sum(\`${name}\`) as s`;
      expect(rowsBothWays(store, query)).toEqual([['41']]);
      expect(rowsBothWays(store, `stats count(*) as \`${name}\` by readOnly | sort \`${name}\`, readOnly`)).toEqual([
        ['0', '3'],
        ['1', '3'],
      ]);
      expect(runQuery(store, `display eventName as \`${name}\``).columns[0]?.name).toBe(name);
    });
  });

  it('fields that differ only in case are different fields', () => {
    withStore(eventsOf([{ name: 'a', Name: 'b', NAME: 'c' }]), (store) => {
      expect(rowsBothWays(store, 'fields name, Name, NAME, nAME')).toEqual([['a', 'b', 'c', undefined]]);
      expect(
        rowsBothWays(store, 'filter name = "a" and Name = "b" and NAME = "c" | fields concat(NAME, Name, name) as r'),
      ).toEqual([['cba']]);
      expect(rowsBothWays(store, 'stats count(*) as n, max(NAME) as N by name, Name')).toEqual([['a', 'b', '1', 'c']]);
    });
  });

  it('aliases that differ from a field only in case are different from it', () => {
    withStore(eventsOf([{ name: 'a' }]), (store) => {
      expect(
        rowsBothWays(store, 'fields concat(name, "!") as Name, concat(Name, "?") as NAME | sort Name, name'),
      ).toEqual([['a!', 'a!?']]);
    });
  });

  it('an alias with the name of a field hides it from there on', () => {
    withStore(eventsOf([{ v: 1 }, { v: 5 }]), (store) => {
      expect(
        rowsBothWays(store, 'filter v > 1 | fields v + 100 as v | filter v > 50 | fields v * 2 as w | sort v'),
      ).toEqual([['105', '210']]);
    });
  });
});

describe('queries made to hurt', () => {
  const doubling = (levels: number): string => {
    const steps = Array.from({ length: levels }, (_, i) => `fields a${i} + a${i} as a${i + 1}`);
    return ['fields 1 as a0', ...steps].join(' | ');
  };

  it('sixty aliases that each use the one before twice', () => {
    withStore(eventsOf([{ x: 1 }]), (store) => {
      const query = `${doubling(60)} | display a60`;
      expect(rowsBothWays(store, query)).toEqual([[String(2 ** 60)]]);
    });
  });

  it('the same over a field, in one command, and as conditions', () => {
    withStore(eventsOf([{ x: 1 }]), (store) => {
      const items = Array.from({ length: 60 }, (_, i) => `a${i} + a${i} as a${i + 1}`);
      expect(rowsBothWays(store, `fields x + 0 as a0, ${items.join(', ')} | display a60`)).toEqual([[String(2 ** 60)]]);
      const flags = Array.from({ length: 60 }, (_, i) => `fields b${i} = b${i} as b${i + 1}`);
      expect(rowsBothWays(store, `fields x = 1 as b0 | ${flags.join(' | ')} | filter b60 | display b60`)).toEqual([
        ['1'],
      ]);
      const texts = Array.from({ length: 12 }, (_, i) => `fields concat(t${i}, t${i}) as t${i + 1}`);
      expect(rowsBothWays(store, `fields "ab" as t0 | ${texts.join(' | ')} | display strlen(t12) as n`)).toEqual([
        ['8192'],
      ]);
    });
  });

  it('the same in stats items', () => {
    withStore(eventsOf([{ x: 1 }]), (store) => {
      const items = Array.from({ length: 60 }, (_, i) => `a${i} + a${i} as a${i + 1}`);
      expect(rowsBothWays(store, `stats sum(x) as a0, ${items.join(', ')} | display a60`)).toEqual([[String(2 ** 60)]]);
    });
  });

  const long = (unit: (i: number) => string, separator: string, before = '', after = ''): string => {
    let query = before + unit(0);
    for (let i = 1; query.length + separator.length + unit(i).length + after.length <= 10_000; i++)
      query += separator + unit(i);
    return query + after;
  };

  const events: readonly CaseEvent[] = eventsOf([{ k: 'v3', n: 3 }, { k: 'other' }, {}]);

  it.each([
    ['or', long((i) => `k="v${i}"`, ' or ', 'filter '), 1],
    ['and', long((i) => `k!="w${i}"`, ' and ', 'filter '), 3],
    ['mixed', long((i) => `k="v${i}" and n=${i}`, ' or ', 'filter '), 1],
    ['and of functions', long(() => 'ispresent(k)', ' and ', 'filter '), 2],
    ['in texts', long((i) => `"v${i}"`, ',', 'filter k in [', ']'), 1],
    ['in numbers', long((i) => `${i}`, ',', 'filter n in [', ']'), 1],
    ['in a mixture', long((i) => (i % 2 ? `"v${i}"` : `${i}`), ',', 'filter k in [', ']'), 1],
    ['not in', long((i) => `"v${i}"`, ',', 'filter k not in [', ']'), 2],
    ['filters', long((i) => `filter k!="w${i}"`, '|'), 3],
  ] as const)('a long chain of %s runs', (_, query, count) => {
    withStore(events, (store) => {
      expect(query.length).toBeLessThanOrEqual(10_000);
      expect(rowsBothWays(store, query)).toHaveLength(count);
    });
  });

  it('more columns than SQL has are too complex', () => {
    // All names of up to three of these letters, until the query is full; no word of the language is among them.
    const letters = 'bcdfghjklmnpqrtvwxz';
    const name = (i: number): string =>
      (i < letters.length ? '' : name(Math.floor(i / letters.length) - 1)) + letters.charAt(i % letters.length);
    const query = long(name, ',', 'dedup ');
    withStore(events, (store) => {
      expect(() => rowsOf(store, query, { pushdown: false })).toThrow(QueryError);
      expect(() => rowsOf(store, query, { pushdown: false })).toThrow(/too complex/);
    });
  });

  it.each([
    ['additions', long(() => '1', '+', 'fields ', ' as r')],
    ['field additions', long(() => 'n', '+', 'fields ', ' as r')],
    ['divisions', long(() => 'n', '/', 'fields ', ' as r')],
    ['powers', long(() => '1', '^', 'fields ', ' as r')],
    ['signs', long(() => '-', '', 'fields ', '1')],
    ['negations', long(() => 'not', ' ', 'filter ', ' n')],
    ['comparisons', long(() => 'n', '=', 'filter ')],
    ['parentheses', `fields ${'('.repeat(4900)}1${')'.repeat(4900)}`],
    ['open parentheses', `fields ${'('.repeat(9900)}`],
    ['nested calls', `fields ${'abs('.repeat(1900)}1${')'.repeat(1900)}`],
    ['nested lists', `filter n in ${'[n in '.repeat(1000)}[1]${']'.repeat(1000)}`],
    ['arguments', long(() => 'n', ',', 'fields concat(', ') as r')],
    ['columns', long((i) => `n+${i}`, ',', 'fields ')],
    ['fields', long((i) => `f${i}`, ',', 'fields ')],
    ['commands', long(() => 'limit 9', '|')],
    ['alias commands', long((i) => `fields n as a${i}`, '|')],
    ['computed commands', long((i) => `fields n+1 as a${i}`, '|')],
    ['sort keys', long((i) => `k${i}`, ',', 'sort ')],
    ['dedup keys', long((i) => `k${i}`, ',', 'dedup ')],
    ['group keys', long((i) => `k${i}`, ',', 'stats count(*) by ')],
    ['aggregates', long((i) => `sum(n+${i})`, ',', 'stats ')],
    ['user aggregates', long((i) => `pct(n,${i % 100})`, ',', 'stats ')],
    [
      'captures',
      `parse k "${'*,'.repeat(1500)}*" as ${Array.from({ length: 1501 }, (_, i) => `c${i}`).join(',')}`.slice(
        0,
        10_000,
      ),
    ],
    ['parse commands', long((i) => `parse k "*" as c${i}`, '|')],
    ['case branches', long((i) => `n=${i},${i}`, ',', 'fields case(', ') as r')],
  ])('long %s run or are refused by a registered diagnostic', (_, query) => {
    withStore(events, (store) => {
      for (const pushdown of [true, false]) {
        try {
          expect(rowsOf(store, query, { pushdown }).length).toBeLessThanOrEqual(3);
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
          const first = error.diagnostics.find(({ severity }) => severity === 'error');
          expect(Object.keys(DIAGNOSTIC_CODES)).toContain(first?.code);
        }
      }
      expect(() => checkQuery(query)).not.toThrow();
    });
  });
});

describe('the default limit', () => {
  const many: Events = eventsOf(Array.from({ length: 10_001 }, (_, i) => ({ i })));

  it('keeps 10,000 event rows, 10,000 groups, and no less with a larger limit', () => {
    withStore(many, (store) => {
      const rows = rowsOf(store, 'fields i');
      expect([rows.length, rows[0]?.[0], rows.at(-1)?.[0]]).toEqual([10_000, '10000', '1']);
      expect(rowsOf(store, 'stats count(*) as n by i')).toHaveLength(10_000);
      expect(rowsOf(store, 'fields i | limit 100000')).toHaveLength(10_001);
      expect(rowsOf(store, 'stats count(*) as n by i | stats sum(n) as s')).toEqual([['10001']]);
      expect(rowsOf(store, 'sort i asc | tail 10001 | limit 1 | fields i')).toEqual([['0']]);
    });
  });
});
