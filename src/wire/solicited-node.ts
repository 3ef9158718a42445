import { WireError } from './error.js';
import { formatIp, parseIp } from './ip-address.js';

/** The solicited-node multicast address of an IPv6 address, ff02::1:ffXX:XXXX (RFC 4291 2.7.1). */
export function solicitedNode(ip6: string): string {
  const address = parseIp(ip6);
  if (address.length !== 16) throw new WireError('address', `${ip6} is not an IPv6 address`);
  const group = parseIp('ff02::1:ff00:0');
  group.set(address.subarray(13), 13);
  return formatIp(group);
}
