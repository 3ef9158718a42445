import { canonicalIp, formatIp } from '../wire/address.js';
import { internetChecksum, pseudoHeader } from '../wire/checksum.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { encodeIpv6 } from '../wire/ipv6.js';

/** Where a packet that is to be sent goes. */
export interface PacketPath {
  readonly family: 4 | 6;
  readonly destination: string;
}

/** Reads the destination from a packet's own header; undefined when there is no whole IP header. */
export function pathOf(bytes: Uint8Array): PacketPath | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4 && bytes.length >= 20) return { family: 4, destination: formatIp(bytes.subarray(16, 20)) };
  if (version === 6 && bytes.length >= 40) return { family: 6, destination: formatIp(bytes.subarray(24, 40)) };
  return undefined;
}

/** What Linux would change without a word in an IPv4 packet sent through a raw socket; undefined when nothing. */
export function rewrittenByKernel(bytes: Uint8Array): string | undefined {
  const headerBytes = ((bytes[0] ?? 0) & 15) * 4;
  if (headerBytes < 20 || headerBytes > bytes.length) return undefined;
  if ((((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) !== bytes.length) return 'Total Length';
  if (internetChecksum(bytes.subarray(0, headerBytes)) !== 0) return 'Header Checksum';
  if (bytes.subarray(12, 16).every((octet) => octet === 0)) return 'Source Address';
  return undefined;
}

/** Whether a received IPv4 packet is for the address. */
export function isFor(bytes: Uint8Array, address: string): boolean {
  return bytes.length >= 20 && formatIp(bytes.subarray(16, 20)) === address;
}

/**
 * The IPv6 packet that a raw socket delivered without its header, which is made up again: traffic class, flow label and
 * extension headers are lost, the hop limit is unknown and written as 64. The destination is lost too, and is known by
 * the checksum, which covers it; undefined when the packet was for one of the device's other addresses.
 */
export function rebuildIpv6(
  payload: Uint8Array,
  packet: {
    readonly source: string;
    readonly address: string;
    readonly otherAddresses: readonly string[];
    readonly protocol: number;
  },
): Uint8Array | undefined {
  const { address, otherAddresses, protocol } = packet;
  const source = canonicalIp(packet.source.replace(/%.*$/, ''));
  const fits = (destination: string): boolean =>
    internetChecksum(pseudoHeader(source, destination, protocol, payload.length), payload) === 0;
  // The kernel drops ICMPv6 with a wrong checksum, so one that does not fit went to a group or another address. TCP's
  // it does not check here, so one that fits nowhere is a segment with a wrong checksum.
  if (!fits(address) && (protocol === IP_PROTOCOL.ICMPV6 || otherAddresses.some(fits))) return undefined;
  return encodeIpv6({
    trafficClass: 0,
    flowLabel: 0,
    hopLimit: 64,
    source,
    destination: address,
    nextHeader: protocol,
    extensionHeaders: [],
    payload,
  });
}
