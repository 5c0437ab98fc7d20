/** Maps and lists in compiled queries are what they are in a plain walk over the plan. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referenceRows } from '../reference.ts';
import { eventsOf, SEED, tableOf, timeOf, withTrail } from '../support.ts';

const context = { start: timeOf('09:00:00.000'), end: timeOf('13:00:00.000'), now: timeOf('14:00:00.000') };

const scalar = fc.oneof(
  fc.constantFrom<unknown>('a', 'b', '', '1', '2024-05-01', true, null),
  fc.integer({ min: -3, max: 3 }),
  fc.constant(0.25),
);
const { structure } = fc.letrec<{ structure: unknown }>((tie) => ({
  structure: fc.oneof(
    { maxDepth: 2 },
    fc.array(fc.oneof(scalar, tie('structure')), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__'), fc.oneof(scalar, tie('structure')), { maxKeys: 3 }),
  ),
}));
const text = fc.oneof(
  structure.map((value) => JSON.stringify(value)),
  structure.map((value) => JSON.stringify(value, undefined, 1)),
  fc.constantFrom('', '5', '{"a":', 'text', '"a"'),
);
const event = fc.record(
  { t: text, u: text, x: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom('a', 'b', '1')) },
  { requiredKeys: [] },
);

const QUERIES: readonly string[] = [
  'fields jsonParse(t) as m, jsonStringify(m) as s, jsonArraySize(m) as n, jsonArraySize(t) as o',
  'fields jsonArrayContains(t, "a") as a, jsonArrayContains(jsonParse(t), x) as b, jsonArrayContains(u, "1") as c',
  'fields coalesce(jsonParse(t), jsonParse(u), x) as c, if(x > 1, jsonParse(t), u) as i, ispresent(jsonParse(t)) as p',
  'fields case(x = 1, jsonParse(t), x = 2, split(u, ","), x) as c, unmask(jsonParse(u)) as u2, unmask(x) as x2',
  'fields jsonParse(t) as m | display strlen(m) as a, m = "a" as b, m != "a" as c, toNumber(m) as d, md5(m) as e',
  'fields split(t, ",") as l | display l, jsonArraySize(l) as n, jsonStringify(l) as s, base64decode(base64encode(t)) as b',
  'filter ispresent(jsonParse(t)) | stats count(*) as n, countOverTime(x) as c',
  'fields jsonParse(t) as m | display m.a as a, m.`0` as b, m.a.b as c, m[0] as d, m[x] as e, m[1][0] as f, m[t] as g',
  'fields jsonParse(t) as m | stats sum(m.a) as s, count(m.a) as n, values(m.b) as v by m[0] as k',
  'fields jsonParse(t) as m | filter m.a = 1 or m[0] = "a" or m.b > 0 | sort m.a desc, x asc | display m.a, m[0], m.b, x',
  'stats values(x) as v, median(x) as m, variance(x) as s by jsonArraySize(t) as n | sort n asc',
  'stats topk(2, x) as t',
  'stats values(@timestamp) as v, rate(x, 1m) as r, sumOverTime(x) as s',
  'stats count(*) as n by histogram(x, 2) as h, histogram(jsonArraySize(t), 2) as k | sort n desc, h asc, k asc',
];

test.each(QUERIES)('%s', async (query) => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 10 }), async (messages) => {
      const events = eventsOf(messages);
      await withTrail(events, async (trail) => {
        for (const pushdown of [true, false]) {
          const { rows } = await tableOf(trail, query, { ...context, pushdown });
          expect(rows).toEqual(referenceRows(events, query, context));
        }
      });
    }),
    { numRuns: 40, seed: SEED },
  );
});
