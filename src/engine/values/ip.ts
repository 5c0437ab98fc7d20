/**
 * IP addresses and CIDR blocks. An IPv4 address is a number, an IPv6 address a bigint, so that the type tells the family. Only the textual
 * forms of RFC 4291 are addresses: no leading zeros in IPv4 parts, no zone ids, no ports, no surrounding space.
 */
import { memoize } from './lru.ts';

export type IpAddress = number | bigint;

const DOT = 0x2e;
const DIGIT_0 = 0x30;

/** The address as an unsigned 32-bit number, or null. */
export function parseIpv4(text: string): number | null {
  if (text.length > 15) return null;
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === DOT) {
      if (digits === 0 || ++dots > 3) return null;
      address = address * 256 + part;
      part = 0;
      digits = 0;
    } else {
      const digit = unit - DIGIT_0;
      if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return null;
      part = part * 10 + digit;
      digits++;
      if (part > 255) return null;
    }
  }
  return dots === 3 && digits > 0 ? address * 256 + part : null;
}

/** The address as a 128-bit number, or null. */
export function parseIpv6(text: string): bigint | null {
  if (text.length > 45 || !text.includes(':')) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = [ipv6Groups(halves[0] ?? '', halves.length === 1), ipv6Groups(halves[1] ?? '', true)];
  if (!head || !tail) return null;
  const missing = 8 - head.length - tail.length;
  // `::` stands for at least one group.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  return groups.reduce((address, group) => (address << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of `::`; the last two may be written as an IPv4 address. */
function ipv6Groups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      const embedded = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : null;
      if (embedded === null) return null;
      groups.push(Math.floor(embedded / 65_536), embedded % 65_536);
    }
  }
  return groups;
}

/** The address of either family, or null. */
export function parseIp(text: string): IpAddress | null {
  return parseIpv4(text) ?? parseIpv6(text);
}

export interface CidrBlock {
  /** First and last address of the block, both of one family. */
  readonly first: IpAddress;
  readonly last: IpAddress;
}

const CACHED_BLOCKS = 256;

/** Reads `10.0.0.0/8` or `2001:db8::/32`; bits beyond the prefix are ignored. Null for any other text. */
export const parseCidr: (text: string) => CidrBlock | null = memoize(CACHED_BLOCKS, (text) => {
  const match = /^([^/]{1,45})\/(0|[1-9]\d{0,2})$/.exec(text);
  if (!match) return null;
  const address = parseIp(match[1] ?? '');
  const prefix = Number(match[2]);
  if (typeof address === 'number') {
    if (prefix > 32) return null;
    const size = 2 ** (32 - prefix);
    const first = Math.floor(address / size) * size;
    return { first, last: first + size - 1 };
  }
  if (address === null || prefix > 128) return null;
  const hostBits = BigInt(128 - prefix);
  const first = (address >> hostBits) << hostBits;
  return { first, last: first + (1n << hostBits) - 1n };
});

/** Whether a block contains an address; never for one of the other family. */
export function isInBlock(address: IpAddress, block: CidrBlock): boolean {
  return typeof address === typeof block.first && address >= block.first && address <= block.last;
}
