import type { TraceEntry } from '../peer/trace.js';
import { decodeEthernet, ETHERTYPE } from '../wire/ethernet.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import { decodeIpv6 } from '../wire/ipv6.js';

/** The Time to Live or the Hop Limit of the packet that carried a segment. */
export function hopsOf({ frame }: TraceEntry): number {
  const packet = packetIn(frame.bytes);
  return (packet[0] ?? 0) >> 4 === 4 ? decodeIpv4(packet).timeToLive : decodeIpv6(packet).hopLimit;
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
