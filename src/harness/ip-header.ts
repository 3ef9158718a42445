import type { TraceEntry } from '../peer/trace.js';
import { decodeEthernet, ETHERTYPE } from '../wire/ethernet.js';
import { type DecodedIpv4, decodeIpv4 } from '../wire/ipv4.js';
import { decodeIpv4Options, encodeIpv4Options, type Ipv4Option } from '../wire/ipv4-options.js';
import { decodeIpv6 } from '../wire/ipv6.js';

/** The Time to Live or the Hop Limit of the packet that carried a segment. */
export function hopsOf({ frame }: TraceEntry): number {
  const packet = packetIn(frame.bytes);
  return (packet[0] ?? 0) >> 4 === 4 ? decodeIpv4(packet).timeToLive : decodeIpv6(packet).hopLimit;
}

/** The IPv4 packet that carried a segment. Throws WireError for what is none. */
export function ipv4Of({ frame }: TraceEntry): DecodedIpv4 {
  return decodeIpv4(packetIn(frame.bytes));
}

/** The IPv4 options of the packet that carried a segment. */
export function ipOptionsOf(entry: TraceEntry): Ipv4Option[] {
  return decodeIpv4Options(ipv4Of(entry).options);
}

/** IPv4 options as `send` takes them, and, in base64, as the user's option IP_OPTIONS does. */
export function ipOptions(...options: Ipv4Option[]): Uint8Array {
  return encodeIpv4Options(options);
}

/** A frame is Ethernet if its type is that of the version of IP that follows, else a bare packet. */
function packetIn(bytes: Uint8Array): Uint8Array {
  const { etherType, payload } = decodeEthernet(bytes);
  const version = (payload[0] ?? 0) >> 4;
  const isEthernet = (etherType === ETHERTYPE.IPV4 && version === 4) || (etherType === ETHERTYPE.IPV6 && version === 6);
  return isEthernet ? payload : bytes;
}

/** The octet of Differentiated Services and ECN bits of the packet that carried a segment. */
export function trafficClassOf({ frame }: TraceEntry): number {
  const packet = packetIn(frame.bytes);
  if ((packet[0] ?? 0) >> 4 === 6) return decodeIpv6(packet).trafficClass;
  const { dscp, ecn } = decodeIpv4(packet);
  return (dscp << 2) | ecn;
}
