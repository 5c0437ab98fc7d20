import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { parse } from '../../src/parser/parse.ts';
test('x', () => {
  let out = '';
  const all = JSON.parse(readFileSync('/tmp/h6/slips.json', 'utf8')).map((text: string) => { const ds = parse(text).diagnostics; out += `${ds.length} ${text}   ==>   ${ds.map((d) => `${d.message.replace(/^unexpected symbol found/, '')} [${d.hint}]`).join(' && ')}\n`; return { text, message: ds[0]?.message, hint: ds[0]?.hint }; });
  writeFileSync('/tmp/h6/slips-out.json', `[\n${all.map((one: object) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
  console.log(out);
});
