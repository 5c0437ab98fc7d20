import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInBlock, parseCidr, parseIp, parseIpv4, parseIpv6 } from '../../../src/engine/values/ip.ts';

test.each([
  ['0.0.0.0', 0],
  ['1.2.3.4', 16909060],
  ['255.255.255.255', 4294967295],
  ['256.0.0.0', null],
  ['01.2.3.4', null],
  ['1.2.3', null],
  ['1.2.3.4.5', null],
  ['1..2.3', null],
  ['1.2.3.', null],
  [' 1.2.3.4', null],
  ['1.2.3.4 ', null],
  ['1.2.3.0x4', null],
  ['', null],
])('%j as IPv4 is %j', (text, expected) => {
  expect(parseIpv4(text)).toBe(expected);
});

test.each([
  ['::', '0'],
  ['::1', '1'],
  ['1::', '10000000000000000000000000000'],
  ['1:2:3:4:5:6:7:8', '10002000300040005000600070008'],
  ['::ffff:1.2.3.4', 'ffff01020304'],
  ['2001:DB8::a', '20010db800000000000000000000000a'],
  ['1:2:3:4:5:6:1.2.3.4', '10002000300040005000601020304'],
  ['1:2:3:4:5:6:7', null],
  ['1:2:3:4:5:6:7:8:9', null],
  ['1::2::3', null],
  [':::', null],
  [':1', null],
  ['1:', null],
  ['12345::', null],
  ['::1.2.3', null],
  ['1.2.3.4::', null],
  ['fe80::1%eth0', null],
  ['[::1]', null],
  ['', null],
])('%j as IPv6 is %s in hexadecimal', (text, expected) => {
  expect(parseIpv6(text)?.toString(16) ?? null).toBe(expected);
});

test('texts are addresses where Node says so', () => {
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.string({ unit: fc.constantFrom('0', '1', '25', 'f', ':', '::', '.'), maxLength: 12 }),
    fc
      .array(fc.constantFrom('0', '1', 'ffff', '', '1.2.3.4'), { minLength: 6, maxLength: 9 })
      .map((parts) => parts.join(':')),
  );
  fc.assert(
    fc.property(text, (t) => {
      expect(parseIpv4(t) !== null).toBe(isIPv4(t));
      expect(parseIpv6(t) !== null).toBe(isIPv6(t));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.9.9.9/8', '10.0.0.0', true],
  ['1.2.3.4/32', '1.2.3.4', true],
  ['1.2.3.4/32', '1.2.3.5', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['128.0.0.0/1', '127.255.255.255', false],
  ['2001:db8::/32', '2001:db8:ffff::', true],
  ['::/0', 'ffff::', true],
  ['::1/128', '::2', false],
  ['::/0', '1.2.3.4', false],
  ['0.0.0.0/0', '::', false],
])('%s contains %s: %j', (cidr, text, expected) => {
  const [block, address] = [parseCidr(cidr), parseIp(text)];
  expect(block !== null && address !== null && isInBlock(address, block)).toBe(expected);
});

test.each([
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0/8',
  '::/129',
  '10.0.0.0/-1',
  '/8',
  'x/8',
  '10.0.0.0/8 ',
  '::1%1/8',
])('%j is no block', (text) => {
  expect(parseCidr(text)).toBeNull();
});
