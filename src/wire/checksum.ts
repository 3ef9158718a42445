import { WireError } from './error.js';
import { ipOctets } from './ip-address.js';
import { freshOctets, unsigned, viewOf } from './octets.js';

/** The two addresses a checksum with a pseudo header covers. */
export interface IpPath {
  readonly source: string;
  readonly destination: string;
}

/**
 * The Internet checksum (RFC 1071) of the parts laid end to end, 16 bits. Parts of odd length are fine anywhere.
 * Over octets that hold their own checksum the answer is 0 when it is right.
 */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  let odd = false;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) {
      const octet = part[at] as number;
      sum += odd ? octet : octet << 8;
      odd = !odd;
    }
  }
  while (sum > 0xffff) sum = Math.floor(sum / 0x10000) + (sum & 0xffff);
  return ~sum & 0xffff;
}

/**
 * The pseudo header that TCP and ICMPv6 checksums cover: 12 octets for IPv4 (RFC 9293 3.1), 40 for IPv6 (RFC 8200 8.1).
 * `length` counts the octets of the upper layer, its header included.
 */
export function pseudoHeader(source: string, destination: string, protocol: number, length: number): Uint8Array {
  const from = ipOctets(source);
  const to = ipOctets(destination);
  if (from.length !== to.length) throw new WireError('address', `${source} and ${destination} are of two families`);
  return from.length === 4 ? pseudoHeader4(from, to, protocol, length) : pseudoHeader6(from, to, protocol, length);
}

function pseudoHeader4(from: Uint8Array, to: Uint8Array, protocol: number, length: number): Uint8Array {
  const bytes = freshOctets(12);
  bytes.set(from, 0);
  bytes.set(to, 4);
  bytes[9] = protocol;
  // Only illegal packets are longer than the field; their checksum is unspecified, so any value will do.
  bytes[10] = length >> 8;
  bytes[11] = length;
  return bytes;
}

function pseudoHeader6(from: Uint8Array, to: Uint8Array, protocol: number, length: number): Uint8Array {
  const bytes = freshOctets(40);
  bytes.set(from, 0);
  bytes.set(to, 16);
  viewOf(bytes).setUint32(32, unsigned('ipv6', 'upper-layer length', length, 32));
  bytes[39] = protocol;
  return bytes;
}
