import { isIp4 } from '../wire/address.js';
import { type ArpPacket, decodeArp } from '../wire/arp.js';
import { decodeEthernet, ETHERTYPE, type EthernetFrame } from '../wire/ethernet.js';
import { decodeIpv4, encodeIpv4, type Ipv4Packet } from '../wire/ipv4.js';
import { decodeIpv6, encodeIpv6 } from '../wire/ipv6.js';
import { viewOf } from '../wire/octets.js';

/** Where the checksum stands in an IPv4 header. */
const HEADER_CHECKSUM_AT = 10;

/** What differs between IPv4 and IPv6 stays below this: one IP datagram, whole or (when `fragment`) a piece of one. */
export interface Datagram {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
  readonly fragment: boolean;
  /** Time to Live, or Hop Limit. */
  readonly hops: number;
  /** The six Differentiated Services bits and the two ECN bits, as one octet. */
  readonly trafficClass: number;
  readonly problems: readonly string[];
}

/** Fields of the IP header that a sender may set; what is unset gets the usual value. */
export interface DatagramFields {
  readonly hops?: number;
  readonly trafficClass?: number;
  /** IPv4 Identification; IPv6 has none. */
  readonly identification?: number;
  /** IPv4 options, as they stand on the wire. */
  readonly ipOptions?: Uint8Array;
  /** The IPv4 header checksum, as a function of the right one. */
  readonly headerChecksum?: (right: number) => number;
}

/** One IP datagram as octets; the family follows the destination. */
export function encodeDatagram(
  d: { source: string; destination: string; protocol: number; payload: Uint8Array } & DatagramFields,
): Uint8Array {
  const trafficClass = d.trafficClass ?? 0;
  if (!isIp4(d.destination)) {
    return encodeIpv6({
      trafficClass,
      flowLabel: 0,
      hopLimit: d.hops ?? 64,
      source: d.source,
      destination: d.destination,
      nextHeader: d.protocol,
      extensionHeaders: [],
      payload: d.payload,
    });
  }
  const packet: Ipv4Packet = {
    dscp: trafficClass >> 2,
    ecn: trafficClass & 3,
    identification: d.identification ?? 0,
    dontFragment: true,
    moreFragments: false,
    reservedFlag: false,
    fragmentOffset: 0,
    timeToLive: d.hops ?? 64,
    protocol: d.protocol,
    source: d.source,
    destination: d.destination,
    options: d.ipOptions ?? new Uint8Array(0),
    payload: d.payload,
  };
  const bytes = encodeIpv4(packet);
  if (d.headerChecksum === undefined) return bytes;
  const right = viewOf(bytes).getUint16(HEADER_CHECKSUM_AT);
  return encodeIpv4({ ...packet, headerChecksum: d.headerChecksum(right) & 0xffff });
}

/** What a frame carries, as far as a host cares; undefined for what it does not speak. Throws WireError on a truncated header. */
export type Contents =
  | { readonly kind: 'arp'; readonly ethernet: EthernetFrame; readonly arp: ArpPacket }
  | { readonly kind: 'ip'; readonly ethernet?: EthernetFrame; readonly datagram: Datagram };

/** Opens one frame, Ethernet or bare IP. */
export function openFrame(bytes: Uint8Array, framing: 'ethernet' | 'ip'): Contents | undefined {
  if (framing === 'ip') {
    const datagram = decodeDatagram(bytes);
    return datagram && { kind: 'ip', datagram };
  }
  const ethernet = decodeEthernet(bytes);
  if (ethernet.vlans.some(({ tci }) => (tci & 0xfff) !== 0)) return undefined; // another LAN's; VLAN 0 is a mere priority tag
  if (ethernet.etherType === ETHERTYPE.ARP) return { kind: 'arp', ethernet, arp: decodeArp(ethernet.payload) };
  if (ethernet.etherType !== ETHERTYPE.IPV4 && ethernet.etherType !== ETHERTYPE.IPV6) return undefined;
  const datagram = decodeDatagram(ethernet.payload);
  return datagram && { kind: 'ip', ethernet, datagram };
}

// Written out, not spread: an object that another is spread into takes V8 ten times as long, on the path of every frame.
function decodeDatagram(bytes: Uint8Array): Datagram | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) {
    const p = decodeIpv4(bytes);
    return {
      family: 4,
      source: p.source,
      destination: p.destination,
      protocol: p.protocol,
      payload: p.payload,
      fragment: p.fragment,
      hops: p.timeToLive,
      trafficClass: (p.dscp << 2) | p.ecn,
      problems: p.headerChecksumOk ? p.problems : [...p.problems, 'IPv4 header checksum is wrong'],
    };
  }
  if (version === 6) {
    const p = decodeIpv6(bytes);
    return {
      family: 6,
      source: p.source,
      destination: p.destination,
      protocol: p.nextHeader,
      payload: p.payload,
      fragment: p.fragment,
      hops: p.hopLimit,
      trafficClass: p.trafficClass,
      problems: p.problems,
    };
  }
  return undefined;
}
