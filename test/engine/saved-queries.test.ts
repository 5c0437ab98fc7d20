import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SavedQuery } from '../../src/engine/resources.ts';
import { expandSavedQueries, type Invocation, placeholdersOf } from '../../src/engine/saved-queries.ts';

/** A saved query with parameters as `name` or `name=default`. */
function saved(name: string, text: string, ...parameters: string[]): SavedQuery {
  return {
    name,
    text,
    parameters: parameters.map((parameter) => {
      const [key = '', ...value] = parameter.split('=');
      return { name: key, ...(value.length > 0 ? { defaultValue: value.join('=') } : {}) };
    }),
  };
}

function library(...queries: SavedQuery[]) {
  const byName = new Map(queries.map((query) => [query.name, query]));
  return { savedQuery: (name: string) => byName.get(name), savedQueryNames: () => [...byName.keys()] };
}

/** Finds the calls of a text as the parser would: `$name(a = 1, b = "x")`. */
function callsIn(text: string): Invocation[] {
  return [...text.matchAll(/\$(`([^`]+)`|\w+)\(((?:"[^"]*"|[^)"])*)\)/g)].map((match) => {
    const [whole, written = '', quoted, list = ''] = match;
    const base = match.index + 1 + written.length + 1;
    const args = [...list.matchAll(/(\w+)\s*=\s*("[^"]*"|[^,\s]+)/g)].map(
      ([arg, name = '', valueText = ''], i, all) => {
        const at = base + (all[i]?.index ?? 0);
        return { name, valueText, span: { start: at, end: at + arg.length } };
      },
    );
    return {
      name: quoted ?? written,
      nameSpan: { start: match.index + 1, end: match.index + 1 + written.length },
      span: { start: match.index, end: match.index + whole.length },
      args,
    };
  });
}

function expand(text: string, ...queries: SavedQuery[]) {
  return expandSavedQueries(text, callsIn(text), library(...queries));
}

/** The diagnostics as code, blamed text and message without the service's preamble. */
function problems(text: string, ...queries: SavedQuery[]) {
  return expand(text, ...queries).diagnostics.map(({ code, span, message, hint }) => [
    code,
    text.slice(span.start, span.end),
    message.replace('Invalid syntax while using query definition snippets: ', ''),
    hint,
  ]);
}

describe('the expanded text', () => {
  const errors = saved('Errors', 'filter level = {{level}} | limit {{n}}', 'level="ERROR"', 'n=10');

  test.each([
    ['$Errors()', 'filter level = "ERROR" | limit 10'],
    ['$Errors(level = "WARN")', 'filter level = "WARN" | limit 10'],
    ['$Errors(n = 5, level = x.y)', 'filter level = x.y | limit 5'],
    [
      'fields a | $Errors() | $Errors(n = 1) | sort a',
      'fields a | filter level = "ERROR" | limit 10 | filter level = "ERROR" | limit 1 | sort a',
    ],
  ])('of %s has values as they are written, and defaults', (text, expected) => {
    expect(expand(text, errors)).toMatchObject({ text: expected, diagnostics: [] });
  });

  test('has a value wherever its placeholder stands, also in texts and regular expressions, and no placeholder of a value is filled', () => {
    const query = saved('q', 'filter a like /{{p}}/ or b = "{{p}}" or c in [{{p}}, {{q}}]', 'p', 'q');
    expect(expand('$q(p = 1, q = "{{p}}")', query).text).toBe('filter a like /1/ or b = "1" or c in [1, "{{p}}"]');
  });

  test('has values with dollar signs as they are', () => {
    expect(expand('$q(p = "$& $1 $$")', saved('q', 'filter a = {{p}}', 'p')).text).toBe('filter a = "$& $1 $$"');
  });

  test('keeps what follows out of a comment in the last line of a template', () => {
    const query = saved('q', '# who\nfilter a = 1 # {{p}} stays', 'p=2');
    expect(expand('$q() | limit 1', query).text).toBe('# who\nfilter a = 1 # {{p}} stays\n | limit 1');
    expect(expand('$q() | limit 1', saved('q', 'filter a = 1 # x\n')).text).toBe('filter a = 1 # x\n | limit 1');
  });

  test('has no second pipe where a template starts with one', () => {
    expect(expand('fields a | $q()', saved('q', '\n | limit 1')).text).toBe('fields a |  limit 1');
  });

  test('finds names with blanks and slashes, and names of prototypes', () => {
    const queries = [saved('iam/by user', 'limit 1'), saved('__proto__', 'limit {{constructor}}', 'constructor=2')];
    expect(expand('$`iam/by user`() | $__proto__()', ...queries).text).toBe('limit 1 | limit 2');
    expect(problems('$constructor()', ...queries)).toMatchObject([
      ['unknown-saved-query', 'constructor', expect.anything(), ''],
    ]);
  });

  test('keeps a call that has errors', () => {
    expect(expand('$Nope() | $Errors()', errors).text).toBe('$Nope() | filter level = "ERROR" | limit 10');
  });
});

describe('a call is refused', () => {
  test('whose name is unknown, with the nearest one', () => {
    expect(problems('fields a | $Erors()', saved('Errors', 'limit 1'))).toEqual([
      [
        'unknown-saved-query',
        'Erors',
        'ResourceNotFoundException: there is no saved query Erors',
        'Did you mean Errors?',
      ],
    ]);
    expect(problems('$x()')).toMatchObject([
      ['unknown-saved-query', 'x', expect.anything(), 'There are no saved queries.'],
    ]);
  });

  test.each([
    [
      'that leaves out an argument without default',
      '$q(b = 1)',
      'q',
      'the parameter a of q has no value',
      'Write a = … between the parentheses.',
    ],
    ['with an unknown argument', '$q(a = 1, bb = 2)', 'bb = 2', 'q has no parameter bb', 'It has a, b.'],
    ['with the same argument twice', '$q(a = 1, a = 2)', 'a = 2', 'the parameter a of q is given twice', ''],
  ])('%s', (_, text, blamed, message, hint) => {
    const query = saved('q', 'limit {{a}} | limit {{b}}', 'a', 'b=1');
    expect(problems(text, query)).toEqual([['saved-query-call', blamed, message, hint]]);
  });

  test('with more than 20 arguments', () => {
    const names = Array.from({ length: 21 }, (_, i) => `p${i}`);
    const query = saved('q', names.map((name) => `{{${name}}}`).join(), ...names);
    const text = `$q(${names.map((name) => `${name} = 1`).join(', ')})`;
    expect(problems(text, query)).toMatchObject([['saved-query-call', text, '21 arguments for q, more than 20', '']]);
  });

  test('whose template has a placeholder that is no parameter', () => {
    expect(problems('$q()', saved('q', 'limit {{n}} # {{comment}}'))).toMatchObject([
      ['saved-query-call', 'q', 'the text of q has {{n}}, which is no parameter of it', ''],
    ]);
  });

  test.each([
    ['$other()', true],
    ['limit 1 | $`other one` ( )', true],
    ['filter a = "$other()"', false],
    ['filter a like /x$/', false],
    ['limit 1 # $other()', false],
  ])('whose template is %j: %s', (template, refused) => {
    const expected = ['saved-query-call', 'q', 'the text of q calls a saved query itself, which cannot be nested', ''];
    expect(problems('$q()', saved('q', template))).toEqual(refused ? [expected] : []);
  });

  test('that makes the query longer than 10,000 characters', () => {
    const long = saved('long', `filter a = "${'x'.repeat(4981)}" | `.padEnd(5000));
    const text = '$long() $long()';
    expect(problems(text, long)).toEqual([
      ['saved-query-call', 'long', 'the query has 10,001 characters with the text of long, more than 10,000', ''],
    ]);
    expect(problems('$long()$long()', long)).toEqual([]);
  });
});

describe('a span of the expanded text', () => {
  const query = saved('q', 'filter {{p}} = 1', 'p=a');
  const text = 'fields a | $q() | limit 5';
  const { text: expanded, toOriginal } = expand(text, query);
  const at = (part: string) => ({ start: expanded.indexOf(part), end: expanded.indexOf(part) + part.length });
  const original = (part: string) => {
    const { start, end } = toOriginal(at(part));
    return text.slice(start, end);
  };

  test('of untouched text is that text, of a saved query the whole call', () => {
    expect(expanded).toBe('fields a | filter a = 1 | limit 5');
    expect(original('fields')).toBe('fields');
    expect(original('limit 5')).toBe('limit 5');
    expect(original('a = ')).toBe('$q()');
    expect(original('filter a = 1')).toBe('$q()');
    expect(original('| f')).toBe('| $q()');
    expect(original('1 |')).toBe('$q() |');
    expect(original(expanded)).toBe(text);
  });

  test('without length stays where it is, or is the whole call', () => {
    const point = (offset: number) => toOriginal({ start: offset, end: offset });
    const { start, end } = at('filter a = 1');
    expect(point(expanded.length)).toEqual({ start: text.length, end: text.length });
    expect(point(start)).toEqual({ start: text.indexOf('$'), end: text.indexOf('$') });
    expect(point(end)).toEqual({ start: text.indexOf(')') + 1, end: text.indexOf(')') + 1 });
    expect(point(start + 1)).toEqual({ start: text.indexOf('$'), end: text.indexOf(')') + 1 });
  });

  test('of untouched text is the same slice, whatever the calls are', () => {
    const templates = fc.array(fc.constantFrom('limit 1', '|', '# c', '{{p}} x', 'y\nz #'), {
      minLength: 1,
      maxLength: 3,
    });
    const parts = fc.array(fc.tuple(fc.constantFrom('', ' | ', 'fields ä | ', '\n'), fc.nat({ max: 3 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(templates, parts, fc.constantFrom('', ' | sort a', '😀'), (texts, calls, tail) => {
        const queries = texts.map((template, i) =>
          saved(`q${i}`, template, ...(template.includes('{{') ? ['p=7'] : [])),
        );
        const between = [...calls.map(([part]) => part), tail];
        const whole = calls.map(([part, i]) => `${part}$q${i % texts.length}()`).join('') + tail;
        const expansion = expand(whole, ...queries);
        expect(expansion.diagnostics).toEqual([]);
        const bodies = calls.map(([, i]) => expand(`$q${i % texts.length}()`, ...queries).text);
        let offset = 0;
        let originalOffset = 0;
        for (const [i, part] of between.entries()) {
          for (let from = 0; from <= part.length; from++) {
            for (let to = from; to <= part.length; to++) {
              const mapped = expansion.toOriginal({ start: offset + from, end: offset + to });
              expect(whole.slice(mapped.start, mapped.end)).toBe(expansion.text.slice(offset + from, offset + to));
              if (to > from) expect(mapped.start).toBe(originalOffset + from);
            }
          }
          const body = bodies[i];
          if (body === undefined) continue;
          const call = `$q${(calls[i]?.[1] ?? 0) % texts.length}()`;
          offset += part.length;
          originalOffset += part.length;
          for (let from = 0; from < body.length; from++) {
            expect(expansion.toOriginal({ start: offset + from, end: offset + from + 1 })).toEqual({
              start: originalOffset,
              end: originalOffset + call.length,
            });
          }
          offset += body.length;
          originalOffset += call.length;
        }
      }),
    );
  });
});

test('the placeholders of a template are named once, in order, without those of comments', () => {
  expect(placeholdersOf('filter {{b}} = "{{a}}" or {{b}} # {{c}}\n| limit {{ d }} {{1}} {{_e1}}')).toEqual([
    'b',
    'a',
    '_e1',
  ]);
});
