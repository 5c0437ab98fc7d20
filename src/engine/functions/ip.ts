/** IP functions (language specification, section 4.6). A text that is no address is in no subnet and neither private nor public. */
import { type CidrBlock, type IpAddress, isInBlock, parseCidr, parseIp, parseIpv4, parseIpv6 } from '../values/ip.ts';
import type { Parameter, ScalarFunction, Value } from './definition.ts';

const address: Parameter = { name: 'address', type: 'string' };
const subnet: Parameter = { name: 'cidr', type: 'string' };
const predicate = { kind: 'scalar', family: 'ip', aliases: [], returns: 'boolean' } as const;

type Parser = (text: string) => IpAddress | null;

function blocks(...cidrs: readonly string[]): readonly CidrBlock[] {
  return cidrs.map(parseCidr).filter((block) => block !== null);
}

/** RFC 1918. */
const PRIVATE = blocks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16');

/** IANA's special-purpose blocks that are not globally reachable, and multicast; private ones not repeated. */
const RESERVED = blocks(
  '0.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '::ffff:0:0/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
);

function isInAny(ip: IpAddress, ranges: readonly CidrBlock[]): boolean {
  return ranges.some((block) => isInBlock(ip, block));
}

function validity(name: string, what: string, example: string, parse: Parser): ScalarFunction {
  return {
    ...predicate,
    name,
    parameters: [address],
    nulls: 'accept',
    doc: `Whether the text is ${what}.`,
    example: { expression: `${name}("${example}")`, result: '1' },
    evaluate: (text) => (typeof text === 'string' && parse(text) !== null ? 1 : 0),
  };
}

function membership(name: string, what: string, example: string, parse: Parser): ScalarFunction {
  const family = parse === parseIpv4 ? 'number' : 'bigint';
  const block = (cidr: Value | undefined): CidrBlock | null => {
    const parsed = typeof cidr === 'string' ? parseCidr(cidr) : null;
    return parsed && (parse === parseIp || typeof parsed.first === family) ? parsed : null;
  };
  return {
    ...predicate,
    name,
    parameters: [address, subnet],
    nulls: 'propagate',
    doc: `Whether the text is ${what} address inside a CIDR block.`,
    example: { expression: `${name}(${example})`, result: '1' },
    evaluate: (text, cidr) => {
      const range = block(cidr);
      if (typeof text !== 'string' || !range) return null;
      const ip = parse(text);
      return ip !== null && isInBlock(ip, range) ? 1 : 0;
    },
    check: (_text, cidr) =>
      typeof cidr === 'string' && !block(cidr) ? `${cidr} is not ${what} block in CIDR notation` : undefined,
  };
}

function kindOfRange(name: string, doc: string, example: string, test: (ip: IpAddress) => boolean): ScalarFunction {
  return {
    ...predicate,
    name,
    parameters: [address],
    nulls: 'propagate',
    doc,
    example: { expression: `${name}("${example}")`, result: '1' },
    evaluate: (text) => {
      const ip = typeof text === 'string' ? parseIp(text) : null;
      return ip !== null && test(ip) ? 1 : 0;
    },
  };
}

export const ipFunctions: readonly ScalarFunction[] = [
  validity('isValidIp', 'an IPv4 or IPv6 address', '10.0.0.1', parseIp),
  validity('isValidIpV4', 'an IPv4 address', '10.0.0.1', parseIpv4),
  validity('isValidIpV6', 'an IPv6 address', '2001:db8::1', parseIpv6),
  membership('isIpInSubnet', 'an IP', '"10.1.2.3", "10.0.0.0/8"', parseIp),
  membership('isIpv4InSubnet', 'an IPv4', '"10.1.2.3", "10.0.0.0/8"', parseIpv4),
  membership('isIpv6InSubnet', 'an IPv6', '"2001:db8::1", "2001:db8::/32"', parseIpv6),
  {
    kind: 'scalar',
    family: 'ip',
    name: 'ipv4ToNumber',
    aliases: [],
    parameters: [address],
    returns: 'number',
    nulls: 'propagate',
    doc: 'The IPv4 address as a number; missing when the text is none.',
    example: { expression: 'ipv4ToNumber("1.2.3.4")', result: '16909060' },
    evaluate: (text) => (typeof text === 'string' ? parseIpv4(text) : null),
  },
  kindOfRange('isPrivateIP', 'Whether the address is in a private IPv4 range (RFC 1918).', '192.168.1.1', (ip) =>
    isInAny(ip, PRIVATE),
  ),
  kindOfRange(
    'isPublicIP',
    'Whether the address is publicly routable: neither private nor reserved.',
    '8.8.8.8',
    (ip) => !isInAny(ip, PRIVATE) && !isInAny(ip, RESERVED),
  ),
  kindOfRange('isReservedIP', 'Whether the address is in a range reserved by IANA.', '127.0.0.1', (ip) =>
    isInAny(ip, RESERVED),
  ),
];
