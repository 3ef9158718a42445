import { formatIp, ipOctets } from './ip-address.js';

/** What kind of place an address names (RFC 6890 and its registries). */
export type AddressClass =
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'documentation'
  | 'multicast'
  | 'broadcast'
  | 'unspecified'
  | 'public';

type Block = readonly [prefix: Uint8Array, bits: number, kind: AddressClass];

const REGISTERED: readonly (readonly [prefix: string, bits: number, kind: AddressClass])[] = [
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'private'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'private'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['255.255.255.255', 32, 'broadcast'],
  ['::', 128, 'unspecified'],
  ['::1', 128, 'loopback'],
  ['2001:db8::', 32, 'documentation'],
  ['3fff::', 20, 'documentation'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['ff00::', 8, 'multicast'],
];

const BLOCKS = REGISTERED.map(([prefix, bits, kind]): Block => [ipOctets(prefix), bits, kind]);
const MAPPED = ipOctets('::ffff:0:0');

/** The class of an address; an IPv4-mapped one has that of the IPv4 address inside. Throws a WireError when it is none. */
export function classify(ip: string): AddressClass {
  const octets = ipOctets(ip);
  if (inBlock(octets, MAPPED, 96)) return classify(formatIp(octets.subarray(12)));
  return BLOCKS.find(([prefix, bits]) => inBlock(octets, prefix, bits))?.[2] ?? 'public';
}

function inBlock(octets: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  if (prefix.length !== octets.length) return false;
  return octets.every((octet, index) => {
    const relevant = Math.min(8, Math.max(0, bits - 8 * index));
    return (octet ^ (prefix[index] ?? 0)) >> (8 - relevant) === 0;
  });
}
