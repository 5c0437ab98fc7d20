/** The formatter: where comments and line breaks go, and what never changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../src/parser/ast.ts';
import { format } from '../../src/parser/format.ts';
import { lex } from '../../src/parser/lexer.ts';
import { parse } from '../../src/parser/parse.ts';
import { query } from './queries.ts';
import { shape } from './shape.ts';

function formatted(text: string): string {
  const result = format(text);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.text;
}

function lines(...all: readonly string[]): string {
  return all.join('\n');
}

describe('comments', () => {
  test.each([
    ['above a stage stay above it', '# a\n\n# b\nLIMIT 1', lines('# a', '# b', 'limit 1')],
    ['behind a stage stay behind it', 'a\n'.replace('a', 'LIMIT 1   #  a '), 'limit 1 #  a'],
    ['behind a stage and its separator stay behind it', 'head 1 | # a\nhead 2', lines('head 1 # a', '| head 2')],
    [
      'behind a separator on a line of its own go above its stage',
      'head 1\n| # a\nhead 2',
      lines('head 1', '# a', '| head 2'),
    ],
    ['in a stage move above it', 'fields a, # a\n b # b\n, c # c', lines('# a', '# b', 'fields a, b, c # c')],
    ['of the next stage are not those of this one', 'head 1 | head # a\n 2', lines('head 1', '# a', '| head 2')],
    ['of one line before the next stage stay apart', 'head 1 | head 2 # a', lines('head 1', '| head 2 # a')],
    ['below the last stage stay there', 'head 1 # a\n# b\n  # c\n', lines('head 1 # a', '# b', '# c')],
    ['before a leading separator stay above', '# a\n| head 1', lines('# a', 'head 1')],
    ['with # and | in them are whole', 'head 1 # a | b # c', 'head 1 # a | b # c'],
    ['lose the blanks at their end only', 'head 1 #\ta \t\r\n', 'head 1 #\ta'],
  ])('%s', (_, text, expected) => {
    expect(formatted(text)).toBe(expected);
  });

  test('in a query in parentheses stay there, those around it go above its stage', () => {
    const text = 'head 1 | filter a # a\n in ( # b\n fields b # c\n # d\n | head 2 # e\n # f\n) # g\n and c # h';
    expect(formatted(text)).toBe(
      lines(
        'head 1',
        '# a',
        '# g',
        '| filter a in (',
        '    # b',
        '    fields b # c',
        '    # d',
        '    | head 2 # e',
        '    # f',
        '  ) and c # h',
      ),
    );
  });
});

describe('long lines', () => {
  const wide = (letter: string) => letter.repeat(30);

  test('break at commas', () => {
    expect(formatted(`fields ${wide('a')}, ${wide('b')}, ${wide('c')}, ${wide('d')}`)).toBe(
      lines(`fields ${wide('a')}, ${wide('b')},`, `    ${wide('c')}, ${wide('d')}`),
    );
  });

  test('break before and, or and by', () => {
    expect(formatted(`filter ${wide('a')} = 1 and ${wide('b')} = 2 or ${wide('c')} = 3`)).toBe(
      lines(`filter ${wide('a')} = 1 and ${wide('b')} = 2`, `    or ${wide('c')} = 3`),
    );
    expect(formatted(`stats count(*) as ${wide('a')}, sum(b) as ${wide('b')} by ${wide('c')}`)).toBe(
      lines(`stats count(*) as ${wide('a')}, sum(b) as ${wide('b')}`, `    by ${wide('c')}`),
    );
  });

  test('break in lists of more than 80 characters only', () => {
    const list = `["${wide('a')}", "${wide('b')}"]`;
    expect(formatted(`filter ${wide('x')} = 1 and ${wide('y')} in ${list}`)).toBe(
      lines(`filter ${wide('x')} = 1`, `    and ${wide('y')} in ${list}`),
    );
    expect(formatted(`filter x in ["${wide('a')}", "${wide('b')}", "${wide('c')}"]`)).toBe(
      lines(`filter x in ["${wide('a')}", "${wide('b')}",`, `    "${wide('c')}"]`),
    );
  });

  test('have at most 100 characters, except for what cannot be broken', () => {
    const exact = `fields ${'a'.repeat(45)}, ${'b'.repeat(46)}`;
    expect(exact).toHaveLength(100);
    expect(formatted(exact)).toBe(exact);
    expect(formatted(`${exact}b`)).toContain('\n');
    expect(formatted(`fields ${'a'.repeat(200)}`)).not.toContain('\n');
  });

  test('of a query in parentheses are indented further', () => {
    const text = `filter a in (| fields ${wide('a')}, ${wide('b')}, ${wide('c')})`;
    expect(formatted(text)).toBe(
      lines('filter a in (', `    fields ${wide('a')}, ${wide('b')},`, `        ${wide('c')}`, '  )'),
    );
  });
});

describe('what names a column by its text stays as it is', () => {
  test.each([
    ['STATS  COUNT( * ),sum( a ) AS b BY  BIN(5minutes)', 'stats COUNT( * ), sum(a) as b by BIN(5minutes)'],
    ['fields `a`,(b),c+1', 'fields `a`, (b), c+1'],
    ['stats count( * )|sort COUNT( * ) DESC', 'stats count( * )\n| sort COUNT( * ) desc'],
    ['fields f( a, # x\n b ) # y', 'fields f( a, # x\n b ) # y'],
    ['filter a in (|fields f( b ))', 'filter a in (\n    fields f( b )\n  )'],
  ])('%j', (text, expected) => {
    expect(formatted(text)).toBe(expected);
  });
});

test('a query with errors gives its diagnostics and no text', () => {
  expect(format('fields * | limit x')).toEqual({ diagnostics: parse('fields * | limit x').diagnostics });
  expect(format('')).toMatchObject({ diagnostics: [{ code: 'unexpected-symbol' }] });
});

/** Puts comments and line ends where blanks may be: at the lexer's white space. */
const commented = fc
  .tuple(query, fc.array(fc.constantFrom('', '', '', ' # c\n', '\n', '# | "d\n\n'), { minLength: 1, maxLength: 20 }))
  .map(([text, pieces]) => {
    let out = '';
    let end = 0;
    lex(text).tokens.forEach(({ startOffset, image }, index) => {
      const gap = text.slice(end, startOffset);
      // Two tokens that touch may mean something else apart.
      out += gap + (gap === '' && index > 0 ? '' : (pieces[index % pieces.length] ?? '')) + image;
      end = startOffset + image.length;
    });
    return out;
  })
  .filter((text) => text.length <= 9_500);

/** The names of the columns that items without alias make. */
function columnNames(text: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('kind' in node && node.kind === 'item') {
      const { alias, expression, span } = node as Item;
      const written = text.slice(span.start, span.end);
      const isName = expression.kind === 'field' && !written.startsWith('(');
      if (!alias) found.push(isName ? expression.name.path : written);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parse(text).query?.stages);
  return found;
}

test('any query keeps its tree, its column names and its comments, and formatted text stays as it is', () => {
  fc.assert(
    fc.property(fc.oneof(query, commented), (text) => {
      fc.pre(parse(text).diagnostics.length === 0);
      const once = formatted(text);
      // Indenting may make a text longer than a query can be.
      fc.pre(once.length <= 10_000);
      expect(shape(parse(once).query?.stages)).toEqual(shape(parse(text).query?.stages));
      expect(parse(once).diagnostics).toEqual([]);
      expect(columnNames(once)).toEqual(columnNames(text));
      expect(lex(once).comments).toHaveLength(lex(text).comments.length);
      expect(formatted(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});
